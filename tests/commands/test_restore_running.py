"""A restore while threads of this process and the workers of a real server read and write."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest
from flask import Flask

from govsite.config import PROJECT
from tests.apps import change, database_of
from tests.conftest import SECRET
from tests.waiting import PATIENCE, finish, wait
from tests.web.storey import letters_of, storey

GUIDE, OLD, NEW = "/xiling/guides/070010015000", "居民身份证到期换领", "身份证换新证"
# The portal of the environment with a view that writes, and its commands.
SERVED = """
import sys
from tests.web.storey import counter
from govsite.web.policy import COUNTER
from wsgi import app as portal

portal.register_blueprint(counter, policy=COUNTER)

if __name__ == "__main__":
    with portal.app_context():
        portal.cli(sys.argv[1:])
else:
    app = portal
"""
LETTER = ("POST", "/counter/letter", "title=x")


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    with storey(tmp_path, demo=True, testing=False) as made:
        yield made


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "served.py").write_text(SERVED, "utf-8")
    own = {"GOVSITE_SITES": str(tmp_path / "sites.yaml"), "GOVSITE_INSTANCE": str(tmp_path)}
    own |= {"GOVSITE_SECRET_KEY": SECRET, "GOVSITE_DATABASE_URL": "", "GOVSITE_REPLICA_URL": ""}
    return {**os.environ, **own, "PYTHONPATH": os.pathsep.join((str(tmp_path), str(PROJECT))), "PYTHONUTF8": "1"}


@pytest.fixture
def port(app: Flask, environment: dict[str, str], tmp_path: Path) -> Iterator[int]:
    """Of a server with two workers on the same database."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = int(found.getsockname()[1])
    options = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "2"]
    options += ["--blocking-threads", "2", "--workers-kill-timeout", "5", "--log-level", "warning", "served:app"]
    with (tmp_path / "log").open("wb") as log:
        command = [sys.executable, "-m", "granian", *options]
        server = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=log, stderr=log)
    try:
        wait(lambda: _answers(port))
        yield port
    finally:
        server.terminate()
        server.wait(PATIENCE)


def _answers(port: int) -> bool:
    try:
        return over_wire(port, "GET", "/healthz")[0] == 200
    except OSError:
        return False


def over_wire(port: int, method: str, url: str, body: str = "") -> tuple[int, str]:
    """A connection a request: either worker may take it."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        headers = {"Origin": f"http://127.0.0.1:{port}", "Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, url, body or None, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace")


def in_process(app: Flask, method: str, url: str, body: str = "") -> tuple[int, str]:
    answer = app.test_client().open(
        url,
        method=method,
        data=body or None,
        headers={"Origin": "http://localhost"},
        content_type="application/x-www-form-urlencoded",
    )
    return answer.status_code, answer.get_data(as_text=True)


class Traffic:
    """Reading and writing all the time; ``stored`` counts what was acknowledged."""

    def __init__(self) -> None:
        self.statuses: Counter[tuple[str, int]] = Counter()
        self.stored = 0
        self.over = threading.Event()
        self._lock = threading.Lock()

    @contextmanager
    def flows(self, *ways: Callable[..., tuple[int, str]]) -> Iterator[None]:
        """Through each way one thread that writes and one that reads."""
        wanted = [(way, what) for way in ways for what in (LETTER, ("GET", "/healthz"))]
        threads = [threading.Thread(target=self._run, args=one, daemon=True) for one in wanted]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.over.set()
            finish(*threads)

    def _run(self, way: Callable[..., tuple[int, str]], what: tuple[str, ...]) -> None:
        while not self.over.wait(0.01):  # eight who never rest would hold up the restore itself
            status, _ = way(*what)
            with self._lock:
                self.statuses[what[0], status] += 1
                self.stored += status == 200 and what == LETTER


def test_all_go_on_with_what_was_restored(app: Flask, port: int, environment: dict[str, str], tmp_path: Path) -> None:
    def flask(*words: object) -> str:
        command = [sys.executable, "-m", "served", *map(str, words)]
        done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, check=True, timeout=PATIENCE)
        return done.stdout.decode()

    def here(*what: str) -> tuple[int, str]:
        return in_process(app, *what)

    def there(*what: str) -> tuple[int, str]:
        return over_wire(port, *what)

    def all_show(name: str) -> bool:
        return all(name in way("GET", GUIDE)[1] for way in (here, *[there] * 6))

    traffic = Traffic()
    flask("backup", tmp_path / "backup")
    change(app, "UPDATE item SET name = :name WHERE code = :code", name=NEW, code=GUIDE[-12:])
    wait(lambda: all_show(NEW))
    with traffic.flows(here, here, there, there):
        wait(lambda: traffic.stored > 20)
        told = flask("restore", tmp_path / "backup")
        before = traffic.stored
        wait(lambda: all_show(OLD))
        wait(lambda: traffic.stored > before + 20)
        assert all_show(OLD)
    told_lost = traffic.statuses["POST", 503]  # stored just before the swap, so not in what was restored
    assert set(traffic.statuses) - {("POST", 503)} == {("GET", 200), ("POST", 200)}
    kept = Path(told.partition("留在 ")[2].partition("，")[0])
    with closing(sqlite3.connect(kept)) as connection:
        [left] = connection.execute("SELECT number FROM content_version WHERE name = 'letter'").fetchone()
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert left + letters_of(app) == traffic.stored + told_lost, "what was acknowledged is in the one or the other"
    assert letters_of(app) > 0 and kept.parent == database_of(app).parent
