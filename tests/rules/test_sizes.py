"""What a visitor has to fetch: page and style within one first flight of TCP (14.6 KB), pieces of 4 KB."""

from __future__ import annotations

import pytest
from flask import Flask

from govsite.web.assets import assets
from tests.apps import root_of, site_of, tree_of

PAGE, STYLE, FIRST, PIECE = 10_240, 4_000, 14_600, 4_096
STATUS = 100  # bytes of the status line, Date and Server, which the server adds
ITEM = "070010015000"
GZIP = {"Accept-Encoding": "gzip"}
SLUGS = ("hubei", "yichang", "wuhan", "xiling", "xiantao", "donghugaoxin")
PAGES = (
    "/",
    "/personal",
    "/business",
    f"/guides/{ITEM}",
    f"/guides/{ITEM}/basic",
    "/search?q=%E7%A4%BE%E4%BF%9D",
    "/halls",
    "/departments",
    "/notices",
)


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
@pytest.mark.parametrize("url", PAGES)
def test_a_page_and_the_style_come_in_the_first_flight(app: Flask, slug: str, url: str) -> None:
    for hant in (False, True):
        page = size(app, root_of(site_of(app, slug), hant) + url)
        assert page <= PAGE
        assert page + style(app) <= FIRST


def test_the_style_is_small(app: Flask) -> None:
    answer = app.test_client(use_cookies=False).get(f"/static/{assets().names['site.css']}", headers=GZIP)
    assert len(answer.data) + len(str(answer.headers)) + STATUS <= STYLE, "with the head of the answer"


@pytest.mark.parametrize(
    "url",
    [
        "/personal",
        "/personal?page=2",
        "/business",
        f"/guides/{ITEM}",
        f"/guides/{ITEM}/basic",
        f"/guides/{ITEM}/notes",
        f"/guides/{ITEM}/offices",
        "/search?q=%E7%A4%BE%E4%BF%9D",
        "/halls",
        "/sites",
        "/sites?q=yc",
        "/departments/renshe",
    ],
)
@pytest.mark.parametrize("root", ["/xiling", "/hant/xiling", "/xiantao"])
def test_a_piece_is_smaller(app: Flask, root: str, url: str) -> None:
    assert size(app, root + url, HX_Request="true") <= PIECE


def test_the_list_of_all_sites_is_small(app: Flask) -> None:
    assert size(app, "/sites?to=%2Fpersonal") <= PAGE
    assert len(tree_of(app).all) == 152


def test_scripts_are_small(app: Flask) -> None:
    assert size(app, f"/static/{assets().names['site.js']}") <= 2_048
    if assets().has("vendor/htmx.min.js"):
        assert size(app, f"/static/{assets().names['vendor/htmx.min.js']}") <= 16 * 1024 + 512
