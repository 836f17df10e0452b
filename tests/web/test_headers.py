"""Headers on every kind of answer: caching, security, no cookie, compression."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from flask import Flask

from govsite.web.assets import assets
from tests.apps import rows
from tests.rules.test_routes import PUBLIC as PUBLIC_ROUTES

ITEM = "070010015000"
SECURITY = (
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Referrer-Policy",
    "Permissions-Policy",
)
GZIP = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.fixture(scope="module")
def addresses(app: Flask) -> dict[str, str]:
    """One address for each public route that answers with 200."""
    hall = rows(app, "SELECT min(id) FROM hall")[0][0]
    own = "SELECT min(public_id) FROM article WHERE site_code = '420502' AND shown_until IS NULL"
    letter = rows(app, "SELECT min(public_id) FROM letter JOIN ticket ON id = ticket_id WHERE site_code = '420502'")
    values = {
        "<public_id>": letter[0][0],
        "<slug>": "renshe",
        "<code>": ITEM,
        "<notice_id>": rows(app, own)[0][0],
        "<hall_id>": hall,
        "<topic>": "faq",
        "<any(basic, notes, offices, agencies, advisers, online):tab>": "basic",
        "<any(brief, print):kind>": "brief",
        "forms/<name>": None,
        "<int(max=2147483647):number>": None,
        "<path:name>": None,
    }
    found = {}
    for route in PUBLIC_ROUTES - {"/favicon.ico"}:
        url: str | None = route.replace("bundles/<slug>", "bundles/birth")
        for placeholder, value in values.items():
            if placeholder in route:
                url = url.replace(placeholder, value) if value and url else None
        if url:
            found[route] = "/xiling" + url
    found["/search"] += "?q=%E7%A4%BE%E4%BF%9D"
    return found


def fetch(app: Flask, url: str, method: str = "GET", **headers: str) -> Any:
    return app.test_client(use_cookies=False).open(
        url, method=method, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )


def test_every_public_page_may_be_kept_by_any_cache(app: Flask, addresses: dict[str, str]) -> None:
    assert len(addresses) >= 20
    for url in addresses.values():
        for address in (url, "/hant" + url, "/elder" + url, "/elder/hant" + url):
            answer = fetch(app, address)
            assert answer.status_code == 200, address
            assert "Set-Cookie" not in answer.headers, address
            assert answer.headers["Cache-Control"].startswith("public, max-age="), address
            assert answer.headers["ETag"].startswith('W/"'), address
            vary = set(answer.headers.get("Vary", "").split(", "))
            assert "Cookie" not in vary, "one address, one content"
            if answer.mimetype == "text/html":
                assert {"HX-Request", "Accept-Encoding"} <= vary, address


def test_every_answer_is_guarded(app: Flask, addresses: dict[str, str]) -> None:
    static = fetch(app, f"/static/{assets().names['site.css']}")
    assert static.headers["X-Content-Type-Options"] == "nosniff"
    assert static.headers["Content-Security-Policy"] == "default-src 'none'"
    others = [
        "/nowhere",
        "/favicon.ico",
        "/display?to=/",
        "/healthz",
        "/hubei/x",
        "/xiling",
        "/hant",
        f"/guides/{ITEM}",
    ]
    for answer in [fetch(app, url) for url in [*addresses.values(), *others]]:
        for name in SECURITY:
            assert len(answer.headers.getlist(name)) == 1, (answer.request.path, name)
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("url", ["/xiling/personal", f"/xiling/guides/{ITEM}", "/xiling/search?q=%E7%A4%BE%E4%BF%9D"])
def test_a_piece_carries_what_concerns_it(app: Flask, url: str) -> None:
    for cookie in ("", "session=x"):  # from the memory and past it
        piece = fetch(app, url, HX_Request="true", Cookie=cookie)
        assert set(SECURITY) & set(piece.headers.keys()) == {"Content-Security-Policy", "X-Content-Type-Options"}
        assert piece.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert "Cross-Origin-Opener-Policy" not in piece.headers
        for whole in ({"HX_Boosted": "true"}, {"HX_History_Restore_Request": "true"}):
            page = fetch(app, url, HX_Request="true", Cookie=cookie, **whole)
            assert set(SECURITY) <= set(page.headers.keys())


def test_static_files_and_pieces_have_short_heads(app: Flask) -> None:
    for answer, most in (
        (fetch(app, f"/static/{assets().names['site.css']}", **{"Accept_Encoding": "gzip"}), 300),
        (fetch(app, "/xiling/personal", HX_Request="true", Accept_Encoding="gzip"), 450),
    ):
        assert len(str(answer.headers)) <= most, answer.headers


def test_an_unchanged_page_costs_no_body(app: Flask, addresses: dict[str, str]) -> None:
    for url in addresses.values():
        first = fetch(app, url)
        etag = first.headers["ETag"]
        for asked in (etag, f'"other", {etag}', f'{etag}, W/"x"'):
            again = fetch(app, url, If_None_Match=asked)
            assert again.status_code == 304, url
            assert again.data == b""
            assert again.headers["ETag"] == etag
            assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
            assert again.headers.get("Vary") == first.headers.get("Vary")
            assert "Content-Length" not in again.headers or again.headers["Content-Length"] == "0"
        assert fetch(app, url, If_None_Match='W/"other"').status_code == 200
        assert (
            fetch(app, url, If_None_Match=etag, **{k.replace("-", "_"): v for k, v in GZIP.items()}).status_code == 304
        )


def test_pieces_and_scripts_have_etags_of_their_own(app: Flask) -> None:
    url = "/xiling/personal"
    tags = {
        fetch(app, url).headers["ETag"],
        fetch(app, url, HX_Request="true").headers["ETag"],
        fetch(app, "/hant" + url).headers["ETag"],
        fetch(app, "/elder" + url).headers["ETag"],
        fetch(app, "/yichang/personal").headers["ETag"],
    }
    assert len(tags) == 5


def test_head_is_get_without_the_body(app: Flask, addresses: dict[str, str]) -> None:
    for url in [*addresses.values(), "/nowhere", "/healthz", "/hubei/", "/xiling/guides/999999999999"]:
        get, head = fetch(app, url), fetch(app, url, "HEAD")
        assert head.data == b""
        assert head.status_code == get.status_code, url
        skipped = {"Date"}
        assert {k: v for k, v in head.headers if k not in skipped} == {
            k: v for k, v in get.headers if k not in skipped
        }, url


def test_head_of_somebody_with_a_session_tells_the_length_too(app: Flask) -> None:
    with_session = {"Cookie": "__Host-console=x"}
    get, head = fetch(app, "/xiling/", **with_session), fetch(app, "/xiling/", "HEAD", **with_session)
    assert head.headers["Content-Length"] == get.headers["Content-Length"] != "0"


def test_texts_are_compressed_for_those_who_can_read_it(app: Flask, addresses: dict[str, str]) -> None:
    for url in addresses.values():
        plain = fetch(app, url)
        assert "Content-Encoding" not in plain.headers
        assert int(plain.headers["Content-Length"]) == len(plain.data)
        packed = fetch(app, url, Accept_Encoding="gzip, deflate, br")
        if len(plain.data) > 500 and not url.endswith(".xlsx"):  # which is packed by itself
            assert packed.headers["Content-Encoding"] == "gzip", url
            assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data)
            assert gzip.decompress(packed.data) == plain.data
            assert packed.headers["ETag"] == plain.headers["ETag"]


@pytest.mark.parametrize(
    "accepted", ["", "identity", "br", "gzip;q=0", "deflate, gzip; q=0.0", "identity;q=1, gzip;q=0"]
)
def test_nobody_gets_gzip_who_refuses_it(app: Flask, accepted: str) -> None:
    assert "Content-Encoding" not in fetch(app, "/xiling/", Accept_Encoding=accepted).headers


@pytest.mark.parametrize("accepted", ["gzip", "gzip;q=0.5", "deflate, gzip;q=1.0, *;q=0", "br;q=0, gzip"])
def test_everybody_gets_gzip_who_takes_it(app: Flask, accepted: str) -> None:
    assert fetch(app, "/xiling/", Accept_Encoding=accepted).headers["Content-Encoding"] == "gzip"


def test_documents_and_pictures_are_not_compressed_again(app: Flask) -> None:
    form = fetch(app, "/xiling/guides/070010001000/forms/070010001000-1-blank.docx", Accept_Encoding="gzip")
    assert form.status_code == 200
    assert "Content-Encoding" not in form.headers
    again = fetch(app, "/xiling/guides/070010001000/forms/070010001000-1-blank.docx", Accept_Encoding="gzip")
    assert again.data == form.data
    assert "Content-Encoding" not in again.headers


def test_a_part_of_a_file_is_that_part(app: Flask) -> None:
    url = f"/static/{assets().names['site.css']}"
    whole = fetch(app, url).data
    part = fetch(app, url, Range="bytes=0-699", Accept_Encoding="gzip")
    if part.status_code == 206:
        assert part.data == whole[:700]
        assert "Content-Encoding" not in part.headers
    else:
        assert gzip.decompress(part.data) == whole
    assert fetch(app, url).data == whole


@pytest.mark.parametrize(
    "url", ["/nowhere", "/xiling/nowhere", "/xiling/personal?theme=x", "/guides/999999999999", "/healthz"]
)
def test_errors_and_moments_are_never_stored(app: Flask, url: str) -> None:
    answer = fetch(app, url)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers
    assert "Set-Cookie" not in answer.headers
