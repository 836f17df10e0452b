"""Which page stands for another on the next site."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsite.sites import overview as switching
from govsite.sites.overview import area_around, overview
from govsite.sites.site import Site
from govsite.sites.tree import SiteTree
from govsite.web.landing import LONGEST, landing, own_page
from tests.sites.samples import entry, tree_of

# Characters of which addresses that lead astray are made.
TRICKS = st.text(st.sampled_from(list("/\\?#@:.&=%\t\n\r \x00<>\"'abcdeghilnoprstu0123456789页")), max_size=40)


@pytest.mark.parametrize(
    ("page", "lands"),
    [
        ("/", "/"),
        ("", "/"),
        ("/personal", "/personal"),
        ("/personal/x", "/"),
        ("/personal?a=1&page=2&b=3", "/personal?a=1&b=3"),
        ("/personal?page=2", "/personal"),
        ("/personal?page=22&b=1", "/personal?b=1"),
        ("/guides/010010001000", "/guides/010010001000"),
        ("/guides/010010001000?x=1", "/guides/010010001000"),
        ("/guides/010010001000/basic?x", "/guides/010010001000/basic"),
        ("/guides/010010001000/forms/a.docx", "/"),
        ("/guides/../x", "/"),
        ("/guides/", "/"),
        ("/halls?q=a", "/halls?q=a"),
        ("/halls/H1?q", "/halls"),
        ("/notices/a", "/notices"),
        ("/help/faq", "/help/faq"),
        ("/help/FAQ", "/"),
        ("/sites?q=a", "/"),
        ("/display?to=//x", "/"),
        ("/feed.xml", "/"),
        ("personal", "/"),
        ("//personal", "/"),
        ("/personal#x", "/"),
        ("/personal\n", "/"),
        ("/search?q=" + "x" * LONGEST, "/"),
        ("/搜索", "/"),
    ],
)
def test_landing(page: str, lands: str) -> None:
    assert landing(page) == lands


@given(TRICKS, st.sampled_from(["/", "//", "/\\", "/guides/", "/search?", "/halls/", ""]))
def test_no_address_leads_to_another_host(text: str, front: str) -> None:
    for made in (landing(front + text), own_page(front + text)):
        # As a browser reads a link on the main site, where the root is empty.
        cleaned = made.replace("\t", "").replace("\n", "").replace("\r", "").replace("\\", "/")
        address = urlsplit(urljoin("http://portal.cn/x", cleaned))
        assert (address.scheme, address.netloc) == ("http", "portal.cn"), made
        assert made.startswith("/") and made.isascii()


@given(TRICKS)
def test_landing_twice_is_landing_once(text: str) -> None:
    assert landing(landing("/" + text)) == landing("/" + text)


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
    monkeypatch.setattr(switching, "MOST_SITES", 3)
    shown = overview(tree.root)
    assert (shown.groups, shown.direct, slugs(shown.folded)) == ([], [], ["yichang", "xiantao", "wuhan"])
    monkeypatch.setattr(switching, "MOST_SITES", 2)
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
    monkeypatch.setattr(switching, "MOST_SITES", most)
    assert {slug: area_around(tree.by_slug[slug]).slug for slug in areas} == areas


def test_a_portal_of_one_site_is_its_own_area() -> None:
    root = tree_of({"hubei": entry(0, "province", None)}).root
    assert overview(area_around(root)) == (root, [], [], (), 0)
