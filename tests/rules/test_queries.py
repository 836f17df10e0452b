"""A page does a bounded number of queries, whatever the data; a page that is warm does none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from govsite.database.session import reading
from govsite.domain.articles.memory import BoardsMemory
from govsite.web.last_month import LastMonths
from tests.apps import change, copy_of, portal_of, statements
from tests.databases import KINDS
from tests.places import BY_NAME, GUIDE, ITEM, PAGES, PLACES, Place, below, by_place, path_of
from tests.sites.samples import WITH_LETTERS
from tests.waiting import wait

READ = [place for place in PLACES if place.name not in ("display", "health", "icon", "file of the style")]
LARGEST = ("home of a county", "personal", "guide, print", "search", "hall", "site map for engines")
# version, items, terms, departments, halls, bundles, letters; offerings, offices of one or two sites; item, offering;
# articles of up to three
COLD = 15
WARM = {
    **{
        "guide, elsewhere": 1,
        "guides as a table": 1,
        "guides as a workbook": 1,
        "site map for engines": 2,
        "search": 1,
        "search at other levels": 1,
        "search without results": 1,
        "notice": 1,
        "bundle": 1,
        "easiest": 1,
        "file of a notice": 1,
        "feed": 1,
    },
    **{"letters": 1, "letter": 3, "figures of letters": 3, "feed of letters": 1, "ratings of answers": 2},
    **{"progress": 1, "progress not found": 0, "supervision": 9, "supervision as a table": 8},
}


@pytest.fixture(scope="module")
def uncached(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The demo portal without its page cache: every page is made."""
    with copy_of(app, tmp_path_factory.mktemp("queries"), page_cache_bytes=0) as made:
        yield made


def forget(app: Flask) -> None:
    """Make the worker as it was before its first request."""
    app.extensions["memory"]._snapshot = None
    app.extensions["boards"] = BoardsMemory(reading)
    app.extensions["last_months"] = LastMonths()


def cost(app: Flask, url: str, cold: bool) -> int:
    """Number of statements that a page sends."""
    client = app.test_client()
    if cold:
        forget(app)
    else:
        client.get(url)
    with statements(app) as sent:
        assert client.get(url).status_code in (200, 404)
    return len(sent)


@by_place(READ)
def test_a_warm_page_sends_no_query(app: Flask, uncached: Flask, place: Place) -> None:
    assert cost(uncached, path_of(app, place), cold=False) <= WARM.get(place.name, 0)


@pytest.mark.parametrize("name", LARGEST)
def test_a_page_of_a_worker_that_just_started_sends_few(app: Flask, uncached: Flask, name: str) -> None:
    assert cost(uncached, path_of(app, BY_NAME[name]), cold=True) <= COLD


@by_place(place for place in PAGES if place.short and place.status == 200)
def test_a_page_in_the_cache_costs_nothing(app: Flask, place: Place) -> None:
    assert cost(app, path_of(app, place), cold=False) == 0


def test_no_page_asks_whether_the_content_is_current(uncached: Flask) -> None:
    """A thread of its own does: no visitor waits for that."""
    client = uncached.test_client()
    client.get("/xiling/")
    looked = uncached.extensions["freshness"].looked
    with statements(uncached) as sent:
        wait(lambda: client.get("/xiling/") and uncached.extensions["freshness"].looked > looked)
    assert sent == []


def test_ten_times_the_offerings_are_no_more_queries(app: Flask, uncached: Flask, tmp_path: Path) -> None:
    with copy_of(app, tmp_path, page_cache_bytes=0) as tenth:
        change(tenth, "DELETE FROM offering WHERE id % 10 <> 0 AND item_code <> :code", code=ITEM)
        for place in (place for place in READ if place.short):
            path = path_of(app, place)
            assert cost(uncached, path, False) <= max(cost(tenth, path, False), WARM.get(place.name, 0)), path
        for name in ("home of a county", "guide, print", "search"):
            path = path_of(app, BY_NAME[name])
            assert cost(uncached, path, True) <= cost(tenth, path, True), name


def test_every_site_costs_few_queries_once(uncached: Flask) -> None:
    client = uncached.test_client()
    forget(uncached)
    client.get("/")
    slugs = ("yichang", "wuhan", "jiangan", "xiantao", "donghugaoxin")
    with statements(uncached) as sent:
        for _ in range(2):
            for slug in slugs:
                client.get(f"/{slug}/")
                client.get(f"/hant/{slug}/personal")
    assert 3 * len(slugs) <= len(sent) <= 4 * len(slugs), "one more where a site has articles of its own"


def test_pages_are_the_same_on_every_database(new_url: Callable[[str], str], tmp_path: Path) -> None:
    seen: dict[str, dict[str, str]] = {}
    for kind in KINDS:
        folder = tmp_path / kind
        folder.mkdir()
        with portal_of(WITH_LETTERS, folder, demo=True, database_url=new_url(kind), page_cache_bytes=0) as own:
            urls = [path_of(own, place, "/xiling") for place in below(PAGES) if place.name != "notice"]
            seen[kind] = {url: own.test_client().get(url).get_data(as_text=True) for url in urls}
            assert cost(own, "/xiling" + GUIDE, cold=True) <= COLD
            assert cost(own, "/xiling" + GUIDE, cold=False) == 0
    first, second = seen.values()
    assert first == second
