"""Bad input on every route that takes any: a page, never a failure of ours; on every kind of database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote_from_bytes

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from govsite.extensions import db
from tests.apps import portal_of
from tests.places import PLACES
from tests.sites.samples import WITH_LETTERS

# {} is what a visitor sends.
COUNTER = (
    *(
        f"/letters/new?{name}={{}}"
        for name in ("kind", "department", "item", "theme", "about", "title", "body", "page")
    ),
    *(
        "/letters/new?{}",
        "/letters/lookup?done={}",
        "/letters/lookup/files/{}",
        "/letters/lookup/{}",
        "/progress/lookup?done={}",
    ),
)
ROUTES = (*dict.fromkeys(route for place in PLACES for route in place.takes), *COUNTER)
FORMS = (
    "/letters/new",
    "/letters/saved",
    "/letters/lookup",
    "/letters/lookup/leave",
    "/letters/lookup/add",
    "/progress/lookup",
)
FIELDS = (
    *("kind", "department", "item", "theme", "about", "title", "body", "name", "phone", "email", "public", "number"),
    *("password", "form_key", "begun", "do", "drop", "held", "replaces", "captcha_token", "captcha_answer", "text"),
)
VALUES = {
    "long": "x" * 10_000,
    "long Chinese": "%E5%9C%B0" * 1_200,
    "NUL": "%00",
    "NUL inside": "a%00b",
    "lone surrogate": "%ED%A0%80",
    "invalid UTF-8": "%FF",
    "cut UTF-8": "%E5%AE",
    "GBK": "%D2%CB%B2%FD",
    "emoji": "%F0%9F%99%82",
    "quotes": "%22%27%3E%3Cscript%3E",
    "SQL": "%27%20OR%201%3D1%20--",
    "path": "..%2f..%2f..%2fetc%2fpasswd",
    "percent": "%25",
    "bare percent": "%",
    "broken percent": "%zz",
    "line breaks": "%0d%0aSet-Cookie:%20a=b",
    "number": "99999999999999999999999999",
    "negative": "-1",
    "brackets": "[]%5B%5D{}",
    "combining": "%CC%81" * 500,
    "right to left": "%E2%80%AE",
    "wide": "%EF%BC%91%EF%BC%92",
    "ligature": "%EF%B7%BA" * 300,
    "many fields": "&".join(f"a{n}=b" for n in range(1_500)),
    "spaces": "%20%09+%C2%A0%E3%80%80",
    "wildcards": "%25_*?.%5C%28",
}


@pytest.fixture(scope="module")
def bare(empty_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A small portal whose failures are answers, as in production."""
    folder: Path = tmp_path_factory.mktemp("input")
    with portal_of(WITH_LETTERS, folder, demo=True, database_url=empty_url, page_cache_bytes=0) as own:
        own.config["PROPAGATE_EXCEPTIONS"] = False
        own.test_client().get("/xiling/")
        yield own


@pytest.mark.parametrize("name", VALUES)
def test_any_value_is_answered(bare: Flask, name: str, pytestconfig: pytest.Config) -> None:
    """Only the query differs between the kinds of database: one script and display will do for the second.

    In the short run each value comes to each route by one of the roots, each in its turn.
    """
    client, turn = bare.test_client(use_cookies=False), list(VALUES).index(name)
    with bare.app_context():
        roots = ("", "/hant/xiling", "/elder/xiling") if db.engine.dialect.name == "sqlite" else ("", "/xiling")
    for number, route in enumerate(ROUTES):
        rootless = route.startswith(("/{}", "/hant"))
        one = roots[(number + turn) % len(roots)]
        for root in ("",) if rootless else roots if pytestconfig.getoption("long") else (one,):
            url = root + route.replace("{}", VALUES[name])
            answer = client.get(url)
            assert answer.status_code < 500, url[:200]
            text = answer.get_data(as_text=True)
            assert "><script>" not in text.lower().replace("defer></script>", "")
            assert "Set-Cookie: a=b" not in str(answer.headers)


@given(st.sampled_from(FORMS), st.dictionaries(st.sampled_from(FIELDS), st.binary(max_size=60), max_size=8))
def test_any_form_is_answered(bare: Flask, url: str, fields: dict[str, bytes]) -> None:
    body = "&".join(f"{name}={quote_from_bytes(value)}" for name, value in fields.items())
    kind = "application/x-www-form-urlencoded"
    answer = bare.test_client(use_cookies=False).post(f"/xiling{url}", data=body, content_type=kind)
    assert answer.status_code < 500


@given(st.sampled_from(ROUTES), st.binary(max_size=80), st.sampled_from(["", "/hant", "/elder/hant", "/xiling"]))
def test_any_bytes_are_answered(bare: Flask, route: str, value: bytes, root: str) -> None:
    """As a server passes them on: not quoted, not UTF-8."""
    path, _, query = (root + route).partition("?")
    raw = value.decode("latin-1").replace("\n", "").replace("\r", "")
    environ = {"PATH_INFO": path.replace("{}", raw), "QUERY_STRING": query.replace("{}", raw)}
    answer = bare.test_client(use_cookies=False).get("/", environ_overrides=environ)
    assert answer.status_code < 500


@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": "session=\x00; display=" + "x" * 4_000},
        {"Cookie": "=;;=,\xff"},
        {"If-None-Match": "x" * 8_000},
        {"Range": "bytes=9-1,x"},
        {"Accept-Encoding": "\xff" * 100},
        {"HX-Request": "x" * 5_000},
        {"Accept-Language": "*" * 5_000},
        {"If-Modified-Since": "never"},
        {"Content-Type": "multipart/form-data"},
        {"Content-Length": "7"},
        {"Host": "x" * 300},
        {"X-HTTP-Method-Override": "DELETE"},
    ],
)
def test_any_header_is_answered(bare: Flask, headers: dict[str, str]) -> None:
    for url in ("/xiling/", "/xiling/personal", "/search?q=a", "/nowhere", "/display?to=/"):
        assert bare.test_client(use_cookies=False).get(url, headers=headers).status_code < 500, url
