"""长者版: a link to an address of its own, remembered in a cookie; larger text, more contrast; and the way back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.window import GUIDE, PHONE, SCREEN, WIDE, Window

pytestmark = pytest.mark.browser

Opener = Callable[..., Window]
TEXTS = ("body", "h2", ".strip dd", ".nav a", ".tab p", ".table td", ".foot p", ".bar a", ".crumbs")
RATIO = 1.35


@pytest.mark.parametrize("scripts", [True, False])
def test_on_and_off_again(window: Opener, scripts: bool) -> None:
    one = window(GUIDE, scripts=scripts, size=WIDE)
    before = {text: one.ask("fontSize", text) for text in TEXTS}
    one.page.click(".modes >> text=长者版")
    one.arrive(f"/elder{GUIDE}")
    for text, size in before.items():
        assert one.ask("fontSize", text) >= RATIO * size, text
    cookie = one.context.cookies()[0]
    assert (cookie["name"], cookie["value"], cookie["httpOnly"]) == ("display", "elder", True)
    one.page.click(".nav >> text=个人办事")
    expect(one.page.locator("html.elder")).to_have_count(1)
    one.page.click(".modes >> text=标准版")
    one.arrive("/xiling/personal")
    assert one.context.cookies() == []
    assert one.ask("fontSize", "body") == before["body"]


@pytest.mark.parametrize("path", ["/", "/yichang/personal", GUIDE])
def test_one_column(window: Opener, path: str) -> None:
    one = window(path, elder=True, size=SCREEN)
    boxes = one.ask("boxes", ".half, .cols .side, .cols .body, .head .brand, .find")
    assert len(boxes) >= 4
    for (_, top, _, height), (_, following, _, _) in zip(boxes, boxes[1:], strict=False):
        assert following >= top + height - 1


@pytest.mark.parametrize(
    ("path", "parts"),
    [("/yichang/departments", ".tiles li"), (GUIDE, ".stack tbody tr")],
)
def test_lists_are_one_column(window: Opener, path: str, parts: str) -> None:
    one = window(path, elder=True)
    for size in (SCREEN, WIDE):
        one.resize(size)
        boxes = one.ask("boxes", parts)
        assert len(boxes) > 1 and len({left for left, *_ in boxes}) == 1, size
        tops = [top for _, top, *_ in boxes]
        assert len(set(tops)) == len(tops), size


def test_home_begins_with_the_hotline_and_has_tiles_in_columns(window: Opener) -> None:
    one = window("/elder/yichang/")
    for size, columns in ((PHONE, 2), (SCREEN, 4), (WIDE, 4)):
        one.resize(size)
        tiles = one.ask("boxes", ".half:first-child .entrances li")
        assert len({left for left, *_ in tiles}) == columns, size
        tops = [one.ask("boxes", each)[0][1] for each in ("main .big", "main .hot a", ".entrances a")]
        assert tops == sorted(tops), size
        assert min(height for *_, height in one.ask("boxes", "main .hot a, .entrances a")) >= 44, size


def test_the_facts_of_a_guide_stand_two_a_row(window: Opener) -> None:
    one = window(f"/elder{GUIDE}")
    for size in (PHONE, SCREEN, WIDE):
        one.resize(size)
        boxes = one.ask("boxes", ".strip div")
        assert [len({left for left, *_ in boxes}), len({top for _, top, *_ in boxes})] == [2, 2], size


# A screen holds 768 pixels; the frame of the page takes some 400 of them.
@pytest.mark.parametrize(
    ("path", "first", "most"),
    [
        ("/xiling/personal", ".row", 768),
        ("/yichang/business", ".row", 768),
        ("/xiling/search?q=%E8%AF%81", ".row", 900),
        (GUIDE, ".tabs", 1000),
    ],
)
def test_what_one_came_for_stands_near_the_top(window: Opener, path: str, first: str, most: int) -> None:
    one = window(f"/elder{path}", scripts=False)
    for size in (SCREEN, WIDE):
        one.resize(size)
        assert one.ask("boxes", first)[0][1] < most, size


def test_the_first_answer_of_a_search_is_on_the_first_screen_of_a_phone(window: Opener) -> None:
    one = window("/elder/xiling/", scripts=False, size=PHONE)
    for words in ("身份证丢了", "农村养老", "生孩子", "施工许可证"):
        one.go(f"/elder/xiling/search?q={words}")
        answer, navigation = (one.ask("boxes", each)[0][1] for each in ("main .row", ".nav"))
        assert answer < PHONE[1] - 20 and navigation > answer, (words, answer)


@pytest.mark.parametrize(
    ("path", "folded", "box"),
    [("/yichang/personal", ".facets", "#facets-open"), ("/xiling/search?q=%E8%AF%81", ".narrows", "#narrow-open")],
)
def test_what_narrows_a_list_is_folded_at_every_width(window: Opener, path: str, folded: str, box: str) -> None:
    one = window(f"/elder{path}", scripts=False)
    for size in (PHONE, SCREEN, WIDE):
        one.resize(size)
        expect(one.page.locator(folded)).to_be_hidden()
        one.page.focus(box)
        one.page.keyboard.press("Space")
        expect(one.page.locator(folded)).to_be_visible()
        one.page.keyboard.press("Space")


def test_only_the_elder_load_their_style(window: Opener) -> None:
    sheets = "link[rel=stylesheet][href*='/elder.']"
    assert window("/xiling/").page.locator(sheets).count() == 0
    assert window("/elder/xiling/").page.locator(sheets).count() == 1


def test_swaps_stay_large(window: Opener) -> None:
    one = window(GUIDE, elder=True, size=PHONE)
    one.page.click(".tabs >> text=办理说明")
    expect(one.page.locator("#guide h2").first).to_have_text("办理说明")
    assert one.ask("fontSize", ".tab p") == 22
