"""Pinyin as people type it: ü in several ways, tones, syllables and initials mixed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsite.domain.index import pinyin
from govsite.domain.index.item_index import ItemIndex
from govsite.folding import fold
from tests.indexes import demo_index
from tests.search.evaluate import demo_rows

TABLE = pinyin.load()
TONES = {"a": "āáǎà", "e": "ēéěè", "i": "īíǐì", "o": "ōóǒò", "u": "ūúǔù", "v": "ǖǘǚǜ"}
# Everyday names whose characters the table reads.
NAMES = sorted(
    {name for row in demo_rows() for name in row.aliases if 2 <= len(name) <= 6 and set(name) <= set(TABLE.readings)}
)


def syllables_of(name: str) -> list[str]:
    return [TABLE.readings[char][0] for char in name]


@st.composite
def spelt(draw: st.DrawFn) -> tuple[str, str]:
    """A name in plain pinyin, and the same with tones, with numbers of tones and with ü as somebody may type it."""
    name = draw(st.sampled_from(NAMES))
    plain, odd = [], []
    for syllable in syllables_of(name):
        plain.append(syllable)
        vowel = next(letter for letter in "aoeiuv" if letter in syllable)
        tone = draw(st.integers(0, 3))
        ways = [syllable, syllable.replace(vowel, TONES[vowel][tone], 1), f"{syllable}{tone + 1}"]
        if "v" in syllable:
            ways += [syllable.replace("v", "ü"), syllable.replace("v", "yu") if syllable[-1] == "v" else syllable]
        odd.append(draw(st.sampled_from(ways)))
    between = draw(st.sampled_from(["", " ", "'"]))
    return " ".join(plain), between.join(odd)


@given(spelt())
def test_tones_and_ways_to_type_u_are_read_over(found: tuple[str, str]) -> None:
    plain, odd = found
    tokens = [token for word in fold(odd).replace("'", " ").split() for token in TABLE.syllables(word)]
    assert "".join(tokens).replace("v", "u") == plain.replace(" ", "").replace("v", "u")


@pytest.mark.parametrize(
    ("typed", "syllables"),
    [
        ("lyushi", ["lv", "shi"]),
        ("falyu", ["fa", "lv"]),
        ("yinyuan", ["yin", "yuan"]),
        ("jvmin", ["ju", "min"]),
        ("lueduo", ["lve", "duo"]),
        ("shen1fen4zheng4", ["shen", "fen", "zheng"]),
        ("shen1fen", ["shen", "fen"]),
        ("xi1an1", ["xi", "an"]),
        ("c1", []),
        ("a1", []),
        ("2024", []),
    ],
)
def test_syllables(typed: str, syllables: list[str]) -> None:
    assert TABLE.syllables(typed) == syllables


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("lvshi", "律师"),
        ("lüshi", "律师"),
        ("lushi", "律师"),
        ("lyushi", "律师"),
        ("luyou", "旅游"),
        ("lyuyou", "旅游"),
        ("lü you", "旅游"),
        ("lǚyóu", "旅游"),
        ("shēnfènzhèng", "身份证"),
        ("shen1fen4zheng4", "身份证"),
        ("shenfz", "身份证"),
        ("sfzheng", "身份证"),
        ("sfenz", "身份证"),
        ("s f z", "身份证"),
        ("s f zheng", "身份证"),
        ("shenfenzh", "身份证"),
        ("shebk", "社保卡"),
        ("jiehundj", "结婚登记"),
        ("jhdengji", "结婚登记"),
    ],
)
def test_what_is_meant(typed: str, name: str) -> None:
    guess = demo_index()._corrector.guess(fold(typed))
    assert guess is not None
    assert guess.text == name
    assert 0 < len(demo_index().rank(fold(typed)).codes) < 20


def test_a_name_is_found_by_syllables_and_initials(index: ItemIndex, rows: list[Any]) -> None:
    """Its first half in full and the rest by initials, and the other way round."""
    asked = found = 0
    for row in rows:
        for name in {*row.aliases} & {*NAMES}:
            if len(name) < 4:
                continue
            spelt, half = syllables_of(name), len(name) // 2
            for cut in ([*spelt[:half], *(s[0] for s in spelt[half:])], [*(s[0] for s in spelt[:half]), *spelt[half:]]):
                asked += 1
                found += row.code in index.rank("".join(cut)).codes[:5]
    assert asked > 300
    assert found / asked >= 0.9
