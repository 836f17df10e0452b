"""Links: what a server answers, where nobody is asked, and what the chore keeps of it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from govsite.commands import chores
from govsite.config import ConfigError, read_config
from govsite.database.session import reading, writing
from govsite.domain.checkup import links
from govsite.gateways import links as gateway
from govsite.gateways.links import Verdict, is_public, probe
from govsite.models.link import Link
from tests.apps import portal_of, tree_of
from tests.conftest import SECRET
from tests.pages.sparse import item, store
from tests.sites.samples import dump, entry

GET_ONLY = ("/get-only", "/shy")


class Handler(BaseHTTPRequestHandler):
    """Answers by path: /404 with 404, /to-x with a way on to /x."""

    seen: list[tuple[str, str]] = []  # noqa: RUF012

    def do_HEAD(self) -> None:
        self.seen.append((self.command, self.path))
        if self.path.startswith("/to-"):
            self.send_response(302)
            self.send_header("Location", self.path.removeprefix("/to-") or "/to-")
        elif self.path == "/inside":
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.2:1/")
        elif self.path == "/silent":
            self.server.quiet.wait(30)  # type: ignore[attr-defined]
        else:
            wrong = self.command == "HEAD" and self.path in GET_ONLY
            self.send_response(405 if wrong else int(self.path.strip("/")) if self.path.strip("/").isdigit() else 200)
        self.end_headers()

    do_GET = do_HEAD  # noqa: N815

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as own:
        own.quiet = threading.Event()  # type: ignore[attr-defined]
        thread = threading.Thread(target=own.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{own.server_port}"
        own.quiet.set()  # type: ignore[attr-defined]
        own.shutdown()
        thread.join()


def here(address: Any) -> bool:
    return str(address) == "127.0.0.1"


@pytest.mark.parametrize(
    ("path", "verdict"),
    [
        ("/", Verdict(True)),
        ("/200?q=%E4%B8%AD", Verdict(True)),
        ("/get-only", Verdict(True)),
        ("/403", Verdict(True)),
        ("/to-200", Verdict(True)),
        ("/404", Verdict(False, "网页不存在")),
        ("/to-/410", Verdict(False, "网页不存在")),
        ("/502", Verdict(False, "对方网站出错（502）")),
        ("/to-", Verdict(False, "转来转去，没有尽头")),
        ("/inside", Verdict(False, "是内部网络的地址，外面打不开")),
    ],
)
def test_what_a_server_answers(server: str, path: str, verdict: Verdict) -> None:
    assert probe(server + path, here) == verdict


def test_a_server_that_is_silent_is_not_waited_for(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway, "SECONDS", 0.2)
    assert probe(f"{server}/silent", here) == Verdict(False, "没有回应")


def test_who_answers_in_drops_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway, "WHOLE", 0.5)
    done = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def drip() -> None:
            peer, _ = listening.accept()
            with peer:
                while not done.wait(0.05):
                    try:
                        peer.sendall(b"H")
                    except OSError:
                        return

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        assert not probe(f"http://127.0.0.1:{listening.getsockname()[1]}/", here).good
        done.set()
        thread.join()


@pytest.mark.parametrize(
    "url",
    [
        *("http://127.0.0.1/", "http://localhost/", "http://10.0.0.1/", "http://192.168.1.1:8080/", "http://[::1]/"),
        *("http://169.254.169.254/latest/", "http://0.0.0.0/", "http://[::ffff:10.0.0.1]/", "http://2130706433/"),
        *("http://[64:ff9b::a00:1]/", "http://100.64.0.1/", "ftp://a.gov.cn/", "file:///etc/passwd", "http://", "//x"),
    ],
)
def test_nobody_inside_is_asked(server: str, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def connected(*_: object, **__: object) -> None:
        raise AssertionError("it connects")

    monkeypatch.setattr(socket, "create_connection", connected)
    assert not probe(url).good


@pytest.mark.parametrize(("text", "good"), [("8.8.8.8", True), ("2400:3200::1", True), ("224.0.0.1", False)])
def test_public_addresses(text: str, good: bool) -> None:
    assert is_public(ip_address(text)) is good


@pytest.fixture(scope="module")
def portal(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    own = [{"title": "省", "url": "https://www.hubei.gov.cn/"}]
    news = [{"title": "一", "body": "见 https://a.gov.cn/x。", "from": "2026-01-01"}]
    sites = {"hubei": entry(0, "province", None, links=own, notices=news), "yichang": entry(500)}
    folder = tmp_path_factory.mktemp("links")
    with portal_of(dump(sites), folder, database_url=database_url, check_links=True) as made:
        store(made, item(notes=["登录 http://b.gov.cn:8080/y?z=1 办理，坏的 htp://c.gov.cn 不问"]))
        yield made


@pytest.fixture
def noted(portal: Flask) -> Flask:
    with portal.app_context():
        with writing() as session:
            session.execute(delete(Link))
            session.add(Link(url="https://gone.gov.cn/", failures=5, reason="连不上"))
        assert links.note_all(tree_of(portal).all) == 3
    return portal


def test_what_pages_lead_to_is_noted_and_the_rest_forgotten(noted: Flask) -> None:
    with noted.app_context():
        urls = set(reading().scalars(select(Link.url)))
        assert urls == {"https://www.hubei.gov.cn/", "https://a.gov.cn/x", "http://b.gov.cn:8080/y?z=1"}


def test_an_address_is_dead_when_it_fails_again_a_day_later(noted: Flask) -> None:
    asked: list[str] = []

    def ask(url: str) -> Verdict:
        asked.append(url)
        return Verdict("hubei" in url, "" if "hubei" in url else "没有回应")

    with noted.app_context():
        assert links.check_due(ask) == 3 and links.check_due(ask) == 0, "not twice on a day"
        assert links.dead(reading()) == {}
        with writing() as session:
            session.execute(update(Link).values(checked=datetime.now(UTC) - timedelta(days=2)))
        assert links.check_due(ask) == 2, "those that failed; the others in a week"
        assert set(links.dead(reading())) == {"https://a.gov.cn/x", "http://b.gov.cn:8080/y?z=1"}
        reading().rollback()
        with writing() as session:
            session.execute(update(Link).values(checked=datetime.now(UTC) - timedelta(days=8)))
        assert links.check_due(lambda _: Verdict(True)) == 3 and links.dead(reading()) == {}


def test_a_host_is_asked_once_a_run_and_a_run_is_short(noted: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with noted.app_context():
        with writing() as session:
            session.add(Link(url="https://a.gov.cn/z", failures=0, reason=""))
        assert links.check_due(lambda _: Verdict(True)) == 3, "two are at one host"
        monkeypatch.setattr(links, "BUDGET", 0.0)
        with writing() as session:
            session.execute(update(Link).values(checked=None))
        assert links.check_due(lambda _: Verdict(True)) == 1


def test_nobody_is_asked_unless_the_operator_says_so(noted: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(chores, "probe", lambda url: asked.append(url) or Verdict(True))
    config = noted.extensions["config"]
    with noted.app_context():
        monkeypatch.setitem(noted.extensions, "config", type(config)(**{**vars(config), "check_links": False}))
        chores._check_links()
        assert asked == []
        monkeypatch.setitem(noted.extensions, "config", config)
        chores._check_links()
        assert len(asked) == 3
    env = {"GOVSITE_SECRET_KEY": SECRET}
    assert read_config(env).check_links is False and read_config({**env, "GOVSITE_CHECK_LINKS": "1"}).check_links
    with pytest.raises(ConfigError, match="GOVSITE_CHECK_LINKS"):
        read_config({**env, "GOVSITE_CHECK_LINKS": "yes"})
