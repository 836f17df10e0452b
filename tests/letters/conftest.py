"""A portal with letters on each kind of database, and one of a citizen's own on the demo's sites."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from govsite.database.keys import bind_keys
from tests.apps import portal_of
from tests.sealed import OLD
from tests.sites.samples import SMALL


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
