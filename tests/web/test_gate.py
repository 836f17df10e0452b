"""The gate: hosts that are not ours are refused; who asks is what a proxy of ours says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from govsite.config import LOOPBACK, Config, ConfigError, read_config
from govsite.web.gate import LONGEST_HOST, Gate
from tests.apps import portal_of
from tests.conftest import SECRET
from tests.sites.samples import SMALL

OURS = {"zw.wuhan.gov.cn"}
CONFIG = {"sites": Path(), "instance": Path(), "secret_key": SECRET}


def ask(
    host: str | None, path: str = "/", peer: str = "198.51.100.7", setting: dict[str, Any] | None = None, **headers: str
) -> tuple[str, dict[str, Any]]:
    """Status, and the environ that came through."""
    seen: dict[str, Any] = {}
    status: list[str] = []

    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        seen.update(environ)
        start_response("200 OK", [])
        return [b""]

    environ = {
        "SERVER_PORT": "8000",
        "PATH_INFO": path,
        "REMOTE_ADDR": peer,
        "wsgi.url_scheme": "http",
        "REQUEST_METHOD": "GET",
    }
    environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    if host is not None:
        environ["HTTP_HOST"] = host
    gate = Gate(app, Config(**{**CONFIG, **(setting or {})}), lambda: OURS)
    list(gate(environ, lambda said, _headers, *_: status.append(said)))
    return status[0], seen


@pytest.mark.parametrize("host", [*LOOPBACK, *OURS])
@pytest.mark.parametrize("port", ["", ":8000", ":80"])
def test_our_hosts_come_through_in_one_spelling(host: str, port: str) -> None:
    for written in (host + port, host.upper() + port):
        status, environ = ask(written)
        assert status.startswith("200")
        assert environ["HTTP_HOST"] == host + port.replace(":80", "", port == ":80")
    if not host.endswith("]"):
        assert ask(f"{host}.{port}")[1]["HTTP_HOST"].startswith(host)


@pytest.mark.parametrize(
    "host",
    [
        None,
        "",
        "evil.example",
        "localhost.evil.example",
        "xlocalhost",
        "localhost:80@evil.example",
        "localhost@evil.example",
        "localhost, evil.example",  # as servers join two headers
        "localhost,localhost",
        "localhost:",
        "localhost:x",
        "localhost:999999",
        "localhost:1",
        "localhost:8001",
        "localhost/evil",
        "localhost\t",
        "lоcalhost",  # a Cyrillic o
        "[::1",
        "[::2]",
        "a" * (LONGEST_HOST + 1),
        "x" * 400_000,
    ],
)
def test_other_hosts_are_refused(host: str | None) -> None:
    status, environ = ask(host)
    assert status.startswith("400") and not environ


def test_whether_it_is_well_may_be_asked_by_any_address() -> None:
    assert ask("10.1.2.3:8000", "/healthz")[0].startswith("200")
    assert ask(None, "/healthz")[0].startswith("200")
    assert ask("10.1.2.3:8000", "/healthz/x")[0].startswith("400")


def test_the_configured_origin_is_a_host_of_ours() -> None:
    setting = {"hosts": ("portal.example",), "origin": "https://zwfw.example:8443"}
    assert ask("zwfw.example:8443", setting=setting)[0].startswith("200")
    assert ask("portal.example", setting=setting)[1]["govsite.origin"] == "https://zwfw.example:8443"
    assert ask("localhost", setting=setting)[0].startswith("400")


def test_a_port_is_known_where_the_setting_names_it() -> None:
    """As a container's is, whose port outside is another."""
    setting = {"hosts": ("localhost:9000", "portal.example")}
    assert ask("localhost:9000", setting=setting)[1]["HTTP_HOST"] == "localhost:9000"
    assert ask("portal.example:08000", setting=setting)[1]["HTTP_HOST"] == "portal.example:8000"
    for host in ("localhost", "localhost:9001", "portal.example:9000"):
        assert ask(host, setting=setting)[0].startswith("400")


PROXIES = read_config({"GOVSITE_PROXIES": "127.0.0.1, 10.0.0.0/8 ::1", "GOVSITE_SECRET_KEY": SECRET}).proxies


@pytest.mark.parametrize(
    ("peer", "said", "proto", "address", "scheme"),
    [
        ("198.51.100.7", "203.0.113.1", "https", "198.51.100.7", "http"),
        ("127.0.0.1", "203.0.113.1", "https", "203.0.113.1", "https"),
        ("::ffff:127.0.0.1", "203.0.113.1", "https", "203.0.113.1", "https"),
        ("127.0.0.1", "1.2.3.4, 203.0.113.1, 10.0.0.9", "http, https", "203.0.113.1", "https"),
        ("127.0.0.1", "junk", "ftp", "", "http"),  # nobody is better than the proxy, who would be everybody
        ("127.0.0.1", "unknown", "HTTPS", "", "https"),
        ("127.0.0.1", "203.0.113.9:4711", "https", "203.0.113.9", "https"),
        ("127.0.0.1", "[2400:3200::1]:99, 10.0.0.9:80", "https", "2400:3200::1", "https"),
        ("127.0.0.1", "", "", "127.0.0.1", "http"),
        ("127.0.0.1", "2001:db8::7", "https", "2001:db8::7", "https"),
    ],
)
def test_forwarded_headers_count_from_our_proxies_only(
    peer: str, said: str, proto: str, address: str, scheme: str
) -> None:
    _, environ = ask(
        "localhost",
        peer=peer,
        setting={"proxies": PROXIES},
        x_forwarded_for=said,
        x_forwarded_proto=proto,
        x_forwarded_host="evil.example",
        forwarded="for=1.2.3.4",
    )
    assert (environ["REMOTE_ADDR"], environ["wsgi.url_scheme"]) == (address, scheme)
    assert not [name for name in environ if "FORWARDED" in name], "nobody further in may read them"


def test_without_proxies_nobody_is_believed() -> None:
    _, environ = ask("localhost", peer="127.0.0.1", x_forwarded_for="1.2.3.4", x_forwarded_proto="https")
    assert (environ["REMOTE_ADDR"], environ["wsgi.url_scheme"]) == ("127.0.0.1", "http")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GOVSITE_HOSTS", "http://portal.example"),
        ("GOVSITE_HOSTS", "portal.example:"),
        ("GOVSITE_ORIGIN", "portal.example"),
        ("GOVSITE_ORIGIN", "https://portal.example/x"),
        ("GOVSITE_ORIGIN", "ftp://portal.example"),
        ("GOVSITE_ORIGIN", "https://a@portal.example"),
        ("GOVSITE_PROXIES", "nginx"),
        ("GOVSITE_PROXIES", "10.0.0.1/8"),
    ],
)
def test_a_wrong_setting_stops_the_start(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name):
        read_config({name: value, "GOVSITE_SECRET_KEY": SECRET})


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with portal_of(SMALL, tmp_path_factory.mktemp("gate")) as made:
        yield made


def test_a_forged_host_gets_a_page_that_says_so_and_nothing_is_kept(own: Flask) -> None:
    client = own.test_client(use_cookies=False)
    for url in ("/", "/robots.txt", "/sitemap.xml", "/guides/070010001000/print"):
        answer = client.get(url, headers={"Host": "evil.example"})
        assert answer.status_code == 400
        assert "核对网址" in answer.get_data(as_text=True) and b"evil" not in answer.data
        assert answer.headers["Cache-Control"] == "no-store" and "Content-Security-Policy" in answer.headers
    assert not len(own.extensions["page_cache"].plain)


@pytest.mark.parametrize(
    ("path", "host", "status"), [("/api/v1/cases", "evil.example", 400), ("/api/" + "x" * 6_000, "localhost", 414)]
)
def test_machines_are_refused_in_their_own_words(own: Flask, path: str, host: str, status: int) -> None:
    answer: Any = own.test_client().get(path, headers={"Host": host})
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert answer.json["status"] == status and answer.json["title"] and answer.json["detail"]


def test_what_outlives_the_page_names_the_configured_origin(tmp_path: Path) -> None:
    setting = {"origin": "https://zwfw.example", "hosts": ("localhost",)}
    with portal_of(SMALL, tmp_path, demo=True, **setting) as own:
        page = own.test_client().get("/xiling/guides/070010015000/print").get_data(as_text=True)
        assert "https://zwfw.example/xiling/guides/070010015000" in page
