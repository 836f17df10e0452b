"""A page that is not valid is found, whatever it says and whatever was read before it."""

from __future__ import annotations

import pytest

from tests.validity import html_fault

FRAME = '<!DOCTYPE html><html lang="zh"><head><title>{0}</title></head><body><p title="{0}">{0}</p>{1}</body></html>'


@pytest.mark.parametrize(
    "body",
    [
        "<p>甲</div>",
        "<div>甲",
        "<b>甲<p>乙</b></p>",
        "<table><p>甲</p></table>",
        '<table><input type="hidden" name="a"></table>',
        '<a href="x" href="y">甲</a>',
        '<a href="x"title="y">甲</a>',
        '<p title="a&copy b">甲</p>',
        "<p>甲 &nosuch; 乙</p>",
        '<p title="甲>乙"">甲</p>',
        "<ul><li>甲</ul></li>",
    ],
)
def test_what_is_not_valid_is_found(body: str) -> None:
    for words in ("甲", "a > b 丙"):
        assert not html_fault(FRAME.format(words, '<p title="x > y">乙</p>'))
        assert "not valid" in html_fault(FRAME.format(words, body)), words
        assert not html_fault(FRAME.format(words, "<ul><li>甲</li></ul>"))


def test_a_piece_is_read_as_a_piece() -> None:
    assert not html_fault("<ul><li>甲</li></ul>", piece=True)
    assert html_fault("<ul><li>甲</li></ul>"), "a page has a doctype"
    assert html_fault("<ul></div></ul>", piece=True)
