"""长者版: an address of its own, to which the cookie leads who chose it once."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from govsite.web.assets import assets
from govsite.web.display import is_elder
from tests.helpers import Visitor

LARGE = ["display=elder", "a=b; display=elder", "display=elder;a=b", "x_display=standard; display=elder"]
NORMAL = ["", "display=standard", "x_display=elder", "display=elderly", "a=display=elder", "display=no; display=elder"]
GUIDE = "/xiling/guides/070010001000"


def fetch(app: Flask, url: str, method: str = "GET", **headers: str) -> Any:
    named = {"Cookie": "display=elder", **{name.replace("_", "-"): value for name, value in headers.items()}}
    return app.test_client(use_cookies=False).open(url, method=method, headers=named)


@pytest.mark.parametrize("cookie", LARGE + NORMAL)
def test_only_the_whole_cookie_leads_there(app: Flask, cookie: str) -> None:
    large = cookie in LARGE
    assert is_elder(cookie) is large
    for _ in range(2):  # made, and kept
        answer = fetch(app, "/xiling/help", Cookie=cookie)
        assert answer.status_code == (302 if large else 200)
        if large:
            assert answer.headers["Location"] == "/elder/xiling/help"
            assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("url", "to"),
    [
        ("/", "/elder/"),
        ("/hant/xiling/halls?q=%E5%AE%9C&area=wuhan", "/elder/hant/xiling/halls?q=%E5%AE%9C&area=wuhan"),
        ("/xiling/search?q=a%26b", "/elder/xiling/search?q=a%26b"),
        (GUIDE, f"/elder{GUIDE}"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_an_ordinary_address_leads_to_the_same_page(app: Flask, url: str, to: str, method: str) -> None:
    answer = fetch(app, url, method)
    assert (answer.status_code, answer.headers["Location"]) == (302, to)
    page = fetch(app, to)
    assert page.status_code == 200 and b'class="elder"' in page.data


def test_only_whole_pages_lead_there(app: Flask) -> None:
    assert fetch(app, "/xiling/personal", HX_Request="true").status_code == 200, "a piece"
    assert fetch(app, f"{GUIDE}/forms/070010001000-1-blank.docx").status_code == 200, "a file"
    for url in ("/feed.xml", "/sitemap.xml", "/robots.txt", "/healthz", f"/static/{assets().names['site.css']}"):
        assert fetch(app, url).status_code == 200, url
    assert fetch(app, "/nowhere").status_code == 404
    assert fetch(app, "/xiling").headers["Location"] == "/xiling/", "one step after the other"


def test_without_the_cookie_the_address_is_enough(app: Flask) -> None:
    """Who refuses cookies has 长者版 all the same, and stays in it."""
    visitor = Visitor(app.test_client(use_cookies=False))
    page = visitor.get("/elder/hant/xiling/personal?page=2")
    assert page.find("//html/@class") == ["elder"]
    for href in page.find("//nav//a/@href|//main//a/@href|//p[@class='where']//a/@href"):
        assert href.startswith(("/elder/hant/", "?", "#", "tel:", "http")), href
    assert page.link("简体") == "/elder/xiling/personal?page=2"
    assert page.find("//link[@rel='canonical']/@href") == ["http://localhost/hant/xiling/personal?page=2"]
    assert visitor.redirect(page.link("標準版"), 303) == "/hant/xiling/personal?page=2"
    assert visitor.get("/xiling/personal").find("//link[@rel='canonical']/@href") == [
        "http://localhost/xiling/personal"
    ]


def test_the_standard_display_ends_the_choice(app: Flask) -> None:
    client = app.test_client()
    client.get("/display?mode=elder&to=/halls")
    assert client.get("/halls").status_code == 302
    assert client.get("/elder/display?mode=standard&to=/halls").headers["Location"] == "/halls"
    assert client.get("/halls").status_code == 200


@pytest.mark.parametrize(("wanted", "status"), [("document", 303), ("image", 403), ("iframe", 403), ("empty", 403)])
def test_a_picture_on_another_page_changes_nothing(app: Flask, wanted: str, status: int) -> None:
    answer = app.test_client().get("/display?mode=elder", headers={"Sec-Fetch-Dest": wanted})
    assert answer.status_code == status
    assert ("Set-Cookie" in answer.headers) is (status == 303)
