"""A portal of five sites with the cast's staff, who sign in through the pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.apps import portal_of
from tests.console.people import hire
from tests.sites.samples import dump, entry

SITES = {
    "hubei": entry(0, "province", None, name="湖北省"),
    "yichang": entry(500, name="宜昌市"),
    "xiling": entry(502, "county", "yichang", name="西陵区"),
    "wujiagang": entry(503, "county", "yichang", name="伍家岗区"),
    "wuhan": entry(100, name="武汉市"),
}


@pytest.fixture(scope="module")
def portal(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """On each kind of database, with everybody of the cast who is staff."""
    with portal_of(dump(SITES), tmp_path_factory.mktemp("console"), database_url=database_url) as made:
        hire(made)
        yield made
