"""A portal of five sites on each kind of database, whose notices are rows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.apps import portal_of
from tests.articles.articles import forget
from tests.helpers import Visitor
from tests.sites.samples import dump, entry

SITES = {
    "hubei": entry(0, "province", None),
    "yichang": entry(500),
    "xiling": entry(502, "county", "yichang"),
    "wujiagang": entry(503, "county", "yichang"),
    "wuhan": entry(100),
}


@pytest.fixture(scope="module")
def portal(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with portal_of(dump(SITES), tmp_path_factory.mktemp("articles"), database_url=database_url) as made:
        yield made


@pytest.fixture
def reader(portal: Flask) -> Visitor:
    """Of a portal without articles."""
    forget(portal)
    return Visitor(portal.test_client())
