"""Which site and script a URL means, and that nothing in a URL makes the mount raise."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsite.sites.tree import SiteTree
from govsite.web.mount import Mount, site_home, site_root
from tests.sites.samples import entry, tree_of

SITES = {
    "hubei": entry(0, "province", None),
    "yichang": entry(500),
    "xiling": entry(502, "county", "yichang"),
    "wuhan": entry(100, domain="zw.wuhan.gov.cn"),
}
TREE = tree_of(SITES)
OWN_HOST = tree_of({**SITES, "hubei": {**SITES["hubei"], "domain": "zw.hubei.gov.cn"}})


def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("200 OK", [])
    return [b"ok"]


class Answer(SimpleNamespace):
    """Status, headers, body and the environ that the application saw."""

    @property
    def seen(self) -> tuple[str, str, str, str]:
        """Site, script, SCRIPT_NAME and PATH_INFO."""
        environ = self.environ
        site, script = environ["govsite.site"].slug, environ["govsite.script"]
        return site, script, environ["SCRIPT_NAME"], environ["PATH_INFO"]


def ask(
    path: str, tree: SiteTree = TREE, *, front: str = "", query: str = "", host: str = "x.cn", **more: str
) -> Answer:
    environ: dict[str, Any] = {
        "SCRIPT_NAME": front,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": host,
    }
    environ |= {"REQUEST_METHOD": "GET", **more}
    answer = Answer(environ=environ)

    def start_response(status: str, headers: list[tuple[str, str]]) -> None:
        answer.status, answer.headers = status, dict(headers)

    answer.body = b"".join(Mount(app, SimpleNamespace(current=tree))(environ, start_response))  # type: ignore[arg-type]
    return answer


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        ("/", ("hubei", "hans", "", "/")),
        ("", ("hubei", "hans", "", "/")),
        ("/guides/1", ("hubei", "hans", "", "/guides/1")),
        ("/yichang/", ("yichang", "hans", "/yichang", "/")),
        ("/yichang/guides/1", ("yichang", "hans", "/yichang", "/guides/1")),
        ("/yichang/xiling/", ("yichang", "hans", "/yichang", "/xiling/")),
        ("/hant/", ("hubei", "hant", "/hant", "/")),
        ("/hant/nowhere/1/", ("hubei", "hant", "/hant", "/nowhere/1/")),
        ("/hant/yichang/", ("yichang", "hant", "/hant/yichang", "/")),
        ("/hant/yichang/halls", ("yichang", "hant", "/hant/yichang", "/halls")),
        ("/nowhere/", ("hubei", "hans", "", "/nowhere/")),
        ("/hantyichang", ("hubei", "hans", "", "/hantyichang")),
        ("*", ("hubei", "hans", "", "*")),
        ("yichang/", ("hubei", "hans", "", "yichang/")),
    ],
)
def test_site_and_script_of_a_path(path: str, seen: tuple[str, ...]) -> None:
    assert ask(path).seen == seen


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/yichang", "/yichang/"),
        ("/hant", "/hant/"),
        ("/hant/yichang", "/hant/yichang/"),
        ("/hubei", "/"),
        ("/hubei/", "/"),
        ("/hubei/guides/1/", "/guides/1"),
        ("/hant/hubei", "/hant/"),
        ("/hant/hubei/guides/1", "/hant/guides/1"),
        ("/hubei/\\evil.cn", "/%5Cevil.cn"),
        ("/hubei/\t/evil.cn", "/%09/evil.cn"),
        ("/hubei/宜昌".encode().decode("latin-1"), "/%E5%AE%9C%E6%98%8C"),
        ("/hubei/\r\nSet-Cookie: a=1", "/%0D%0ASet-Cookie:%20a=1"),
    ],
)
def test_one_address_for_one_content(path: str, location: str) -> None:
    answer = ask(path)
    assert answer.status.startswith("301")
    assert answer.headers["Location"] == location
    answer = ask(path, REQUEST_METHOD="POST")
    assert answer.status.startswith("308"), "a form keeps its method"
    assert answer.headers["Location"].rstrip("/") == location.rstrip("/")


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("//", "/"),
        ("/xiling//", "/xiling/"),
        ("/hant//xiling///guides//1", "/hant/xiling/guides/1"),
        ("//evil.cn/x", "/evil.cn/x"),
        ("///evil.cn//", "/evil.cn/"),
        ("/hubei//evil.cn/", "/evil.cn/"),
        ("//\\\\evil.cn", "/%5C%5Cevil.cn"),
        ("//\r\nSet-Cookie: a=1", "/%0D%0ASet-Cookie:%20a=1"),
    ],
)
def test_idle_slashes_are_no_other_address(path: str, location: str) -> None:
    for method in ("GET", "HEAD"):
        answer = ask(path, query="to=//a", front="/p", REQUEST_METHOD=method)
        assert answer.status.startswith("301")
        assert answer.headers["Location"] == f"/p{location}?to=//a"
    assert ask(path).headers["Location"] == location
    assert ("地址已變更" in ask(path).body.decode()) == path.startswith("/hant")
    assert ask("/yichang//x", REQUEST_METHOD="POST").seen == ("yichang", "hans", "/yichang", "//x")


def test_a_redirect_keeps_the_query() -> None:
    query = "q=%E5%8A%9E&page=2&a=b'\"<"
    assert ask("/yichang", query=query).headers["Location"] == "/yichang/?q=%E5%8A%9E&page=2&a=b'%22%3C"
    assert ask("/hubei/search", query="q=1").headers["Location"] == "/search?q=1"


@pytest.mark.parametrize(("path", "words"), [("/yichang", "地址已变更"), ("/hant/yichang", "地址已變更")])
def test_a_redirect_is_a_page_for_engines_that_do_not_know_308(path: str, words: str) -> None:
    answer = ask(path, query="a=1&b='")
    page = answer.body.decode()
    links: list[str] = []
    reader = HTMLParser()
    reader.handle_starttag = lambda tag, attrs: links.extend(v for k, v in attrs if k == "href")  # type: ignore
    reader.feed(page)
    assert words in page
    assert links == [f"{path}/?a=1&b='"]
    assert answer.headers["Content-Length"] == str(len(answer.body))
    assert ask(path, REQUEST_METHOD="HEAD").body == b""


@pytest.mark.parametrize("host", ["zw.wuhan.gov.cn", "zw.wuhan.gov.cn:8000"])
def test_a_host_of_its_own(host: str) -> None:
    assert ask("/guides/1", host=host).seen == ("wuhan", "hans", "", "/guides/1")
    assert ask("/hant/", host=host).seen == ("wuhan", "hant", "/hant", "/")
    assert ask("/wuhan/guides", host=host).headers["Location"] == "/guides"
    assert ask("/hubei/guides", host=host).seen == ("hubei", "hans", "/hubei", "/guides"), "nobody says where it is"
    assert ask("/yichang/", host=host).seen == ("yichang", "hans", "/yichang", "/")


ORIGIN = {"govsite.origin": "https://zw.hubei.gov.cn"}


@pytest.mark.parametrize(
    ("host", "path", "to"),
    [
        ("x.cn", "/wuhan/", "https://zw.wuhan.gov.cn/"),
        ("x.cn", "/elder/hant/wuhan/halls/H1", "https://zw.wuhan.gov.cn/elder/hant/halls/H1"),
        ("x.cn", "/Wuhan/Halls/", "https://zw.wuhan.gov.cn/halls"),
        ("x.cn", "//wuhan/HANT//Halls/index.html", "https://zw.wuhan.gov.cn/hant/halls"),
        ("zw.wuhan.gov.cn", "/WUHAN/Yichang/halls/", "https://zw.hubei.gov.cn/yichang/halls"),
        ("zw.wuhan.gov.cn", "/yichang/halls", "https://zw.hubei.gov.cn/yichang/halls"),
        ("zw.wuhan.gov.cn", "/hant/yichang/", "https://zw.hubei.gov.cn/hant/yichang/"),
        ("zw.wuhan.gov.cn", "/hubei/halls", "https://zw.hubei.gov.cn/halls"),
    ],
)
def test_each_site_has_one_home(host: str, path: str, to: str) -> None:
    answer = ask(path, host=host, query="q=1", **ORIGIN)
    assert (answer.status[:3], answer.headers["Location"]) == ("301", f"{to}?q=1")
    assert not ask(path, host=host, REQUEST_METHOD="POST", **ORIGIN).headers.get("Location", "").startswith("https"), (
        "a form that is open already is answered where it is"
    )


def test_what_every_host_answers_stays_there() -> None:
    for path in ("/wuhan/static/a.css", "/wuhan/display", "/wuhan/console/x"):
        assert ask(path, **ORIGIN).seen[0] == "wuhan"
    assert ask("/wuhan/halls", HTTP_HX_REQUEST="true", **ORIGIN).seen[0] == "wuhan", "no piece comes from another host"


def test_without_an_origin_a_domain_leads_by_the_scheme_and_port_of_the_request() -> None:
    answer = ask("/wuhan/halls", host="x.cn:8000", **{"wsgi.url_scheme": "http"})
    assert answer.headers["Location"] == "http://zw.wuhan.gov.cn:8000/halls"
    assert ask("/halls", host="zw.wuhan.gov.cn:8000").seen[0] == "wuhan"


@pytest.mark.parametrize("host", ["", "[::1]:8000", ":", "wuhan.gov.cn", "zw.wuhan.gov.cn.evil.cn", "\x00", "武汉"])
def test_other_hosts_are_the_main_site(host: str) -> None:
    assert ask("/", host=host).seen[0] == "hubei"


@pytest.mark.parametrize("front", ["/portal", "/portal/"])
def test_a_fronting_prefix_stays(front: str) -> None:
    answer = ask("/hant/yichang/halls", front=front)
    assert answer.seen == ("yichang", "hant", "/portal/hant/yichang", "/halls")
    assert answer.environ["govsite.root"] == "/portal/hant/yichang"
    assert answer.environ["govsite.base"] == "/portal"
    assert ask("/yichang", front=front).headers["Location"] == "/portal/yichang/"
    assert ask("/hubei/a", front=front).headers["Location"] == "/portal/a"


def test_a_front_that_is_no_ascii_is_quoted_in_links_only() -> None:
    environ = ask("/yichang/", front="/é").environ
    assert (environ["SCRIPT_NAME"], environ["govsite.root"]) == ("/é/yichang", "/%E9/yichang")


def root(seen_from: Answer, slug: str, script: str = "hans", elder: bool = False) -> str:
    return site_root(seen_from.environ, seen_from.environ["govsite.tree"].by_slug[slug], script, elder)


def test_links_to_other_sites_and_scripts() -> None:
    here = ask("/yichang/halls")
    assert root(here, "hubei") == ""
    assert root(here, "hubei", "hant") == "/hant"
    assert root(here, "yichang", "hant") == "/hant/yichang"
    assert root(here, "xiling") == "/xiling"
    assert root(here, "wuhan", "hant") == "//zw.wuhan.gov.cn/hant"
    assert root(ask("/", front="/p"), "xiling", "hant") == "/p/hant/xiling"


def test_links_from_a_host_of_its_own() -> None:
    here = ask("/halls", host="zw.wuhan.gov.cn:8000")
    assert root(here, "wuhan") == ""
    assert root(here, "wuhan", "hant") == "/hant"
    assert root(here, "hubei") == "/hubei"
    assert root(here, "yichang", "hant") == "/hant/yichang"
    here = ask("/halls", OWN_HOST, host="zw.wuhan.gov.cn:8000")
    assert root(here, "hubei") == "//zw.hubei.gov.cn:8000"


def test_large_text_is_a_prefix_before_the_script() -> None:
    environ = ask("/elder/hant/yichang/halls").environ
    assert (environ["govsite.elder"], environ["govsite.script"]) == (True, "hant")
    assert (environ["SCRIPT_NAME"], environ["PATH_INFO"]) == ("/elder/hant/yichang", "/halls")
    assert environ["govsite.site"].slug == "yichang"
    assert ask("/yichang/halls").environ["govsite.elder"] is False
    here = ask("/elder/yichang/halls")
    assert root(here, "xiling", elder=True) == "/elder/xiling"
    assert root(here, "wuhan", "hant", elder=True) == "//zw.wuhan.gov.cn/elder/hant"


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/elder", "/elder/"),
        ("/elder/hant", "/elder/hant/"),
        ("/hant/elder", "/elder/hant/"),
        ("/hant/elder/yichang/halls", "/elder/hant/yichang/halls"),
        ("/elder/yichang", "/elder/yichang/"),
        ("/elder/hubei/halls", "/elder/halls"),
    ],
)
def test_one_address_for_one_page_in_large_text(path: str, to: str) -> None:
    assert ask(path).headers["Location"] == to


def test_a_site_with_a_domain_seen_by_its_path_stays_there() -> None:
    piece = ask("/wuhan/halls", HTTP_HX_REQUEST="true")
    assert root(piece, "wuhan", "hant") == "/hant/wuhan"


segments = st.sampled_from(
    [
        "hant",
        "elder",
        "HANT",
        "yichang",
        "xiling",
        "Hubei",
        "wuhan",
        "guides",
        "index.html",
        "",
        "é",
        "\x00",
        "%2F",
        "中",
        "\ud800",
    ]
)
paths = st.lists(segments, max_size=5).map(lambda parts: "/" + "/".join(parts)) | st.text(max_size=30)
OURS = st.sampled_from(["x.cn", "zw.wuhan.gov.cn", "zw.hubei.gov.cn:80", ""])
hosts = OURS | st.text(max_size=12)


@given(paths, hosts, st.text(max_size=20), st.sampled_from(["", "/p", "/p/"]))
def test_no_url_makes_it_raise_and_nothing_is_lost(path: str, host: str, query: str, front: str) -> None:
    answer = ask(path, OWN_HOST, front=front, query=query, host=host)
    if answer.status.startswith("30"):
        location = re.sub(r"^http://(zw.wuhan.gov.cn|zw.hubei.gov.cn)(:80)?(?=/)", "", answer.headers["Location"])
        assert location.startswith("/") and not location.startswith("//")
        assert re.fullmatch(r"[!-~]+", location)
        assert location.startswith(front.rstrip("/"))
        return
    environ = answer.environ
    environ["PATH_INFO"].encode("latin-1")
    assert environ["govsite.root"] == environ["SCRIPT_NAME"]
    assert environ["govsite.root"] == site_root(
        environ, environ["govsite.site"], environ["govsite.script"], environ["govsite.elder"]
    )
    mounted = environ["SCRIPT_NAME"].removeprefix(environ["govsite.base"])
    if path and max(path) <= "\xff":
        assert mounted + environ["PATH_INFO"] == path


origins = st.sampled_from(["", "https://zw.hubei.gov.cn", "http://zw.wuhan.gov.cn:8000", "https://main.cn"])
pages = st.lists(segments | st.sampled_from(["halls", "Search", "console", "static", "H1.", "%u4e00"]), max_size=5)
queries = st.sampled_from(["", "q=%C9%ED", "q=%25u8eab", "a=b&&", "page=2"])


@given(
    paths | pages.map(lambda words: "/" + "/".join(words)), queries, OURS,
    st.sampled_from(["", "/p"]), origins, st.sampled_from([TREE, OWN_HOST]), st.sampled_from(["GET", "HEAD"]),
)  # fmt: skip
def test_one_redirect_leads_to_the_page_and_that_is_its_one_address(
    path: str, query: str, host: str, front: str, origin: str, tree: SiteTree, method: str
) -> None:
    known = {"govsite.origin": origin, "REQUEST_METHOD": method, "wsgi.url_scheme": "http"}
    answer, url = ask(path, tree, query=query, front=front, host=host, **known), None
    if not answer.status.startswith("200"):
        url = urlsplit(answer.headers["Location"])
        target = unquote_to_bytes(url.path.removeprefix(front)).decode("latin-1")
        answer = ask(target, tree, front=front, host=url.netloc or host, query=url.query, **known)
    assert answer.status.startswith("200"), (url, answer.headers)
    environ, words = answer.environ, path.lower().split("/")
    assert ("hant" in words) >= (environ["govsite.script"] == "hant")
    assert ("elder" in words) >= environ["govsite.elder"]
    if environ["PATH_INFO"] in ("/", "/halls", "/search") and not environ["govsite.elder"]:
        one = urlsplit(site_home(environ, environ["govsite.site"], environ["govsite.script"]) + environ["PATH_INFO"])
        assert one.path == environ["SCRIPT_NAME"] + environ["PATH_INFO"]
        assert url is None or not url.netloc or (url.scheme, url.netloc) == (one.scheme, one.netloc)


@given(
    st.sampled_from(list(OWN_HOST.all)),
    st.sampled_from(["hans", "hant"]),
    st.booleans(),
    hosts,
    st.sampled_from(["", "/p"]),
)
def test_every_link_leads_to_its_site_script_and_display(
    site: Any, script: str, elder: bool, host: str, front: str
) -> None:
    here = ask("/", OWN_HOST, front=front, host=host)
    link = site_root(here.environ, site, script, elder)
    host, link = urlsplit(link).netloc or host, urlsplit(link).path
    there = ask(link.removeprefix(front) + "/halls", OWN_HOST, front=front, host=host)
    found = there.environ
    assert (found["govsite.site"], found["govsite.script"], found["govsite.elder"]) == (site, script, elder)
