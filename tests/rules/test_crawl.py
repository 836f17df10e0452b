"""Every link leads to a valid, finished page: from homes of every kind of site, in both scripts."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.apps import portal_of
from tests.places import PLACES
from tests.rules.crawler import Crawl, crawl, found_patterns
from tests.sites.samples import WITH_LETTERS

STARTS = ("/", "/yichang/", "/donghugaoxin/", "/xiantao/")  # beside a county
LINKED = [place.path for place in PLACES if place.html and place.status == 200 or place.name == "feed"]


def everywhere(result: Crawl) -> set[str]:
    """Patterns of all pages that links lead to, below a site."""
    return {result.pattern(path).partition("?")[0] for path in LINKED}


def paths(result: Crawl) -> set[str]:
    return {pattern.partition("?")[0] for pattern in found_patterns(result)}


@pytest.mark.parametrize(
    ("script", "start"),
    [
        ("", "/xiling/"),  # in Traditional all is crawled below
        pytest.param("/hant", "/xiling/", marks=pytest.mark.long),
        *(pytest.param(script, start, marks=pytest.mark.long) for script in ("", "/hant") for start in STARTS),
    ],
)
def test_every_page_of_a_site_can_be_reached_and_is_finished(app: Flask, script: str, start: str) -> None:
    result = crawl(app, script + start, 88, within=script + start)
    assert not result.faults, "\n".join(result.faults)
    root = script if start == "/" else f"{script}/~"
    missing = {root + path for path in everywhere(result)} - paths(result)
    assert start == "/" or not missing


def test_from_one_page_one_gets_everywhere(app: Flask) -> None:
    result = crawl(app, "/hant/xiling/", 1000)
    assert not result.faults, "\n".join(result.faults)
    assert len(result.pages) < 1000, "addresses without end"
    missing = {root + path for path in everywhere(result) for root in ("", "/hant", "/~", "/hant/~")} - paths(result)
    assert not missing


def test_a_portal_without_content_has_no_dead_link_either(tmp_path_factory: pytest.TempPathFactory) -> None:
    with portal_of(WITH_LETTERS, tmp_path_factory.mktemp("bare")) as bare:
        for start in ("/", "/hant/xiling/"):
            result = crawl(bare, start, 60)
            assert not result.faults, "\n".join(result.faults)
            assert len(result.pages) > 20
