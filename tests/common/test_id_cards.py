"""ID numbers: what can be one is never refused, one wrong character always is."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsite.domain.common import id_cards

AREAS = st.sampled_from(["420118", "110101", "810000", "820000", "830000", "911124", "420099"])
BORN = st.dates(date(1910, 1, 1), date(2026, 1, 1))


def number_of(area: str, born: date, serial: int) -> str:
    first = f"{area}{born:%Y%m%d}{serial:03}"
    return first + id_cards.check_character(first)


@given(AREAS, BORN, st.integers(1, 999))
def test_whatever_can_be_a_number_is_taken(area: str, born: date, serial: int) -> None:
    number = number_of(area, born, serial)
    wide = number.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789X"})
    for text in (number, number.lower(), f" {number[:6]} {number[6:14]} {number[14:]} ", wide):
        assert id_cards.fault(text) == ""
    assert id_cards.birth_date(number) == born
    assert number not in id_cards.masked(number) and id_cards.masked(number).count("*") == 10


@given(AREAS, BORN, st.integers(1, 999), st.integers(6, 16), st.integers(1, 9))
def test_one_wrong_digit_is_told(area: str, born: date, serial: int, place: int, more: int) -> None:
    number = number_of(area, born, serial)
    wrong = number[:place] + str((int(number[place]) + more) % 10) + number[place + 1 :]
    assert id_cards.fault(wrong)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "现在有 0 位"),
        ("42011819880312002", "现在有 17 位"),
        ("42011819880312002Y", "17 位数字"),
        ("420118198802300024", "出生日期"),
        ("420118209902280024", "出生日期"),
        ("420118179902280024", "出生日期"),
        ("范晓燕范晓燕范晓燕范晓燕范晓燕范晓燕", "17 位数字"),
    ],
)
def test_what_is_wrong_is_said(text: str, said: str) -> None:
    assert said in id_cards.fault(text)
