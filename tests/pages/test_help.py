"""Help pages in the portal's own words."""

from __future__ import annotations

import pytest
from flask import Flask

from govsite.blueprints.help import TOPICS
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
                visitor.get(link.partition("#")[0])
            else:
                assert link.startswith(("tel:", "https://", "#")), link


@pytest.mark.parametrize("topic", ["nothing", "%00", "%FF", "🙂", "x" * 10_000, "GUIDE", "guide.html", "..", "guide/"])
def test_an_unknown_topic_is_not_found(app: Flask, visitor: Visitor, topic: str) -> None:
    visitor.get(f"/help/{topic}", status=404)
