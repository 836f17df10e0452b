"""``make run``: the server and the chores begin and end together."""

from __future__ import annotations

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
CODE = "import sys; from tools.serve import main; sys.exit(main({}, {}))"


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    server, chores = ([sys.executable, "-c", CHILD, name, str(tmp_path)] for name in ("server", "chores"))
    with subprocess.Popen([sys.executable, "-c", CODE.format(server, chores)], cwd=PROJECT) as running:
        wait(lambda: (tmp_path / "server.runs").exists() and (tmp_path / "chores.runs").exists())
        yield running
        for name in ("server", "chores"):
            (tmp_path / f"{name}.end").touch()


@pytest.mark.parametrize(("ends", "stopped"), [("server", "chores"), ("chores", "server")])
def test_when_one_ends_so_does_the_other(
    serving: subprocess.Popen[bytes], tmp_path: Path, ends: str, stopped: str
) -> None:
    (tmp_path / f"{ends}.end").touch()
    assert serving.wait(PATIENCE) == 3
    assert (tmp_path / f"{stopped}.stopped").exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_both(serving: subprocess.Popen[bytes], tmp_path: Path, number: signal.Signals) -> None:
    serving.send_signal(number)
    assert serving.wait(PATIENCE) == 0
    assert (tmp_path / "server.stopped").exists() and (tmp_path / "chores.stopped").exists()
