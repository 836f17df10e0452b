"""Words that no line holds, such as addresses in titles, make no page wider than its window."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.window import GUIDE, NARROW, PHONE, SCREEN, Window
from tests.places import PAGES, Place, by_place

pytestmark = pytest.mark.browser

WORD = f"关于启用新网址https://zwfw.example.gov.cn/webview/index.html和{'w' * 150}的公告"
SIZES = (NARROW, PHONE, (768, 1024), SCREEN)
SHORT = [place for place in PAGES if place.short or place.name in ("hall", "department", "guide, offices", "notices")]
# What is counted, dated or named by ourselves holds no words of anybody.
OURS = (
    "dt, thead, label, legend, button, option, svg, .date, .number, .numbers td, .keep, .code, .tick, .stack .s, "
    ".letters td:not(.who-has)"
)
FILL = """([word, ours]) => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), texts = [];
    while (walker.nextNode()) { texts.push(walker.currentNode); }
    for (const text of texts) {
        if (/[\\u3400-\\u9fff]{2}/.test(text.data) && !text.parentElement.closest(ours)) { text.data = word; }
    }
}"""


def too_wide(one: Window) -> list[str]:
    """What reaches beyond the window when a word stands in every place for words."""
    one.page.evaluate(FILL, [WORD, OURS])
    found = []
    for size in SIZES:
        one.resize(size)
        found += [f"{size}: {wrong}" for wrong in one.ask("overflow")]
    return found


@pytest.mark.parametrize("root", ["", "/elder"])
@by_place(SHORT)
def test_no_word_makes_a_page_wider(
    window: Callable[..., Window], places: dict[str, str], place: Place, root: str
) -> None:
    one = window(scripts=False, size=NARROW)
    one.go(root + places[place.name], place.status)
    assert not (found := too_wide(one)), found


def test_the_page_of_the_report(window: Callable[..., Window]) -> None:
    """Notices with such a title, in the lists of home, notices and search."""
    one = window(scripts=False, size=PHONE)
    for path, link in (("/xiling/", ".dated a"), ("/notices", ".dated a"), (f"{GUIDE}/elsewhere", ".city a")):
        one.go(path)
        one.page.eval_on_selector_all(link, f"links => links.forEach(a => {{ a.textContent = '{'x' * 150}' }})")
        assert one.ask("overflow") == [], path
