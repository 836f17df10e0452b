"""The Atom feed of the published letters (RFC 4287): entries keep their ids wherever and however they are read."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from flask import Flask
from lxml import etree

from tests.helpers import Visitor
from tests.letters.letters import MORNING, publish_anew, published

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


def test_what_is_published_anew_says_so(board: Flask, reader: Visitor) -> None:
    """By its act, not by the day that it has in the lists; in the site map too."""
    first, second = published(board, {"title": "甲"}, {"title": "乙"})
    feed = feed_of(reader, "/xiling/letters/feed.xml")
    assert feed.findtext("a:updated", None, ATOM) == feed.findtext("a:entry/a:updated", None, ATOM)
    publish_anew(board, first, MORNING + timedelta(days=400))
    feed = feed_of(reader, "/xiling/letters/feed.xml")
    times = feed.xpath("//a:entry/a:updated/text()", namespaces=ATOM)
    assert feed.xpath("//a:entry/a:title/text()", namespaces=ATOM) == ["乙", "甲"], "its place in the list stays"
    assert times[1] == feed.findtext("a:updated", None, ATOM) == (MORNING + timedelta(days=400)).isoformat()
    assert feed.xpath("//a:entry/a:published/text()", namespaces=ATOM)[1] != times[1]
    text = reader.client.get("/xiling/sitemap.xml").get_data(as_text=True)
    told = dict(re.findall(r"/letters/(\d+)</loc>\s*<lastmod>(.*?)</lastmod>", text))
    assert told == {first: times[1], second: times[0]}


def test_a_letter_with_what_no_xml_may_hold_ends_no_feed(board: Flask, reader: Visitor) -> None:
    published(board, {"title": "甲\ufffe\x0b乙", "body": "一\x01\uffff二 ]]> & 𠮷"})
    entry = feed_of(reader, "/xiling/letters/feed.xml").find("a:entry", ATOM)
    assert entry.findtext("a:title", None, ATOM) == "甲乙"
    assert entry.findtext("a:content", None, ATOM).startswith("一二 ]]> & 𠮷")
