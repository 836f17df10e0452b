"""``python -m tools.chaos [--only TEXT] [--database KIND] [--requests N]``: one line a fault, some ten minutes.

A line says the database, the fault, the requests from its beginning on, how many of them got no page (and how many of
these were for pages in memory), what /healthz says while the fault lasts (0 for nothing), and the seconds from the end
of the fault to the last error; "never" after a minute.
"""

from __future__ import annotations

import argparse
import resource
import time
from pathlib import Path

from tools.bench.databases import Backend, backend
from tools.bench.servers import ROOT
from tools.chaos.faults import FAULTS, LONGEST, Fault
from tools.chaos.ground import ground
from tools.chaos.memory import REQUESTS, growth
from tools.chaos.visitors import Visitors, get

KINDS = ("sqlite", "postgresql")
LINE = "{:<11}{:<31}{:>9}{:>8}{:>9}{:>8}{:>11}"
MEMORY = "memory"


def arguments() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m tools.chaos", description=__doc__)
    parser.add_argument("--only", default="", help="faults whose name has this in it")
    parser.add_argument("--database", choices=KINDS, action="append", help="one kind of database only")
    parser.add_argument("--requests", type=int, default=REQUESTS, help=f"for {MEMORY!r}; default {REQUESTS}")
    parser.add_argument("--work", type=Path, default=ROOT / ".cache" / "bench", help="where databases are kept")
    return parser.parse_args()


def suffer(where: Backend, fault: Fault) -> None:
    """Let one fault happen to a portal of its own, and print its line."""
    with ground(where) as here, Visitors(here.portal, here.server.port) as visitors:
        time.sleep(2)
        start = time.monotonic()
        with fault.make(here):
            health = get(here.server.port, "/healthz")
            mended = time.monotonic()
        seconds = visitors.settle(mended, LONGEST)
        visits = [visit for visit in visitors.visits if visit.end >= start]
        failed = [visit for visit in visits if visit.failed]
    kept = sum(visit.kept for visit in failed)
    took = "never" if seconds is None else f"{seconds:.1f}"
    print(LINE.format(where.kind, fault.name, len(visits), len(failed), kept, health, took), flush=True)


def main() -> None:
    """Every fault that was asked for, on both databases."""
    asked = arguments()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    asked.work.mkdir(parents=True, exist_ok=True)
    print(LINE.format("database", "fault", "requests", "errors", "of kept", "health", "recovered"))
    for kind in asked.database or KINDS:
        with backend(kind, asked.work.resolve()) as where:
            for fault in FAULTS:
                if kind in fault.kinds and asked.only in fault.name:
                    suffer(where, fault)
            if asked.only in MEMORY:
                with ground(where) as here:
                    before, after = growth(here.server, asked.requests)
                print(f"{where.kind:<11}{MEMORY}: {asked.requests:,} requests, {before:.0f} to {after:.0f} MB a worker")


if __name__ == "__main__":
    main()
