"""Folding: one form for what is typed and for the texts it is looked for in."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from govsite import folding
from govsite.characters import is_seen
from govsite.config import PROJECT
from govsite.domain.common.word_lists import read_lines
from govsite.folding import fold, in_place, one_of, pattern
from govsite.sites.load import load_file
from govsite.typed import Typed
from govsite.web.script import to_traditional

DOMAIN = PROJECT / "govsite" / "domain"


@cache
def texts() -> list[str]:
    """What people search in: names of items and what stands in them, offices, halls, notices, words of the lists."""
    found = [*_cells("items.csv"), *_cells("halls.csv"), *_cells("departments.csv"), *_cells("letters.csv")]
    for site in load_file(PROJECT / "sites.yaml").all:
        found += [site.name, *site.other_names, *(text for n in site.notices for text in (n.title, n.body))]
    for name in ("index/synonyms.txt", "search/offices.txt"):
        found += [" ".join(words) for words in read_lines(DOMAIN / name)]
    return sorted({text for text in found if not text.isascii()})


def _cells(name: str) -> Iterator[str]:
    with (PROJECT / "demo" / name).open(encoding="utf-8-sig", newline="") as file:
        yield from (cell for row in csv.DictReader(file) for cell in row.values() if cell)


@st.composite
def words_in_texts(draw: st.DrawFn) -> tuple[str, str]:
    """A text of the portal, and a word that stands in it."""
    text = draw(st.sampled_from(texts()))
    start = draw(st.integers(0, len(text) - 1))
    word = text[start : start + draw(st.integers(1, 12))]
    assume(fold(word))
    return text, word


def wide(text: str) -> str:
    """A text in full width, as some keyboards write it."""
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


@pytest.mark.parametrize("typed", [str, to_traditional, str.upper, wide])
@given(found=words_in_texts())
def test_what_stands_in_a_text_is_found_in_it_however_it_is_typed(typed: object, found: tuple[str, str]) -> None:
    assert callable(typed)
    text, word = found
    assert fold(typed(word)) in fold(text)
    assert fold(word) in fold(typed(text))
    assert re.search(pattern(typed(word)), text)


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("全区行政村实现光纤覆盖", "光纤覆盖 覆盖 覆蓋 光纖覆蓋 复盖"),
        ("著作权登记", "著作权 著作權 着作权"),
        ("计划生育", "计划 計畫 計劃"),
        ("了解情况", "瞭解 了解"),
        ("凭借", "憑藉 憑借"),
        ("座机坏了", "座機 坐机 壞了"),
        ("钟祥 锺祥", "鍾祥 鐘祥"),
        ("沈阳路", "瀋陽 沈陽"),
        ("余某", "餘某 余某"),
        ("复印、重复、恢复", "複印 重複 恢復 复印"),
        ("面粉", "麵粉 麪粉"),
        ("ＥＴＣ（通行卡）", "etc ETC （通行 (通行"),
        ("白云测试", "白云\u200b测试 白\u202e云"),
        ("shēnfènzhèng", "shenfenzheng SHENFENZHENG shēnfen"),
        ("长吻𫚔", "𫚔 鮰"),
    ],
)
def test_all_forms_of_a_word_are_one(text: str, typed: str) -> None:
    assert [word for word in typed.split(" ") if fold(word) not in fold(text)] == []


@given(st.text())
def test_what_a_person_wrote_is_folded_alike_and_not_remembered(text: str) -> None:
    known = folding._remembered.cache_info()
    folded = fold(Typed(text))
    assert folding._remembered.cache_info() == known
    assert folded == fold(text)


@pytest.mark.parametrize("char", ["\U000235cb", "\U0002cb41", "\U0002ebf0", "\U00031350", "㴔"])
def test_rare_characters_of_names_are_kept(char: str) -> None:
    """Those of extensions H and I are newer than Python's tables, which call them unassigned."""
    assert is_seen(char) and fold(f"{char}湾 镇") == f"{char}湾 镇"


@pytest.mark.parametrize("char", ["\ufffe", "\U0002ffff", "\u200b", "\x07", "\U000e0001"])
def test_what_has_no_shape_is_not_seen(char: str) -> None:
    assert not is_seen(char)


@given(st.text())
def test_folding_is_done_once_and_keeps_places(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded == folded.strip()
    assert len(in_place(text)) == len(text)
    assert "\0" not in folded


@given(st.text(min_size=1))
def test_a_pattern_is_one_whatever_is_typed(text: str) -> None:
    re.compile(pattern(text))


def test_values_are_named_in_either_script() -> None:
    values = ["文化体育", "著作权", "设立变更"]
    assert [one_of(typed, values) for typed in ("文化體育", "著作權", "设立变更", "", "无")] == [*values, "", ""]
