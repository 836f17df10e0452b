"""Portals with letters on each kind of database: one in which people write, one that has published what they wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from govsite.database.keys import bind_keys
from tests.apps import portal_of
from tests.helpers import Visitor
from tests.letters.desks import portal_with_desks
from tests.letters.letters import forget_letters
from tests.sealed import OLD
from tests.sites.samples import WITH_LETTERS, dump, entry

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
    with portal_of(WITH_LETTERS, tmp_path_factory.mktemp("letters"), database_url=database_url) as made:
        bind_keys(made, OLD)
        yield made


@pytest.fixture
def context(portal: Flask) -> Iterator[None]:
    with portal.app_context():
        yield


@pytest.fixture(scope="module")
def office(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Sites with departments and the cast's staff, on each kind of database."""
    with portal_with_desks(tmp_path_factory.mktemp("office"), database_url=database_url) as made:
        yield made


@pytest.fixture(scope="module")
def careful(new_url: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The same, where every answer is read by a second clerk."""
    url = new_url("sqlite")
    with portal_with_desks(tmp_path_factory.mktemp("careful"), second_reading=True, database_url=url) as made:
        yield made
