"""Load: requests a second of a server, and the comparison of several in turn, so that drift of the machine cancels."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from tools.bench.client import drive
from tools.bench.servers import fetch

SCRIPT = Path(__file__).with_name("cycle.lua")
CONNECTIONS = 64  # so many that the server is never idle: with 8 the load generator is what is measured
MOST_LINES = 30_000  # read for one shot: more searches than any server answers in it
BASE_EVERY = 4
BROWSER = {"Accept-Encoding": "gzip, deflate"}
FRAGMENT = {**BROWSER, "HX-Request": "true"}
WRK = shutil.which("wrk")


@dataclass
class Page:
    """What is asked of a server: paths in turn; with ``once`` no path is ever asked for twice."""

    name: str
    port: int
    file: Path
    paths: int
    headers: dict[str, str] = field(default_factory=lambda: dict(BROWSER))
    once: bool = False
    connections: int = CONNECTIONS
    asked: int = 0

    def took(self, requests: int) -> None:
        """Move on; what was under way when the time was over counts as asked."""
        self.asked += requests + self.connections
        if self.once and self.asked > self.paths:
            raise RuntimeError(f"{self.name}: {self.paths} different paths were not enough")
        if not self.once:
            self.asked %= self.paths


@dataclass
class Series:
    """Requests a second of one page in each round, and of the base beside it."""

    rates: list[float] = field(default_factory=list)
    bases: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Median of the rounds."""
        return median(self.rates)

    @property
    def ratio(self) -> float:
        """Median of the rounds' ratios to the base."""
        return ratio(self.rates, self.bases)


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Median of the ratios of two series that were measured side by side."""
    return median(mine / other for mine, other in zip(ours, theirs, strict=True))


def write_paths(folder: Path, name: str, paths: Sequence[str]) -> tuple[Path, int]:
    """Keep paths in a file, one a line; returns it and their number."""
    file = folder / f"{name}.paths"
    file.write_text("\n".join(paths) + "\n", "utf-8")
    return file, len(paths)


def page(folder: Path, name: str, port: int, paths: Sequence[str], **more: object) -> Page:
    """A page whose paths are kept in a file of its name."""
    return Page(name, port, *write_paths(folder, name, paths), **more)  # type: ignore[arg-type]


def warm(what: Page) -> None:
    """Ask for each path twice; raises RuntimeError for any answer but 200: a redirect would look like speed."""
    for path in what.file.read_text("utf-8").split() * 2:
        status = fetch(what.port, path, **what.headers).status
        if status != 200:
            raise RuntimeError(f"{what.name}: {path} answers {status}")


def shoot(what: Page, seconds: int) -> float:
    """Requests a second over some seconds; raises RuntimeError when an answer is an error."""
    if WRK:
        done, took, wrong = _wrk(what, seconds)
    else:
        lines = what.file.read_text("utf-8").split()
        done, took, wrong = drive(what.port, lines, what.asked, seconds, what.connections, what.headers)
    if wrong or not done:
        raise RuntimeError(f"{what.name}: {wrong} of {done} answers are errors")
    what.took(done)
    return done / took


def _wrk(what: Page, seconds: int) -> tuple[int, float, int]:
    headers = [part for name, value in what.headers.items() for part in ("-H", f"{name}: {value}")]
    command = [
        str(WRK),
        "-t1",
        f"-c{what.connections}",
        f"-d{seconds}s",
        "--timeout",
        "5s",
        "-s",
        str(SCRIPT),
        *headers,
    ]
    command += [f"http://127.0.0.1:{what.port}", "--", str(what.file), str(what.asked), str(MOST_LINES)]
    result = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + 30)
    return read_wrk(result.stdout)


def read_wrk(output: str) -> tuple[int, float, int]:
    """Answers, seconds and errors from what our script makes wrk print."""
    found = re.search(r"^BENCH (\d+) (\d+) (\d+) (\d+)$", output, re.M)
    if not found:
        raise RuntimeError(f"wrk said: {output}")
    done, microseconds, wrong, failed = map(int, found.groups())
    return done, microseconds / 1e6, wrong + failed


def in_turn(pages: Sequence[Page], rounds: int, seconds: int) -> dict[str, list[float]]:
    """Requests a second of each page in each round; every second round goes backwards."""
    rates: dict[str, list[float]] = {what.name: [] for what in pages}
    shoot(pages[0], seconds)
    for number in range(rounds):
        for what in pages if number % 2 == 0 else reversed(pages):
            rates[what.name].append(shoot(what, seconds))
    return rates


def compare(base: Page, pages: Sequence[Page], rounds: int, seconds: int) -> dict[str, Series]:
    """Measure the pages in turn as above, with the base before, between and after them."""
    series = {what.name: Series() for what in pages}
    shoot(base, seconds)
    for number in range(rounds):
        order = list(pages) if number % 2 == 0 else list(reversed(pages))
        before = shoot(base, seconds)
        for start in range(0, len(order), BASE_EVERY):
            rates = {what.name: shoot(what, seconds) for what in order[start : start + BASE_EVERY]}
            after = shoot(base, seconds)
            for name, rate in rates.items():
                series[name].rates.append(rate)
                series[name].bases.append((before + after) / 2)
            before = after
    return series
