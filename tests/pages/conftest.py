"""What the tests of the pages ask for: sites of every level, and where each item is offered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.apps import portal_of, rows, tree_of
from tests.helpers import Visitor
from tests.sites.samples import WITH_LETTERS

# One site of each kind: province, city, district, county, direct county, zone.
KINDS = ("hubei", "yichang", "xiling", "yuanan", "xiantao", "donghugaoxin")


@pytest.fixture(scope="session")
def offered(app: Flask) -> dict[str, list[str]]:
    """Slugs of the sites that offer an item, by the item's code."""
    slugs = {site.code: site.slug for site in tree_of(app).all}
    found: dict[str, list[str]] = {}
    for item, site in rows(app, "SELECT item_code, site_code FROM offering ORDER BY item_code, site_code"):
        found.setdefault(item, []).append(slugs[site])
    return found


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    """A visitor to a portal of three sites that has no content yet."""
    folder: Path = tmp_path_factory.mktemp("empty")
    with portal_of(WITH_LETTERS, folder) as made:
        yield Visitor(made.test_client())
