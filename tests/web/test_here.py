"""Where a request is: roots, the same page in the other script, absolute addresses."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from govsite.typed import Typed
from govsite.web.here import LONGEST_QUERY, Here, find_here
from tests.apps import mounted, portal_of
from tests.helpers import Page, Visitor, inspect
from tests.sites.samples import dump, entry


def here_of(app: Flask, path: str, query: str = "", root: str = "", script: str = "hans", **more: Any) -> Here:
    environ = mounted(app, root, script)
    with app.test_request_context("/", environ_overrides={"PATH_INFO": path, "QUERY_STRING": query, **environ, **more}):
        return find_here()


def test_it_is_made_once_a_request(app: Flask) -> None:
    with app.test_request_context("/", environ_overrides=mounted(app)):
        assert find_here() is find_here()


@pytest.mark.parametrize(
    ("path", "query", "page"),
    [
        ("/", "", "/"),
        ("/personal", "theme=%E8%AE%BE&page=2", "/personal?theme=%E8%AE%BE&page=2"),
        ("/guides/x y", "", "/guides/x%20y"),
        ("/" + "宜".encode().decode("latin-1"), "", "/%E5%AE%9C"),
        ("/search", "q=\"><b>'", "/search?q=%22%3E%3Cb%3E%27"),
        ("/search", "q=%", "/search?q=%"),
        ("/search", "身份".encode().decode("latin-1"), "/search?%E8%BA%AB%E4%BB%BD"),
        ("/a\nb", "x\ny", "/a%0Ab?x%0Ay"),
    ],
)
def test_the_page_is_an_address_that_can_stand_in_a_link(app: Flask, path: str, query: str, page: str) -> None:
    here = here_of(app, path, query)
    assert here.page == page
    assert unquote(here.quoted_page) == here.page


@pytest.mark.parametrize(
    "query", ["q=" + "a" * (LONGEST_QUERY - 2), quote("身" * 100) + "&theme=x", "身".encode().decode("latin-1") * 99]
)
def test_the_longest_search_is_carried_along(app: Flask, query: str) -> None:
    assert here_of(app, "/search", query).page.startswith("/search?")


@pytest.mark.parametrize("query", ["q=" + "a" * (LONGEST_QUERY - 1), quote("身" * 1000), "\xe8" * LONGEST_QUERY])
def test_a_query_without_end_is_not(app: Flask, query: str) -> None:
    here = here_of(app, "/search", query)
    assert here.page == "/search"
    assert here.quoted_page == "%2Fsearch" or here.quoted_page == "/search"


def test_the_longest_search_comes_back_from_another_script_of_the_site_list(visitor: Visitor) -> None:
    url = visitor.get("/xiling/search?q=" + quote("身" * 100)).link("切换站点")
    assert visitor.get(url).link("繁體") == "/hant" + url


@pytest.mark.parametrize(
    "url", ["/xiling/search", "/hant/xiling/personal", "/xiling/sites", "/xiling/guides/070010015000"]
)
def test_a_long_query_makes_no_long_page(visitor: Visitor, url: str) -> None:
    words = "身份证" * 160
    plain, long = visitor.get(f"{url}?q={quote(words[:100])}"), visitor.get(f"{url}?q={quote(words)}")
    assert len(long.source) <= len(plain.source)
    assert len(long.source) < 40_000


@given(st.text(st.characters(max_codepoint=255), max_size=40), st.text(st.characters(max_codepoint=255), max_size=40))
def test_no_address_breaks_a_page(app: Flask, path: str, query: str) -> None:
    here = here_of(app, "/" + path, query)
    for value in (here.page, here.quoted_page, here.origin):
        assert type(value) is Typed, "what a visitor sends is neither converted nor remembered"
        assert not set(value) & set('"<>\n\r\t \\^`{|}') or value is here.origin
        assert value.isascii()


def test_the_other_script_is_the_same_page(visitor: Visitor) -> None:
    for url in (
        "/",
        "/xiling/",
        "/xiling/personal?theme=%E7%A4%BE%E4%BC%9A%E4%BF%9D%E9%9A%9C&page=2",
        "/sites?to=%2Fhalls&q=yc",
    ):
        plain = visitor.get(url)
        hant = visitor.get(plain.link("繁體"))
        assert hant.url == "/hant" + url
        assert hant.link("简体") == url
        assert hant.one("//a[@hreflang='zh-Hans']").get("lang") == "zh-Hans"
        for page in (plain, hant):
            links = {e.get("hreflang"): e.get("href") for e in page.find("//link[@rel='alternate'][@hreflang]")}
            one = url.partition("?")[0]  # filters make no other page for engines
            assert links == {"zh-Hans": f"http://localhost{one}", "zh-Hant": f"http://localhost/hant{one}"}


def test_sites_with_hosts_of_their_own_link_across(tmp_path_factory: pytest.TempPathFactory) -> None:
    sites = {
        "hubei": entry(0, "province", None),
        "yichang": entry(500, domain="zw.yichang.gov.cn"),
        "xiling": entry(502, "county", "yichang"),
    }
    with portal_of(dump(sites), tmp_path_factory.mktemp("hosts"), hosts=("localhost", "localhost:8000")) as own:
        visitor = Visitor(own.test_client())
        page = visitor.get("/xiling/sites", Host="localhost:8000")
        assert "//zw.yichang.gov.cn:8000/" in page.find("//*[@id='site-list']//a/@href")
        page = visitor.get("/halls", Host="zw.yichang.gov.cn")
        assert page.find("string(//p[@class='where']/strong)") == "第500站"
        links = {e.get("hreflang"): e.get("href") for e in page.find("//link[@rel='alternate'][@hreflang]")}
        assert links == {"zh-Hans": "http://zw.yichang.gov.cn/halls", "zh-Hant": "http://zw.yichang.gov.cn/hant/halls"}
        robots = visitor.client.get("/robots.txt", headers={"Host": "zw.yichang.gov.cn"}).get_data(as_text=True)
        assert "Sitemap: http://zw.yichang.gov.cn/sitemap.xml" in robots
        assert "Sitemap: http://zw.yichang.gov.cn/hant/sitemap.xml" in robots
        feed = visitor.client.get("/feed.xml", headers={"Host": "zw.yichang.gov.cn"}).get_data(as_text=True)
        assert "http://zw.yichang.gov.cn/feed.xml" in feed


@pytest.mark.parametrize(
    ("origin", "host", "address"),
    [
        ("", "zw.yichang.gov.cn", "http://zw.yichang.gov.cn/guides/1"),
        ("", "zw.yichang.gov.cn:8000", "http://zw.yichang.gov.cn:8000/guides/1"),
        ("https://zwfw.example:8443", "zw.yichang.gov.cn:8443", "https://zw.yichang.gov.cn:8443/guides/1"),
        ("https://zwfw.example", "zw.yichang.gov.cn:8000", "https://zw.yichang.gov.cn/guides/1"),
        ("https://zwfw.example:8443", "localhost", "https://zwfw.example:8443/guides/1"),
    ],
)
def test_a_lasting_address_is_where_the_portal_is_at_home(tmp_path: Path, origin: str, host: str, address: str) -> None:
    sites = {"hubei": entry(0, "province", None), "yichang": entry(500, domain="zw.yichang.gov.cn")}
    with portal_of(dump(sites), tmp_path) as own:
        tree = own.extensions["sites"].current
        site = tree.by_domain.get(host.partition(":")[0], tree.root)
        known = {**mounted(own), "govsite.site": site, "govsite.home": site, "govsite.origin": origin}
        with own.test_request_context("/", environ_overrides={**known, "HTTP_HOST": host}):
            assert find_here().lasting("/guides/1") == address


def test_behind_a_prefix_every_link_keeps_it(app: Flask) -> None:
    client = app.test_client()
    page = Page("/p/xiling/personal", client.get("/xiling/personal", environ_overrides={"SCRIPT_NAME": "/p"}))
    assert not list(inspect(page))
    for href in page.find("//a/@href|//link/@href|//form/@action|//script/@src"):
        if href.startswith("/"):
            assert href.startswith("/p/"), href
    moved = client.get("/xiling", environ_overrides={"SCRIPT_NAME": "/p"})
    assert moved.headers["Location"] == "/p/xiling/"
    shown = client.get("/display?to=/halls", environ_overrides={"SCRIPT_NAME": "/p"})
    assert shown.headers["Location"] == "/p/halls"
