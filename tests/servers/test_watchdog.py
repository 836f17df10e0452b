"""Workers watch each other: one that stands still is killed and replaced, and nobody else is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from multiprocessing import current_process
from pathlib import Path

import pytest

from govsite.web import heartbeat
from govsite.web.heartbeat import FOLDER, Heartbeat, origin
from tests.servers.portal import Server, ask, request, served
from tests.waiting import PATIENCE, comes_back, wait

LOOKS = 3
OK = b"HTTP/1.1 200"
SLEEPER = "import sys; print(flush=True); sys.stdin.read()"


@pytest.fixture
def sibling() -> Iterator[subprocess.Popen[str]]:
    """A process with the parent that the test's heart below believes to be its own."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", SLEEPER], text=True, **pipes) as process:  # type: ignore[call-overload]
        process.stdout.readline()
        yield process
        process.kill()


@pytest.fixture
def heart(tmp_path: Path) -> Heartbeat:
    """A heart whose siblings are this process's children."""
    found = Heartbeat(tmp_path, patience=LOOKS)
    found.parent = os.getpid()
    return found


def file_of(heart: Heartbeat, pid: int) -> Path:
    heart.folder.mkdir(exist_ok=True)
    path = heart.folder / f"{pid}-{origin(pid)[1]}"
    path.touch()
    return path


def looks(heart: Heartbeat, count: int = LOOKS + 1) -> None:
    for _ in range(count):
        heart.beat()


def test_one_that_stands_still_is_killed(heart: Heartbeat, sibling: subprocess.Popen[str]) -> None:
    file = file_of(heart, sibling.pid)
    os.kill(sibling.pid, signal.SIGSTOP)
    looks(heart, LOOKS)
    assert sibling.poll() is None, "the first look counts for nothing"
    looks(heart, 1)
    assert sibling.wait(PATIENCE) == -signal.SIGKILL
    looks(heart)
    assert not file.exists(), "the dead leave nothing"


def test_one_that_beats_is_left_alone(heart: Heartbeat, sibling: subprocess.Popen[str]) -> None:
    file = file_of(heart, sibling.pid)
    for beat in range(3 * LOOKS):
        os.utime(file, ns=(beat, beat))
        looks(heart, LOOKS - 1)
    assert sibling.poll() is None


def test_the_child_of_another_is_left_alone(heart: Heartbeat, sibling: subprocess.Popen[str]) -> None:
    file = file_of(heart, sibling.pid)
    heart.parent = os.getppid()
    looks(heart, 3 * LOOKS)
    assert sibling.poll() is None and file.exists()


def test_a_process_that_has_the_number_of_a_dead_one_is_left_alone(
    heart: Heartbeat, sibling: subprocess.Popen[str]
) -> None:
    file = file_of(heart, sibling.pid)
    old = file.rename(heart.folder / f"{sibling.pid}-{origin(sibling.pid)[1] - 1}")
    looks(heart)
    assert sibling.poll() is None and not old.exists()


def test_where_nobody_can_write_nobody_is_late(heart: Heartbeat, sibling: subprocess.Popen[str]) -> None:
    file_of(heart, sibling.pid)
    looks(heart, LOOKS)
    heart.own = heart.folder / "gone" / "x"
    looks(heart)
    assert sibling.poll() is None


@pytest.mark.parametrize("name", ["notes", "1-x", "-1-2", "0-0", ""])
def test_other_files_kill_nobody(heart: Heartbeat, name: str) -> None:
    heart.folder.mkdir()
    (heart.folder / (name or "~")).touch()
    looks(heart)


def test_only_a_worker_of_granian_begins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not heartbeat.start(tmp_path), "neither a test nor a command of flask"
    begun: list[bool] = []
    monkeypatch.setattr(Heartbeat, "beat_for_ever", lambda _: begun.append(True))
    monkeypatch.setattr(current_process(), "name", heartbeat.WORKER)
    assert heartbeat.start(tmp_path) and not (tmp_path / FOLDER).exists()


def test_a_frozen_worker_is_replaced_and_every_new_connection_is_answered(tmp_path: Path) -> None:
    with served(tmp_path, workers=3) as server:
        wait(lambda: len(beating(server)) == 3)
        frozen = min(server.workers())
        os.kill(frozen, signal.SIGSTOP)
        answers = [comes_back(lambda: ask(server.port, request("/"))) for _ in range(30)]
        assert frozen not in server.workers(), "some stood in its queue until it was killed"
        kinds = {type(answer) if isinstance(answer, Exception) else answer[: len(OK)] for answer in answers}
        assert OK in kinds and kinds <= {OK, ConnectionResetError}
        wait(lambda: len(beating(server)) == 3)
        assert all(ask(server.port, request("/")).startswith(OK) for _ in range(30))
        assert f"worker {frozen}-" in server.log


def beating(server: Server) -> set[int]:
    """The workers that have a beat."""
    files = (server.folder / FOLDER).glob("*-*")
    return {int(file.name.partition("-")[0]) for file in files} & server.workers()
