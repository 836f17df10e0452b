"""Every page of the portal, once: where it is, and what is true of it. The tests of all pages pick from here.

A new page gets a line in PLACES; with it come validity, layout, accessibility, the foot, sizes, queries, bad input.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from govsite.domain.catalogue.guides import TABS

ITEM = "070010015000"  # offered on every site, and at its best there: forms, samples, several windows
TOPICS = ("guide", "registration", "progress", "letters", "faq", "safety", "accessibility", "browsers", "about")


@dataclass(frozen=True)
class Place:
    """A page below a site's address.

    ``path`` may hold {hall}, {notice}, {office}, {letter}: the first that the site lists. ``at`` is the site where it
    is looked at when one is enough. ``takes`` are the addresses with {} for what a visitor sends. ``piece``: htmx
    fetches a part of it alone. ``short``: one of the few that stand for all where ``make test`` has no time for each.
    """

    name: str
    path: str
    at: str = "/xiling"
    takes: tuple[str, ...] = ()
    piece: bool = False
    short: bool = False
    status: int = 200
    html: bool = True


GUIDE = f"/guides/{ITEM}"
PLACES = (
    Place("home of the province", "/", "", ("/{}", "/hant/{}", "/?{}")),
    Place("home of a city", "/", "/yichang"),
    Place("home of a county", "/", "/xiling", ("/{}",), short=True),
    Place("home of a small county", "/", "/shennongjia"),
    Place("home of a zone", "/", "/donghugaoxin"),
    Place("sites", "/sites?to=%2Fpersonal", "", ("/sites?to={}",), piece=True),
    Place("sites found", "/sites?q=yc", "", ("/sites?q={}",), piece=True, short=True),
    Place("sites not found", "/sites?q=zzzz", "", piece=True),
    Place(
        "personal", "/personal", "/yichang",
        ("/personal?theme={}", "/personal?event={}", "/personal?page={}", "/personal?{}", "/{}/personal"),
        piece=True, short=True,
    ),
    Place("personal, next page", "/personal?page=2", piece=True),
    Place("business", "/business", takes=("/business?group={}", "/business?department={}"), piece=True),
    Place("business with facets", "/business?theme=%E8%AE%BE%E7%AB%8B%E5%8F%98%E6%9B%B4", piece=True),
    Place("departments", "/departments", "/yichang", short=True),
    Place(
        "department", "/departments/{office}", "/yichang",
        ("/departments/{}", "/departments/renshe?page={}"), piece=True,
    ),
    Place("guide", GUIDE, takes=("/guides/{}", f"{GUIDE}/{{}}", f"{GUIDE}/forms/{{}}"), piece=True, short=True),
    *(Place(f"guide, {tab}", f"{GUIDE}/{tab}", piece=True) for tab in list(TABS)[1:]),
    Place("guide, forms", "/guides/070010001000", takes=("/guides/{}/basic",), piece=True),
    Place("guide for business", "/guides/010100005000", piece=True),
    Place("guide, print", f"{GUIDE}/print", takes=("/guides/{}/print",), short=True),
    Place("guide, brief", f"{GUIDE}/brief", takes=("/guides/{}/brief",)),
    Place("guides as a table", "/guides.csv", takes=("/guides.csv?{}",), html=False),
    Place("guides as a workbook", "/guides.xlsx", html=False),
    Place("guide, elsewhere", f"{GUIDE}/elsewhere", takes=("/guides/{}/elsewhere",)),
    Place(
        "search", "/search?q=%E8%BA%AB%E4%BB%BD%E8%AF%81",
        takes=("/search?q={}", "/search?q=a&page={}", "/search?{}"), piece=True, short=True,
    ),
    Place("search at other levels", "/search?q=%E7%A4%BE%E4%BF%9D%E5%8D%A1", "", piece=True),
    Place("search without results", "/search?q=qqqzzz", piece=True),
    Place("search without words", "/search", "", piece=True),
    Place(
        "halls", "/halls", "/yichang",
        ("/halls?q={}", "/halls?area={}", "/halls?level={}", "/halls?page={}"), piece=True, short=True,
    ),
    Place("halls not found", "/halls?q=qqqzzz", "/yichang", piece=True),
    Place("hall", "/halls/{hall}", "/yichang", ("/halls/{}",)),
    Place("bundles", "/bundles", "/yichang"),
    Place("bundle", "/bundles/birth", takes=("/bundles/{}",), short=True),
    Place("easiest", "/easiest", "/yichang"),
    Place("services", "/services", ""),
    Place("notices", "/notices", "", ("/notices?page={}",)),
    Place("notice", "/notices/{notice}", "", ("/notices/{}",)),
    Place("file of a notice", "/notices/nothing/files/1", "", ("/notices/{}/files/1",), status=404, html=False),
    Place(
        "letters", "/letters", "/yichang",
        ("/letters?kind={}", "/letters?department={}", "/letters?q={}", "/letters?before={}", "/letters?q=a&page={}"),
        piece=True, short=True,
    ),
    Place("letters found", "/letters?q=%E8%BA%AB%E4%BB%BD%E8%AF%81", "", piece=True),
    Place("letters not found", "/letters?q=qqqzzz", piece=True),
    Place("letter", "/letters/{letter}", "/xiling", ("/letters/{}",), short=True),
    Place("ratings of answers", f"{GUIDE}/ratings", takes=("/guides/{}/ratings",)),
    Place("figures of letters", "/letters/figures", "", short=True),
    Place("help", "/help", ""),
    *(Place(f"help, {topic}", f"/help/{topic}", "", ("/help/{}",) * (topic == "faq")) for topic in TOPICS),
    Place("site map", "/sitemap", "/yichang"),
    Place("not found", "/qqqzzz/", "", short=True, status=404),
    Place("item not found", "/guides/999999999999", status=404),
    Place("feed", "/feed.xml", takes=("/feed.xml?{}",), html=False),
    Place(
        "progress", "/progress", "/yichang",
        ("/progress?number={}", "/progress?department={}", "/progress?from={}", "/progress?until={}",
         "/progress?page={}", "/progress?recent={}"),
        piece=True, short=True,
    ),
    Place("progress not found", "/progress?number=qqqzzz", piece=True),
    Place("supervision", "/supervision", "/yichang", ("/supervision?{}",), short=True),
    Place("supervision as a table", "/supervision.csv", html=False),
    Place("feed of letters", "/letters/feed.xml", takes=("/letters/feed.xml?{}",), html=False),
    Place("site map for engines", "/sitemap.xml", takes=("/sitemap.xml?{}",), html=False),
    Place("robots", "/robots.txt", "", ("/robots.txt?{}",), html=False),
    Place("display", "/display", "", ("/display?to={}", "/display?mode={}"), status=302, html=False),
    Place("health", "/healthz", "", ("/healthz?{}",), html=False),
    Place("icon", "/favicon.ico", "", ("/favicon.ico?{}",), status=302, html=False),
    Place("file of the style", "/static/nothing.css", "", ("/static/{}",), status=404, html=False),
)  # fmt: skip
BY_NAME = {place.name: place for place in PLACES}
PAGES = tuple(place for place in PLACES if place.html)
LISTS = {"hall": "/halls", "notice": "/notices", "office": "/departments", "letter": "/letters"}


def name_of(value: object) -> str | None:
    """The identifier of a parametrised test."""
    return value.name if isinstance(value, Place) else None


def below(places: Iterable[Place]) -> list[Place]:
    """One place for each path, for tests that choose the site themselves."""
    return list({place.path: place for place in reversed(list(places))}.values())[::-1]


def by_place(places: Iterable[Place], argument: str = "place") -> Callable[[Any], Any]:
    """A test of each place."""
    return pytest.mark.parametrize(argument, list(places), ids=name_of)


def shortened(places: Iterable[Place]) -> list[Any]:
    """All places, of which only the ``short`` ones are tested in the short run."""
    return [place if place.short else pytest.param(place, marks=pytest.mark.long) for place in places]


def taking_turns(places: Iterable[Place], roots: tuple[str, ...]) -> Callable[[Any], Any]:
    """A test of each place at each root: in the short run the roots take turns, for a page is the same at all."""
    pairs = [
        pytest.param(root, place, marks=() if number % len(roots) == turn else pytest.mark.long)
        for number, place in enumerate(places)
        for turn, root in enumerate(roots)
    ]
    return pytest.mark.parametrize(("root", "place"), pairs, ids=name_of)


def path_of(app: Flask, place: Place, root: str | None = None) -> str:
    """The place's address on a site (where it is looked at, if none is given) with the first of its list filled in."""
    root = place.at if root is None else root
    names = re.findall(r"{(\w+)}", place.path)
    return root + place.path.format(**{name: first_of(app, root, LISTS[name]) for name in names})


def first_of(app: Flask, root: str, url: str) -> str:
    """The last part of the first address that a list leads to."""
    source = app.test_client().get(root + url).get_data(as_text=True)
    found = re.search(rf'href="{re.escape(root + url)}/(?!new|lookup|figures|feed)([^"/?#]+)"', source)
    assert found, f"{root}{url} lists nothing"
    return found[1]
