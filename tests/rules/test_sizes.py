"""What a visitor has to fetch: page and style within one first flight of TCP (14.6 KB), pieces of 5 KB."""

from __future__ import annotations

import pytest
from flask import Flask

from govsite.web.assets import assets
from tests.apps import root_of, site_of, tree_of
from tests.places import PAGES, PLACES, Place, below, by_place, path_of, taking_turns

PAGE, STYLE, FIRST, PIECE = 10_240, 4_000, 14_600, 5_000
STATUS = 100  # bytes of the status line, Date and Server, which the server adds
GZIP = {"Accept-Encoding": "gzip"}
SLUGS = ["hubei", "xiling"]  # the longest lists, the fullest guides; other sites differ by some hundred bytes
SLUGS += [pytest.param(slug, marks=pytest.mark.long) for slug in ("yichang", "wuhan", "xiantao", "donghugaoxin")]
# Where a visit begins: what is read on the way, like the print version, may be larger.
FIRSTS = [place for place in below(PAGES) if place.status == 200 and place.name != "guide, print"]


def size(app: Flask, url: str, **headers: str) -> int:
    """Bytes of an answer's body; the piece with HX_Request. The first visitor's is packed quickly: 3 % more."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    client = app.test_client(use_cookies=False)
    for _ in range(2):
        answer = client.get(url, headers={**GZIP, **named}, follow_redirects=True)
        assert answer.status_code == 200
    return len(answer.data)


def style(app: Flask) -> int:
    return size(app, f"/static/{assets().names['site.css']}")


@pytest.mark.parametrize("slug", SLUGS)
@by_place(FIRSTS)
def test_a_page_and_the_style_come_in_the_first_flight(app: Flask, slug: str, place: Place) -> None:
    for hant in (False, True):
        page = size(app, path_of(app, place, root_of(site_of(app, slug), hant)))
        assert page <= PAGE
        assert page + style(app) <= FIRST


@by_place(FIRSTS)
def test_so_it_does_for_the_elder(app: Flask, place: Place) -> None:
    more = size(app, f"/static/{assets().names['elder.css']}")
    assert size(app, "/elder" + path_of(app, place, "/xiling")) + style(app) + more <= FIRST


def test_what_only_paper_needs_is_small(app: Flask) -> None:
    """Browsers load it as well, last of all."""
    assert size(app, f"/static/{assets().names['print.css']}") <= 1_000


def test_the_style_is_small(app: Flask) -> None:
    answer = app.test_client(use_cookies=False).get(f"/static/{assets().names['site.css']}", headers=GZIP)
    assert len(answer.data) + len(str(answer.headers)) + STATUS <= STYLE, "with the head of the answer"


@taking_turns(below(place for place in PLACES if place.piece), ("/xiling", "/hant/xiling", "/xiantao"))
def test_a_piece_is_smaller(app: Flask, root: str, place: Place) -> None:
    assert size(app, path_of(app, place, root), HX_Request="true") <= PIECE


def test_the_list_of_all_sites_is_small(app: Flask) -> None:
    assert size(app, "/sites?to=%2Fpersonal") <= PAGE
    assert len(tree_of(app).all) == 152


def test_scripts_are_small(app: Flask) -> None:
    assert size(app, f"/static/{assets().names['site.js']}") <= 2_048
    assert size(app, f"/static/{assets().names['forms.js']}") <= 1_640
    if assets().has("vendor/htmx.min.js"):
        assert size(app, f"/static/{assets().names['vendor/htmx.min.js']}") <= 16 * 1024 + 512
