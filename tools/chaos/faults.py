"""The faults, each a context manager: it happens as it is entered and is mended as it is left."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass

from sqlalchemy import NullPool, text

from govsite.database.engine import make_engine
from tools.chaos.ground import WORKERS, Ground
from tools.chaos.visitors import get, until

HOLD = 8.0  # seconds
LONGEST = 60.0  # seconds that a portal may take to mend itself
SILENT = 1_500
HOSTS = 2_000


@dataclass(frozen=True)
class Fault:
    """What happens; ``kinds`` are the databases it can happen to."""

    name: str
    make: Callable[[Ground], AbstractContextManager[None]]
    kinds: tuple[str, ...] = ("sqlite", "postgresql")


def replaced(ground: Ground, before: set[int]) -> bool:
    """Whether there are as many workers as before, and not the same."""
    now = set(ground.server.worker_pids())
    return len(now) == WORKERS and now != before


@contextmanager
def _signalled(ground: Ground, number: signal.Signals) -> Iterator[None]:
    """One worker gets a signal; at the end another one is in its place."""
    before = set(ground.server.worker_pids())
    os.kill(min(before), number)
    yield
    until(lambda: replaced(ground, before), LONGEST)


def worker_killed(ground: Ground) -> AbstractContextManager[None]:
    """A worker dies; the server replaces it."""
    return _signalled(ground, signal.SIGKILL)


def worker_frozen(ground: Ground) -> AbstractContextManager[None]:
    """A worker stands still; its sibling kills it."""
    return _signalled(ground, signal.SIGSTOP)


@contextmanager
def postgresql_frozen(ground: Ground) -> Iterator[None]:
    """Every process of the database server is stopped; its connections stay open."""
    pids = ground.postgresql_pids()
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        time.sleep(HOLD)
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


@contextmanager
def postgresql_stopped(ground: Ground) -> Iterator[None]:
    """The database server is shut down, and started again."""
    os.kill(ground.postgresql_pids()[0], signal.SIGINT)
    try:
        time.sleep(HOLD)
        yield
    finally:
        ground.start_postgresql()


@contextmanager
def tables_locked(ground: Ground) -> Iterator[None]:
    """A migration holds every table."""
    engine = make_engine(ground.portal.url, poolclass=NullPool)
    with engine.connect() as connection:
        if ground.where.kind == "sqlite":
            connection.exec_driver_sql("BEGIN EXCLUSIVE")
        else:
            names = connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
            connection.exec_driver_sql("SET lock_timeout = '5s'")
            connection.exec_driver_sql(f"LOCK TABLE {', '.join(names)} IN ACCESS EXCLUSIVE MODE")
        time.sleep(HOLD)
        yield
        connection.rollback()
    engine.dispose()


@contextmanager
def sqlite_gone(ground: Ground) -> Iterator[None]:
    """The database file is moved away, and back."""
    away = ground.sqlite.with_suffix(".away")
    ground.sqlite.rename(away)
    time.sleep(HOLD)
    yield
    away.rename(ground.sqlite)


@contextmanager
def sqlite_damaged(ground: Ground) -> Iterator[None]:
    """The middle of the file is overwritten, and a sound copy put back in its place."""
    sound = ground.sqlite.read_bytes()
    with ground.sqlite.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(min(len(sound) // 2, 20_000_000)))
    time.sleep(HOLD)
    yield
    put(ground, sound)


@contextmanager
def sqlite_replaced(ground: Ground) -> Iterator[None]:
    """A backup is put in the file's place while the portal runs."""
    put(ground, ground.sqlite.read_bytes())
    yield


def put(ground: Ground, content: bytes) -> None:
    """A new file in the old one's place, without the old one's log."""
    beside = ground.sqlite.with_suffix(".new")
    beside.write_bytes(content)
    for end in ("-wal", "-shm"):
        ground.sqlite.with_name(ground.sqlite.name + end).unlink(missing_ok=True)
    beside.replace(ground.sqlite)


@contextmanager
def sites_bad(ground: Ground) -> Iterator[None]:
    """A bad edit of sites.yaml, then a worker dies."""
    before, good = set(ground.server.worker_pids()), ground.portal.sites.read_text("utf-8")
    ground.portal.sites.write_text("sites: [", "utf-8")
    time.sleep(1)
    os.kill(min(before), signal.SIGKILL)
    until(lambda: replaced(ground, before), HOLD)
    yield
    ground.portal.sites.write_text(good, "utf-8")


@contextmanager
def silent_connections(ground: Ground) -> Iterator[None]:
    """Connections that never send a byte."""
    with ExitStack() as stack:
        for _ in range(SILENT):
            line = stack.enter_context(socket.socket())
            line.settimeout(5)
            if line.connect_ex(("127.0.0.1", ground.server.port)):
                break
        time.sleep(HOLD)
        yield


@contextmanager
def made_up_hosts(ground: Ground) -> Iterator[None]:
    """Requests for hosts that are not ours, some of them long."""
    for number in range(HOSTS):
        get(ground.server.port, "/sitemap.xml", f"h{number}.example" + "x" * (number % 10 * 1_000))
    yield


FAULTS = (
    Fault("worker killed", worker_killed),
    Fault("worker frozen", worker_frozen),
    Fault("postgresql frozen", postgresql_frozen, ("postgresql",)),
    Fault("postgresql stopped", postgresql_stopped, ("postgresql",)),
    Fault("tables locked", tables_locked),
    Fault("sqlite file gone", sqlite_gone, ("sqlite",)),
    Fault("sqlite file damaged", sqlite_damaged, ("sqlite",)),
    Fault("sqlite file replaced", sqlite_replaced, ("sqlite",)),
    Fault("sites.yaml bad, worker killed", sites_bad),
    Fault("silent connections", silent_connections),
    Fault("made-up hosts", made_up_hosts),
)
