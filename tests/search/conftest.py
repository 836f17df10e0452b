"""The index of the demo's items, made once, and empty databases of every kind."""

from __future__ import annotations

from typing import Any

import pytest

from govsite.domain.search.index import ItemIndex, build_index
from tests.databases import database_url, empty_url, engine, postgresql_server, session
from tests.search.evaluate import demo_rows

__all__ = ["database_url", "empty_url", "engine", "postgresql_server", "session"]


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
