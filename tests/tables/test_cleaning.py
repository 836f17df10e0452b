"""What programs leave in texts and nobody sees."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsite.characters import clean, one_line
from govsite.domain.tables.table import Table
from govsite.sites.load import load_text
from tests.importing.samples import SITES

NAME = "白云测试大厅"
UNSEEN = ["\u200b", "\u202e", "\ufeff", "\x07", "\xad", "\u2060", "\u3164", "\ufeff\ufeff", "_x0007_", "\U000e0001"]


@pytest.mark.parametrize("unseen", UNSEEN)
def test_what_nobody_sees_is_taken_out(unseen: str) -> None:
    assert clean(f"{unseen}白云{unseen}测试大厅{unseen}") == NAME


@pytest.mark.parametrize("broken", ["\n", "\r\n", "\r", "\x0b", "\u2028", "_x000D_\n", "_x000d_", " \n\n "])
def test_line_breaks_are_newlines_and_fold(broken: str) -> None:
    cleaned = clean(f"青山{broken}测试 hall{broken}A")
    assert one_line(cleaned) == "青山测试 hall A" and "\n" in cleaned and "\r" not in cleaned


def test_spaces_are_plain_and_escapes_inside_of_escapes_are_undone() -> None:
    assert clean("\xa0a\tb\u2003c\u3000") == "a b c"
    assert clean("a_x00_x0007_0D_b") == "a\nb"


@pytest.mark.parametrize("kept", ["𠮷野", "葛\U000e0100城", "〇", "①、Ⅳ", "a_x_b", "（甲）—乙", "e\u0301"])
def test_what_is_seen_stays(kept: str) -> None:
    assert clean(kept) == kept


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean(text)
    assert clean(once) == once and one_line(clean(one_line(once))) == one_line(once)


@given(st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from("\u200b\r\ufeff\u202e"))))
def test_no_letter_or_digit_is_lost(text: str) -> None:
    def seen(found: str) -> list[str]:
        return [char for char in found if unicodedata.category(char) in ("Ll", "Lu", "Nd", "Sm", "Sc", "Po")]

    assert "_x00" in text or seen(one_line(clean(text))) == seen(text)


@pytest.mark.parametrize(
    ("copied", "meant"), [("⼤厅", "大厅"), ("⾦⽔", "金水"), ("\uf90a", "金"), ("\U0002f804", "你"), ("﨑", "﨑")]
)
def test_signs_that_look_like_characters_become_those(copied: str, meant: str) -> None:
    assert clean(copied) == meant


def test_a_table_made_in_memory_is_cleaned_too() -> None:
    table = Table.of(["大厅\n编号", "\ufeffname"], [["a\u200b", "b\r\nc"]])
    assert table.header == ("大厅编号", "name") and table.rows == [(2, ("a", "b\nc"))]


@pytest.mark.parametrize(
    ("clear", "unseen"),
    [("宜昌市", "宜\u200b昌市"), ("宜昌市", "宜昌\u202e市"), ("name: 秭", "name\u200b: 秭"), ("昌市", "昌\x07市")],
)
def test_sites_are_read_as_they_are_seen(clear: str, unseen: str) -> None:
    assert load_text(SITES.replace(clear, unseen)).by_slug["yichang"].name == "宜昌市"
    assert load_text("\ufeff\ufeff" + SITES).by_slug["zigui"].name == "秭归县"
