"""The three portals that come with the code, and that their number of sites costs next to nothing."""

from __future__ import annotations

from collections import Counter

import pytest

from govsite.config import PROJECT
from govsite.sites.load import load_file, load_text
from tests.sites.samples import many

FILES = {"sites.yaml": 152, "demo/guangzhou/sites.yaml": 12, "demo/hainan/sites.yaml": 30}


@pytest.mark.parametrize("name", FILES)
def test_the_portals_that_come_with_the_code(name: str) -> None:
    tree = load_file(PROJECT / name)
    assert len(tree.all) == FILES[name]
    assert all(site.initials for site in tree.all)
    assert all(site.contact.organizer and site.contact.phone for site in tree.all)
    assert all(len(site.footer.site_id) == 10 for site in tree.all)
    assert all(site.hot for site in tree.all)


def test_hubei_has_its_thirteen_cities_and_four_places_of_its_own() -> None:
    tree = load_file(PROJECT / "sites.yaml")
    assert Counter(site.level for site in tree.all) == {"province": 1, "city": 13, "county": 103, "zone": 35}
    direct = {site.slug for site in tree.root.children if site.level == "county"}
    assert direct == {"xiantao", "qianjiang", "tianmen", "shennongjia"}


@pytest.mark.parametrize("count", [152, 3200])
def test_any_number_of_sites_loads(count: int) -> None:
    assert len(load_text(many(count)).all) == count
