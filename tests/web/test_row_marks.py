"""Marks of rows: they come back as the row, tell nothing, and cannot be made up."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from govsite.web.row_marks import LENGTH, mark_of, row_of

KEY, OTHER = "one secret", "another secret"


@given(st.integers(0, 2**63))
def test_a_mark_is_read_back_with_its_key_alone(number: int) -> None:
    mark = mark_of(KEY, number)
    assert len(mark) == LENGTH and row_of(KEY, mark) == number
    assert row_of(OTHER, mark) is None


def test_neighbours_do_not_look_alike() -> None:
    marks = [mark_of(KEY, number) for number in range(200)]
    assert len({mark[:4] for mark in marks}) > 190 and marks[5] == mark_of(KEY, 5)


@given(st.text(max_size=40) | st.text("abcXYZ019-_=", min_size=LENGTH, max_size=LENGTH))
def test_what_is_made_up_is_no_row(text: str) -> None:
    assert row_of(KEY, text) is None
