"""Three real worker processes on one SQLite database: what one shows all show, and none needs another."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from email.message import Message
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from govsite.config import PROJECT
from tests.apps import change, portal_of
from tests.ports import free_port
from tests.sites.samples import SMALL
from tests.waiting import PATIENCE, wait

WORKERS = 3
GUIDE = "/xiling/guides/070010015000"
NAME = "居民身份证到期换领"
PAGES = ("/", "/xiling/", "/hant/xiling/personal", GUIDE, "/yichang/search?q=shenfenzheng", "/sites", "/sitemap.xml")
# The portal as it is, but each answer says which process it comes from.
TELLING = """
import os
from wsgi import app as portal

def app(environ, start_response):
    def start(status, headers, *more):
        return start_response(status, [*headers, ("X-Worker", str(os.getpid()))], *more)
    return portal(environ, start)
"""


class Line:
    """A connection that is kept, and so always leads to the same worker."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            self.worker = int(self.get("/healthz").headers["X-Worker"])
        except BaseException:
            self.close()
            raise

    def get(self, url: str, **headers: str) -> Answer:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        self._connection.request("GET", url, headers=names)
        response = self._connection.getresponse()
        return Answer(response.status, response.headers, response.read())

    def close(self) -> None:
        self._connection.close()


class Answer:
    """Status, headers and body of one answer."""

    def __init__(self, status: int, headers: Message, body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body
        self.text = body.decode("utf-8", "replace")


class Portal:
    """A running server; ``sites`` is its sites.yaml, ``change`` writes to its database from this process."""

    def __init__(self, port: int, folder: Path, change: Callable[..., None]) -> None:
        self.port, self.sites, self.change = port, folder / "sites.yaml", change
        self.lines: list[Line] = []

    def reach_all(self) -> None:
        """Have one line to each worker."""
        wait(self._reaches_all)

    def _reaches_all(self) -> bool:
        try:
            line = Line(self.port)
        except (OSError, HTTPException):
            return False
        if line.worker in {known.worker for known in self.lines}:
            line.close()
        else:
            self.lines.append(line)
        return len(self.lines) == WORKERS

    def all_show(self, url: str, text: str) -> bool:
        return all(text in line.get(url).text for line in self.lines)

    def write_sites(self, text: str) -> None:
        """Save as careful editors do: beside it, then in its place."""
        beside = self.sites.with_suffix(".new")
        beside.write_text(text, "utf-8")
        beside.replace(self.sites)


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The portal with its demo data, served by several processes."""
    folder = tmp_path_factory.mktemp("workers")
    (folder / "telling.py").write_text(TELLING, "utf-8")
    port = free_port()
    with portal_of(SMALL, folder, demo=True) as app:
        portal = Portal(port, folder, lambda statement, **values: change(app, statement, **values))
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(command(port), cwd=PROJECT, env=environment(folder), stdout=log, stderr=log)
        try:
            portal.reach_all()
            yield portal
        finally:
            for line in portal.lines:
                line.close()
            server.terminate()
            server.wait(PATIENCE)


def command(port: int, workers: int = WORKERS) -> list[str]:
    options = {"--interface": "wsgi", "--host": "127.0.0.1", "--port": port, "--workers": workers}
    options |= {"--blocking-threads": 2, "--log-level": "warning", "--workers-kill-timeout": 5}
    options["--http1-header-read-timeout"] = 60_000  # milliseconds, the most there is; it ends lines that are kept, too
    words = [str(word) for option in options.items() for word in option]
    return [sys.executable, "-m", "granian", *words, "--respawn-failed-workers", "telling:app"]


def environment(folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(folder), str(PROJECT))),
        "GOVSITE_SITES": str(folder / "sites.yaml"),
        "GOVSITE_INSTANCE": str(folder),
        "GOVSITE_DATABASE_URL": "",
        "GOVSITE_REPLICA_URL": "",
        "GOVSITE_SECRET_KEY": "only-for-tests-" * 4,
    }


def test_there_are_several(portal: Portal) -> None:
    assert len({line.worker for line in portal.lines}) == WORKERS


@pytest.mark.parametrize("url", PAGES)
def test_all_make_the_same_bytes(portal: Portal, url: str) -> None:
    answers = [line.get(url, Accept_Encoding="gzip") for line in portal.lines]
    assert {answer.status for answer in answers} == {200}
    assert len({answer.body for answer in answers}) == 1
    assert len({answer.headers["etag"] for answer in answers}) == 1


def test_what_one_gave_another_knows(portal: Portal) -> None:
    first, second, third = portal.lines
    etag = first.get(GUIDE).headers["etag"]
    assert second.get(GUIDE, If_None_Match=etag).status == 304
    style = first.get("/").text.partition('rel="stylesheet" href="')[2].partition('"')[0]
    assert third.get(style).status == 200
    cookie = first.get("/display?mode=elder&to=/").headers.get("set-cookie", "").partition(";")[0]
    assert cookie == "display=elder"
    for line in (second, third):
        assert line.get("/", Cookie=cookie).headers["location"] == "/elder/"
    assert second.get("/elder/").text == third.get("/elder/").text != first.get("/").text


def test_an_edit_of_the_database_shows_on_all(portal: Portal) -> None:
    assert portal.all_show(GUIDE, NAME)
    portal.change("UPDATE item SET name = :name WHERE code = :code", name="身份证换新证", code=GUIDE[-12:])
    wait(lambda: portal.all_show(GUIDE, "身份证换新证"))
    portal.change("UPDATE item SET name = :name WHERE code = :code", name=NAME, code=GUIDE[-12:])
    wait(lambda: portal.all_show(GUIDE, NAME))


def test_an_edit_of_the_sites_shows_on_all(portal: Portal) -> None:
    portal.write_sites(SMALL.replace("name: 西陵区", "name: 西陵新区"))
    wait(lambda: portal.all_show("/xiling/", "西陵新区"))
    portal.write_sites("sites: [")
    wait(lambda: all('"sites_error":true' in line.get("/healthz").text for line in portal.lines))
    assert portal.all_show("/xiling/", "西陵新区"), "a wrong file changes nothing"
    portal.write_sites(SMALL)
    wait(lambda: not any("西陵新区" in line.get("/xiling/").text for line in portal.lines))


def test_one_that_is_killed_is_replaced(portal: Portal) -> None:
    portal.change("UPDATE item SET name = :name WHERE code = :code", name="身份证换领新规", code=GUIDE[-12:])
    wait(lambda: portal.all_show(GUIDE, "身份证换领新规"))
    body = portal.lines[1].get(GUIDE).body
    killed = portal.lines.pop(0)
    os.kill(killed.worker, signal.SIGKILL)
    killed.close()
    assert portal.all_show(GUIDE, "身份证换领新规"), "the others go on"
    portal.reach_all()
    assert killed.worker not in {line.worker for line in portal.lines}
    assert portal.lines[-1].get(GUIDE).body == body


def test_one_that_is_killed_while_the_sites_are_wrong_is_replaced(portal: Portal) -> None:
    portal.write_sites("sites: [")
    wait(lambda: all(sites_error(line) for line in portal.lines))
    killed = portal.lines.pop(0)  # not the last one: granian ends when the same worker dies again within 5.5 s
    os.kill(killed.worker, signal.SIGKILL)
    killed.close()
    portal.reach_all()
    assert sites_error(portal.lines[-1])
    assert portal.all_show("/xiling/", "西陵区")
    portal.write_sites(SMALL.replace("name: 西陵区", "name: 西陵新区"))
    wait(lambda: portal.all_show("/xiling/", "西陵新区"))
    assert not any(sites_error(line) for line in portal.lines)
    portal.write_sites(SMALL)
    wait(lambda: not any("西陵新区" in line.get("/xiling/").text for line in portal.lines))


def sites_error(line: Line) -> bool:
    return '"sites_error":true' in line.get("/healthz").text


RESTART_ALWAYS = 'while :; do "$@"; done'  # what systemd does for the unit in docs/operating.md


def test_a_server_that_gives_up_is_started_again_with_the_last_good_sites(tmp_path: Path) -> None:
    (tmp_path / "telling.py").write_text(TELLING, "utf-8")
    port, sites = free_port(), tmp_path / "sites.yaml"
    with portal_of(SMALL, tmp_path):
        (kept,) = tmp_path.glob("sites-*.zip")
    kept.unlink()
    words = ["sh", "-c", RESTART_ALWAYS, "sh", *command(port, workers=1)]
    with (tmp_path / "log").open("wb") as log:
        service = subprocess.Popen(
            words, cwd=PROJECT, env=environment(tmp_path), stdout=log, stderr=log, start_new_session=True
        )
    try:
        wait(lambda: health(port) is False)
        assert kept.exists(), "the worker kept the files with which it started"
        sites.write_text("sites: [", "utf-8")
        (server,) = children(service.pid)
        wait(lambda: not kill_workers(server))
        wait(lambda: health(port) is True)
        assert children(service.pid) != [server]
        sites.write_text(SMALL, "utf-8")
        wait(lambda: health(port) is False)
    finally:
        os.killpg(service.pid, signal.SIGKILL)
        service.wait(PATIENCE)
    assert "Worker crash loop detected" in (tmp_path / "log").read_text("utf-8")


def health(port: int) -> bool | None:
    """Whether a worker tells an error of the sites, or None while none answers."""
    try:
        with closing(Line(port)) as line:
            return sites_error(line)
    except (OSError, HTTPException):
        return None


def children(process: int) -> list[int]:
    """The processes that one started; none if it has ended."""
    try:
        return [int(word) for word in Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def kill_workers(server: int) -> bool:
    """Kill the workers that a server has at the moment; false if it has ended."""
    for worker in children(server):
        with suppress(ProcessLookupError):
            os.kill(worker, signal.SIGKILL)
    return Path(f"/proc/{server}").exists()
