"""Static files: a hash of the content in the address, kept for ever, nothing else below /static."""

from __future__ import annotations

import gzip
import hashlib
import re
from pathlib import Path

import pytest
from flask import Flask

from govsite.web.assets import FOLDER, Assets, assets
from tests.helpers import Visitor


def test_every_file_has_an_address_with_its_hash_and_lives_for_ever(app: Flask) -> None:
    client = app.test_client()
    files = assets().files
    names = assets().names
    assert names.keys() >= {"site.css", "site.js", "favicon.png"} and set(names.values()) == files.keys()
    for name, hashed in names.items():
        answer = client.get(f"/static/{hashed}")
        assert answer.status_code == 200
        assert answer.data == (FOLDER / name).read_bytes() or name in ("site.css", "site.js")
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert hashlib.sha256(answer.data).hexdigest()[:10] in hashed
        assert "Set-Cookie" not in answer.headers


def test_texts_among_them_are_compressed(app: Flask) -> None:
    client = app.test_client()
    for name in ("site.css", "site.js"):
        answer = client.get(f"/static/{assets().names[name]}", headers={"Accept-Encoding": "gzip"})
        assert answer.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(answer.data) == assets().files[assets().names[name]]


def test_a_style_sheet_goes_out_without_what_only_people_read(tmp_path: Path) -> None:
    sheet = '/* why\nand how */\na{content:"} {"}\n@media print{\nb,\nc{margin:0\n 1px}\n}\n'
    (tmp_path / "a.css").write_text(sheet, "utf-8")
    packed = Assets(tmp_path)
    assert packed.files[packed.names["a.css"]] == b'a{content:"} {"}@media print{b,\nc{margin:0\n 1px}}'


def test_an_own_script_goes_out_without_what_only_people_read(tmp_path: Path) -> None:
    script = '  // why\n  f("//a");\n\n  if (a) {\n    b(); // how\n  }\n'
    (tmp_path / "vendor").mkdir()
    for name in ("a.js", "vendor/b.js"):
        (tmp_path / name).write_text(script, "utf-8")
    packed = Assets(tmp_path)
    assert packed.files[packed.names["a.js"]] == b'f("//a");\nif (a) {\nb(); // how\n}\n'
    assert packed.files[packed.names["vendor/b.js"]] == script.encode()


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
        "x" * 10_000,
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
    before = Assets(tmp_path)
    (tmp_path / "a.css").write_text("b {}", "utf-8")
    after = Assets(tmp_path)
    assert before.names["a.css"] != after.names["a.css"]
    assert before.has("a.css")
    assert not before.has("b.css")


def test_a_name_that_is_not_there_is_an_error_in_the_template(app: Flask) -> None:
    with app.test_request_context("/", environ_overrides={"govsite.base": ""}), pytest.raises(KeyError):
        assets().url("nothing.css")
