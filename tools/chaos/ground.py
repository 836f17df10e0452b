"""What a fault happens to: a portal of its own on a copy of the demo, served with the options of ``make run``."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.bench.databases import Backend, Postgresql, demo_in
from tools.bench.servers import PORTAL, ROOT, Portal, Server

WORKERS = 2
COPY = "bench_chaos"
FLAGS = "--blocking-threads 8 --respawn-failed-workers --workers-kill-timeout 20"


@dataclass(frozen=True)
class Ground:
    """A running portal with its files and its database."""

    where: Backend
    portal: Portal
    folder: Path
    server: Server

    @property
    def sqlite(self) -> Path:
        """The database's file."""
        return Path(self.portal.url.removeprefix("sqlite:///"))

    def postgresql_pids(self) -> list[int]:
        """The database server's processes."""
        if not isinstance(self.where, Postgresql):
            raise TypeError("this database is no process")
        main = int(self.where.server.get_pid())
        children = [Path(f"/proc/{task}/children") for task in [f"{main}/task/{main}"]]
        return [main, *(int(pid) for file in children for pid in file.read_text("utf-8").split())]

    def start_postgresql(self) -> None:
        """Start it, if it does not run."""
        if isinstance(self.where, Postgresql):
            self.where.server.ensure_postgres_running()


def options() -> list[str]:
    """How ``make run`` has connections taken, and what goes with several workers."""
    text = (ROOT / "Makefile").read_text("utf-8")
    found = re.findall(r"--(?:http1?[a-z-]*|backlog|backpressure) \d+", text)
    return [*" ".join(found).split(), *FLAGS.split()]


@contextmanager
def ground(where: Backend) -> Iterator[Ground]:
    """A portal that may be broken."""
    where.create(COPY, demo_in(where, print))
    with TemporaryDirectory(prefix="govsite-chaos-") as name:
        folder = Path(name)
        shutil.copy(ROOT / "sites.yaml", folder / "sites.yaml")
        (folder / "instance").mkdir()
        portal = Portal(0, folder / "sites.yaml", where.url(COPY), COPY)
        env = portal.env(folder, GOVSITE_DATA=str(ROOT / "demo"))
        log = Path(os.environ.get("CHAOS_LOG", folder / "log"))
        with Server(PORTAL, env, log, set(), WORKERS, "/healthz", options()) as server:
            yield Ground(where, portal, folder, server)
