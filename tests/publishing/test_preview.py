"""Previews: the real pages with the draft, of one member of staff alone, kept and found by nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import update

from govsite.database.session import writing
from govsite.models.publishing import Preview
from tests.cast import BY_KEY
from tests.console.people import press, sign_in
from tests.helpers import Page, Visitor
from tests.publishing.test_settings_text import FORM, PAGE, typed
from tests.submitting import Redirect, submit


@pytest.fixture(scope="module")
def admin(portal: Flask) -> Visitor:
    return sign_in(portal.test_client(), BY_KEY["site_admin"])


@pytest.fixture
def preview(admin: Visitor) -> Iterator[str]:
    """The address of a preview in which the phone number is another."""
    page = admin.get(FORM)
    text = typed(page).replace("0717-6219300", "0717-1234567").replace("发展大道", "范家大道")
    answer = submit(page, FORM, button="preview", yaml=text)
    assert isinstance(answer, Redirect) and answer.status == 303, getattr(answer, "main", answer)
    yield answer.to
    page = admin.get(PAGE)
    if page.find("//main//button[.='丢弃草稿']"):
        press(page, "丢弃草稿")


def test_the_real_page_shows_the_draft_to_its_holder(portal: Flask, admin: Visitor, preview: str) -> None:
    page = admin.get(preview)
    assert "预览：未发布" in page.text and "0717-1234567" in page.source
    assert page.link("对比、发布") == PAGE and page.link("回去编辑").startswith("/xiling/console/")
    stranger = portal.test_client()
    for _ in range(2):  # it may be kept now
        assert "0717-6219300" in stranger.get("/xiling/").text
    for mode, words in (("hant", "預覽：未發布"), ("elder", "预览：未发布"), ("elder/hant", "預覽：未發布")):
        text = admin.client.get(preview.replace("/xiling", f"/{mode}/xiling")).text
        assert words in text and "0717-1234567" in text, mode


def test_it_is_kept_by_nobody(portal: Flask, admin: Visitor, preview: str) -> None:
    kept = len(portal.extensions["page_cache"].plain._pages)
    for address in (preview, preview + "sites", preview + "nothing-here", preview.replace("/xiling", "/Xiling")):
        answer = admin.client.get(address)
        assert answer.headers.getlist("Cache-Control") == ["no-store"], address
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert "ETag" not in answer.headers and "Content-Encoding" not in answer.headers
    assert len(portal.extensions["page_cache"].plain._pages) == kept


def test_links_stay_inside_and_forms_do_nothing(admin: Visitor, preview: str) -> None:
    inside = preview.removesuffix("/xiling/")
    page = admin.get(preview + "sites")
    links = [href for href in page.find("//header//a/@href | //main//a/@href | //footer//a/@href") if href[:1] == "/"]
    outside = [href for href in links if not href.startswith(f"{inside}/")]
    assert links and outside == []  # sites with a domain of their own too
    assert "预览：未发布" in admin.get(f"{inside}/yichang/").text
    assert all(urlsplit(href).path.startswith("/static/") for href in page.find("//link[@rel='stylesheet']/@href"))
    answer = admin.client.post(preview + "letters/new", data={"title": "x"})
    assert answer.status_code == 405 and "不能提交" in answer.text and answer.headers["Cache-Control"] == "no-store"
    assert admin.client.get(preview + "letters/new").headers["Location"] == "/xiling/letters/new"
    assert admin.client.get(preview + "console/").headers["Location"] == "/xiling/console/"


def test_nobody_else_sees_it(portal: Flask, admin: Visitor, preview: str) -> None:
    for person in ("stranger", "editor", "site_admin above", "operator", "auditor"):
        visitor = sign_in(portal.test_client(), BY_KEY[person])
        page = visitor.get(preview, 404)
        assert "0717-1234567" not in page.source and "预览打不开了" in page.text, person
    admin.get(preview.replace("/xiling", "x/xiling"), 404)


def test_it_ends(portal: Flask, admin: Visitor, preview: str) -> None:
    with portal.app_context(), writing() as session:
        session.execute(update(Preview).values(ends=datetime.now(UTC) - timedelta(seconds=1)))
    admin.get(preview, 404)
    answer = press(admin.get(PAGE), "预览")
    assert isinstance(answer, Redirect)
    admin.get(answer.to)
    press(admin.get(PAGE), "丢弃草稿")
    admin.get(answer.to, 404)


def test_a_draft_with_faults_has_none(admin: Visitor, preview: str) -> None:
    page = admin.get(FORM)
    answer = submit(page, FORM, button="save", yaml=typed(page).replace("0717-1234567", "12"))
    assert isinstance(answer, Page) and answer.status == 422
    admin.get(preview, 404)  # and the one that was begun shows it no more
    answer = press(admin.get(PAGE), "预览")
    assert isinstance(answer, Page) and answer.status == 422
