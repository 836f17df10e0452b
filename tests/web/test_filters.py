"""Template filters."""

from __future__ import annotations

from datetime import date
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader
from markupsafe import escape

from govsite.typed import Typed
from govsite.web import filters
from govsite.web.jinja import PageEnvironment

PLAIN, HANT = PageEnvironment(DictLoader({}), False, False), PageEnvironment(DictLoader({}), True, False)


def test_dates_and_numbers_are_said_as_here() -> None:
    assert filters.long_date(date(2026, 1, 3)) == "2026年1月3日"
    assert filters.long_date(date(2026, 11, 30)) == "2026年11月30日"
    assert [filters.number(n) for n in (0, 999, 12345, 1234567)] == ["0", "999", "12,345", "1,234,567"]


@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_quoted_text_is_one_part_of_an_address(text: str) -> None:
    quoted = filters.quoted(text)
    assert type(quoted) is Typed
    assert quoted.isascii()
    assert not set(quoted) & set("/?&#=+ \"'<>")
    assert unquote(quoted) == text


@pytest.mark.parametrize(
    ("phone", "address"),
    [
        ("0717-6219300", "tel:07176219300"),
        ("12345", "tel:12345"),
        ("+86 717 621", "tel:+86717621"),
        ("（027）87234567", "tel:02787234567"),
        ("0717-6219300、6219301", "tel:07176219300"),
        ("0717-6219300转801", "tel:07176219300"),
        ("", "tel:"),
    ],
)
def test_a_phone_number_is_an_address(phone: str, address: str) -> None:
    assert filters.telephone(phone) == address


def test_paragraphs_are_parted_by_blank_lines() -> None:
    assert filters.paragraphs("一\n\n二\r\n\r\n\r\n三\n三\n") == ["一", "二", "三\n三"]
    assert filters.paragraphs(" \n\n ") == []


@pytest.mark.parametrize(
    ("text", "marks", "page"),
    [
        ("身份证补办", ("身份", "身份证"), "<mark>身份证</mark>补办"),
        ("ABC", ("b",), "A<mark>B</mark>C"),
        ("a.b", (".",), "a<mark>.</mark>b"),
        ("abc", (), "abc"),
        ("<b>", ("b",), "&lt;<mark>b</mark>&gt;"),
        ("&amp", ("amp",), "&amp;<mark>amp</mark>"),
    ],
)
def test_marks_are_highlighted_and_the_longest_wins(text: str, marks: tuple[str, ...], page: str) -> None:
    for _ in range(2):
        assert filters.marked(PLAIN, text, marks) == page


def test_marks_of_a_traditional_page_are_converted() -> None:
    assert filters.marked(HANT, "身份证补办", ("补办",)) == "身份證<mark>補辦</mark>"
    assert filters.marked(PLAIN, "身份证补办", ("补办",)) == "身份证<mark>补办</mark>"


@given(st.text(), st.lists(st.text(min_size=1, max_size=3), max_size=5))
def test_marked_text_is_the_escaped_text(text: str, marks: list[str]) -> None:
    page = filters.marked(PLAIN, text, tuple(mark.lower() for mark in marks))
    assert page.replace("<mark>", "").replace("</mark>", "") == escape(text)


def test_every_filter_is_in_the_table() -> None:
    named = "asis at_home counted day filesize join left_out lines long_date marked marked_up moment name number"
    assert sorted(filters.FILTERS) == f"{named} on_page paragraphs quoted short_date telephone".split()
