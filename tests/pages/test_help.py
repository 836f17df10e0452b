"""Help pages in the portal's own words."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from govsite.blueprints.help import TOPICS
from govsite.domain.catalogue.guides import TABS
from tests.columns import holes
from tests.helpers import Visitor, squeeze


@pytest.mark.parametrize("root", ["", "/hant/xiling", "/donghugaoxin"])
def test_the_list_leads_to_every_topic(visitor: Visitor, root: str) -> None:
    page = visitor.get(f"{root}/help")
    links = page.find("//ul[@class='tiles']//a/@href")
    assert links == [f"{root}/help/{topic}" for topic in TOPICS]
    for link, tile in zip(links, page.find("//ul[@class='tiles']//strong"), strict=True):
        topic = visitor.get(link)
        assert topic.h1 == squeeze(tile.text_content())
        assert len(topic.main) > 300
        assert not list(holes(topic))
        assert "12345" in topic.text


def test_links_inside_the_topics_lead_somewhere(visitor: Visitor) -> None:
    for topic in TOPICS:
        page = visitor.get(f"/xiling/help/{topic}")
        for link in page.find("//main//a/@href"):
            if link.startswith("/"):
                visitor.led(link.partition("#")[0])
            else:
                assert link.startswith(("tel:", "https://", "#")), link


@pytest.mark.parametrize("topic", ["nothing", "%00", "%FF", "🙂", "x" * 4_000, "GUIDES", "guide.html", "x.."])
def test_an_unknown_topic_is_not_found(app: Flask, visitor: Visitor, topic: str) -> None:
    visitor.led(f"/help/{topic}", status=404)


def test_help_names_the_tabs_by_what_stands_in_them(visitor: Visitor) -> None:
    """What a topic quotes is a heading, a tab or a link of a guide; what to bring is where the guide says it is."""
    page = visitor.get("/xiling/guides/070010015000/print")
    headings = {
        squeeze(h.text_content()): h for h in page.find("//main//section[@class='tab']//*[self::h2 or self::h3]")
    }
    faq = visitor.get("/xiling/help/faq").main
    for quoted in re.findall(r"请看指南的“([^”]+)”", faq):
        assert quoted in headings, quoted
    tabs = {
        squeeze(dt.text_content()): squeeze(dt.getnext().text_content())
        for dt in visitor.get("/xiling/help/guide").find("//dt")
    }
    assert list(tabs) == list(TABS.values())
    (told,) = [tab for tab, words in tabs.items() if "准备材料" in words]
    assert headings["要带什么"].xpath("string(preceding-sibling::h2)") == told
