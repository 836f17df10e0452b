"""Static files: a hash of the content in the address, kept for ever, nothing else below /static."""

from __future__ import annotations

import gzip
import hashlib
import re
from pathlib import Path

import pytest
from flask import Flask

from govsite.web.assets import FOLDER, SOURCES, Assets, assets, join
from tests.helpers import Visitor


def test_every_file_has_an_address_with_its_hash_and_lives_for_ever(app: Flask) -> None:
    client = app.test_client()
    files = assets().files
    names = assets().names
    assert names.keys() >= {*SOURCES, "favicon.png"} and set(names.values()) == files.keys()
    for name, hashed in names.items():
        answer = client.get(f"/static/{hashed}")
        assert answer.status_code == 200
        assert name in SOURCES or answer.data == (FOLDER / name).read_bytes()
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert hashlib.sha256(answer.data).hexdigest()[:10] in hashed
        assert "Set-Cookie" not in answer.headers


def test_texts_among_them_are_compressed(app: Flask) -> None:
    client = app.test_client()
    for name in ("site.css", "site.js"):
        answer = client.get(f"/static/{assets().names[name]}", headers={"Accept-Encoding": "gzip"})
        assert answer.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(answer.data) == assets().files[assets().names[name]]


def test_every_source_is_served_in_some_file_and_not_by_itself() -> None:
    written = [f"{path.parent.name}/{path.name}" for kind in ("css", "js") for path in (FOLDER / kind).iterdir()]
    joined = [part for parts in SOURCES.values() for part in parts]
    assert set(written) == set(joined)
    assert all(len(parts) == len(set(parts)) for parts in SOURCES.values())
    assert not assets().names.keys() & set(joined)


def test_sources_are_joined_in_their_order_without_what_only_people_read(tmp_path: Path) -> None:
    (tmp_path / "b.css").write_text('/* why\nand how */\na {\n  content: "} {";\n}\n', "utf-8")
    (tmp_path / "a.css").write_text("@media print {\n  b, c > d {\n    margin: 0 1px;\n  }\n}\n", "utf-8")
    packed = Assets(tmp_path, {"site.css": ("b.css", "a.css")})
    assert packed.files[packed.names["site.css"]] == b'a{content:"} {"}@media print{b,c>d{margin:0 1px}}'
    assert packed.names.keys() == {"site.css"}


def test_the_sources_of_a_script_become_one_function() -> None:
    sources = ["// why\nif (a) { return; }\n", 'var b = /[\'"]/;\n\n  f("//b", b); // how\n']
    script = b'(function(){"use strict";if(a){return;}\nvar b=/[\'"]/;f("//b",b);}());'
    assert join("site.js", sources) == script


def test_what_others_wrote_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "vendor").mkdir()
    (tmp_path / "vendor/b.js").write_text("// licence\nf( );\n", "utf-8")
    packed = Assets(tmp_path, {})
    assert packed.files[packed.names["vendor/b.js"]] == b"// licence\nf( );\n"


@pytest.mark.parametrize(
    ("name", "kind"), [("site.css", "text/css"), ("site.js", "text/javascript"), ("favicon.png", "image/png")]
)
def test_they_say_what_they_are(app: Flask, name: str, kind: str) -> None:
    assert app.test_client().get(f"/static/{assets().names[name]}").mimetype == kind


@pytest.mark.parametrize(
    "name",
    [
        "site.css",
        "site.0000000000.css",
        "",
        "../app.py",
        "..%2f..%2fconfig.py",
        "vendor/",
        "%00",
        "%FF",
        "x" * 4_000,
        "site.css%00",
    ],
)
def test_anything_else_is_not_found(visitor: Visitor, name: str) -> None:
    visitor.get(f"/static/{name}", status=404)


@pytest.mark.parametrize("root", ["", "/xiling", "/hant/xiling"])
def test_pages_of_all_sites_share_one_address(visitor: Visitor, root: str) -> None:
    page = visitor.get(f"{root}/")
    for address in page.find("//link[@rel='stylesheet' or @rel='icon']/@href|//script/@src"):
        assert re.fullmatch(r"/static/[\w/.-]+\.[0-9a-f]{10}\.(css|js|png)", address), address


def test_a_changed_file_has_another_address(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a {}", "utf-8")
    before = Assets(tmp_path, {})
    (tmp_path / "a.css").write_text("b {}", "utf-8")
    after = Assets(tmp_path, {})
    assert before.names["a.css"] != after.names["a.css"]
    assert before.has("a.css")
    assert not before.has("b.css")


def test_a_name_that_is_not_there_is_an_error_in_the_template(app: Flask) -> None:
    with app.test_request_context("/", environ_overrides={"govsite.base": ""}), pytest.raises(KeyError):
        assets().url("nothing.css")
