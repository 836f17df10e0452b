"""The pages that the browser tests look at: one of each kind, on sites of every level and theme."""

from __future__ import annotations

import re

from flask import Flask

GUIDE = "/xiling/guides/070010001000"
PAIRED = "/xiling/guides/010100005000"
TABS = ("basic", "notes", "offices", "agencies", "advisers")
TOPICS = ("guide", "faq", "safety", "accessibility", "browsers", "about")

# {hall} and {notice} stand for the first of their list
PLACES = {
    "home of the province": "/",
    "home of a city": "/yichang/",
    "home of a county": "/xiling/",
    "home of a small county": "/shennongjia/",
    "home of a zone": "/donghugaoxin/",
    "sites": "/sites?to=%2Fpersonal",
    "sites found": "/sites?q=yc",
    "sites not found": "/sites?q=zzzz",
    "personal": "/yichang/personal",
    "business with facets": "/xiling/business?theme=%E8%AE%BE%E7%AB%8B%E5%8F%98%E6%9B%B4",
    "departments": "/yichang/departments",
    "department": "/yichang/departments/{office}",
    "guide": GUIDE,
    **{f"guide, {tab}": f"{GUIDE}/{tab}" for tab in TABS},
    "guide for business": PAIRED,
    "guide, print": f"{GUIDE}/print",
    "guide, elsewhere": f"{GUIDE}/elsewhere",
    "search": "/xiling/search?q=%E8%BA%AB%E4%BB%BD%E8%AF%81",
    "search without results": "/xiling/search?q=qqqzzz",
    "search without words": "/search",
    "halls": "/yichang/halls",
    "halls not found": "/yichang/halls?q=qqqzzz",
    "hall": "/yichang/halls/{hall}",
    "notices": "/notices",
    "notice": "/notices/{notice}",
    "help": "/help",
    **{f"help, {topic}": f"/help/{topic}" for topic in TOPICS},
    "site map": "/yichang/sitemap",
    "not found": "/qqqzzz/",
}
NAMES = tuple(PLACES)
MISSING = ("not found",)
LISTS = {"hall": "/yichang/halls", "notice": "/notices", "office": "/yichang/departments"}


def addresses(app: Flask) -> dict[str, str]:
    """The address of each place on the demo data, by its name."""
    client = app.test_client()
    first = {key: _first(client.get(url).get_data(as_text=True), url) for key, url in LISTS.items()}
    return {name: url.format(**first) for name, url in PLACES.items()}


def _first(source: str, url: str) -> str:
    found = re.search(rf'href="{re.escape(url)}/([^"/?#]+)"', source)
    assert found, f"{url} lists nothing"
    return found[1]
