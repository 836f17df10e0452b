"""``python -m tools.bench [--quick] [--only NAME ...] [--database KIND]``: one line a figure: name ratio value."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tools.bench.accounts import measure_accounts
from tools.bench.case_desk import measure_case_desk
from tools.bench.cases import measure_cases
from tools.bench.databases import backend, portals
from tools.bench.desk import measure_desk
from tools.bench.edits import measure_edits
from tools.bench.figures import Sheet, machine
from tools.bench.intake import measure_intake
from tools.bench.letters import measure_letters
from tools.bench.load import WRK
from tools.bench.moving import measure_moving
from tools.bench.pages import measure_pages, measure_search
from tools.bench.publishing import measure_publishing
from tools.bench.quality import measure_quality
from tools.bench.scale import measure_scale
from tools.bench.servers import ROOT, cores, pin
from tools.bench.setting import Setting
from tools.bench.sizes import measure_sizes
from tools.bench.workers import measure_first_touch, measure_memory, measure_startup

KINDS = ("sqlite", "postgresql")
Measure = Callable[[Setting], None]
MEASURES: dict[str, Measure] = {
    "pages": measure_pages,
    "search": measure_search,
    "scale": measure_scale,
    "edits": measure_edits,
    "moving": measure_moving,
    "publish": measure_publishing,
    "letters": measure_letters,
    "accounts": measure_accounts,
    "desk": measure_desk,
    "case_desk": measure_case_desk,
    "intake": measure_intake,
    "cases": measure_cases,
    "memory": measure_memory,
    "startup": measure_startup,
    "touch": measure_first_touch,
    "sizes": measure_sizes,
    "quality": measure_quality,
}
ONCE = ("sizes", "quality")  # the same on either database
ROUNDS = {"sqlite": 5, "postgresql": 3}
QUICK_ROUNDS = {"sqlite": 1, "postgresql": 1}
LATE = 560.0  # seconds after which the rest is measured in short: a run stays below 12 minutes
BUSY = 0.5  # load a core, before anything is started
QUICK_LEFT_OUT = {"postgresql": ("pages", "scale", "startup", "touch", "memory")}


def _folder(text: str) -> Path:
    """A folder by its whole name: the servers measured run elsewhere."""
    return Path(text).resolve()


def arguments() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds, less on PostgreSQL; under 3 minutes")
    parser.add_argument(
        "--only", nargs="+", choices=MEASURES, default=list(MEASURES), metavar="NAME", help=", ".join(MEASURES)
    )
    parser.add_argument("--database", choices=KINDS, action="append", help="one kind of database only")
    parser.add_argument("--output", type=Path, default=ROOT / "bench.json")
    parser.add_argument("--work", type=_folder, default=ROOT / ".cache" / "bench", help="databases kept between runs")
    return parser.parse_args()


def say(text: str) -> None:
    """Progress, which is not a figure."""
    print(f"==> {text}", file=sys.stderr, flush=True)


def run(options: argparse.Namespace, kind: str, sheet: Sheet, core: set[int]) -> str:
    """All measurements on one kind of database; returns its version. What fails is noted, the rest goes on."""
    rounds = (QUICK_ROUNDS if options.quick else ROUNDS)[kind]
    with backend(kind, options.work) as where:
        few, many = portals(where, options.work, say)
        setting = Setting(options.work, sheet, where, few, many, core, rounds, 1, options.quick)
        for name in options.only:
            if name in ONCE and kind != (options.database or KINDS)[0]:
                continue
            if options.quick and name in QUICK_LEFT_OUT.get(kind, ()):
                continue
            start = time.monotonic()
            if start - options.begun > LATE and not setting.quick:
                sheet.note(f"{kind}: from {name} on one round each, the machine is slow")
                setting.quick, setting.rounds = True, 1
            try:
                MEASURES[name](setting)
            except Exception as error:  # one broken page must not hide all other figures
                sheet.note(f"{kind}: {name} was not measured: {type(error).__name__}: {error}")
            say(f"{kind}: {name} took {time.monotonic() - start:.0f} s")
        return where.version


def main() -> int:
    """Measure, print, write; the exit code tells whether everything could be measured, not whether it is fast."""
    options = arguments()
    options.work.mkdir(parents=True, exist_ok=True)
    (options.work / "server.log").write_text("")
    options.begun = time.monotonic()
    about = machine(f"wrk ({WRK})" if WRK else "built-in client")
    servers_core, own_core = cores()
    pin(os.getpid(), own_core)
    sheet = Sheet(partial(print, flush=True))
    if about["load_average_before"] > BUSY * about["cores"]:
        busy = f"load average {about['load_average_before']} before the start"
        sheet.note(f"{busy}: other programs were running, the figures are doubtful")
    for kind in options.database or KINDS:
        try:
            about[kind] = run(options, kind, sheet, servers_core)
        except Exception as error:  # no server, no database: the other kind is measured all the same
            sheet.note(f"{kind} was not measured: {type(error).__name__}: {error}")
    about["quick"], about["seconds"] = options.quick, round(time.monotonic() - options.begun)
    sheet.write(options.output, about)
    short = sheet.short()
    say(f"{len(sheet.figures)} figures in {about['seconds']} s, {len(short)} short of their target; {options.output}")
    return 1 if any("not measured" in note for note in sheet.notes) else 0


if __name__ == "__main__":
    sys.exit(main())
