"""The Atom feed of the published letters (RFC 4287): entries keep their ids wherever and however they are read."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from lxml import etree

from tests.helpers import Visitor
from tests.letters.letters import published

ATOM = {"a": "http://www.w3.org/2005/Atom"}
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")


def feed_of(reader: Visitor, path: str, **headers: str) -> Any:
    answer = reader.client.get(path, headers=headers)
    assert answer.status_code == 200 and answer.mimetype == "application/atom+xml"
    feed = etree.fromstring(answer.data)
    for element in [feed, *feed.findall("a:entry", ATOM)]:
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"a:{name}", ATOM)) == 1
        assert TIME.fullmatch(element.findtext("a:updated", None, ATOM))
    return feed


def ids(feed: Any) -> list[str]:
    found: list[str] = feed.xpath("//a:entry/a:id/text()", namespaces=ATOM)
    return found


def test_it_leads_to_the_letters_newest_first(board: Flask, reader: Visitor) -> None:
    published(board, {"title": "甲 & <乙>"}, {"title": "丙", "site_code": "420500"})
    feed = feed_of(reader, "/yichang/letters/feed.xml")
    assert feed.xpath("//a:entry/a:title/text()", namespaces=ATOM) == ["丙", "甲 & <乙>"]
    links = feed.xpath("//a:entry/a:link/@href", namespaces=ATOM)
    assert [reader.get(link.removeprefix("http://localhost")).h1 for link in links] == ["丙", "甲 & <乙>"]
    assert "您好！可以的。" in feed.findtext("a:entry/a:content", None, ATOM)


def test_its_ids_never_move(board: Flask, reader: Visitor) -> None:
    published(board, {"title": "甲"}, {"title": "乙"})
    seen = {tuple(ids(feed_of(reader, f"{root}/letters/feed.xml"))) for root in ("", "/yichang", "/hant/xiling")}
    assert len(seen) == 1 and all(each.startswith("urn:uuid:") for each in seen.pop())
    own = {feed_of(reader, f"{root}/letters/feed.xml").findtext("a:id", None, ATOM) for root in ("", "/yichang")}
    assert len(own) == 2


def test_one_without_letters_is_valid(reader: Visitor) -> None:
    assert ids(feed_of(reader, "/letters/feed.xml")) == []
    assert reader.get("/xiling/letters").find("//link[contains(@href, '/xiling/letters/feed.xml')]")
