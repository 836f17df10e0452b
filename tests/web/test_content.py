"""The content of a request, and when an answer made of it must not be kept."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, request
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from govsite.domain.catalogue.memory import Memory
from govsite.extensions import db
from govsite.web.cache import OUTDATED
from govsite.web.content import searched, snapshot
from tests.apps import bump, copy_of, database_of
from tests.helpers import Visitor


def test_a_page_of_results_from_a_stale_index_is_not_kept(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.test_request_context("/search?q=x"):
        assert searched() is snapshot()
        assert OUTDATED not in request.environ
        monkeypatch.setattr(snapshot(), "handover", SimpleNamespace(is_stale=True))
        snapshot()
        assert OUTDATED not in request.environ
        searched()
        assert request.environ[OUTDATED]


def test_a_snapshot_that_cannot_be_made_leaves_the_last(
    app: Flask, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("govsite.domain.catalogue.memory.RETRY_PAUSE", 1e9)
    tries: list[str] = []

    def fail(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "ORDER BY item.heat" in statement:
            tries.append(statement)
            raise OperationalError(statement, {}, Exception("server closed the connection"))

    with copy_of(app, tmp_path) as own:
        visitor, memory, fresh = Visitor(own.test_client()), own.extensions["memory"], own.extensions["freshness"]
        visitor.get("/xiling/")
        with own.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", fail)
        bump(own)
        fresh.look()
        for url in ("/yichang/", "/xiling/personal", "/yichang/"):
            visitor.get(url)
        assert len(tries) == 1, "the database is left alone for a moment"
        assert [r.levelname for r in caplog.records if "cannot be read" in r.message] == ["ERROR"]
        event.remove(engine, "before_cursor_execute", fail)
        memory._due = 0
        visitor.get("/yichang/")
        assert memory._snapshot.version == fresh.version


def test_a_database_that_goes_before_an_edit_is_read_leaves_the_last(app: Flask, tmp_path: Path) -> None:
    """The failure opens the breaker, so nobody gets a session for a while, not even to end what was begun."""
    with copy_of(app, tmp_path, page_cache_bytes=0) as own:
        visitor, memory, fresh = Visitor(own.test_client()), own.extensions["memory"], own.extensions["freshness"]
        urls = ("/yichang/", "/yichang/personal")
        kept = [visitor.get(url).main for url in urls]
        before = memory._snapshot
        bump(own)
        fresh.look()
        database_of(own).rename(tmp_path / "away")
        assert [visitor.get(url).main for url in urls] == kept
        assert fresh.version != memory._snapshot.version and memory._snapshot is before


def test_the_first_snapshot_that_cannot_be_made_is_an_error(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> Any:
        raise OperationalError("SELECT", {}, Exception("away"))

    monkeypatch.setattr("govsite.domain.catalogue.memory.Snapshot", fail)
    with app.app_context(), pytest.raises(OperationalError):
        Memory(lambda: db.session).current(1)
