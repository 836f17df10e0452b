"""The portal in the server that the manual describes: same options, another port."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from govsite.config import PROJECT
from tests.apps import portal_of
from tests.conftest import SECRET
from tests.ports import free_port
from tests.servers.manual import service_command
from tests.sites.samples import SMALL
from tests.waiting import PATIENCE, wait


class Server:
    """One granian; ``changed`` are options that differ from the manual's."""

    def __init__(self, folder: Path, env: Mapping[str, str], **changed: object) -> None:
        self.folder, self.env, self.port = folder, env, free_port()
        self.words = service_command()
        for name, value in {"port": self.port, "log_level": "warning", **changed}.items():
            self.words[self.words.index(f"--{name.replace('_', '-')}") + 1] = str(value)

    @property
    def log(self) -> str:
        """What it has written."""
        return (self.folder / "log").read_text("utf-8")

    @contextmanager
    def running(self) -> Iterator[Server]:
        """Up until the end, when every process of it is gone."""
        with (self.folder / "log").open("wb") as log:
            command = [sys.executable, "-m", "granian", *self.words]
            process = subprocess.Popen(command, cwd=PROJECT, env=dict(self.env), stdout=log, stderr=log)
        self.pid = process.pid
        try:
            wait(self._listens)
            yield self
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE)
            finally:
                process.kill()

    def _listens(self) -> bool:
        try:
            return ask(self.port, request("/healthz")).startswith(b"HTTP/1.1 200")
        except OSError:
            return False

    def workers(self) -> set[int]:
        """Their process ids."""
        found: set[int] = set()
        for tasks in Path(f"/proc/{self.pid}/task").glob("*/children"):
            found.update(map(int, tasks.read_text().split()))
        return {pid for pid in found if not _is_helper(pid)}


def _is_helper(pid: int) -> bool:
    """Whether it is gone, or multiprocessing's own."""
    try:
        line = Path(f"/proc/{pid}/cmdline").read_text("utf-8")
    except OSError:
        return True
    return not line or "resource_tracker" in line


@contextmanager
def served(folder: Path, settings: Mapping[str, str] | None = None, **changed: object) -> Iterator[Server]:
    """A small portal with the demo data; ``settings`` are GOVSITE_ variables, ``changed`` options of granian."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("GOVSITE_")}
    env |= {"GOVSITE_SITES": str(folder / "sites.yaml"), "GOVSITE_INSTANCE": str(folder)}
    env |= {"GOVSITE_SECRET_KEY": SECRET, **(settings or {})}
    with portal_of(SMALL, folder, demo=True), Server(folder, env, **changed).running() as server:
        yield server


def request(path: str, host: str = "localhost", *lines: str, method: str = "GET") -> bytes:
    """A request that ends its connection; ``lines`` are further headers."""
    head = (f"{method} {path} HTTP/1.1", f"Host: {host}", "Connection: close", *lines)
    return "".join(f"{line}\r\n" for line in (*head, "")).encode("utf-8")


def ask(port: int, data: bytes) -> bytes:
    """Everything that comes back over a new connection until the server ends it."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as line:
        line.sendall(data)
        return read_all(line)


def read_all(line: socket.socket) -> bytes:
    """What comes until the other side ends."""
    return b"".join(iter(lambda: line.recv(65_536), b""))
