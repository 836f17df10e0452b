"""The parameters of a query that a public view reads; others make no other page.

Messengers and trackers hang theirs on shared links (``from=singlemessage``, ``utm_source``), and whoever wants to keep
a server busy makes them up: they are taken off before the view runs, and, once it has run, before its page is looked
up in memory.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import unquote_plus

View = TypeVar("View", bound=Callable[..., object])
READS = "govsite.reads"  # key in environ: the names that the view of this request reads
NONE: frozenset[str] = frozenset()


def reads(*names: str) -> Callable[[View], View]:
    """Say which parameters a view reads; without it none."""

    def mark(view: View) -> View:
        view.reads = frozenset(names)  # type: ignore[attr-defined]
        return view

    return mark


def known_part(query: str, names: frozenset[str]) -> str:
    """The parts of a query, as they were sent, that belong to parameters of these names."""
    return "&".join([part for part in query.split("&") if part and _name(part) in names]) if names else ""


def _name(part: str) -> str:
    name = part.partition("=")[0]
    return unquote_plus(name) if "%" in name or "+" in name else name
