"""A portal with letters on each kind of database, and one of a citizen's own on the demo's sites."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from govsite.database.keys import bind_keys
from tests.apps import portal_of
from tests.letters.desks import portal_with_desks
from tests.sealed import OLD
from tests.sites.samples import SMALL

SITES = SMALL.replace("  theme: blue\n", "  theme: blue\n  features: {letters: true}\n")


@pytest.fixture(scope="module")
def portal(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Small sites, no content, keys for what is sealed."""
    with portal_of(SITES, tmp_path_factory.mktemp("letters"), database_url=database_url) as made:
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
