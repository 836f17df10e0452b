"""While typing: what is asked for and when, what the box and the address say, and the way back to what was found."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote_plus

import pytest
from playwright.sync_api import expect

from tests.browser.window import GUIDE, Window

pytestmark = pytest.mark.browser

Opener = Callable[..., Window]


def test_search_fills_the_results_while_typing(window: Opener) -> None:
    one = window(GUIDE)
    one.page.locator("#q").press_sequentially("护照")
    expect(one.page.locator("#results")).to_contain_text("护照")
    expect(one.page.locator("#q")).to_be_focused()
    assert one.path() == f"{GUIDE}#q=%E6%8A%A4%E7%85%A7" and len(one.documents()) == 1
    one.page.press("#q", "Enter")
    expect(one.page.locator("h1")).to_contain_text("搜索")
    expect(one.page.locator("#q")).to_have_value("护照")
    assert one.path().startswith("/xiling/search?q=")


@pytest.mark.parametrize(
    ("words", "link"), [("护昭", ".did a"), ("证", ".pager [rel=next]"), ("证", ".narrow a >> nth=0")]
)
def test_links_of_a_search_begun_elsewhere_lead_to_the_search(window: Opener, words: str, link: str) -> None:
    one = window("/yichang/")
    one.page.locator("#q").press_sequentially(words)
    one.page.click(f"#results {link}")
    count = one.page.locator("#results .count")
    expect(count).to_be_focused()
    expect(count).to_contain_text("护照" if link == ".did a" else words)
    assert one.path().startswith("/yichang/search?q=") and len(one.documents()) == 1


@pytest.mark.parametrize("path", ["/yichang/search", "/hant/yichang/search", "/yichang/"])
def test_after_a_link_the_box_says_what_was_asked_for(window: Opener, path: str) -> None:
    one = window(path)
    box = one.page.locator("#q")
    box.press_sequentially("护昭 ")
    one.page.click("#results .did a")
    expect(box).to_have_value("护照")
    box.press("Enter")
    expect(one.page.locator("#results .count")).to_contain_text("“护照”")
    expect(box).to_have_value("护照")
    one.page.go_back()
    expect(box).to_have_value("护照")


def test_back_and_forward_take_the_box_with_them(window: Opener) -> None:
    one = window("/yichang/search?q=%E6%8A%A4%E6%98%AD")
    box, count = one.page.locator("#q"), one.page.locator("#results .count")
    one.page.click("#results .did a")
    expect(box).to_have_value("护照")
    one.page.go_back()
    expect(count).to_contain_text("“护昭”")
    expect(box).to_have_value("护昭")
    one.page.go_forward()
    expect(count).to_contain_text("“护照”")
    expect(box).to_have_value("护照")


COMPOSE = """(field, steps) => steps.forEach(([kind, value]) => {
    if (kind === "input") {
        field.value = value;
        field.dispatchEvent(new InputEvent(kind, {bubbles: true}));
    } else {
        field.dispatchEvent(new CompositionEvent(kind, {bubbles: true}));
    }
})"""


BOXES = (
    ("/yichang/search", "#q", "#results"),
    ("/yichang/", "#q", "#results"),
    ("/sites", "#site-q", "#site-list"),
    ("/yichang/halls", "#hall-q", "#halls"),
)
# What was chosen, and the letters as they are: which of them ends it is the same to every box.
COMPOSED = [
    *(pytest.param(*box, "宜昌") for box in BOXES),
    *(pytest.param(*box, "yi chang", marks=() if box is BOXES[0] else pytest.mark.long) for box in BOXES),
]


@pytest.mark.parametrize(("path", "field", "place", "words"), COMPOSED)
def test_what_is_being_composed_is_not_asked_for(window: Opener, path: str, field: str, place: str, words: str) -> None:
    one = window()
    one.page.clock.install()
    one.go(path)
    asked: list[str] = []
    one.page.on("request", lambda request: asked.append(request.url) if "q=" in request.url else None)
    box = one.page.locator(field)
    one.page.locator(place).evaluate("old => old.title = 'old'")
    box.focus()
    box.evaluate(COMPOSE, [["input", "宜"], ["compositionstart", ""]])  # a request is still to come
    one.settle()
    box.evaluate(COMPOSE, [["input", "yi"], ["input", "yi chang"]])
    one.settle()
    assert asked == [] and one.path() == path
    box.evaluate(COMPOSE, [["input", words], ["compositionend", ""]])
    expect(one.page.locator(f"{place}[title]")).to_have_count(0)
    one.settle()
    assert len(asked) == 1 and f"q={quote_plus(words)}" in asked[0].replace("%20", "+")


@pytest.mark.parametrize("path", ["/", "/hant/yichang/", f"{GUIDE}/basic", "/yichang/personal?page=2"])
def test_back_shows_again_what_was_typed_and_found(window: Opener, path: str) -> None:
    one = window(path)
    box, rows = one.page.locator("#q"), one.page.locator("#results .row-name")
    box.press_sequentially("100% 护照+&#")
    expect(rows.first).to_contain_text("护照" if "hant" not in path else "護照")
    heading = one.page.locator("h1").first.inner_text()
    rows.first.click()
    expect(one.page.locator("h1").first).not_to_have_text(heading)
    one.page.go_back()
    expect(box).to_have_value("100% 护照+&#")
    expect(rows.first).to_be_visible()
    expect(one.page.locator("h1").first).to_have_text(heading)
    box.fill("")
    expect(rows).to_have_count(0)
    assert one.path() == path


def test_back_from_a_suggestion_leads_to_the_page_and_its_results(window: Opener) -> None:
    one = window("/yichang/")
    one.page.locator("#q").press_sequentially("护昭")
    one.page.click("#results .did a")
    expect(one.page.locator("#q")).to_have_value("护照")
    one.page.go_back()
    expect(one.page.locator("#q")).to_have_value("护昭")
    expect(one.page.locator("#results .did a")).to_be_visible()
    assert one.path() == "/yichang/#q=%E6%8A%A4%E6%98%AD"


@pytest.mark.parametrize(
    ("path", "field", "words", "said"),
    [
        ("/yichang/", "#q", "护照", "“护照”：宜昌市本级"),
        ("/yichang/", "#q", "qqqzzz", "没有找到"),
        ("/sites", "#site-q", "yichang", "找到"),
        ("/sites", "#site-q", "qqqzzz", "没有找到"),
        ("/yichang/halls", "#hall-q", "学院街", "个办事场所"),
        ("/yichang/halls", "#hall-q", "qqqzzz", "没有找到"),
    ],
)
def test_what_was_found_is_said_by_an_element_that_stays(
    window: Opener, path: str, field: str, words: str, said: str
) -> None:
    one = window(path)
    status = one.page.locator("[role=status]")
    expect(status).to_have_text("")
    status.evaluate("element => element.stays = true")
    one.page.locator(field).press_sequentially(words)
    expect(status).to_contain_text(said)
    assert status.evaluate("element => element.stays")
    expect(one.page.locator(field)).to_be_focused()
