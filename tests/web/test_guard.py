"""The guard: where an unsafe request comes from, the token of its session, and how much it brings."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from tests.web.storey import LETTER, letters_of, storey

BOUNDARY = "x" * 20


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with storey(tmp_path_factory.mktemp("guard")) as made:
        yield made


def post(app: Flask, url: str = "/counter/letter", data: Any = None, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return app.test_client(use_cookies=False).post(url, data=data or {"title": "x"}, headers=named)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://localhost"},
        {"Origin": "HTTP://LOCALHOST"},
        {"Origin": "https://localhost"},  # a proxy may end TLS
        {"Referer": "http://localhost/yichang/letters/new?x=1"},
        {},  # IE, Firefox before 70
    ],
)
def test_own_pages_may_send(own: Flask, headers: dict[str, str]) -> None:
    before = letters_of(own)
    assert post(own, **headers).status_code == 200
    assert letters_of(own) == before + 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://evil.example"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://localhost:8001"},
        {"Origin": "http://x@localhost"},
        {"Origin": "localhost"},
        {"Origin": "//localhost"},
        {"Origin": "ftp://localhost"},
        {"Origin": "chrome-extension://localhost"},
        {"Origin": "http://localhost/"},
        {"Origin": "http://localhost#x"},
        {"Origin": "http://[bad"},
        {"Referer": "http://[bad"},
        {"Referer": "about:blank"},
        {"Referer": "http://evil.example/localhost"},
        {"Origin": "http://evil.example", "Referer": "http://localhost/"},
    ],
)
def test_pages_of_others_may_not(own: Flask, headers: dict[str, str]) -> None:
    before = letters_of(own)
    answer = post(own, **headers)
    assert answer.status_code == 403
    assert letters_of(own) == before


@pytest.mark.parametrize("said", ["http://localhost.", "http://localhost"])
def test_a_host_with_its_final_dot_is_the_same(own: Flask, said: str) -> None:
    assert post(own, Host="localhost.", Origin=said).status_code == 200
    assert post(own, Host="localhost.", Origin="http://localhost..evil.example").status_code == 403


def test_a_form_can_still_be_verified_by_its_bytes(own: Flask) -> None:
    answer = post(own, "/api/v1/signed", "a=1&b=%E4%BA%8C", Content_Type="application/x-www-form-urlencoded")
    assert answer.json == {"bytes": "a=1&b=%E4%BA%8C", "form": {"a": "1", "b": "二"}}


def test_machines_are_told_apart_by_other_means(own: Flask) -> None:
    assert post(own, "/api/v1/samples", Origin="http://evil.example").status_code == 200


def test_where_an_origin_is_configured_it_counts_and_its_scheme(tmp_path_factory: pytest.TempPathFactory) -> None:
    setting = {"origin": "https://zwfw.example", "hosts": ("portal.internal",)}
    with storey(tmp_path_factory.mktemp("origin"), **setting) as app:
        for host in ("zwfw.example", "portal.internal"):
            assert post(app, Host=host, Origin="https://zwfw.example").status_code == 200
            assert post(app, Host=host, Origin=f"https://{host}").status_code == 200
            assert post(app, Host=host, Origin=f"http://{host}").status_code == 403
        assert post(app, Host="zwfw.example", Origin="https://portal.internal").status_code == 403


@pytest.mark.parametrize("url", ["/console/change", "/space/change"])
def test_without_a_session_nothing_is_written(own: Flask, url: str) -> None:
    before = letters_of(own)
    answer = post(own, url, {"note": "x"}, Origin="http://localhost")
    assert answer.status_code == 403
    assert "没有生效" in answer.get_data(as_text=True)
    assert letters_of(own) == before


def test_public_pages_take_nothing(own: Flask) -> None:
    assert post(own, "/personal").status_code == 405
    assert post(own, "/nowhere").status_code == 404


def test_urlencoded_forms_have_limits_too(own: Flask) -> None:
    assert post(own, data={"title": "字" * 400}).status_code == 200
    assert post(own, data={"title": "x" * LETTER.text}).status_code == 413
    assert post(own, data={f"f{n}": "" for n in range(LETTER.fields)}).status_code == 200
    assert post(own, data={f"f{n}": "" for n in range(LETTER.fields + 1)}).status_code == 413
    assert post(own, "/counter/small", data={f"f{n}": "x" for n in range(1_500)}).status_code == 413
    assert post(own, "/counter/small", data={"x": "y" * 600_000}).status_code == 413


def test_a_file_that_is_too_large_costs_no_typed_text(own: Flask) -> None:
    for size, too_large in ((LETTER.file, False), (LETTER.file + 1, True), (40 * LETTER.file, True)):
        files = {"title": "头发", "one": (io.BytesIO(b"x" * size), "one.jpg"), "body": "范某"}
        answer = post(own, data={**files, "two": (io.BytesIO(b"small"), "two.jpg")})
        assert answer.status_code == 200
        assert answer.json["form"] == {"title": "头发", "body": "范某"}
        assert answer.json["files"] == {"one": [too_large, 0 if too_large else size], "two": [False, 5]}


def test_more_files_or_fields_than_the_view_takes_are_refused(own: Flask) -> None:
    many: Any = {f"f{n}": (io.BytesIO(b"x"), "x.jpg") for n in range(LETTER.fields + LETTER.files + 1)}
    assert post(own, data=many).status_code == 413
    three: Any = {f"f{n}": (io.BytesIO(b"x"), "x.jpg") for n in range(LETTER.files + 1)}
    assert post(own, data=three).status_code == 413
    unchosen: Any = {f"f{n}": (io.BytesIO(b""), "") for n in range(LETTER.files + 1)}
    assert post(own, data={"title": "x", **unchosen}).status_code == 200, "fields where nothing was chosen"
    long_name: Any = {"x" * (LETTER.text + 1): "", "f": (io.BytesIO(b""), "f.jpg")}
    assert post(own, data=long_name).status_code == 413
    assert post(own, data={"title": "x" * (LETTER.text + 1), "f": (io.BytesIO(b""), "f.jpg")}).status_code == 413
    assert post(own, "/counter/small", data={"f": (io.BytesIO(b"x" * 200_000), "f.jpg")}).status_code == 413


@pytest.mark.parametrize("body", [b"", b"--", b"\xff" * 300, b"a=%FF&b=%", b"&" * 300])
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data", "x/y", ""])
def test_any_body_is_answered(own: Flask, body: bytes, kind: str) -> None:
    answer = own.test_client().post("/counter/small", data=body, content_type=kind)
    assert answer.status_code in (200, 400, 413)
