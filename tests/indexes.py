"""Search indexes, made once a process: that of the demo's items, and the first one of every portal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest

from govsite.domain.index import handover
from govsite.domain.index.handover import IndexHandover
from govsite.domain.index.item_index import ItemIndex, build_index
from tests.search.evaluate import demo_rows


@cache
def demo_index() -> ItemIndex:
    return build_index(demo_rows())


@pytest.fixture(scope="session")
def rows() -> list[Any]:
    return demo_rows()


@pytest.fixture(scope="session")
def index() -> ItemIndex:
    return demo_index()


@pytest.fixture(scope="session")
def bare_index() -> ItemIndex:
    """Without the items' hidden everyday phrases: what names, aliases and the lexicon alone can do."""
    return build_index(demo_rows(words=False))


@pytest.fixture(scope="session", autouse=True)
def first_indexes() -> Iterator[None]:
    """A portal that starts with items and words that another one had gets the index of that one.

    It takes most of the time of a first page. What is built anew after an edit is built.
    """
    build, kept = IndexHandover.build, {}

    def build_once(self: IndexHandover, rest: Callable[[], None] | None = None) -> None:
        first = self._source is not None and self._before is None and handover.build_index is build_index
        if first and self.digest in kept:
            self._index, self._source = kept[self.digest], None
            return
        build(self, rest)
        if first:
            kept[self.digest] = self._index

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(IndexHandover, "build", build_once)
        yield
