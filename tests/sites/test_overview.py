"""The overview of an area on the page 切换站点: what stands in it, and where it opens."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from govsite.sites import overview as overview_module
from govsite.sites.overview import area_around, overview
from govsite.sites.site import Site
from govsite.sites.tree import SiteTree
from tests.sites.samples import entry, tree_of


@pytest.fixture
def tree() -> SiteTree:
    return tree_of(
        {
            "hubei": entry(0, "province", None),
            "yichang": entry(500),
            "xiling": entry(502, "county", "yichang"),
            "xianlin": entry(9500, "zone", "xiling"),
            "yuanan": entry(525, "county", "yichang"),
            "xiantao": entry(9004, "county"),
            "wuhan": entry(100),
            "jiangan": entry(102, "county", "wuhan"),
        }
    )


def slugs(sites: Iterable[Site]) -> list[str]:
    return [site.slug for site in sites]


def test_groups_hold_all_below_them_in_the_order_of_the_file(tree: SiteTree) -> None:
    shown = overview(tree.root)
    assert [(head.slug, slugs(below)) for head, below in shown.groups] == [
        ("yichang", ["xiling", "xianlin", "yuanan"]),
        ("wuhan", ["jiangan"]),
    ]
    assert (slugs(shown.direct), shown.folded, shown.left_out) == (["xiantao"], (), 0)
    shown = overview(tree.by_slug["yichang"])
    assert [(head.slug, slugs(below)) for head, below in shown.groups] == [("xiling", ["xianlin"])]
    assert slugs(shown.direct) == ["yuanan"]


def test_too_many_sites_are_folded_to_their_next_level(tree: SiteTree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overview_module, "MOST_SITES", 3)
    shown = overview(tree.root)
    assert (shown.groups, shown.direct, slugs(shown.folded)) == ([], [], ["yichang", "xiantao", "wuhan"])
    monkeypatch.setattr(overview_module, "MOST_SITES", 2)
    shown = overview(tree.root)
    assert (slugs(shown.folded), shown.left_out) == (["yichang", "xiantao"], 1)


@pytest.mark.parametrize(
    ("most", "areas"),
    [
        (7, {"hubei": "hubei", "xianlin": "hubei", "xiantao": "hubei"}),
        (6, {"hubei": "hubei", "yichang": "yichang", "xianlin": "yichang", "jiangan": "wuhan", "xiantao": "hubei"}),
        (2, {"yichang": "yichang", "yuanan": "yichang", "xianlin": "xiling", "wuhan": "wuhan"}),
    ],
)
def test_the_area_is_the_largest_that_fits(
    tree: SiteTree, monkeypatch: pytest.MonkeyPatch, most: int, areas: dict[str, str]
) -> None:
    monkeypatch.setattr(overview_module, "MOST_SITES", most)
    assert {slug: area_around(tree.by_slug[slug]).slug for slug in areas} == areas


def test_a_portal_of_one_site_is_its_own_area() -> None:
    root = tree_of({"hubei": entry(0, "province", None)}).root
    assert overview(area_around(root)) == ([], [], (), 0)
