"""Who else offers an item, the nearest first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsite.domain.catalogue.elsewhere import who_offers
from tests.sites.samples import entry, tree_of

TREE = tree_of(
    {
        "hubei": entry(0, "province", None),
        "wuhan": entry(100),
        "jiangan": entry(102, "county", "wuhan"),
        "wuchang": entry(106, "county", "wuhan"),
        "yichang": entry(500),
        "xiling": entry(502, "county", "yichang"),
        "dianjun": entry(504, "county", "yichang"),
        "gaoxin": entry(9501, "zone", "yichang"),
        "xiantao": entry(9004, "county"),
        "zone": entry(9900, "zone", "xiantao"),
        "harbour": entry(9951, "zone", "jiangan"),
    }
)
ALL = frozenset(site.code for site in TREE.all)


def groups(slug: str, codes: frozenset[str]) -> list[tuple[str, list[str]]]:
    return [(g.title, [s.slug for s in g.sites]) for g in who_offers(TREE.by_slug[slug], TREE, codes)]


def test_from_a_county_the_city_comes_first_then_neighbours_then_the_rest() -> None:
    assert groups("xiling", ALL) == [
        ("上级站点", ["yichang", "hubei"]),
        ("本地和附近的站点", ["dianjun", "gaoxin"]),
        ("第0站各地", ["wuhan", "xiantao"]),
        ("第100站", ["jiangan", "harbour", "wuchang"]),
        ("第9004站", ["zone"]),
    ]


def test_from_a_city_its_own_counties_come_first() -> None:
    assert groups("yichang", ALL)[1] == ("本地和附近的站点", ["xiling", "dianjun", "gaoxin", "wuhan", "xiantao"])


def test_from_the_province_the_cities() -> None:
    assert groups("hubei", ALL)[0] == ("第0站各地", ["wuhan", "yichang", "xiantao"])


def test_what_nobody_offers_has_no_group() -> None:
    assert groups("xiling", frozenset()) == []
    assert groups("xiling", frozenset({"999999"})) == []


@given(st.sampled_from([site.slug for site in TREE.all]), st.sets(st.sampled_from(sorted(ALL))))
def test_every_other_site_that_offers_it_stands_there_once(slug: str, codes: set[str]) -> None:
    shown = [s for _, slugs in groups(slug, frozenset(codes)) for s in slugs]
    assert len(shown) == len(set(shown))
    assert set(shown) == {s.slug for s in TREE.all if s.code in codes} - {slug}


@pytest.mark.parametrize("slug", [site.slug for site in TREE.all])
def test_groups_are_never_empty(slug: str) -> None:
    assert all(slugs for _, slugs in groups(slug, ALL))
