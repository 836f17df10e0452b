"""Passwords of receipts, written down, read out and typed in again."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsite.domain.common.spoken_passwords import _MEANT, LENGTH, forgiving, new_password, spoken

RANDOM = st.binary(min_size=16, max_size=32)


def test_they_are_hard_to_guess_and_in_groups() -> None:
    assert LENGTH * math.log2(10) >= 40
    made = {new_password() for _ in range(200)}
    assert len(made) == 200 and all(re.fullmatch(r"(\d{4} ){3}\d{4}", password) for password in made)


@given(RANDOM)
def test_every_digit_is_used(random: bytes) -> None:
    assert re.fullmatch(r"(\d{4} ){3}\d{4}", spoken(random))
    assert spoken(random) == spoken(random)


def test_too_little_randomness_is_refused() -> None:
    with pytest.raises(ValueError, match="16 random bytes"):
        spoken(b"12345678")


@st.composite
def mangled(draw: st.DrawFn) -> tuple[str, str]:
    """A password, and how it may come back."""
    plain = spoken(draw(RANDOM)).replace(" ", "")
    written = ""
    for digit in plain:
        wide = chr(ord(digit) + 0xFEE0)
        written += draw(st.sampled_from(["", " ", "-", "　", "、", "\n", "—", "."]))
        written += draw(st.sampled_from([digit, wide, *_MEANT[digit]]))
    return plain, written


@given(mangled())
def test_it_is_read_however_it_is_written(both: tuple[str, str]) -> None:
    plain, written = both
    assert forgiving(written) == plain


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("4821 0937 5516 2837", "4821093755162837"),
        ("４８２１－０９３７－５５１６－２８３７", "4821093755162837"),
        ("四八二幺 洞九三拐 五五幺六 两八三七", "4821093755162837"),
        ("肆捌贰壹零玖叁柒伍伍壹陆贰捌叁柒", "4821093755162837"),
        ("48Zl O937 SSI6 Z8E7", "48Zl O937 SSI6 Z8E7"),  # E is no digit: it stays wrong
        ("4821 0937 5516 283", "4821 0937 5516 283"),
        ("tiger_sofa9", "tiger_sofa9"),
        ("", ""),
    ],
)
def test_what_can_be_read_is_read_and_all_else_stays(written: str, read: str) -> None:
    assert forgiving(written) == read


@given(st.text(max_size=40))
def test_reading_twice_changes_nothing(text: str) -> None:
    assert forgiving(forgiving(text)) == forgiving(text)


def test_no_character_means_two_digits() -> None:
    chars = "".join(_MEANT.values())
    assert len(chars) == len(set(chars))
