"""Servers under measurement: granian with the same flags for all, on a core of their own where there are two."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from tools.bench.figures import middle

ROOT = Path(__file__).resolve().parents[2]
THREADS = 2  # for all servers alike; `make run` has more, for bodies that arrive slowly
START = 60.0  # seconds
PORTAL, HELLO, BARE = "wsgi:app", "tools.bench.hello:app", "tools.bench.bare:app"


@dataclass(frozen=True, slots=True)
class Portal:
    """A sites.yaml with its database: ``size`` is the number of sites, ``database`` the name within its server."""

    size: int
    sites: Path
    url: str
    database: str

    def env(self, work: Path, **more: str) -> dict[str, str]:
        """The environment of a process that serves it."""
        return {
            **os.environ,
            "PYTHONUTF8": "1",
            "GOVSITE_SITES": str(self.sites),
            "GOVSITE_DATABASE_URL": self.url,
            "GOVSITE_REPLICA_URL": "",
            "GOVSITE_INSTANCE": str(work / "instance"),
            "GOVSITE_SECRET_KEY": "only-for-measuring-" * 3,
            "BENCH_DATABASE_URL": self.url,
            **more,
        }


def cores() -> tuple[set[int], set[int]]:
    """The core of the servers and that of everything else; the same where there is only one."""
    if not hasattr(os, "sched_getaffinity"):
        return set(), set()
    known = sorted(os.sched_getaffinity(0))
    return {known[0]}, {known[-1]}


def pin(pid: int, core: set[int]) -> None:
    """Keep a process and what it will start on a core, where the system can do that."""
    if core and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(pid, core)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


class Server:
    """A context manager around one granian; ``core`` empty leaves it to the system."""

    def __init__(
        self,
        app: str,
        env: Mapping[str, str],
        log: Path,
        core: set[int],
        workers: int = 1,
        ready: str = "/",
        options: Sequence[str] = (),
    ) -> None:
        self.app, self.env, self.log, self.core, self.workers, self.ready = app, env, log, core, workers, ready
        self.options = options
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Server:
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
        command += ["--port", str(self.port), "--workers", str(self.workers), "--blocking-threads", str(THREADS)]
        command += ["--log-level", "warning", *self.options, self.app]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(command, cwd=ROOT, env=dict(self.env), stdout=log, stderr=log)
        pin(self._process.pid, self.core)
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, _kind: object, _error: object, _trace: object) -> None:
        self.stop()

    def _wait(self) -> None:
        assert self._process is not None
        end = time.monotonic() + START
        while time.monotonic() < end:
            if self._process.poll() is not None:
                break
            try:
                if fetch(self.port, self.ready).status == 200:
                    return
            except OSError:
                pass
            time.sleep(0.05)
        raise RuntimeError(f"{self.app} did not start; see {self.log}")

    def stop(self) -> None:
        """End it, kindly at first."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            for pid in [*self.worker_pids(), self._process.pid]:
                os.kill(pid, 9)
            self._process.wait(10)
        self._process = None

    def worker_pids(self) -> list[int]:
        """Process ids of the workers, from /proc; the helper processes of multiprocessing are left out."""
        assert self._process is not None
        found = []
        for tasks in Path(f"/proc/{self._process.pid}/task").glob("*/children"):
            found += [int(pid) for pid in tasks.read_text().split()]
        return sorted(pid for pid in found if "resource_tracker" not in Path(f"/proc/{pid}/cmdline").read_text())

    def memory(self) -> dict[str, float]:
        """PSS, private and resident memory of one worker in MB (1,000,000 bytes); the median of several."""
        found: dict[str, list[float]] = {}
        for pid in self.worker_pids():
            for name, kilobytes in _rollup(pid).items():
                found.setdefault(name, []).append(kilobytes * 1024 / 1e6)
        return {name: middle(numbers) for name, numbers in found.items()}


def _rollup(pid: int) -> dict[str, int]:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    known = {name: int(number) for name, number in re.findall(r"^(\w+): +(\d+) kB", text, re.M)}
    return {"pss": known["Pss"], "private": known["Private_Clean"] + known["Private_Dirty"], "rss": known["Rss"]}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as it went over the wire: bytes of its head and body."""

    status: int
    head: int
    body: bytes


def fetch(port: int, path: str, **headers: str) -> Answer:
    """Fetch one page over a new connection; header names are written with underscores."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        lines = [f"HTTP/1.1 {response.status} {response.reason}", *(f"{k}: {v}" for k, v in response.getheaders())]
        head = len("\r\n".join(lines).encode("latin-1")) + 4
        return Answer(response.status, head, response.read())
    finally:
        connection.close()
