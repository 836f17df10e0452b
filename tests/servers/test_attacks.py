"""The same tries at the bare server and at the documented nginx before it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest

from tests.servers.portal import ask, request
from tests.servers.proxy import HOST, Proxy, parts, proxied

Ask = Callable[[bytes], bytes]
EVIL = "evil.example"
TWICE = f"GET / HTTP/1.1\r\nHost: {HOST}\r\nHost: {EVIL}\r\nConnection: close\r\n\r\n".encode()
REFUSED = {
    "another host": request("/", EVIL),
    "another address": request(f"http://{EVIL}/", EVIL),
    "two hosts": TWICE,
    "two hosts, ours last": TWICE.replace(HOST.encode(), b"x").replace(EVIL.encode(), HOST.encode()),
    "a host before another": request("/", f"localhost:80@{EVIL}"),
    "ours before another": request("/", f"{HOST}@{EVIL}"),
    "two hosts in one": request("/", f"{HOST}, {EVIL}"),
    "400 KB of host": request("/", "x" * 400_000),
    "2 KB of host": request("/print", "x" * 2_300),
    "no host": b"GET / HTTP/1.0\r\n\r\n",
}
FORWARDED = ("X-Forwarded-Host", "X-Forwarded-Server", "X-Host", "X-Original-URL", "X-Rewrite-URL", "Forwarded")
HARMLESS = {
    "forwarded": request("/", HOST, *(f"{name}: {EVIL}" for name in FORWARDED), "X-Forwarded-Prefix: //evil.example"),
    "joined by _": request("/", HOST, f"X_Forwarded_Host: {EVIL}", "X_Forwarded_Proto: ftp", "HX_Request: true"),
    "the case": request("/", HOST.upper()),
    "a dot": request("/", f"{HOST}."),
}
MISSING = {
    "a ? in the path": request("/halls%3Fq=x", HOST),
    "a long address": request("/" + "x" * 6_000, HOST),
    "a longer one": request("/" + "x" * 100_000, HOST),
}

ELSEWHERE = {
    "a host in the path": request(f"//{EVIL}/%2e%2e", HOST),
    "a line end": request(f"/%0d%0aLocation:%20http://{EVIL}/", HOST),
    "a back stroke": request(f"/%5C{EVIL}/", HOST),
    "another scheme": request(f"/https:%2f%2f{EVIL}/", HOST),
    "the way back": request(f"/display?mode=elder&to=//{EVIL}/", HOST),
}


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    with proxied(tmp_path_factory.mktemp("attacks"), workers=1) as found:
        yield found


@pytest.fixture(params=["bare", "nginx"])
def door(request: pytest.FixtureRequest, proxy: Proxy) -> Ask:
    """How the portal is asked."""
    return proxy.ask if request.param == "nginx" else lambda data: ask(proxy.portal.port, data)


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED)
def test_what_is_not_ours_is_refused(door: Ask, data: bytes) -> None:
    answer = door(data)
    assert not answer or 400 <= parts(answer)[0] < 500
    assert EVIL.encode() not in answer and len(answer) < 2_000


@pytest.mark.parametrize("data", HARMLESS.values(), ids=HARMLESS)
def test_what_a_client_says_of_itself_changes_nothing(door: Ask, data: bytes) -> None:
    status, _, page = parts(door(data))
    assert status == 200 and EVIL not in page
    assert page == parts(door(request("/", HOST)))[2]


@pytest.mark.parametrize("data", MISSING.values(), ids=MISSING)
def test_an_address_that_is_none(door: Ask, data: bytes) -> None:
    answer = door(data)
    assert not answer or 400 <= parts(answer)[0] < 500


@pytest.mark.parametrize("data", ELSEWHERE.values(), ids=ELSEWHERE)
def test_nobody_is_led_away(door: Ask, data: bytes) -> None:
    status, head, _ = parts(door(data))
    assert 300 <= status < 500
    assert status >= 400 or re.search(r"^location: /(?!/)", head, re.M)


def test_nothing_of_it_was_kept_or_failed(proxy: Proxy) -> None:
    for data in (*REFUSED.values(), *HARMLESS.values(), *MISSING.values()):
        proxy.ask(data)
    kept = {key: text for key, text in proxy.kept().items() if key.endswith(f"{HOST}/")}
    assert kept and not any(EVIL in text for text in kept.values())
    assert parts(proxy.ask(request("/halls?q=x", HOST)))[0] == 200
    assert "Traceback" not in proxy.portal.log
