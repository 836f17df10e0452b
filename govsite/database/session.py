"""The two ways to use the application's databases: ``reading()`` what pages show, ``writing()`` all that is stored."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from inspect import iscoroutinefunction
from typing import Any

from flask import Flask, current_app, g, has_request_context
from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

from govsite.database.breaker import Breaker
from govsite.database.deadline import limit_waiting
from govsite.database.engine import READING_SECONDS, as_writer
from govsite.database.files import File, opened_by, path_of
from govsite.database.trouble import KINDS, FileAway, describe
from govsite.extensions import db

BEGINNINGS = 3  # tries to write into the file at the path, when it is replaced just then
WRITER = "writer"  # the engine of SQLite that writes; PostgreSQL writes through the default one
log = logging.getLogger(__name__)
_inside: ContextVar[bool] = ContextVar("govsite_writing", default=False)


def bind_database(app: Flask) -> None:
    """Bind the engines that the configuration names; SQLite gets one more, which ``writing()`` uses.

    The extension's teardown of asynchronous sessions goes: we never open any, and closing none alone would start a
    thread a request.
    """
    engines: dict[str, dict[str, Any]] = app.config["SQLALCHEMY_ENGINES"]
    if str(engines["default"]["url"]).startswith("sqlite"):
        engines[WRITER] = engines["default"]
    db.init_app(app)
    app.teardown_appcontext_funcs[:] = [f for f in app.teardown_appcontext_funcs if not iscoroutinefunction(f)]
    breaker: Breaker | None = app.extensions.get("breaker")
    app.teardown_appcontext(give_turn_back)
    with app.app_context():
        for name, engine in db.engines.items():
            if engine.dialect.name == "postgresql":
                limit_waiting(engine, READING_SECONDS)
            if name == WRITER:
                make_immediate(engine)
            if breaker and name != "replica":  # without it the primary serves
                breaker.watch(engine, _inside.get)


def report_damage(app: Flask) -> None:
    """Say at the start when the SQLite file is damaged or none; pages are 503 until it is restored."""
    with app.app_context():
        path = path_of(db.engine)
        if path is None or not path.exists():
            return
        try:
            with db.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA schema_version")
        except KINDS as error:
            log.error("%s: %s", path, describe(error))
        db.engine.dispose()


def make_immediate(engine: Engine) -> None:
    """Let every transaction of an SQLite engine take the write lock at its start and be on disk at its end.

    The driver would begin at the first change, when what was read before may be out of date; and with
    ``synchronous=NORMAL`` a power cut can lose what was committed (https://sqlite.org/pragma.html#pragma_synchronous).
    """

    @event.listens_for(engine, "connect")
    def take_over(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself
        connection.execute("PRAGMA synchronous=FULL").close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


class WritingForbidden(RuntimeError):  # noqa: N818
    """``writing()`` in a request that may not change anything; the message says why."""


def forbid_writing(reason: str) -> None:
    """Let ``writing()`` raise WritingForbidden in the rest of this application context."""
    _own_g().no_writing = reason


def _own_g() -> Any:
    """Flask's ``g`` itself, for what every request passes: a look through the proxy costs as much as a function."""
    proxy: Any = g
    return proxy._get_current_object()


def _check() -> None:
    """In a request, raise DatabaseAway while the primary counts as away."""
    if has_request_context():
        breaker: Breaker = current_app.extensions["breaker"]
        breaker.check()


def _take_turn() -> None:
    """In a request, be counted once among those who ask the database."""
    if has_request_context() and "turn" not in g:
        breaker: Breaker = current_app.extensions["breaker"]
        g.turn = breaker.take_turn()


def give_turn_back(_error: BaseException | None = None) -> None:
    """At the end of a request: let the next one ask."""
    turn = _own_g().pop("turn", None)
    if turn is not None:
        turn()


def read_from_replica() -> None:
    """Let ``reading()`` use the replica in this application context: a public page may be a moment old."""
    _own_g().from_replica = True


def reading() -> Session:
    """The session of this application context, for reading alone.

    Of a public page it is on the read replica, where one is configured and can be used. Of all else it is on the
    primary: who has just written must see it.
    """
    replica = db.engines.get("replica") if g.get("from_replica") else None
    if replica is None:
        return primary()
    _take_turn()
    session = db.get_session("reading")
    session.bind = replica
    usable = session.in_transaction() or current_app.extensions["replica"].serves(session)
    return session if usable else primary()


def primary() -> Session:
    """The session on the primary; raises DatabaseAway while it counts as away."""
    _check()
    _take_turn()
    return db.session


@contextmanager
def writing() -> Iterator[Session]:
    """The only unit of writing: a session of its own, whose changes are stored all together at its end or not at all.

    On SQLite it holds the write lock from the start, so what it reads stays true until it ends; on PostgreSQL lock
    what you check (``with_for_update``) or move it by a guarded UPDATE. When it has ended, the changes are on disk.
    Nothing slow belongs inside: no hashing of passwords, no gateway, no file. Raises RuntimeError inside another one,
    which would wait for itself, WritingForbidden where this request may not write, DatabaseAway while the database
    counts as away, and FileAway when SQLite's file was replaced or taken away meanwhile: then nothing counts as stored.
    """
    if reason := g.get("no_writing"):
        raise WritingForbidden(reason)
    if _inside.get():
        raise RuntimeError("writing() inside writing(): hand the session on instead")
    token = _inside.set(True)
    try:
        _check()
        _take_turn()
        with Session(db.engines.get(WRITER, db.engine), expire_on_commit=False) as session:
            file = _begin(session)
            as_writer(session.connection())
            yield session
            session.commit()
            if file and not file.is_in_place():
                raise FileAway(f"{file.path} was replaced or taken away during the commit")
    finally:
        _inside.reset(token)


def _begin(session: Session) -> File | None:
    """Begin the transaction, on SQLite with the write lock on the file that is at the path."""
    for _ in range(BEGINNINGS):
        file = opened_by(session.connection())
        if file is None or file.is_in_place():  # asked now: a restore may have held the lock we waited for
            return file
        session.rollback()
    raise FileAway("the database file is replaced again and again")
