"""Pages of a list: the nearest page for any wrong number."""

from __future__ import annotations

from types import SimpleNamespace
from urllib.parse import parse_qsl

import pytest
from flask import Flask
from flask.ctx import RequestContext
from hypothesis import given
from hypothesis import strategies as st

from govsite.web.pagination import PER_PAGE, Pages, paginate


def asking(app: Flask, query: str, here: SimpleNamespace | None = None) -> RequestContext:
    """A request with a query, whose page is told its number."""
    environ = {"QUERY_STRING": query, "govsite.here": here or SimpleNamespace()}
    return app.test_request_context("/", environ_overrides=environ)


def page_of(app: Flask, total: int, query: str, per_page: int = PER_PAGE) -> Pages[int]:
    here = SimpleNamespace()
    with asking(app, query, here):
        found = paginate(range(1, total + 1), per_page)
    assert here.number == found.number
    return found


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ("", 1),
        ("1", 1),
        ("3", 3),
        ("5", 5),
        ("6", 5),
        ("99999999999999999999", 5),
        ("0", 1),
        ("-1", 1),
        ("abc", 1),
        ("1.5", 1),
        ("%00", 1),
        ("%FF", 1),
        ("%EF%BC%92", 1),
        ("%C2%B2", 1),
        ("+2", 1),
        (" 2", 1),
        ("2x", 1),
        ("00003", 3),
        ("1e9", 1),
    ],
)
def test_the_nearest_page(app: Flask, asked: str, number: int) -> None:
    pages = page_of(app, 5 * PER_PAGE, f"page={asked}")
    assert (pages.number, pages.count) == (number, 5)
    assert pages.rows[0] == (number - 1) * PER_PAGE + 1 == pages.first_row


@pytest.mark.parametrize("total", [0, 1, PER_PAGE - 1, PER_PAGE])
def test_a_short_list_has_one_page(app: Flask, total: int) -> None:
    pages = page_of(app, total, "page=7")
    assert (pages.number, pages.count, pages.total, len(pages.rows)) == (1, 1, total, total)


@given(st.integers(0, 500), st.integers(1, 60))
def test_every_row_stands_on_one_page_and_near_is_short(app: Flask, total: int, per_page: int) -> None:
    count = page_of(app, total, "", per_page).count
    rows: list[int] = []
    for number in {1, count // 2 or 1, count} if count > 20 else range(1, count + 1):
        pages = page_of(app, total, f"page={number}", per_page)
        near = pages.near
        assert {1, number, count} <= set(near) <= {0, *range(1, count + 1)}
        assert len(near) <= 9
        assert [n for n in near if n] == sorted({n for n in near if n})
        assert all(a and b for a, b in zip(near, near[1:], strict=False) if b - a == 1)
        rows += pages.rows
    if count <= 20:
        assert rows == list(range(1, total + 1))


@pytest.mark.parametrize("query", ["", "q=a%26b&q=c", "theme=%E8%AE%BE&page=2", "page=1&page=2&x=", "a=%00"])
def test_addresses_keep_the_rest_of_the_query(app: Flask, query: str) -> None:
    with asking(app, query):
        pages = paginate(range(100))
        kept = [(k, v) for k, v in parse_qsl(query, keep_blank_values=True) if k != "page"]
        assert parse_qsl(pages.url(3)[1:], keep_blank_values=True) == [*kept, ("page", "3")]
        assert parse_qsl(pages.url(1)[1:], keep_blank_values=True) == kept


def test_addresses_can_name_their_page(app: Flask) -> None:
    with asking(app, "q=a"):
        pages = paginate(range(100), base="/hant/xiling/search")
        assert (pages.url(1), pages.url(2)) == ("/hant/xiling/search?q=a", "/hant/xiling/search?q=a&page=2")
