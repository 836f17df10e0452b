"""What was typed goes along when the script, the display or the site is changed."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote, unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import expect

from tests.browser.window import GUIDE, Window

pytestmark = pytest.mark.browser

Opener = Callable[..., Window]
OTHER_SCRIPT, OTHER_DISPLAY, OTHER_SITE = ".modes a >> nth=0", ".modes a >> nth=1", ".switch"
LETTER = "/xiling/letters/new"
UNESCAPED = "!'()*~-_."  # by encodeURIComponent


def search(one: Window, words: str) -> None:
    one.page.locator("#q").press_sequentially(words)
    expect(one.page.locator("#results .count")).to_contain_text(words)


@pytest.mark.parametrize(
    ("path", "link", "root"),
    [
        ("/xiling/", OTHER_DISPLAY, "/elder"),
        (GUIDE, OTHER_SCRIPT, "/hant"),
        ("/yichang/personal?page=2", OTHER_SCRIPT, "/hant"),
        pytest.param("/xiling/", OTHER_SCRIPT, "/hant", marks=pytest.mark.long),
        pytest.param(GUIDE, OTHER_DISPLAY, "/elder", marks=pytest.mark.long),
        pytest.param("/yichang/personal?page=2", OTHER_DISPLAY, "/elder", marks=pytest.mark.long),
    ],
)
def test_the_same_page_shows_the_results_again(window: Opener, path: str, link: str, root: str) -> None:
    one = window(path)
    search(one, "身份证")
    heading = one.page.locator("h1").first.inner_text()
    one.page.click(link)
    expect(one.page.locator("#results .row-name").first).to_contain_text("身份")
    expect(one.page.locator("#q")).to_have_value("身份证")
    assert unquote(one.path()) == f"{root}{path}#q=身份证"
    if root == "/elder":
        expect(one.page.locator("h1").first).to_have_text(heading)
    one.page.fill("#q", "")
    expect(one.page.locator("#results .row-name")).to_have_count(0)
    assert one.path() == root + path


@pytest.mark.parametrize("path", ["/xiling/", GUIDE])
def test_another_site_shows_its_own_results(window: Opener, path: str) -> None:
    one = window(path)
    search(one, "护照")
    one.page.click(OTHER_SITE)
    one.page.click("#site-list >> text=伍家岗区")
    expect(one.page.locator("h1")).to_have_text("搜索")
    expect(one.page.locator("#q")).to_have_value("护照")
    assert one.path() == f"/wujiagang/search?q={quote('护照')}"


@pytest.mark.parametrize("link", [OTHER_SCRIPT, OTHER_DISPLAY])
def test_words_that_are_still_being_looked_up_go_along(window: Opener, link: str) -> None:
    one = window()
    one.page.clock.install()
    one.go("/xiling/search?q=%E8%BA%AB")
    one.page.fill("#q", "护照")
    one.page.click(link)
    expect(one.page.locator("#q")).to_have_value("护照")


def test_without_htmx_the_words_stand_in_the_box(window: Opener) -> None:
    one = window("/xiling/", before="delete XMLHttpRequest.prototype.overrideMimeType")
    one.page.locator("#q").press_sequentially("护照")
    one.page.click(OTHER_SCRIPT)
    expect(one.page.locator("html")).to_have_attribute("lang", "zh-Hant")
    expect(one.page.locator("#q")).to_have_value("护照")


def test_any_words_go_along(window: Opener) -> None:
    one = window("/xiling/halls?q=a%26b")

    @settings(max_examples=settings.default.max_examples // 4)
    @given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=20))
    def check(words: str) -> None:
        one.page.fill("#q", words)
        address = one.page.locator(OTHER_SCRIPT).get_attribute("href")
        assert address == f"/hant/xiling/halls?q=a%26b#q={quote(words, safe=UNESCAPED)}"
        to = one.page.locator(OTHER_SITE).get_attribute("href") or ""
        assert unquote(unquote(to.split("to=")[1])) == f"/search?q={words}"

    check()


def write(one: Window) -> None:
    one.page.check("[name=kind] >> nth=1")
    one.page.fill("#title", "路灯 <b>不亮</b>")
    one.page.fill("#body", "于某说：\n“干”了。")
    one.page.click("details.fold summary")
    one.page.fill("#about", "BJ-1")
    one.page.check("#public")


def has_all(one: Window) -> None:
    expect(one.page.locator("[name=kind] >> nth=1")).to_be_checked()
    expect(one.page.locator("#title")).to_have_value("路灯 <b>不亮</b>")
    expect(one.page.locator("#body")).to_have_value("于某说：\n“干”了。")
    expect(one.page.locator("#about")).to_have_value("BJ-1")
    expect(one.page.locator("#about")).to_be_visible()
    expect(one.page.locator("#public")).to_be_checked()


@pytest.mark.parametrize("link", [OTHER_SCRIPT, OTHER_DISPLAY, OTHER_SITE])
def test_a_letter_half_written_goes_along(window: Opener, link: str) -> None:
    one = window(LETTER)
    write(one)
    one.page.click(link)
    if link == OTHER_SITE:
        one.page.click("#site-list >> text=伍家岗区")
    has_all(one)
    note = one.page.locator("main [role=status]")
    expect(note).to_contain_text("剛才寫的內容還在" if link == OTHER_SCRIPT else "刚才写的内容还在")
    expect(note).not_to_contain_text("再填一次")
    assert one.path() != LETTER
    one.page.reload()
    expect(one.page.locator("#title")).to_have_value("")
    assert not one.page.evaluate("sessionStorage.getItem('govsite-typed')"), "it is kept only on the way"


def test_a_letter_that_came_back_goes_along(window: Opener) -> None:
    one = window(LETTER)
    one.page.fill("#title", "路灯不亮")
    one.page.click("form[enctype] button[value=send] >> nth=-1")
    expect(one.page.locator(".errors")).to_be_visible()
    one.page.click(OTHER_SCRIPT)
    expect(one.page.locator("#title")).to_have_value("路灯不亮")
    one.problems[:] = [problem for problem in one.problems if "status of 422" not in problem]


def test_what_cannot_go_along_is_told(window: Opener) -> None:
    one = window(LETTER)
    one.page.fill("#title", "路灯不亮")
    one.page.set_input_files("[type=file] >> nth=0", {"name": "a.png", "mimeType": "image/png", "buffer": b"a"})
    one.page.click(OTHER_DISPLAY)
    expect(one.page.locator("#title")).to_have_value("路灯不亮")
    expect(one.page.locator("main [role=status]")).to_contain_text("附件")


@pytest.mark.parametrize("path", ["/xiling/", "/xiling/progress/lookup"])
def test_a_number_goes_along_and_a_password_does_not(window: Opener, path: str) -> None:
    one = window(path)
    one.page.fill("main [name=number] >> nth=0", "BJ-20261130-4K7PA3")
    one.page.fill("main [type=password] >> nth=0" if path == "/xiling/" else "main [name=password]", "geheim")
    one.page.click(OTHER_SCRIPT)
    expect(one.page.locator("main [name=number] >> nth=0")).to_have_value("BJ-20261130-4K7PA3")
    expect(one.page.locator("main [role=status]")).to_contain_text("密碼")
    kept = one.page.evaluate("Object.keys(sessionStorage).map(name => sessionStorage.getItem(name)).join()")
    assert "geheim" not in kept


@pytest.mark.parametrize(
    ("path", "field", "words"), [("/yichang/halls", "#hall-q", "学院街"), ("/sites?to=%2Fhalls", "#site-q", "yichang")]
)
def test_what_filters_a_list_goes_along(window: Opener, path: str, field: str, words: str) -> None:
    one = window(path)
    one.page.locator(field).press_sequentially(words)
    expect(one.page.locator("[role=status]").last).not_to_have_text("")
    one.page.click(OTHER_SCRIPT)
    expect(one.page.locator(field)).to_have_value(words)
    assert f"q={quote(words)}" in one.path()


def test_a_filter_that_was_not_sent_goes_along(window: Opener) -> None:
    one = window("/yichang/progress")
    one.page.fill("#number", "BJ-1")
    one.page.click(OTHER_SCRIPT)
    expect(one.page.locator("#number")).to_have_value("BJ-1")


def test_nobody_finds_what_another_left(window: Opener) -> None:
    one = window(LETTER)
    one.page.fill("#title", "路灯不亮")
    one.page.click(OTHER_SITE)
    expect(one.page.locator("#site-list")).to_be_visible()
    one.page.click(".nav >> text=部门")
    expect(one.page.locator("h1")).to_have_text("部门")
    one.go(LETTER)
    expect(one.page.locator("#title")).to_have_value("")
    expect(one.page.locator("main [role=status]")).to_have_count(0)


def test_a_browser_that_keeps_nothing_goes_on(window: Opener) -> None:
    one = window(LETTER, before="Object.defineProperty(window, 'sessionStorage', { get: function () { throw 1; } });")
    one.page.fill("#title", "路灯不亮")
    one.page.click(OTHER_SCRIPT)
    expect(one.page.locator("html")).to_have_attribute("lang", "zh-Hant")
