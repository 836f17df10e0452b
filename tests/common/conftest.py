"""A portal of its own on each kind of database, for what writes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.apps import portal_of
from tests.sites.samples import SMALL


@pytest.fixture(scope="module")
def portal(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with portal_of(SMALL, tmp_path_factory.mktemp("common"), database_url=database_url) as made:
        yield made
