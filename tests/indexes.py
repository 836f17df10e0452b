"""The index of the demo's items, made once a process."""

from __future__ import annotations

from typing import Any

import pytest

from govsite.domain.index.item_index import ItemIndex, build_index
from tests.search.evaluate import demo_rows


@pytest.fixture(scope="session")
def rows() -> list[Any]:
    return demo_rows()


@pytest.fixture(scope="session")
def index(rows: list[Any]) -> ItemIndex:
    return build_index(rows)


@pytest.fixture(scope="session")
def bare_index() -> ItemIndex:
    """Without the items' hidden everyday phrases: what names, aliases and the lexicon alone can do."""
    return build_index(demo_rows(words=False))
