"""``make run``: the server and the chores begin and end together."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from govsite.config import PROJECT
from tests.waiting import PATIENCE, wait

# Says that it runs; ends when a file is there, or by SIGTERM, and says so.
CHILD = """
import pathlib, signal, sys, time
name, folder = sys.argv[1], pathlib.Path(sys.argv[2])
def stop(*_):
    (folder / f"{name}.stopped").touch()
    sys.exit(0)
signal.signal(signal.SIGTERM, stop)
(folder / f"{name}.runs").touch()
while not (folder / f"{name}.end").exists():
    time.sleep(0.02)
sys.exit(3)
"""
# Hears no SIGTERM, nor does what it starts; the lock on a file is held until both have ended.
STUBBORN = """
import fcntl, os, pathlib, signal, subprocess, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
folder = pathlib.Path(sys.argv[2])
lock = os.open(folder / "lock", os.O_CREAT | os.O_RDWR)
fcntl.flock(lock, fcntl.LOCK_EX)
subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"], pass_fds=[lock])
(folder / "pid").write_text(str(os.getpid()))
(folder / "server.runs").touch()
signal.pause()
"""
CODE = "import sys; from tools import serve; serve.STOP_SECONDS = 5; sys.exit(serve.main({}, {}, {}))"


@pytest.fixture
def serving(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    programs = {"server": getattr(request, "param", CHILD), "chores": CHILD, "simulators": CHILD}
    commands = [[sys.executable, "-c", code, name, str(tmp_path)] for name, code in programs.items()]
    with subprocess.Popen([sys.executable, "-c", CODE.format(*commands)], cwd=PROJECT) as running:
        wait(lambda: all((tmp_path / f"{name}.runs").exists() for name in programs))
        yield running
        for name in programs:
            (tmp_path / f"{name}.end").touch()


@pytest.mark.parametrize(("ends", "stopped"), [("server", "chores"), ("chores", "server")])
def test_when_one_ends_so_does_the_other(
    serving: subprocess.Popen[bytes], tmp_path: Path, ends: str, stopped: str
) -> None:
    (tmp_path / f"{ends}.end").touch()
    assert serving.wait(PATIENCE) == 3
    assert (tmp_path / f"{stopped}.stopped").exists()


def test_it_goes_on_without_the_simulators(serving: subprocess.Popen[bytes], tmp_path: Path) -> None:
    (tmp_path / "simulators.end").touch()
    wait(lambda: not is_running(serving.pid, "simulators"))
    assert is_running(serving.pid, "server") and is_running(serving.pid, "chores")
    (tmp_path / "chores.end").touch()
    assert serving.wait(PATIENCE) == 3


def is_running(parent: int, name: str) -> bool:
    """Whether a child of this name has not ended."""
    for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
        line = Path(f"/proc/{pid}/cmdline").read_bytes()
        if f"\0{name}\0".encode() in line:
            return True
    return False


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_both(serving: subprocess.Popen[bytes], tmp_path: Path, number: signal.Signals) -> None:
    serving.send_signal(number)
    assert serving.wait(PATIENCE) == 0
    assert (tmp_path / "server.stopped").exists() and (tmp_path / "chores.stopped").exists()


@pytest.mark.parametrize("serving", [STUBBORN], indirect=True)
@pytest.mark.parametrize("killed", [True, False])
def test_nothing_that_a_server_started_is_left(serving: subprocess.Popen[bytes], tmp_path: Path, killed: bool) -> None:
    """Whether its first process was killed or does not end."""
    if killed:
        os.kill(int((tmp_path / "pid").read_text()), signal.SIGKILL)
    else:
        serving.terminate()
    assert serving.wait(PATIENCE) == (signal.SIGKILL if killed else 0)
    wait(lambda: is_free(tmp_path / "lock"))


def is_free(path: Path) -> bool:
    with path.open("r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
