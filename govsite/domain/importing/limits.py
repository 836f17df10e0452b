"""Cells of limits (时限): a number whose unit stands behind it, or in a column of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govsite.characters import narrow
from govsite.domain.catalogue.limits import AT_ONCE
from govsite.domain.importing.importer import Finding
from govsite.domain.tables.columns import Choice, choice
from govsite.domain.tables.parsing import Record
from govsite.models.item import MONTHS, NATURAL_DAYS, UNITS, WORKING_DAYS

MOST_DAYS = 3650
WORDS = (
    {"个工作日": WORKING_DAYS, "工作日": WORKING_DAYS}
    | dict.fromkeys(("日", "天", "自然日", "个自然日", "日历日", "个日历日"), NATURAL_DAYS)
    | dict.fromkeys(("月", "个月"), MONTHS)
)
unit: Choice = choice({unit: unit for unit in UNITS}, WORDS)
_CELL = re.compile(r"(?P<number>[0-9]{1,4})\s*(?P<unit>\D*)")


class Days(int):
    """A number with the ``unit`` that its cell names, "" for none."""

    unit: str = ""


def days(cell: str) -> Days:
    """The number of a limit, ``20``, ``60日`` or ``3个月``."""
    found = _CELL.fullmatch("0" if cell == AT_ONCE else narrow(cell))
    if not found or int(found["number"]) > MOST_DAYS or (found["unit"] and found["unit"] not in WORDS):
        raise ValueError(f"应为 0 到 {MOST_DAYS} 的整数，后面可以写单位：工作日、日、月")
    made = Days(found["number"])
    made.unit = WORDS.get(found["unit"], "")
    return made


def settle(record: Record, name: str, default: str) -> None:
    """The unit of a limit from its own column, else from the cell of the number; where neither has one, the default.

    Two that differ are left as they are, to be told.
    """
    number, unit_name = record[name], _unit_of(name)
    in_cell = number.unit if isinstance(number, Days) else ""
    record[unit_name] = record[unit_name] or in_cell or default
    if number is not None and in_cell in ("", record[unit_name]):
        record[name] = int(number)


def check(record: Record, name: str) -> Iterator[Finding]:
    """Whether cell and column name the same unit."""
    if isinstance(record[name], Days):
        yield name, f"这里写的单位是“{record[name].unit}”，单位一列写的是“{record[_unit_of(name)]}”，请写成一样的"


def _unit_of(name: str) -> str:
    return name.replace("_days", "_unit")
