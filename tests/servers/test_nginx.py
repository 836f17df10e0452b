"""The documented nginx before a real portal: what it keeps, what it refuses, whom it holds off."""

from __future__ import annotations

import os
import re
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest

from govsite import create_app
from govsite.config import Config
from tests.apps import opened
from tests.articles.articles import article, publish
from tests.conftest import SECRET
from tests.publishing.test_revisions import Machine
from tests.servers.portal import ask, read_all, request
from tests.servers.proxy import HOST, SETTINGS, Proxy, parts, proxied
from tests.waiting import PATIENCE, finish, wait

ELDER = "Cookie: display=elder"
UPLOAD = f"POST /xiling/search HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 1000000\r\n\r\nslow".encode()


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """One for all tests that leave it as it was."""
    with proxied(tmp_path_factory.mktemp("nginx"), blocking_threads=2) as found:
        yield found


def test_the_application_knows_that_the_visitor_came_by_https(proxy: Proxy) -> None:
    status, head, body = proxy.get("/", "X-Forwarded-Proto: http")
    assert status == 200 and f'hreflang="zh-Hant" href="https://{HOST}/hant/"' in body
    assert "strict-transport-security: max-age=31536000; includesubdomains\r\n" in f"{head}\r\n"


def test_plain_http_leads_to_https(proxy: Proxy) -> None:
    status, head, _ = parts(ask(proxy.plain, request("/xiling/?a=%3F", HOST)))
    assert status == 301 and f"location: https://{HOST}/xiling/?a=%3f" in head


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/xiling/search?q=", "/xiling/"),
        ("/search?q=a/b&q=", "/"),
        ("/hant/xiling/", "/hant/xiling/"),
        ("//evil.cn/", ""),
    ],
)
def test_bare_bytes_lead_to_a_page_of_the_site(proxy: Proxy, path: str, to: str) -> None:
    asked = request(path + "@", HOST).replace(b"@ HTTP", "身份证".encode("gbk") + b" HTTP")
    status, head, _ = parts(proxy.ask(asked, "127.0.0.1"))
    assert status == 302 and f"location: https://{HOST}{to}" in head


def test_a_long_search_then_another_site_then_elder(proxy: Proxy) -> None:
    status, _, page = proxy.get("/xiling/search?q=" + quote("测试" * 50))
    for wanted in ("/sites", "mode=elder"):
        assert status == 200
        (link, *_) = [unescape(url) for url in re.findall(r'href="([^"]+)"', page) if wanted in url]
        status, head, page = proxy.get(link)
    assert status == 303 and len(head) > 2_000


def test_what_is_public_is_kept_and_nothing_else(proxy: Proxy) -> None:
    assert proxy.get("/halls", ELDER)[0] == 302, "the first visitor chose the elder pages"
    paths = ("/display?mode=elder&to=/", "/healthz", "/no-such-page", "/halls")
    answers = {path: proxy.get(path, "Cookie: session=1") for path in paths}
    assert "set-cookie: display=elder" in answers["/display?mode=elder&to=/"][1]
    kept = proxy.kept()
    assert f"https{HOST}/halls" in kept
    assert not [key for key in kept for path in paths[:-1] if key.endswith(path)]
    assert not any("set-cookie:" in text.lower() for text in kept.values())
    assert proxy.get("/halls", ELDER)[2] == answers["/halls"][2], "at most the standard page"
    assert proxy.get("/elder/halls")[2] != answers["/halls"][2]


def test_no_log_tells_who_wrote_a_letter(proxy: Proxy) -> None:
    for root in ("", "/hant/xiling"):
        for page in ("/letters/new?title=x", "/letters/lookup", "/console/login?next=/console/letters", "/letters?q=x"):
            assert proxy.get(f"{root}{page}")[0] in (200, 404)
    proxy.get("/static/letters.css")
    assert proxy.get("/xiling/search?q=x", f"Referer: https://{HOST}/letters/new")[0] == 200
    wait(lambda: "/xiling/search" in proxy.access_log)
    assert not re.findall("letters|console", proxy.access_log)


def test_a_piece_is_never_the_page(proxy: Proxy) -> None:
    page, piece = (), ("HX-Request: true",)
    answers = [proxy.get("/xiling/search?q=a", *lines)[2] for lines in (page, piece, page, piece)]
    assert answers[0] == answers[2] != answers[1] == answers[3]
    assert proxy.get("/xiling/search?q=a", "HX_Request: true")[2] == answers[0]


def test_slow_uploads_hold_no_thread_and_close_the_door_to_their_sender_only(proxy: Proxy) -> None:
    with ExitStack() as stack:
        for _ in range(100):
            stack.enter_context(proxy.connect()).sendall(UPLOAD)
        wait(lambda: proxy.get("/robots.txt")[0] == 429)
        assert "请过十秒再试" in proxy.get("/")[2]
        assert proxy.get("/xiling/search?q=thread", source="127.0.0.2")[0] == 200
    wait(lambda: proxy.get("/")[0] == 200)


def test_requests_without_end_are_held_off(proxy: Proxy) -> None:
    source = "127.0.0.3"
    many = request("/robots.txt", HOST).replace(b"Connection: close\r\n", b"") * 500 + request("/", HOST)
    wait(lambda: b"HTTP/1.1 429 " in proxy.ask(many, source))
    assert proxy.get("/")[0] == 200, "others go on"


def test_the_application_knows_the_visitors_address(tmp_path: Path) -> None:
    with proxied(tmp_path, {**SETTINGS, "GOVSITE_HOSTS": "localhost"}) as proxy:
        assert proxy.get("/", "X-Forwarded-For: 203.0.113.9", source="127.0.0.2")[0] == 400
        wait(lambda: "from 127.0.0.2" in proxy.portal.log)
        assert "203.0.113.9" not in proxy.portal.log


def test_what_one_process_publishes_every_worker_shows(proxy: Proxy) -> None:
    """Settings and a notice; answers over so many connections are of both workers."""
    folder = proxy.portal.folder
    config = Config(sites=folder / "sites.yaml", instance=folder, secret_key=SECRET, testing=True)

    def shown(path: str, words: str) -> bool:
        return all(words in parts(ask(proxy.portal.port, request(path, HOST)))[2] for _ in range(12))

    with opened(create_app(config)) as one:
        for phone in ("0717-6219301", "0717-6219300"):
            Machine(one, config.sites).publish("yichang", contact__phone=phone)
            for path in ("/yichang/", "/hant/yichang/"):
                wait(lambda path=path, phone=phone: shown(path, phone))
        publish(one, article("workers", title="两个进程"))
        wait(lambda: shown("/yichang/notices", "两个进程"))


def test_a_worker_that_dies_costs_nobody_an_answer(tmp_path: Path) -> None:
    with proxied(tmp_path, workers=2) as proxy:
        wait(lambda: len(proxy.portal.workers()) == 2)
        statuses: list[int] = []
        going, over = threading.Event(), threading.Event()

        def visit() -> None:
            while not over.is_set():
                statuses.append(proxy.get(f"/xiling/search?q={len(statuses)}")[0])
                going.set()

        visitor = threading.Thread(target=visit, daemon=True)
        visitor.start()
        assert going.wait(PATIENCE)
        dead = proxy.portal.workers()
        os.kill(min(dead), signal.SIGKILL)
        wait(lambda: len(proxy.portal.workers() - dead) == 1)
        over.set()
        finish(visitor)
        assert set(statuses) == {200}


def test_while_no_worker_answers_old_pages_are_shown(tmp_path: Path) -> None:
    with proxied(tmp_path, workers=1, timeout="1s") as proxy:
        page = proxy.get("/")
        (worker,) = proxy.portal.workers()
        os.kill(worker, signal.SIGSTOP)
        try:
            status, head, body = proxy.get("/xiling/")
            assert status == 503 and "请过一会儿再试" in body and "retry-after: 30" in head
            assert proxy.get("/")[2] == page[2]
        finally:
            os.kill(worker, signal.SIGCONT)
        wait(lambda: proxy.get("/xiling/")[0] == 200)


def test_it_stays_open_to_a_silent_crowd(proxy: Proxy) -> None:
    with ExitStack() as stack:
        silent = [stack.enter_context(socket.create_connection(("127.0.0.1", proxy.tls))) for _ in range(200)]
        assert proxy.get("/")[0] == 200
        assert read_all(silent[0]) == b"", "ended after client_header_timeout"
