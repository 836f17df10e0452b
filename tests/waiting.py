"""Waiting for something to happen: it ends by what is waited for, however slow the machine is.

Nothing here says how fast anything has to be; the bench measures that. PATIENCE only turns waiting for ever into a
failure that names what did not happen.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

PATIENCE = 120.0  # seconds


def wait(condition: Callable[[], object]) -> None:
    """Ask until the condition holds."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, f"still not so after {PATIENCE:.0f} s"
        time.sleep(0.02)


def wait_for(event: threading.Event) -> None:
    """Wait until another thread sets the event."""
    assert event.wait(PATIENCE), f"not set after {PATIENCE:.0f} s"


def finish(*threads: threading.Thread) -> None:
    """Wait until the threads have ended."""
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive(), f"{thread.name} has not ended after {PATIENCE:.0f} s"


def together(count: int, work: Callable[[], object]) -> None:
    """Do the same in several threads that begin at one moment; raises what the first failing one raised."""
    start, failures = threading.Barrier(count), []

    def run() -> None:
        try:
            start.wait(PATIENCE)
            work()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run, daemon=True) for _ in range(count)]
    for thread in threads:
        thread.start()
    finish(*threads)
    if failures:
        raise failures[0]


def comes_back(call: Callable[[], Any]) -> Any:
    """What a call returns, or the exception it raises; never to return is a failure."""
    results: list[Any] = []

    def run() -> None:
        try:
            results.append(call())
        except Exception as error:
            results.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    finish(thread)
    return results[0]
