"""Where the bars of a chart stand: it is drawn on the server, as SVG (``components/charts.html``)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

# In units of the drawing, which are pixels where there is room: a phone's column is as wide.
WIDTH, LABELS, NUMBERS = 360, 100, 50
BAR, GAP, HEAD = 16, 12, 28


class Bar(NamedTuple):
    """A bar: its top, how long it is, the number at its end."""

    top: int
    length: int
    number: int


class Bars(NamedTuple):
    """The bars of one label, one below the other."""

    label: str
    bars: list[Bar]


class BarChart(NamedTuple):
    """Bars across, a group a label; ``names`` tell the bars of a group apart."""

    names: Sequence[str]
    groups: list[Bars]
    height: int


def bar_chart(names: Sequence[str], rows: Sequence[tuple[str, Sequence[int]]]) -> BarChart:
    """A chart of rows of numbers, each with its label; the longest bar takes the room that labels and numbers leave."""
    most = max([number for _, numbers in rows for number in numbers], default=0) or 1
    room, groups, top = WIDTH - LABELS - NUMBERS, [], HEAD
    for label, numbers in rows:
        bars = [Bar(top + BAR * at, _length(number, most, room), number) for at, number in enumerate(numbers)]
        groups.append(Bars(label, bars))
        top += BAR * len(numbers) + GAP
    return BarChart(names, groups, top)


def _length(number: int, most: int, room: int) -> int:
    """A number that is not nothing can be seen."""
    return max(number * room // most, min(number, 2))
