"""The one spelling of an address, whatever somebody made of it."""

from __future__ import annotations

from urllib.parse import quote, quote_from_bytes, unquote

import pytest
from flask import Flask
from hypothesis import example, given
from hypothesis import strategies as st

from govsite.web.addresses import is_read, one_path, one_query
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
    ],
)
def test_a_harmless_variant_is_the_page(path: str, page: str) -> None:
    assert one(path) == page


@pytest.mark.parametrize(
    "path",
    ["/", "/hant/", "/yichang/", GUIDE, "/halls/H001", "/letters/aBc", "/nowhere/", "/x;y", "/Nowhere", "*", "x",
     "/console/", "/console/letters/1/", "/api/v1/Cases/", "/static/A;b.css",
     "/yichang/console/Letters/", wsgi("/宜昌")],
)  # fmt: skip
def test_what_is_no_page_to_read_is_left_alone(path: str) -> None:
    assert one(path) == path


@given(st.text(st.characters(max_codepoint=255), max_size=30).map(lambda text: "/" + text))
@example("/\xe9")
@example("/halls/.;/ /index.html/")
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
        "forms",
    ]
)


@given(st.lists(segments, max_size=6))
def test_no_mixture_of_variants_is_led_on_twice(words: list[str]) -> None:
    path = wsgi("/" + "/".join(words))
    assert one(one(path)) == one(path)


@pytest.mark.parametrize(
    ("query", "means"),
    [
        ("q=%C9%ED%B7%DD%D6%A4", "q=身份证"),
        ("q=%c9%ed%b7%dd%d6%a4&page=2", "q=身份证&page=2"),
        ("page=2&theme=%C9%E8%C1%A2%B1%E4%B8%FC", "page=2&theme=设立变更"),
        ("q=" + wsgi("身份证", "gbk"), "q=身份证"),
        ("q=%u8eab%u4efd%u8bc1", "q=身份证"),
        ("q=%uD840%uDC0B", "q=𠀋"),
        ("q=%C9%ED+%B7%DD%2B", "q=身+份%2B"),
        ("q=%E8%BA%AB%E4%BB", "q=身"),
        ("q=%C9%ED%B7", "q=身"),
        ("q=" + quote_from_bytes("䶮".encode("gb18030")), "q=䶮"),
    ],
)
def test_a_query_of_old_pages_is_read(query: str, means: str) -> None:
    assert unquote(one_query(query).replace("%2B", "%252B")) == means


@pytest.mark.parametrize(
    "query", ["", "q=a", "q=%E8%BA%AB", "q=a%20b+c", "q=%", "q=%zz", "q=%25u8eab", "&&=", wsgi("q=身")]
)
def test_a_query_that_can_be_read_is_left_alone(query: str) -> None:
    assert one_query(query) == query


@given(st.binary(max_size=20).map(quote_from_bytes) | st.text(st.characters(max_codepoint=255), max_size=20))
def test_a_query_that_was_read_is_left_alone(text: str) -> None:
    assert one_query(one_query(f"q={text}")) == one_query(f"q={text}")


@given(st.text(st.sampled_from("身份证社保卡营业执照公积金 护照"), min_size=2))
def test_what_was_typed_comes_in_any_encoding(words: str) -> None:
    asked = one_query("q=" + quote_from_bytes(words.encode("gb18030")))
    if asked != "q=" + quote_from_bytes(words.encode("gb18030")):  # a few pairs of bytes are UTF-8 too
        assert asked == "q=" + quote(words)


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
