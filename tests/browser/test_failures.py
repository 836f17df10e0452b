"""A piece that does not come: a link leads to its page, and while typing a sentence says so."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from tests.browser.window import GUIDE, Window

pytestmark = pytest.mark.browser

Opener = Callable[..., Window]
# htmx tells an answer that says no from none at all; what else differs between the numbers is left to the long run.
FAILURES = [503, None, *(pytest.param(status, marks=pytest.mark.long) for status in (404, 500))]


def forgive(one: Window) -> None:
    """The browser and htmx write failed requests to the console; anything else stays a problem."""
    one.problems[:] = [p for p in one.problems if "Failed to load resource" not in p and "htmx:" not in p
                       and "Response Status Error Code" not in p]  # fmt: skip


@pytest.mark.parametrize("status", FAILURES)
def test_a_link_leads_to_its_page(window: Opener, status: int | None) -> None:
    one = window(GUIDE)
    one.cut("**/basic", status)
    one.page.click(".tabs >> text=基本信息")
    expect(one.page.locator("#guide h2").first).to_have_text("基本信息")
    assert one.path() == f"{GUIDE}/basic" and len(one.documents()) == 2
    forgive(one)


BOXES = (
    ("/hant/xiling/", "#q", "#results"), ("/sites", "#site-q", "#site-list"), ("/yichang/halls", "#hall-q", "#halls"),
)  # fmt: skip
# Each box, and each failure of the first.
SILENT = [
    pytest.param(*box, status, marks=() if status == 503 or (box is BOXES[0] and status is None) else pytest.mark.long)
    for box in BOXES
    for status in (503, None, 404, 500)
]


@pytest.mark.parametrize(("path", "field", "place", "status"), SILENT)
def test_while_typing_a_sentence_says_so(window: Opener, path: str, field: str, place: str, status: int | None) -> None:
    one = window(path)
    one.cut("**?q=*", status)
    one.cut("**&q=*", status)
    one.page.locator(field).press_sequentially("护照")
    words = "暫時查不到" if "hant" in path else "暂时查不到"
    note = one.page.locator(f".empty:has-text('{words}') + {place}:empty")
    expect(note).to_have_count(1)
    expect(one.page.locator("[role=status]")).to_contain_text(words)
    expect(one.page.locator(field)).to_be_focused()
    one.page.unroute_all()
    one.page.locator(field).press_sequentially("丢")
    expect(note).to_have_count(0)
    forgive(one)


@pytest.mark.parametrize("status", FAILURES)
def test_a_form_that_was_sent_stays_and_may_be_sent_again(window: Opener, status: int | None) -> None:
    one = window("/yichang/halls")
    one.cut("**/halls?*", status)
    one.page.locator("#hall-q").evaluate("field => field.value = '学院街'")
    one.page.click(".filter button")
    expect(one.page.locator(".empty + .filter")).to_be_visible()
    expect(one.page.locator("[role=status]")).to_contain_text("暂时查不到")
    expect(one.page.locator("#hall-q")).to_have_value("学院街")
    assert len(one.documents()) == 1
    one.page.unroute_all()
    one.page.click(".filter button")
    expect(one.page.locator("#halls .row-name").first).to_contain_text("学院街")
    expect(one.page.locator(".empty")).to_have_count(0)
    assert len(one.documents()) == 1
    forgive(one)


LETTER = """(main) => {
    const form = document.createElement("form");
    form.method = "post";
    form.innerHTML = "<textarea name=text>您好</textarea><input name=phone><input type=checkbox name=agreed>";
    main.appendChild(form);
}"""


@pytest.mark.parametrize(
    ("field", "status"),
    [
        ("textarea", 503),
        ("form [name=phone]", None),
        pytest.param("textarea", None, marks=pytest.mark.long),
        pytest.param("form [name=phone]", 503, marks=pytest.mark.long),
    ],
)
def test_a_link_leads_nobody_away_from_what_they_typed(window: Opener, status: int | None, field: str) -> None:
    one = window(GUIDE)
    one.page.locator("main").evaluate(LETTER)
    one.cut("**/basic", status)
    one.page.fill(field, "来信")
    one.page.click(".tabs >> text=基本信息")
    expect(one.page.locator(".empty + #guide")).to_be_visible()
    expect(one.page.locator("[role=status]")).to_contain_text("暂时查不到")
    expect(one.page.locator(field)).to_have_value("来信")
    assert one.path() == GUIDE and len(one.documents()) == 1
    one.page.unroute_all()
    one.page.click(".tabs >> text=基本信息")
    expect(one.page.locator("#guide h2").first).to_have_text("基本信息")
    expect(one.page.locator(".empty")).to_have_count(0)
    expect(one.page.locator(field)).to_have_value("来信")
    forgive(one)


def test_words_of_the_search_that_stand_in_the_address_hold_nobody_back(window: Opener) -> None:
    one = window(GUIDE)
    one.page.locator("main").evaluate(LETTER)
    one.page.check("form [name=agreed]")
    one.page.locator("#q").press_sequentially("护照")
    expect(one.page.locator("#results")).to_contain_text("护照")
    one.cut("**/basic", 500)
    one.page.click(".tabs >> text=基本信息")
    expect(one.page.locator("#guide h2").first).to_have_text("基本信息")
    assert len(one.documents()) == 2
    forgive(one)


@pytest.mark.parametrize(
    ("cut", "read"), [("%E6%8A%A4%E7%85%A7%E4%B8", "护照"), ("%E6%8A%A4%E", "护"), ("%E4%B8", ""), ("100%", "100")]
)
def test_a_cut_address_is_read_as_far_as_it_goes(window: Opener, cut: str, read: str) -> None:
    one = window(f"{GUIDE}#q={cut}")
    expect(one.page.locator("#q")).to_have_value(read)
    one.page.click(".tabs >> text=基本信息")
    expect(one.page.locator("#guide h2").first).to_have_text("基本信息")
    assert len(one.documents()) == 1


def test_no_answer_is_not_waited_for_without_end(window: Opener) -> None:
    one = window(GUIDE)
    one.page.route("**/basic", lambda route: None if "hx-request" in route.request.headers else route.continue_())
    assert one.page.evaluate("htmx.config.timeout") > 0
    one.page.evaluate("htmx.config.timeout = 200")
    one.page.click(".tabs >> text=基本信息")
    expect(one.page.locator("#guide h2").first).to_have_text("基本信息")
    assert len(one.documents()) == 2
    forgive(one)


def test_a_failure_does_not_call_back_who_has_gone_on(window: Opener) -> None:
    one = window()
    one.page.clock.install()
    one.go(GUIDE)
    held: list[Route] = []
    one.page.route("**/basic", lambda route: held.append(route))
    one.page.click(".tabs >> text=基本信息")
    one.page.evaluate("document.querySelector('.tabs a[href$=notes]').click()")
    expect(one.page.locator("#guide h2").first).to_have_text("办理说明")
    held[0].abort()
    one.settle()
    assert one.path() == f"{GUIDE}/notes" and len(one.documents()) == 1
    forgive(one)
