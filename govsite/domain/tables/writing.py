"""Cells of values: the way back of the parsers of columns, so that what is stored can be read in again as it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from govsite.domain.tables.columns import Choice, Column, ListOf, Records


def cell_of(column: Column, value: Any, choices: Sequence[str] = ()) -> str:
    """The text that a column reads as a value, "" for None; ``choices`` are the words that its note offers.

    Each item of a list has a line of its own, where the column is read with its line breaks.
    """
    if value is None:
        return ""
    if column.write:
        return column.write(value)
    between = "\n" if column.lines else ";"
    if isinstance(column.parse, ListOf):
        return between.join(_word(column.parse.parse, each, choices) for each in value)
    if isinstance(column.parse, Records):
        return between.join(_record(column.parse.names, each) for each in value)
    return _word(column.parse, value, choices)


def _record(names: Sequence[str], record: dict[str, Any]) -> str:
    cells = [str("" if record.get(name) is None else record[name]) for name in names]
    while cells and not cells[-1]:
        cells.pop()
    return "|".join(cells)


def _word(parse: Callable[[str], Any], value: Any, choices: Sequence[str] = ()) -> str:
    """The word for a value, in Chinese where there is one; of what no word stands for, the value itself."""
    offered = choices or (parse.words if isinstance(parse, Choice) else ())
    words = [word for word in offered if parse(word) == value]
    if words:
        return next((word for word in words if not word.isascii()), words[0])
    return value.isoformat() if isinstance(value, date) else str(value)
