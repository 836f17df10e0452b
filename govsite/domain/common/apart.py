"""Work on what strangers have sent, in a process of its own: with little memory and time, no secret and no database.

A module that is run so holds itself to its limits before it reads anything. Starting it costs a quarter of a second,
never a fork of this process, whose threads may hold locks just then.
"""

from __future__ import annotations

import os
import subprocess
import sys


def run_apart(module: str, *words: str, content: bytes, seconds: float) -> subprocess.CompletedProcess[bytes]:
    """Run a module with a content as its input; raises SubprocessError when it takes longer, OSError."""
    return subprocess.run(  # noqa: S603 - nothing of it comes from outside
        [sys.executable, "-m", module, *words],
        input=content,
        capture_output=True,
        timeout=seconds,
        env={"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"},  # none of the portal's secrets
        check=False,
    )


def hold_to(memory: int, seconds: int) -> None:
    """Hold this process to so many bytes of addresses and seconds of a processor; Windows has no such limits."""
    try:
        import resource
    except ImportError:
        return
    for what, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(what, (most, most))


def last_line(text: bytes) -> str:
    """The end of what a process has written about its failure."""
    return text.decode("utf-8", "replace").strip().rpartition("\n")[2][:200]
