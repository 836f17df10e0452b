"""How the offices perform (效能监督): made of the counters by month alone, however many cases there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from govsite.domain.cases import figures
from govsite.domain.tickets.statements import MONTHS, NO_DEPARTMENT, month_name, share
from govsite.domain.tickets.tallies import month_of
from govsite.models.tally import MonthTally
from govsite.sites.site import Site

SLOWEST, LEAST_DECIDED = 10, 5  # items shown; of fewer decisions a mean says little
COUNTED = ("granted", "denied", "refused", "supplements", "yellow", "red")
HEAD = ("", "收件", "办结", "按时", "平均用时（工作日）", "准予", "不予许可", "不予受理", "补正", "黄牌", "红牌")


@dataclass
class Performance:
    """The figures of some cases."""

    label: str = ""
    numbers: Counter[str] = field(default_factory=Counter)

    def of(self, name: str) -> int:
        """``received``, ``decided`` and what else is counted, by the end of its measure."""
        return self.numbers[figures.PREFIX + name]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not any(self.numbers.values())

    @property
    def on_time_share(self) -> str:
        """The share of decisions that came in time; "" where there is none."""
        return share(self.of("on_time"), self.of("decided"))

    @property
    def mean(self) -> str:
        """Working days that a decision took, on average; "" where there is none."""
        worked, decided = self.of("worked"), self.of("decided")
        return f"{worked / decided:.1f}".removesuffix(".0") if decided > 0 else ""

    def cells(self) -> tuple[str, ...]:
        """A row of the table of a spreadsheet, under HEAD."""
        first = (str(self.of("received")), str(self.of("decided")), self.on_time_share, self.mean)
        return (self.label, *first, *(str(self.of(name)) for name in COUNTED))


@dataclass(frozen=True)
class Statement:
    """All figures together, by month (newest first), by department and area (busiest first), and the slowest items."""

    total: Performance
    months: list[Performance]
    departments: list[Performance]
    areas: list[Performance]
    slowest: list[Performance]


def statement_of(session: Session, site: Site, today: date) -> Statement:
    """The figures of the last twelve months of a site with those below it, this month included; departments and items
    are named by their keys.
    """
    last = month_of(today)
    first = date(*_first(last - MONTHS + 1))
    rows = _rows(session, [site.code], first)
    by_department = [row for row in rows if not row.item_code]
    months = _grouped(by_department, lambda row: month_of(row.month))
    items = _grouped((row for row in rows if row.item_code), lambda row: row.item_code)
    areas = _areas(session, site, first) if site.children else []
    return Statement(
        Performance(site.name, _sum(by_department)),
        [months.get(number) or Performance(month_name(number)) for number in range(last, last - MONTHS, -1)],
        _busiest_first(_grouped(by_department, lambda row: row.department or NO_DEPARTMENT).values()),
        _busiest_first(areas),
        _slowest(items.values()),
    )


def named(rows: Iterable[Performance], name_of: Callable[[str], str]) -> list[Performance]:
    """The same with names in the place of keys."""
    return [Performance(name_of(row.label) or row.label, row.numbers) for row in rows]


def _first(number: int) -> tuple[int, int, int]:
    year, month = divmod(number, 12)
    return year, month + 1, 1


def _rows(session: Session, codes: Collection[str], first: date) -> list[Row[Any]]:
    columns = (MonthTally.month, MonthTally.site_code, MonthTally.department, MonthTally.item_code)
    found = select(*columns, MonthTally.measure, MonthTally.number).where(
        MonthTally.month >= first,
        MonthTally.site_code.in_(codes),
        MonthTally.measure.startswith(figures.PREFIX, autoescape=True),
    )
    return list(session.execute(found))


def _sum(rows: Iterable[Row[Any]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for row in rows:
        found[row.measure] += row.number
    return found


def _grouped(rows: Iterable[Row[Any]], key_of: Callable[[Row[Any]], Any]) -> dict[Any, Performance]:
    groups: dict[Any, Performance] = {}
    for row in rows:
        key = key_of(row)
        label = month_name(key) if isinstance(key, int) else key
        groups.setdefault(key, Performance(label)).numbers[row.measure] += row.number
    return groups


def _areas(session: Session, site: Site, first: date) -> Iterator[Performance]:
    """What is directly below a site, and the site without it."""
    names = {child.code: child.name for child in site.children}
    rows = [row for row in _rows(session, [site.code, *names], first) if not row.item_code]
    groups = _grouped(rows, lambda row: row.site_code)
    own = groups.pop(site.code, Performance()).numbers
    for group in groups.values():
        own.subtract(group.numbers)
    yield Performance(f"{site.name}本级", own)
    yield from (Performance(names[code], group.numbers) for code, group in groups.items())


def _busiest_first(found: Iterable[Performance]) -> list[Performance]:
    known = (each for each in found if not each.empty)
    return sorted(known, key=lambda each: (-each.of("received"), -each.of("decided"), each.label))


def _slowest(items: Iterable[Performance]) -> list[Performance]:
    known = [each for each in items if each.of("decided") >= LEAST_DECIDED]
    return sorted(known, key=lambda each: (-each.of("worked") / each.of("decided"), each.label))[:SLOWEST]
