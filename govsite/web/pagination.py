"""Pages of a list: numbers only, bounded, the nearest valid page for a wrong one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from flask import request

from govsite.web.here import find_here

T = TypeVar("T")
PER_PAGE = 20  # rows
PAGES_BESIDE = 2  # links to pages on either side of this one
LARGEST_NUMBER = 2**31 - 1  # of a row: PostgreSQL refuses to compare larger ones
LONGEST_VALUE = 100  # characters of a query value carried along; no field of ours takes more


@dataclass(frozen=True, slots=True)
class Pages(Generic[T]):
    """One page of ``rows``, ``number`` from 1; ``base`` is the path of its links if they may stand on another page."""

    rows: Sequence[T]
    total: int
    number: int
    count: int
    base: str = ""

    @property
    def first_row(self) -> int:
        """Position of the first row in the whole list, from 1."""
        return (self.number - 1) * PER_PAGE + 1

    @property
    def near(self) -> list[int]:
        """Page numbers to link: first, last and those beside this one; 0 stands for a gap."""
        wanted = {
            1,
            self.count,
            *range(max(1, self.number - PAGES_BESIDE), min(self.count, self.number + PAGES_BESIDE) + 1),
        }
        numbers: list[int] = []
        for n in sorted(wanted):
            if numbers and n - numbers[-1] > 1:
                numbers.append(0)
            numbers.append(n)
        return numbers

    def url(self, number: int) -> str:
        """This page's query with another page number; the first page has none."""
        return self.base + this_query("page", str(number) if number > 1 else "")


def this_query(name: str, value: str) -> str:
    """This page's query with another value of one parameter, without it for ""."""
    kept = [(k, v[:LONGEST_VALUE]) for k, v in request.args.items(multi=True) if k != name]
    return "?" + urlencode([*kept, (name, value)] if value else kept)


def row_number(text: str) -> int | None:
    """A row's number as a form or a link sends it; None for anything that no row can have."""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_NUMBER))):
        return None
    return int(text) if int(text) <= LARGEST_NUMBER else None


def before() -> int | None:
    """The number of the last row on the page before, as ``?before=`` has it (keyset); None on the first page."""
    return row_number(request.args.get("before", ""))


def paginate(rows: Sequence[T], per_page: int = PER_PAGE, base: str = "") -> Pages[T]:
    """The page that ``?page=`` asks for; anything that is not a page of this list becomes the nearest that is."""
    asked = request.args["page"][:9] if "page" in request.args else "1"
    number = int(asked) if asked.isascii() and asked.isdigit() else 1
    count = max(1, -(-len(rows) // per_page))
    number = find_here().number = min(max(1, number), count)
    return Pages(rows[(number - 1) * per_page : number * per_page], len(rows), number, count, base)
