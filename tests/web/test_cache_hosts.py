"""Whose pages the page cache keeps in its larger part: made-up hosts push out nothing."""

from __future__ import annotations

from typing import Any

import pytest

from govsite.web.cache import ENOUGH_VOTES, MOST_HOSTS, MOST_VOTES, PageCache

MB = 1024 * 1024


def ask_as(cache: PageCache, host: str, times: int = 1, path: str = "/") -> None:
    for _ in range(times):
        list(cache({"REQUEST_METHOD": "GET", "PATH_INFO": path, "HTTP_HOST": host}, lambda *_: None))


def holds(cache: PageCache, host: str, path: str) -> bool:
    """Whether the store of plain pages takes a new one of a host."""
    before = len(cache.plain)
    ask_as(cache, host, path=path)
    return len(cache.plain) > before


@pytest.fixture
def hosts() -> PageCache:
    """A cache before an application with one declared host."""

    def app(environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "text/html"), ("Cache-Control", "public")])
        return [b"x"]

    return PageCache(app, lambda: "stamp", 4 * MB, lambda: {"zw.yichang.gov.cn": "its site"})


def test_a_declared_host_is_believed_at_once(hosts: PageCache) -> None:
    assert holds(hosts, "zw.yichang.gov.cn", "/")


def test_made_up_hosts_share_the_part_of_made_up_queries(hosts: PageCache) -> None:
    for number in range(500):
        ask_as(hosts, f"h{number}.cn", times=2)
    assert len(hosts.plain) == 0 and len(hosts.queries) == 500
    assert len(hosts.votes) <= MOST_HOSTS


def test_the_host_that_visitors_use_is_believed_in_a_flood_of_made_up_ones(hosts: PageCache) -> None:
    for number in range(2_000):
        ask_as(hosts, f"h{number}.cn")
        if number % 4 == 0:
            ask_as(hosts, "10.0.0.1:8000")
    assert holds(hosts, "10.0.0.1:8000", "/halls")
    assert not holds(hosts, "h2000.cn", "/halls")


def test_hosts_made_up_after_a_start_do_not_keep_their_places(hosts: PageCache) -> None:
    for number in range(MOST_HOSTS):
        ask_as(hosts, f"h{number}.cn", times=2 * MOST_VOTES)
    assert holds(hosts, "h1.cn", "/one") and not holds(hosts, "10.0.0.1:8000", "/one")
    ask_as(hosts, "10.0.0.1:8000", times=MOST_VOTES + ENOUGH_VOTES)
    assert holds(hosts, "10.0.0.1:8000", "/two") and not holds(hosts, "h1.cn", "/two")


def test_a_page_is_found_whether_or_not_its_host_was_believed_when_it_was_made(hosts: PageCache) -> None:
    ask_as(hosts, "10.0.0.1:8000")
    ask_as(hosts, "10.0.0.1:8000", times=2 * ENOUGH_VOTES)
    assert len(hosts.queries) == 1 and len(hosts.plain) == 0
