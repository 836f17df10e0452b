"""Workers watch each other: one that stands still is killed, and the server puts a new one in its place.

A frozen process (stopped, or a thread that never gives the interpreter back) goes on taking its share of the new
connections and answers none. Every worker touches a file of its own in the instance folder and looks at the files of
its siblings; who finds one unchanged at PATIENCE of its own looks in a row kills that process. Looks are counted, not
seconds: after a pause of the whole machine, or a jump of its clock, nobody is found late.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from contextlib import suppress
from multiprocessing import current_process
from pathlib import Path

FOLDER = "workers"  # in the instance folder
INTERVAL = 1.0  # seconds
PATIENCE = 15  # looks
WORKER = "granian-worker"  # granian's name for its processes
log = logging.getLogger(__name__)


class Heartbeat:
    """One worker's beat, and what it has seen of its siblings': processes of the same parent with the same folder."""

    def __init__(self, instance: Path, patience: int = PATIENCE) -> None:
        self.folder = instance / FOLDER
        self.patience = patience
        self.parent = os.getppid()
        _, started = origin(os.getpid())
        # A process id alone may be given to another process later; with the time of its start it is never the same.
        self.own = self.folder / f"{os.getpid()}-{started}"
        self._seen: dict[str, tuple[int, int]] = {}  # the last beat of each sibling, and how many looks found it again

    def beat_for_ever(self) -> None:
        """What the thread does until the process ends."""
        while True:
            self.beat()
            time.sleep(INTERVAL)

    def beat(self) -> None:
        """Touch the own file, look at the others, and kill who has stood still for too long."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.own.touch()
            beats = {path.name: path.stat().st_mtime_ns for path in self.folder.iterdir() if path != self.own}
        except OSError:  # where nobody can write, nobody is late
            self._seen.clear()
            return
        self._seen = {name: self._look(name, at) for name, at in beats.items()}
        for name in [name for name, (_, looks) in self._seen.items() if looks >= self.patience]:
            del self._seen[name]
            if is_gone(name):
                with suppress(OSError):
                    (self.folder / name).unlink()
            elif kill(name, self.parent):
                log.error("worker %s stood still for %.0f s and was killed", name, self.patience * INTERVAL)

    def _look(self, name: str, at: int) -> tuple[int, int]:
        last, looks = self._seen.get(name, (0, 0))
        return (at, looks + 1 if at == last else 0)


def is_gone(name: str) -> bool:
    """Whether the process of a file's name has ended."""
    try:
        pid, started = map(int, name.split("-"))
        return origin(pid)[1] != started
    except (ValueError, OSError):
        return True


def kill(name: str, parent: int) -> bool:
    """Kill the process of a file's name; False when it has ended, or is no child of this parent."""
    pid, started = map(int, name.split("-"))
    try:
        handle = os.pidfd_open(pid)  # while this is held the number cannot become another process's
    except OSError:
        return False
    try:
        ours = origin(pid) == (parent, started)
        if ours:
            signal.pidfd_send_signal(handle, signal.SIGKILL)
        return ours
    except OSError:
        return False
    finally:
        os.close(handle)


def origin(pid: int) -> tuple[int, int]:
    """A process's parent, and its start in clock ticks since boot; raises OSError when there is no such process."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()  # proc(5): from field 3 on
    return int(fields[1]), int(fields[19])


def start(instance: Path) -> bool:
    """Begin, where this process is a worker of granian's on Linux; whether it is."""
    if current_process().name != WORKER or not hasattr(os, "pidfd_open"):
        return False
    threading.Thread(target=Heartbeat(instance).beat_for_ever, name="heartbeat", daemon=True).start()
    return True
