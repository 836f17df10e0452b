"""The forms of demo/forms.txt: what stands in each, read line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

NOTHING = "-"  # a value that the sample leaves blank too: what the office fills in
BOX, TICKED = "□", "☑"


@dataclass(frozen=True, slots=True)
class Line:
    """A line: ``kind`` is its sign, ``cells`` are its parts, of pairs label and value after each other."""

    kind: str
    cells: Sequence[str]


@dataclass(slots=True)
class Described:
    """A form: its files are called ``stem`` with -blank and -sample behind it."""

    stem: str
    title: str
    lines: list[Line] = field(default_factory=list)


def read_forms(path: Path) -> list[Described]:
    """All forms of a file."""
    found: list[Described] = []
    for text in path.read_text("utf-8").splitlines():
        if not text.strip() or text.startswith("//"):
            continue
        if text.startswith("= "):
            stem, _, title = text[2:].partition(" ")
            found.append(Described(stem, title))
        else:
            found[-1].lines.append(_line(text))
    return found


def _line(text: str) -> Line:
    if text[0] in "#>@*":
        return Line(text[0], [text[1:].strip()])
    if text[0] == "[":
        return Line("[", [part.strip() for part in text.strip("[]").split(";")])
    return Line("|", [*_pairs(text)])


def _pairs(text: str) -> Iterator[str]:
    for pair in text.split(" | "):
        label, _, value = pair.partition(":")
        yield label.strip()
        yield value.strip()


def in_blank(value: str) -> str:
    """What a blank form has in the place of a value: the boxes to tick, else nothing."""
    return value.replace(TICKED, BOX) if BOX in value or TICKED in value else ""
