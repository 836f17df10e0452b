"""A page does a bounded number of queries, whatever the data; a page that is warm does none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask

from tests.apps import change, copy_of, portal_of, rows, statements
from tests.databases import KINDS
from tests.sites.samples import SMALL

ITEM = "070010015000"
PAGES = {
    "home": "/xiling/",
    "home, traditional": "/hant/xiling/",
    "browse": "/xiling/personal",
    "browse, narrowed": f"/xiling/personal?theme={quote('社会保障')}&page=2",
    "departments": "/xiling/departments",
    "department": "/xiling/departments/renshe",
    "guide": f"/xiling/guides/{ITEM}",
    "guide, offices": f"/xiling/guides/{ITEM}/offices",
    "guide, print": f"/xiling/guides/{ITEM}/print",
    "guide, elsewhere": f"/xiling/guides/{ITEM}/elsewhere",
    "search": f"/xiling/search?q={quote('身份证')}",
    "search, nothing": "/xiling/search?q=qqqzzz",
    "search, other levels": f"/search?q={quote('社保卡')}",
    "halls": "/xiling/halls",
    "hall": "/xiling/halls/{hall}",
    "notices": "/xiling/notices",
    "feed": "/xiling/feed.xml",
    "sites": "/xiling/sites?q=yc",
    "help": "/xiling/help/faq",
    "site map": "/xiling/sitemap",
    "site map for engines": "/xiling/sitemap.xml",
    "robots": "/robots.txt",
    "not found": "/xiling/nowhere",
    "item not found": "/xiling/guides/999999999999",
}
LARGEST = ("home", "browse", "guide, print", "search", "hall", "site map for engines")
COLD = 11  # version, items, terms, departments, halls; offerings and offices of one or two sites; item, offering
WARM = {"guide, elsewhere": 1, "search": 1, "search, other levels": 1, "search, nothing": 1}


@pytest.fixture(scope="module")
def uncached(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The demo portal without its page cache: every page is made."""
    with copy_of(app, tmp_path_factory.mktemp("queries"), page_cache_bytes=0) as made:
        yield made


@pytest.fixture(autouse=True)
def one_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is: the version is not looked at twice for one page."""
    monkeypatch.setattr("govsite.web.freshness.INTERVAL", 1e9)


def forget(app: Flask) -> None:
    """Make the worker as it was before its first request."""
    app.extensions["memory"]._snapshot = None
    app.extensions["freshness"]._due = 0


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


def address(app: Flask, name: str) -> str:
    hall = rows(app, "SELECT min(id) FROM hall WHERE site_code = '420502'")[0][0]
    return PAGES[name].replace("{hall}", str(hall))


@pytest.mark.parametrize("name", PAGES)
def test_a_warm_page_sends_no_query(uncached: Flask, name: str) -> None:
    assert cost(uncached, address(uncached, name), cold=False) <= WARM.get(name, 0)


@pytest.mark.parametrize("name", LARGEST)
def test_a_page_of_a_worker_that_just_started_sends_few(uncached: Flask, name: str) -> None:
    assert cost(uncached, address(uncached, name), cold=True) <= COLD


@pytest.mark.parametrize("name", ["home", "browse", "guide", "search", "halls", "departments"])
def test_a_page_in_the_cache_costs_nothing(app: Flask, name: str) -> None:
    assert cost(app, address(app, name), cold=False) == 0


def test_the_version_is_asked_for_now_and_then_not_with_every_page(uncached: Flask) -> None:
    client = uncached.test_client()
    client.get("/xiling/")
    uncached.extensions["freshness"]._due = 0
    with statements(uncached) as sent:
        for _ in range(20):
            client.get("/xiling/")
    assert len(sent) == 1
    assert "content_version" in sent[0]


def test_ten_times_the_offerings_are_no_more_queries(app: Flask, uncached: Flask, tmp_path: Path) -> None:
    with copy_of(app, tmp_path, page_cache_bytes=0) as tenth:
        change(tenth, "DELETE FROM offering WHERE id % 10 <> 0 AND item_code <> :code", code=ITEM)
        for name in PAGES:
            assert cost(uncached, address(uncached, name), False) <= max(
                cost(tenth, address(tenth, name), False), WARM.get(name, 0)
            )
        for name in ("home", "guide, print", "search"):
            assert cost(uncached, address(uncached, name), True) <= cost(tenth, address(tenth, name), True), name


def test_every_site_costs_two_queries_once(uncached: Flask) -> None:
    client = uncached.test_client()
    forget(uncached)
    client.get("/")
    slugs = ("yichang", "wuhan", "jiangan", "xiantao", "donghugaoxin")
    with statements(uncached) as sent:
        for _ in range(2):
            for slug in slugs:
                client.get(f"/{slug}/")
                client.get(f"/hant/{slug}/personal")
    assert len(sent) == 2 * len(slugs)


def test_pages_are_the_same_on_every_database(new_url: Callable[[str], str], tmp_path: Path) -> None:
    seen: dict[str, dict[str, str]] = {}
    for kind in KINDS:
        folder = tmp_path / kind
        folder.mkdir()
        with portal_of(SMALL, folder, demo=True, database_url=new_url(kind), page_cache_bytes=0) as own:
            client = own.test_client()
            seen[kind] = {url: client.get(url).get_data(as_text=True) for url in PAGES.values() if "{" not in url}
            assert cost(own, PAGES["guide"], cold=True) <= COLD
            assert cost(own, PAGES["guide"], cold=False) == 0
    first, second = seen.values()
    assert first == second
