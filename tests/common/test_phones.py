"""Telephone numbers as offices write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsite.domain.common import phones
from govsite.domain.common.phones import is_discipline, is_same_line, lines, reach, rings_alike
from govsite.typed import Typed


@pytest.mark.parametrize(
    ("phone", "dialled"),
    [
        ("0717-6219300", ["07176219300"]),
        ("0717-6219300、6219301", ["07176219300", "07176219301"]),
        ("0717-6219300，12345;110", ["07176219300", "12345", "110"]),
        ("6219300/6219301", ["6219300", "6219301"]),
        ("0717-6219300/01", ["07176219300"]),
        ("0717-6219300-801", ["07176219300"]),
        ("0717-6219300转801", ["07176219300"]),
        ("6219300-801", ["6219300"]),
        ("12345转2", ["12345"]),
        ("（027）87234567-12", ["02787234567"]),
        ("02787234567、87234568", ["02787234567", "02787234568"]),
        ("027-12345", ["02712345"]),
        ("400-123-4567", ["4001234567"]),
        ("138-1234-5678", ["13812345678"]),
        ("0717-6219300、13812345678", ["07176219300", "13812345678"]),
        ("+86 717 621", ["+86717621"]),
        ("", []),
        ("、 、", []),
    ],
)
def test_each_number_is_dialled_for_itself_and_without_its_extension(phone: str, dialled: list[str]) -> None:
    assert [line.digits for line in lines(phone)] == dialled


@given(st.text("0123456789-—转、，,;/ （）()", max_size=40))
def test_no_number_is_lost_or_made(phone: str) -> None:
    for line in lines(phone):
        assert line.text in phone
        assert line.digits


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("0717-12345", "12345", True),
        ("0717-6219300", "6219300", True),
        ("0717-6219300、12345", "12345", True),
        ("0717-6219300转801", "0717-6219300", True),
        ("02712345", "12345", True),
        ("0717-6219300", "0717-6219301", False),
        ("", "", False),
        ("12345", "", False),
    ],
)
def test_two_fields_ring_at_the_same_place(one: str, other: str, same: bool) -> None:
    assert is_same_line(one, other) is same


@pytest.mark.parametrize(
    ("own", "general", "shown"),
    [
        (("0717-1111111", "0717-2222222"), ("0717-3333333", "12345"), ("0717-1111111", "0717-2222222")),
        (("", "12345"), ("0717-3333333", "12345"), ("0717-3333333", "12345")),
        (("", ""), ("0717-3333333", "12345"), ("0717-3333333", "12345")),
        (("0717-1111111", ""), ("", "12345"), ("0717-1111111", "12345")),
        (("12345", ""), ("0717-3333333", "12345"), ("12345", "")),
        (("12315", "12388"), ("0717-3333333", "12345"), ("12315", "12345")),
        (("", "12389"), ("", "12345"), ("12345", "12389")),
        (("", ""), ("", "12345"), ("12345", "")),
        (("", "12345"), ("0717-12345", "12345"), ("0717-12345", "")),
    ],
)
def test_there_is_always_somebody_to_ask_and_to_complain_to(
    own: tuple[str, str], general: tuple[str, str], shown: tuple[str, str]
) -> None:
    assert reach(*own, *general) == shown


def test_the_hotline_takes_both_and_nobody_else() -> None:
    assert rings_alike("0717-6219300", "6219300") and not rings_alike("0717-12345", "12345")
    assert is_discipline("0717-12388") and not is_discipline("12345")


def test_a_persons_own_number_is_not_remembered() -> None:
    before = phones._remembered.cache_info().currsize
    assert lines(Typed("138-0000-1234")) == lines("138-0000-1234")
    assert phones._remembered.cache_info().currsize == before + 1, "the second one was an office's"
