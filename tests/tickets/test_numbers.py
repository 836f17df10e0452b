"""Numbers of tickets: made, written down, read out and typed in again."""

from __future__ import annotations

import itertools
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsite.domain.common.spoken_passwords import _MEANT
from govsite.domain.tickets.numbers import (
    ALPHABET,
    CASE,
    KINDS,
    LETTER,
    check_of,
    new_number,
    read_long_number,
    read_number,
)

BODIES = st.text(st.sampled_from(ALPHABET), min_size=13, max_size=13)


def written(kind: str, body: str) -> str:
    whole = body + check_of(body)
    return f"{kind}-{whole[:8]}-{whole[8:]}"


def test_they_name_kind_and_day() -> None:
    made = {new_number(LETTER, date(2026, 11, 30)) for _ in range(500)}
    assert len(made) > 490
    assert all(re.fullmatch(r"XJ-20261130-[0-9ACEFHKMPRTXY]{6}", number) for number in made)
    assert all(read_number(number) == number for number in made)


@given(BODIES, st.integers(0, 13), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(body: str, at: int, wrong: str) -> None:
    whole = body + check_of(body)
    changed = whole[:at] + wrong + whole[at + 1 :]
    assert (check_of(changed[:-1]) == changed[-1]) is (changed == whole)


@given(BODIES)
def test_two_characters_in_the_wrong_order_are_noticed(body: str) -> None:
    """All but one pair of 231, which depends on what stands before: systems of two moduli notice nearly all."""
    pairs = itertools.combinations(ALPHABET, 2)
    missed = [a + b for a, b in pairs if check_of(f"{body[:-2]}{a}{b}") == check_of(f"{body[:-2]}{b}{a}")]
    assert len(missed) == 1


@st.composite
def mangled(draw: st.DrawFn) -> tuple[str, str]:
    """A number, and how it may come back."""
    number = written(draw(st.sampled_from(KINDS)), draw(BODIES))
    text = ""
    for place, char in enumerate(number):
        forms = [char, char.lower(), chr(ord(char) + 0xFEE0)] if char.isalnum() else ["-", "", " ", "—", "－", "　"]
        if char.isdigit():
            forms += [meant for meant in _MEANT[char] if meant.upper() not in ALPHABET and place > 2]
        text += draw(st.sampled_from(forms)) + draw(st.sampled_from(["", "", " "]))
    return number, text


@given(mangled())
def test_it_is_read_however_it_is_written(both: tuple[str, str]) -> None:
    number, text = both
    assert read_number(text) == number


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    found = read_number(text)
    assert not found or read_number(found) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ""),
        (" —— ", ""),
        ("XJ", None),
        ("XJ-20261130-", None),
        ("你好", None),
        (written(LETTER, "20261130CAFE4") + "4", None),
        (written(LETTER, "20261130CAFE4")[3:], written(LETTER, "20261130CAFE4")),
        (written(CASE, "20261130CAFE4"), written(CASE, "20261130CAFE4")),
    ],
)
def test_what_is_no_number_is_told(text: str, found: str | None) -> None:
    assert read_number(text) == found


def test_without_its_kind_it_is_what_was_asked_for() -> None:
    assert read_number(written(CASE, "20261130CAFE4")[3:], CASE) == written(CASE, "20261130CAFE4")


LONG = "11420500MB1A23456A3070010015000202611300001"


@pytest.mark.parametrize(
    "text",
    [
        LONG.lower(),
        LONG.replace("0", "O"),
        LONG.replace("1", "I").replace("2", "Z").replace("5", "S"),
        LONG[:31] + LONG[31:].replace("1", "l").replace("0", "o"),
        " ".join(LONG[at : at + 4] for at in range(0, 43, 4)),
        "\u200b".join(LONG),
        "".join(chr(ord(char) + 0xFEE0) for char in LONG),
    ],
)
def test_a_long_number_is_read_as_people_write_it(text: str) -> None:
    assert LONG in read_long_number(text)


@given(st.text(alphabet="0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=31, max_size=31), st.integers(0, 10**12 - 1))
def test_a_long_number_that_is_right_is_read_as_it_stands(code: str, digits: int) -> None:
    right = f"{code}{digits:012}"
    assert read_long_number(right) == (right, right)


@given(st.text(max_size=60))
def test_any_text_is_two_long_numbers_or_none(text: str) -> None:
    found = read_long_number(text)
    assert not found or (len(found) == 2 and all(len(number) == 43 for number in found))
