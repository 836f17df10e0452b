"""A small portal with published letters, on each kind of database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from tests.apps import portal_of
from tests.helpers import Visitor
from tests.letters.letters import forget_letters
from tests.sites.samples import dump, entry

ON = {"features": {"letters": True}}
SITES: dict[str, Any] = {
    "hubei": {**entry(0, "province", None), **ON},
    "yichang": entry(500),
    "xiling": entry(502, "county", "yichang"),
    "wujiagang": entry(503, "county", "yichang"),
    "wuhan": {**entry(100), "features": {"letters": False}},
}


@pytest.fixture(scope="module")
def board(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with portal_of(dump(SITES), tmp_path_factory.mktemp("board"), database_url=database_url) as made:
        yield made


@pytest.fixture
def reader(board: Flask) -> Visitor:
    """Of a portal without letters."""
    forget_letters(board)
    return Visitor(board.test_client())
