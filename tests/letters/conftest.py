"""Portals with letters on each kind of database: one in which people write, one that has published what they wrote."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from govsite.database.keys import bind_keys
from tests.apps import portal_of
from tests.helpers import Visitor
from tests.letters.letters import forget_letters
from tests.sealed import OLD
from tests.sites.samples import SMALL, dump, entry

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


@pytest.fixture(scope="module")
def portal(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Small sites, no content, keys for what is sealed."""
    with portal_of(SMALL, tmp_path_factory.mktemp("letters"), database_url=database_url) as made:
        bind_keys(made, OLD)
        yield made


@pytest.fixture
def context(portal: Flask) -> Iterator[None]:
    with portal.app_context():
        yield
