"""The helper that sends a form does as browsers do."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask, redirect, request

from tests.helpers import Page, Visitor
from tests.submitting import File, Redirect, submit

FRAME = """<!DOCTYPE html><html lang="zh-Hans"><head><meta charset="utf-8"><title>写信</title>
<meta name="SiteName" content="a"><meta name="SiteDomain" content="a"><meta name="viewport" content="a">
<link rel="alternate" hreflang="zh-Hans" href="/"><link rel="alternate" hreflang="zh-Hant" href="/hant/">
</head><body><form role="search" action="/search"><input name="q" aria-label="q"><button>搜索</button></form>
<main><h1>写信</h1>{main}</main></body></html>"""
FORM = """<form id="letter" action="/letters?from=home" method="post"{enctype}>
<input type="hidden" name="key" value="k1">
<input name="title" aria-label="t" value="默认"><textarea name="body" aria-label="b">
第一行
</textarea>
<input type="checkbox" name="open" aria-label="o" value="yes" checked>
<input type="checkbox" name="tags" aria-label="o" value="a"><input type="checkbox" name="tags" aria-label="o" value="b">
<input type="radio" name="kind" aria-label="o" value="ask" checked>
<input type="radio" name="kind" aria-label="o" value="say">
<select name="area" aria-label="a"><option value="1">一</option><option value="2" selected>二</option></select>
<select name="first" aria-label="a"><option>甲</option><option>乙</option></select>
<input name="gone" aria-label="g" disabled><fieldset disabled><input name="too" aria-label="g"></fieldset>
<input type="file" name="file" aria-label="f">
<button name="do" value="save">保存</button><button name="do" value="send" formaction="/elsewhere">提交</button>
<input type="submit" value="查看" formmethod="get" formaction="/look">
</form><input name="far" form="letter" value="9" aria-label="f">"""
PLAIN = {"key": "k1", "title": "默认", "body": "第一行\r\n", "open": "yes", "kind": "ask", "area": "2", "first": "甲"}


@pytest.fixture
def got() -> dict[str, Any]:
    """What the last form brought."""
    return {}


@pytest.fixture
def page(got: dict[str, Any], request: pytest.FixtureRequest) -> Page:
    return Visitor(make(got).test_client()).get(getattr(request, "param", "/"))


def make(got: dict[str, Any]) -> Flask:
    app = Flask("forms")

    @app.get("/")
    @app.get("/files")
    def form() -> str:
        enctype = ' enctype="multipart/form-data"' if "files" in request.path else ""
        return FRAME.replace("{main}", FORM.replace("{enctype}", enctype))

    @app.route("/letters", methods=["POST"])
    @app.route("/elsewhere", methods=["POST"])
    @app.route("/look")
    def take() -> Any:
        got.update(
            form=request.form.to_dict(False),
            files={name: (f.filename, f.mimetype, f.read()) for name, f in request.files.items()},
            headers=request.headers,
        )
        got.update(path=request.full_path, kind=request.mimetype, args=request.args.to_dict())
        return redirect("/done", 303) if got["form"].get("title") == ["去"] else (FRAME.replace("{main}", "有错"), 422)

    return app


def test_what_the_page_filled_in_is_sent(page: Page, got: dict[str, Any]) -> None:
    answer = submit(page)
    assert (answer.status, answer.h1) == (422, "写信")
    assert {name: values[0] for name, values in got["form"].items()} == {**PLAIN, "file": "", "do": "save", "far": "9"}
    assert got["path"] == "/letters?from=home" and got["kind"] == "application/x-www-form-urlencoded"
    assert (got["headers"]["Origin"], got["headers"]["Referer"]) == ("http://localhost", "http://localhost/")


def test_what_a_person_does_is_sent(page: Page, got: dict[str, Any]) -> None:
    answer = submit(page, "letter", title="去", open=False, tags=["a", "b"], kind="say", area="1", button="提交")
    assert answer == Redirect(303, "/done")
    assert got["form"]["tags"] == ["a", "b"] and "open" not in got["form"]
    assert (got["form"]["kind"], got["form"]["area"], got["form"]["do"]) == (["say"], ["1"], ["send"])
    assert got["path"] == "/elsewhere?"


def test_a_button_may_ask_instead(page: Page, got: dict[str, Any]) -> None:
    submit(page, button="查看", title="护照")
    assert got["args"]["title"] == "护照" and "do" not in got["args"] and "from" not in got["args"]
    assert "Origin" not in got["headers"] and got["headers"]["Referer"] == "http://localhost/"


@pytest.mark.parametrize("page", ["/files"], indirect=True)
def test_files_are_sent_in_parts(page: Page, got: dict[str, Any]) -> None:
    submit(page, file=File("证.png", b"\x89PNG", "image/png"))
    assert got["files"]["file"] == ("证.png", "image/png", b"\x89PNG")
    assert got["form"]["body"] == ["第一行\r\n"]
    submit(page)
    assert got["files"]["file"] == ("", "application/octet-stream", b""), "no file was chosen"


@pytest.mark.parametrize(
    "fields",
    [
        {"nothing": "x"},
        {"gone": "x"},
        {"too": "x"},
        {"key": "x"},
        {"do": "x"},
        {"area": "3"},
        {"kind": "x"},
        {"tags": ["c"]},
    ],
)
def test_what_nobody_can_do_is_refused(page: Page, fields: dict[str, Any]) -> None:
    with pytest.raises(AssertionError):
        submit(page, **fields)


def test_a_form_that_leads_away_is_stopped(page: Page) -> None:
    page.one("//form[@id='letter']").set("action", "https://other.example/")
    with pytest.raises(AssertionError, match="form-action"):
        submit(page)
