"""Page or piece: one URL, one view, two forms."""

from __future__ import annotations

import pytest
from flask import Flask
from jinja2 import UndefinedError

from govsite.web.page import PUBLIC, VARY, render_page
from tests.apps import mounted
from tests.helpers import Visitor

# Address of a page, and the id of its piece.
PIECES = {
    "/xiling/personal": "browse",
    "/xiling/business?page=2": "browse",
    "/xiling/departments/renshe": "items",
    "/xiling/guides/070010015000": "guide",
    "/xiling/guides/070010015000/offices": "guide",
    "/xiling/halls": "halls",
    "/xiling/sites?q=yc": "site-list",
    "/xiling/search?q=%E7%A4%BE%E4%BF%9D": "results",
}


@pytest.mark.parametrize("root", ["", "/hant"])
@pytest.mark.parametrize("url", PIECES)
def test_page_and_piece_are_the_same_words(visitor: Visitor, root: str, url: str) -> None:
    page, piece = visitor.get(root + url), visitor.piece(root + url)
    assert piece.get("id") == PIECES[url]
    inside = page.one(f"//*[@id='{PIECES[url]}']")
    assert piece.text_content().split() == inside.text_content().split()
    assert [a.get("href") for a in piece.xpath(".//a")] == inside.xpath(".//a/@href")


@pytest.mark.parametrize("url", PIECES)
@pytest.mark.parametrize("header", ["HX-Boosted", "HX-History-Restore-Request"])
def test_boosted_links_and_htmxs_history_get_the_page(visitor: Visitor, url: str, header: str) -> None:
    page = visitor.get(url, **{"HX_Request": "true", header.replace("-", "_"): "true"})
    assert page.source == visitor.get(url).source


@pytest.mark.parametrize("value", ["false", "", "1", "True", "TRUE", "None"])
def test_only_true_asks_for_the_piece(visitor: Visitor, value: str) -> None:
    answer = visitor.client.get("/xiling/personal", headers={"HX-Request": value})
    assert answer.get_data(as_text=True).startswith("<title" if value.lower() == "true" else "<!DOCTYPE")


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
@pytest.mark.parametrize("url", [*PIECES, "/", "/help", "/sitemap", "/notices"])
def test_both_say_on_what_they_depend(app: Flask, url: str, headers: dict[str, str]) -> None:
    answer = app.test_client().get(url, headers=headers)
    assert answer.headers["Vary"] == VARY
    assert answer.headers["Cache-Control"] == PUBLIC
    assert answer.content_type == "text/html; charset=utf-8"


def test_a_page_without_a_piece_is_always_the_page(visitor: Visitor) -> None:
    assert visitor.get("/help", HX_Request="true").source == visitor.get("/help").source


@pytest.mark.parametrize(("path", "status"), [("/api/x", 200), ("/", 422), ("/", 404)])
def test_what_is_one_visitors_or_went_wrong_is_never_stored(app: Flask, path: str, status: int) -> None:
    with app.test_request_context("/", environ_overrides={**mounted(app), "PATH_INFO": path}):
        answer = render_page("help/page.html", topics={}, status=status)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (status, "no-store")


@pytest.mark.parametrize("script", ["hans", "hant"])
def test_an_unknown_name_in_a_template_is_an_error(app: Flask, script: str) -> None:
    with app.test_request_context("/", environ_overrides={**mounted(app), "govsite.script": script}):
        with pytest.raises(UndefinedError):
            render_page("help/page.html")
        for source in (
            "{{ nothing }}",
            "{{ site.nothing }}",
            "{% if nothing %}{% endif %}",
            "{% for x in nothing %}{% endfor %}",
        ):
            with pytest.raises(UndefinedError):
                app.extensions["pages"][script, False].from_string(source).render(site=object())
