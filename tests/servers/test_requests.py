"""Requests as HTTP allows them and people send them, at the bare server and at the documented nginx before it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest

from tests.servers.portal import ask, request
from tests.servers.proxy import HOST, Proxy, parts, proxied

Ask = Callable[[bytes], bytes]
BARE = "身份证".encode("gbk")
PAGE = "/xiling/guides/070010015000"


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    with proxied(tmp_path_factory.mktemp("requests"), workers=1) as found:
        yield found


@pytest.fixture(params=["bare", "nginx"])
def door(request: pytest.FixtureRequest, proxy: Proxy) -> Ask:
    """How the portal is asked."""
    return proxy.ask if request.param == "nginx" else lambda data: ask(proxy.portal.port, data)


def headers(head: str) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in head.split("\r\n")[1:])


@pytest.mark.parametrize("page", [PAGE, "/", "/hant/xiling/", "/robots.txt", "/sitemap.xml", "/feed.xml", "/nowhere"])
def test_head_is_the_head_of_get(door: Ask, page: str) -> None:
    lines = ("Accept-Encoding: gzip",)
    door(request(page, HOST, *lines))
    get = parts(door(request(page, HOST, *lines)))
    head = parts(door(request(page, HOST, *lines, method="HEAD")))
    assert head[0] == get[0] and head[2] == ""
    moving = ("date", "connection", "keep-alive")
    assert {k: v for k, v in headers(head[1]).items() if k not in moving} == {
        k: v for k, v in headers(get[1]).items() if k not in moving
    }


def test_who_has_the_page_gets_its_head_only(door: Ask) -> None:
    first = headers(parts(door(request(PAGE, HOST)))[1])
    for tag in (first["etag"], first["etag"].removeprefix("w/"), f'"x", {first["etag"]}'):
        status, head, body = parts(door(request(PAGE, HOST, f"If-None-Match: {tag.replace('w/', 'W/')}")))
        assert (status, body) == (304, "")
        for name in ("etag", "cache-control", "vary"):
            assert headers(head)[name] == first[name]
        assert "date" in headers(head)
    status, _, body = parts(door(request(PAGE, HOST, 'If-None-Match: "x"', "If-Modified-Since: x")))
    assert status == 200 and body


def test_parts_are_not_given_out_and_not_promised(door: Ask) -> None:
    """But by nginx itself, of what it keeps whole."""
    (style,) = re.findall(r'href="(/static/site\.[0-9a-f]+\.css)"', parts(door(request("/", HOST)))[2])
    whole = parts(door(request(style, HOST)))
    for page in (style, PAGE):
        status, head, body = parts(door(request(page, HOST, "Range: bytes=0-9")))
        assert status in (200, 206)
        assert len(body) == 10 if status == 206 else "accept-ranges" not in head
    assert parts(door(request(style, HOST)))[2] == whole[2]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "PROPFIND", "TRACE", "X"])
def test_what_a_page_does_not_take_is_told_with_what_it_takes(door: Ask, proxy: Proxy, method: str) -> None:
    status, head, _ = parts(door(request(PAGE, HOST, "Content-Length: 0", method=method)))
    assert status in (400, 405)
    if "server: nginx" not in head:
        assert status == 405 and set(headers(head)["allow"].split(", ")) == {"get", "head", "options"}
        assert "no-store" in headers(head)["cache-control"]


def test_who_asks_what_a_page_takes_is_told(door: Ask) -> None:
    status, head, body = parts(door(request(PAGE, HOST, method="OPTIONS")))
    assert (status, body) == (200, "") and set(headers(head)["allow"].split(", ")) == {"get", "head", "options"}
    for form in ("/letters/new", "/progress/lookup"):
        status, head, _ = parts(door(request(form, HOST, method="OPTIONS")))
        assert status in (200, 404) and (status == 404 or "post" in headers(head)["allow"])
    assert parts(door(request("*", HOST, method="OPTIONS")))[0] < 500


ODD = {
    "a whole address": (f"http://{HOST}{PAGE}", 200),
    "slashes": (f"//xiling///guides/{PAGE[-12:]}//", 301),
    "a long query": (f"{PAGE}?x={'y' * 4_000}", 200),
    "a long path": (f"/{'y' * 4_500}", 404),
    "too long": (f"/{'y' * 7_500}", 414),
    "nothing": ("", 400),
    "half an escape": (f"{PAGE}%", 404),
    "a fragment": (f"{PAGE}#top", 200),
}


@pytest.mark.parametrize(("target", "wanted"), ODD.values(), ids=ODD)
def test_odd_targets_are_pages(door: Ask, target: str, wanted: int) -> None:
    status = parts(door(request(target, HOST)))[0]
    assert status == wanted or 400 <= status < 500


def test_an_old_client_is_answered_where_it_names_its_host(door: Ask) -> None:
    old = request(PAGE, HOST).replace(b"HTTP/1.1", b"HTTP/1.0")
    assert parts(door(old))[0] == 200
    assert parts(door(old.replace(f"Host: {HOST}\r\n".encode(), b"")))[0] in (0, 400)


@pytest.mark.parametrize(
    "query",
    ["%C9%ED%B7%DD%D6%A4", "%u8eab%u4efd%u8bc1", "%25C9%25ED%25B7%25DD%25D6%25A4", quote(quote("身份证")),
     quote("身份证".encode().decode("latin-1"))],
)  # fmt: skip
def test_the_query_of_an_old_page_is_read(door: Ask, query: str) -> None:
    status, head, _ = parts(door(request(f"/xiling/search?q={query}", HOST)))
    assert status == 301 and headers(head)["location"] == f"/xiling/search?q={quote('身份证')}".lower()


@pytest.mark.parametrize("path", ["/%B7%FE%CE%F1%B4%F3%CC%FC", "/%u670d%u52a1%u5927%u5385", "/%25u670d"])
def test_the_path_of_an_old_page_is_read(door: Ask, path: str) -> None:
    status, head, _ = parts(door(request(path, HOST)))
    assert status == 301 or ("server: nginx" in head and "%u" in path)  # nginx refuses it as no escape
    assert status == 400 or headers(head)["location"].startswith("/%e6%9c%8d")


@pytest.mark.parametrize("target", [b"/xiling/search?q=" + BARE, b"/xiling/" + BARE, BARE, b"/?" + BARE + b"&x"])
def test_bare_bytes_fail_nothing(door: Ask, proxy: Proxy, target: bytes) -> None:
    answer = door(request("/@", HOST).replace(b"/@", target))
    assert not answer or parts(answer)[0] in (302, 400)
    assert "Traceback" not in proxy.portal.log
