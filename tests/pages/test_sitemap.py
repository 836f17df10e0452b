"""The site map, for readers and for search engines."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from lxml import etree

from govsite.domain.common.days import start_of
from govsite.sites.columns import COLUMNS
from tests.apps import portal_of, root_of, rows, site_of
from tests.columns import holes
from tests.helpers import Visitor
from tests.pages.conftest import KINDS
from tests.pages.sparse import CODE, hall, item, offering, office, store
from tests.sites.samples import SMALL

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d")
NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
OTHER = f"{CODE}01"
DAYS = [datetime(2026, 11, day, tzinfo=UTC) for day in (1, 2, 3, 4)]
MOST_URLS, MOST_BYTES = 50_000, 50 * 1024 * 1024


def urls(visitor: Visitor, root: str) -> dict[str, dict[str, str]]:
    """Address of every page with its addresses by language."""
    answer = visitor.client.get(f"{root}/sitemap.xml")
    assert answer.status_code == 200
    assert answer.mimetype == "application/xml"
    assert len(answer.data) < MOST_BYTES
    tree: Any = etree.fromstring(answer.data)
    found = {}
    for url in tree.findall("s:url", NS):
        found[url.findtext("s:loc", None, NS)] = {
            link.get("hreflang"): link.get("href") for link in url.findall("x:link[@rel='alternate']", NS)
        }
    assert len(found) == len(tree.findall("s:url", NS)) < MOST_URLS
    return found


@pytest.mark.parametrize("slug", KINDS)
def test_it_names_every_page_in_both_scripts(app: Flask, visitor: Visitor, slug: str) -> None:
    site = site_of(app, slug)
    plain, hant = urls(visitor, root_of(site)), urls(visitor, root_of(site, hant=True))
    assert len(plain) == len(hant)
    for address, others in plain.items():
        assert others["zh-Hans"] == address
        assert hant[others["zh-Hant"]] == others
    guides = {url.rpartition("/")[2] for url in plain if "/guides/" in url}
    assert guides == {
        code for (code,) in rows(app, "SELECT item_code FROM offering WHERE site_code = :code", code=site.code)
    }
    for column, own in (("halls", "SELECT id FROM hall WHERE site_code = :code"),
                        ("departments", "SELECT slug FROM department WHERE site_code = :code")):  # fmt: skip
        named = {url.rpartition("/")[2] for url in plain if f"/{column}/" in url}
        assert named <= {name for (name,) in rows(app, own, code=site.code)}
    prefix = f"http://localhost{root_of(site)}/"
    assert all(url.startswith(prefix) for url in plain)


@pytest.mark.parametrize("root", ["", "/hant/xiling", "/donghugaoxin"])
def test_what_it_names_is_there_and_has_no_other_address(visitor: Visitor, root: str) -> None:
    named = list(urls(visitor, root))
    for address in [*(u for u in named if "/guides/" not in u), *named[10::25]]:
        page = visitor.get(urlsplit(address).path)
        assert page.one("//link[@rel='canonical']").get("href") == address


@pytest.mark.parametrize("root", ["", "/hant/xiling"])
def test_it_says_when_a_page_was_changed_where_a_record_does(app: Flask, visitor: Visitor, root: str) -> None:
    tree: Any = etree.fromstring(visitor.client.get(f"{root}/sitemap.xml").data)
    told = {url.findtext("s:loc", None, NS): url.findtext("s:lastmod", None, NS) for url in tree.findall("s:url", NS)}
    assert all(MOMENT.fullmatch(moment) for moment in told.values() if moment)
    site = site_of(app, root.rpartition("/")[2] or "hubei")
    own = rows(app, "SELECT public_id, shown_from FROM article WHERE site_code = :code", code=site.code)
    days = {public_id: start_of(date.fromisoformat(day)) for public_id, day in own}
    named = {url.rpartition("/")[2]: moment for url, moment in told.items() if "/notices/" in url}
    assert named and named.items() <= days.items()
    assert told[f"http://localhost{root}/letters"]
    kinds = {url.removeprefix(f"http://localhost{root}/").partition("/")[0] for url, moment in told.items() if moment}
    assert kinds == {"notices", "letters", "guides", "halls", "departments"}


@pytest.mark.parametrize("slug", KINDS)
def test_the_one_for_readers_leads_everywhere(app: Flask, visitor: Visitor, slug: str) -> None:
    root = root_of(site_of(app, slug))
    page = visitor.get(f"{root}/sitemap")
    assert not list(holes(page))
    links = page.find("//main//a/@href")
    for path in (*(column.path for column in COLUMNS if column.site_map), "/sites"):
        assert f"{root}{path}" in links
    for link in links[::7]:
        assert visitor.client.get(link).status_code == 200, link


def test_one_of_an_empty_site_is_valid(empty: Visitor) -> None:
    assert urls(empty, "/yichang")


def test_a_page_tells_the_last_change_of_what_it_shows(tmp_path: Path) -> None:
    """Of the item, the offering, the department, the hall; unknown is unknown."""
    own = [hall("H1", "yichang", changed=DAYS[3]), hall("H2", "yichang"), office("yichang", changed=DAYS[1])]
    own += [item(code=code, slug=code, changed=DAYS[0]) for code in (CODE, OTHER)]
    own += [offering("yichang", hall_id="H1"), offering("yichang", item_code=OTHER, changed=DAYS[2])]
    with portal_of(SMALL, tmp_path) as made:
        store(made, *own)
        tree: Any = etree.fromstring(made.test_client().get("/yichang/sitemap.xml").data)
    told = {
        url.findtext("s:loc", None, NS).partition("/yichang/")[2]: url.findtext("s:lastmod", None, NS)
        for url in tree.findall("s:url", NS)
    }
    assert told[f"guides/{CODE}"] == told["halls/H1"] == "2026-11-04T08:00:00+08:00"
    assert told[f"guides/{OTHER}"] == told["departments/gongan"] == "2026-11-03T08:00:00+08:00"
    assert told["halls/H2"] is None
