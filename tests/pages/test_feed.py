"""The Atom feed of the notices (RFC 4287)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from lxml import etree

from tests.apps import root_of, tree_of
from tests.helpers import Visitor

ATOM = {"a": "http://www.w3.org/2005/Atom"}
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")


def feed_of(client: Any, root: str) -> Any:
    answer = client.get(f"{root}/feed.xml")
    assert answer.status_code == 200
    assert answer.mimetype == "application/atom+xml"
    return etree.fromstring(answer.data)


def checked(feed: Any) -> Any:
    """The rules of RFC 4287, 4.1: what a feed and each entry must have, once."""
    for element in [feed, *feed.findall("a:entry", ATOM)]:
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"a:{name}", ATOM)) == 1, f"{element.tag} has not one {name}"
            assert element.findtext(f"a:{name}", None, ATOM).strip()
        assert TIME.fullmatch(element.findtext("a:updated", None, ATOM))
        assert element.findtext("a:id", None, ATOM).startswith("urn:uuid:")
        assert element.xpath("a:link[@rel='alternate' or not(@rel)]/@href", namespaces=ATOM)
    ids = feed.xpath("//a:entry/a:id/text()", namespaces=ATOM)
    assert len(ids) == len(set(ids))
    assert feed.findall("a:author/a:name", ATOM)
    return feed


@pytest.mark.parametrize("root", ["", "/hant", "/yichang", "/hant/xiling", "/donghugaoxin"])
def test_it_is_valid_and_leads_to_the_notices(visitor: Visitor, root: str) -> None:
    feed = checked(feed_of(visitor.client, root))
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == ("zh-Hant" if "hant" in root else "zh-Hans")
    assert feed.xpath("string(a:link[@rel='self']/@href)", namespaces=ATOM) == f"http://localhost{root}/feed.xml"
    entries = feed.findall("a:entry", ATOM)
    assert entries
    for entry in entries[:3]:
        link = entry.xpath("string(a:link/@href)", namespaces=ATOM)
        assert visitor.get(link.removeprefix("http://localhost")).h1 == entry.findtext("a:title", None, ATOM)
        assert entry.findtext("a:content", None, ATOM)
    days = feed.xpath("//a:entry/a:updated/text()", namespaces=ATOM)
    assert days == sorted(days, reverse=True)
    assert feed.findtext("a:updated", None, ATOM) == days[0]


def test_every_site_has_one(app: Flask) -> None:
    client = app.test_client()
    for site in tree_of(app).all:
        checked(feed_of(client, root_of(site)))


def test_one_without_notices_is_valid(empty: Visitor) -> None:
    assert not checked(feed_of(empty.client, "/yichang")).findall("a:entry", ATOM)


def test_pages_lead_to_it(visitor: Visitor) -> None:
    page = visitor.get("/hant/xiling/notices")
    assert page.one("//link[@type='application/atom+xml']").get("href") == "/hant/xiling/feed.xml"
