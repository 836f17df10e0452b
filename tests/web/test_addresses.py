"""The one spelling of an address, whatever somebody made of it."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import example, given
from hypothesis import strategies as st

from govsite.web.addresses import is_read, one_path
from tests.helpers import Visitor

SLUGS = {"hubei", "yichang", "xiling"}
GUIDE = "/xiling/guides/070010015000"


def wsgi(text: str, encoding: str = "utf-8") -> str:
    return text.encode(encoding).decode("latin-1")


def one(path: str) -> str:
    return one_path(path, SLUGS, "hubei")


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/halls/", "/halls"),
        ("/sitemap.xml/", "/sitemap.xml"),
        ("/HANT/", "/hant/"),
        ("/Elder/hant/", "/elder/hant/"),
        ("/hant/ELDER/Yichang/Halls", "/elder/hant/yichang/halls"),
        ("/Yichang", "/yichang/"),
        ("/yichang/Halls", "/yichang/halls"),
        ("/Hubei/yichang", "/yichang/"),
        ("/yichang/hant/halls", "/hant/yichang/halls"),
        ("/yichang/HANT/elder/", "/elder/hant/yichang/"),
        ("/index.html", "/"),
        ("/yichang/Index.HTM", "/yichang/"),
        ("/yichang/default.aspx", "/yichang/"),
        ("/halls/index.jsp", "/halls"),
        ("/guides/0700 ", "/guides/0700"),
        ("/guides/0700A/BASIC/", "/guides/0700A/basic"),
        ("/guides/1/forms/Blank.docx", "/guides/1/forms/Blank.docx"),
        ("/help/Guide/", "/help/guide"),
        ("/personal;jsessionid=1", "/personal"),
        ("/yichang;jsessionid=A/personal;x", "/yichang/personal"),
        (wsgi("/halls\u3000"), "/halls"),
        (wsgi("/halls。"), "/halls"),
        (wsgi("/halls）"), "/halls"),
        ("/halls,", "/halls"),
        ("/ROBOTS.txt", "/robots.txt"),
        ("/hant/hant/halls", "/hant/halls"),
        ("/elder/HANT/elder/yichang", "/elder/hant/yichang/"),
        (wsgi("/guides/０７００Ａ"), "/guides/0700A"),
        ("/guides/0700%20", "/guides/0700"),  # escaped twice
        ("/halls%E3%80%82", "/halls"),
        ("/%u5b9c%u660c", wsgi("/宜昌")),
        ("/" + "宜昌".encode("gbk").decode("latin-1"), wsgi("/宜昌")),
    ],
)
def test_a_harmless_variant_is_the_page(path: str, page: str) -> None:
    assert one(path) == page


@pytest.mark.parametrize(
    "path",
    ["/", "/hant/", "/yichang/", GUIDE, "/halls/H001", "/letters/aBc", "/nowhere/", "/x;y", "/Nowhere", "*", "x",
     "/console/", "/console/letters/1/", "/api/v1/Cases/", "/static/A;b.css",
     "/yichang/console/Letters/", wsgi("/宜昌"), "/%2e%2f", "/xiling/../halls", "/./halls", "/%u002fhalls",
     "/yichang/xiling/"],
)  # fmt: skip
def test_what_is_no_page_to_read_is_left_alone(path: str) -> None:
    assert one(path) == path


@given(st.text(st.characters(max_codepoint=255), max_size=30).map(lambda text: "/" + text))
@example("/\xe9")
@example("/halls/.;/ /index.html/")
@example("/%%E3%80%828/%E8/x")
def test_what_was_mended_once_is_left_alone(path: str) -> None:
    assert one(one(path)) == one(path)


segments = st.sampled_from(
    [
        "hubei",
        "Yichang",
        "hant",
        "ELDER",
        "halls",
        "Guides",
        "index.html",
        "",
        " ",
        "a;b",
        "H1.",
        "\u3000",
        "é",
        "%E8",
        "%u4e00",
        "..",
        ".",
        "%%E8%BA8",
        "%E3%80%82",
        "forms",
    ]
)


@given(st.lists(segments, max_size=6))
def test_no_mixture_of_variants_is_led_on_twice(words: list[str]) -> None:
    path = wsgi("/" + "/".join(words))
    assert one(one(path)) == one(path)


@pytest.mark.parametrize(
    ("url", "to"),
    [
        ("/halls/", "/halls"),
        ("/search/?q=a", "/search?q=a"),
        (f"{GUIDE}/", GUIDE),
        (f"{GUIDE}%20", GUIDE),
        ("/help/guide/", "/help/guide"),
        ("/HANT/Xiling/Halls/", "/hant/xiling/halls"),
        ("/xiling/index.html", "/xiling/"),
        ("/xiling/index.html?q=%C9%ED", "/xiling/?q=%E8%BA%AB"),
        ("/personal;jsessionid=1?page=2", "/personal?page=2"),
        ("/search?q=%C9%ED%B7%DD%D6%A4", "/search?q=%E8%BA%AB%E4%BB%BD%E8%AF%81"),
    ],
)
def test_a_visitor_is_led_to_the_one_address(visitor: Visitor, url: str, to: str) -> None:
    assert visitor.redirect(url, 301) == to
    visitor.get(to)


def test_the_case_of_a_hall(visitor: Visitor) -> None:
    assert visitor.redirect("/xiling/halls/h001", 301) == "/xiling/halls/H001"


def test_forms_are_not_led_elsewhere(app: Flask) -> None:
    assert app.test_client().post("/letters/new/").status_code == 404


@pytest.mark.parametrize("path", ["/xiling/console/letters", "/api/v1/cases", "/hant/xiling/console/cases", "/nothing"])
def test_queries_of_what_is_no_page_to_read_stay_as_they_were_sent(path: str) -> None:
    assert not is_read(path, {"xiling"}, "hubei")


@pytest.mark.parametrize("path", ["/", "/xiling/", "/hant/xiling/search", "/Halls/", "/xiling/letters/lookup"])
def test_queries_of_pages_to_read_are_put_right(path: str) -> None:
    assert is_read(path, {"xiling"}, "hubei")
