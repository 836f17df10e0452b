"""What a misspelt query may have meant."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsite.domain.common.bounded import Bounded
from govsite.domain.index import pinyin
from govsite.domain.index.item_index import ItemIndex
from govsite.domain.index.lattice import Slot
from govsite.domain.index.spelling import MOST_CORRECTIONS
from govsite.folding import fold
from tests.indexes import demo_index

CORRECTOR = demo_index()._corrector


def meant(text: str) -> str | None:
    guess = CORRECTOR.guess(text)
    return guess.text if guess else None


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("jiehun dengji", "结婚登记"),
        ("jiehundengji", "结婚登记"),
        ("sfz", "身份证"),
        ("hkb bl", "户口簿 办理"),
        ("sfz补办", "身份证 补办"),
        ("离昏登记", "离婚登记"),
        ("居往证", "居住证"),
        ("护昭", "护照"),
        ("身证份", "身份证"),
        ("营业执", None),
        ("身份证", None),
        ("宇宙飞船", None),
    ],
)
def test_guess(typed: str, text: str | None) -> None:
    assert meant(typed) == text


@pytest.mark.parametrize("letters", ["asdf", "qwert", "x" * 40, "vvvv", "zzzz", "sssss", "qqqzzz"])
def test_any_letters_are_not_words(letters: str) -> None:
    assert meant(letters) is None


def test_what_speaks_of_something_else_is_left_alone() -> None:
    assert meant("魑魅魍魉饕餮貔貅麒麟") is None


def _homophone(word: str, chance: random.Random) -> str:
    table = pinyin.load()
    at = chance.randrange(len(word))
    same = [char for char in table.characters[table.readings[word[at]][0]][:20] if char != word[at]]
    return word[:at] + chance.choice(same or [word[at]]) + word[at + 1 :]


def _superfluous(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word))
    return word[:at] + word[at] + word[at:]


def _missing(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word))
    return word[:at] + word[at + 1 :]


def _swapped(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


@pytest.mark.parametrize("spoil", [_homophone, _superfluous, _missing, _swapped])
def test_spoilt_everyday_names_still_find_their_item(index: ItemIndex, rows: list[Any], spoil: Any) -> None:
    chance = random.Random(3)
    known = pinyin.load().readings
    names = [
        (name, row.code) for row in rows for name in row.aliases if 4 <= len(name) <= 8 and set(name) <= set(known)
    ]
    sample = chance.sample(names, 250)
    found = sum(code in index.rank(fold(spoil(name, chance))).codes[:3] for name, code in sample)
    assert found / len(sample) >= 0.96


def test_where_known_words_meet_nothing_is_corrected() -> None:
    assert "证护" not in CORRECTOR._bigrams
    assert meant("居住证护照") is None
    assert meant("居住证护昭") == "居住证护照"


@given(st.text(alphabet="身份证补办领结婚登记离昏丢居往护昭公司车", min_size=2, max_size=8))
def test_the_best_path_is_as_strong_as_what_was_typed(text: str) -> None:
    classes = pinyin.load().classes
    value, meant = CORRECTOR._decoder.decode([Slot(char, "", classes[char]) for char in text])
    assert sum(CORRECTOR._strengths(text)) <= value <= sum(CORRECTOR._strengths(meant)) + 1e-9


@given(st.text(alphabet="身份证补办领结婚登记离昏丢居往护昭公司车", max_size=12))
def test_what_is_remembered_is_what_would_be_found_anew(text: str) -> None:
    first = meant(text)
    CORRECTOR._corrections = Bounded(MOST_CORRECTIONS)
    assert meant(text) == first
