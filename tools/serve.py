"""Run a server, whose command line is given, and the chores beside it: when one of the two ends, so does the other."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Collection
from contextlib import suppress
from types import FrameType

CHORES = [sys.executable, "-m", "flask", "--app", "wsgi", "chores", "run"]
STOP_SECONDS = 30  # a server ends its requests, the chores the one at hand


class StoppedError(Exception):
    """Somebody wants both to stop."""


def main(server: list[str], chores: list[str]) -> int:
    """Serve until a signal comes or one of the two ends; returns the exit code."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    children: dict[int, subprocess.Popen[bytes]] = {}
    try:
        for command in (server, chores):
            child = subprocess.Popen(command, process_group=0)
            children[child.pid] = child
        ended, status = os.wait()
        children[ended].returncode = os.waitstatus_to_exitcode(status)  # else it would be waited for once more
        print(f"==> {' '.join(children[ended].args[:3])} … has ended, so the rest stops too", flush=True)
        return abs(children[ended].returncode) or 1
    except StoppedError:
        return 0
    finally:
        _end(children.values())


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise StoppedError


def _end(children: Collection[subprocess.Popen[bytes]]) -> None:
    """Ask the processes to end, and make them when they do not, with all that they started and left behind.

    Each is the first of a group, so that a worker of a server that was killed holds its port no longer. A second signal
    changes nothing.
    """
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    for child in children:
        child.terminate()
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.wait(STOP_SECONDS)
        with suppress(ProcessLookupError):  # nothing is left
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], CHORES))
