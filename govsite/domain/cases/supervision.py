"""How the offices perform (效能监督): made of the counters by month alone, however many cases there are.

The database adds them up. Of fewer than LEAST cases nothing is told but that there are some: they could be traced to
somebody. Where subtraction from the total would tell all the same, the smallest other row is held back as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from govsite.domain.cases import figures
from govsite.domain.tickets.ratings import RATINGS, good_share
from govsite.domain.tickets.statements import MONTHS, NO_DEPARTMENT, month_name, share
from govsite.domain.tickets.tallies import month_of
from govsite.models.tally import MonthTally
from govsite.sites.site import Site

LEAST = 3  # cases
NOT_TOLD = "不单列"
SLOWEST, LEAST_DECIDED = 10, 5  # items shown; of fewer decisions a mean says little
COUNTED = ("granted", "denied", "refused", "supplements", "yellow", "red")
HEAD = (
    *("", "收件", "办结或答复", "按时", "用时（工作日，来信为中位数）", "满意"),
    *("准予", "不予许可", "不予受理", "补正", "黄牌", "红牌"),
)
# The counters of offices; those of items have no office. Each part is read along the key of the table.
OFFICES: tuple[ColumnElement[bool], ...] = (
    and_(MonthTally.department > "", MonthTally.item_code == ""),
    and_(MonthTally.department == "", MonthTally.item_code == ""),
)


@dataclass
class Performance:
    """The figures of some cases."""

    label: str = ""
    numbers: Counter[str] = field(default_factory=Counter)
    held: bool = False

    def of(self, name: str) -> int:
        """``received``, ``decided`` and what else is counted, by the end of its measure."""
        return self.numbers[figures.PREFIX + name]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not any(self.numbers.values())

    @property
    def few(self) -> bool:
        """Whether no more is told of them than that there are some: too few, or held back for others that are."""
        return self.held or 0 < self.most < LEAST or (not self.most and not self.empty)

    @property
    def most(self) -> int:
        """As how many cases they are seen: those that came or those that were decided."""
        return max(self.of("received"), self.of("decided"))

    @property
    def on_time_share(self) -> str:
        """The share of decisions that came in time; "" where there are too few."""
        return share(self.of("on_time"), self.of("decided")) if self.of("decided") >= LEAST else ""

    @property
    def mean(self) -> str:
        """Working days that a decision took, on average; "" where there are too few."""
        worked, decided = self.of("worked"), self.of("decided")
        return f"{worked / decided:.1f}".removesuffix(".0") if decided >= LEAST else ""

    @property
    def ratings(self) -> dict[int, int]:
        """How many rated it how."""
        return {rating: self.numbers[f"{figures.RATED}{rating}"] for rating in RATINGS}

    @property
    def rated(self) -> int:
        """How many rated it."""
        return sum(self.ratings.values())

    @property
    def good_share(self) -> str:
        """The share of the ratings that are not bad; "" where there are too few."""
        return good_share(self.ratings) if self.rated >= LEAST else ""

    def cells(self) -> tuple[str, ...]:
        """A row of the table of a spreadsheet, under HEAD; of too few cases the label alone."""
        if self.few:
            return (self.label, NOT_TOLD)
        first = (str(self.of("received")), str(self.of("decided")), self.on_time_share, self.mean, self.good_share)
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
    of = _Counters(session, [_first_day(number) for number in range(last - MONTHS + 1, last + 1)])
    found = {month_of(day): numbers for day, numbers in of.offices([site.code], MonthTally.month).items()}
    months = [Performance(month_name(n), found.get(n, Counter())) for n in range(last, last - MONTHS, -1)]
    offices = of.offices([site.code], MonthTally.department)
    departments = [Performance(key or NO_DEPARTMENT, numbers) for key, numbers in offices.items()]
    total = Performance(site.name, sum((each.numbers for each in months), Counter()))
    _hold_back(months)
    return Statement(total, months, _busiest_first(departments), _areas(of, site), of.slowest(site.code))


def named(rows: Iterable[Performance], name_of: Callable[[str], str]) -> list[Performance]:
    """The same with names in the place of keys."""
    return [Performance(name_of(row.label) or row.label, row.numbers) for row in rows]


def last_month(session: Session, site: Site, today: date) -> Performance:
    """The figures of the month before this one of a site with those below it."""
    number = month_of(today) - 1
    found = _Counters(session, [_first_day(number)]).offices([site.code], MonthTally.month)
    return Performance(month_name(number), sum(found.values(), Counter()))


@dataclass(frozen=True)
class _Counters:
    """The counters of some months, by their first days."""

    session: Session
    months: list[date]

    def offices(self, codes: list[str], by: InstrumentedAttribute[Any]) -> dict[Any, Counter[str]]:
        """What was counted at some sites, ``by`` a column."""
        return self._counted(codes, by, *OFFICES)

    def slowest(self, code: str) -> list[Performance]:
        """The items whose decisions took longest at a site, where enough were decided."""
        worked, decided = _sum_of(figures.WORKED), _sum_of(figures.DECIDED)
        found = select(MonthTally.item_code).where(*self._where([code]), MonthTally.department == "")
        found = found.where(MonthTally.item_code > "", MonthTally.measure.in_((figures.WORKED, figures.DECIDED)))
        found = found.group_by(MonthTally.item_code).having(decided >= LEAST_DECIDED)
        found = found.order_by((worked * 1.0 / decided).desc(), MonthTally.item_code).limit(SLOWEST)
        items = self.session.scalars(found).all()
        of_items = and_(MonthTally.department == "", MonthTally.item_code.in_(items))
        groups = self._counted([code], MonthTally.item_code, of_items) if items else {}
        return [Performance(item, groups[item]) for item in items]

    def _counted(
        self, codes: list[str], by: InstrumentedAttribute[Any], *parts: ColumnElement[bool]
    ) -> dict[Any, Counter[str]]:
        of_cases = MonthTally.measure.startswith(figures.PREFIX, autoescape=True)
        sums = select(by, MonthTally.measure, func.sum(MonthTally.number)).where(*self._where(codes), of_cases)
        found = union_all(*(sums.where(part).group_by(by, MonthTally.measure) for part in parts))
        groups: dict[Any, Counter[str]] = {}
        for key, measure, number in self.session.execute(found):
            groups.setdefault(key, Counter())[measure] += int(number)
        return groups

    def _where(self, codes: list[str]) -> Iterator[ColumnElement[bool]]:
        """Months one by one: so each is looked up in the key of the table, which has the site behind the month."""
        yield MonthTally.month.in_(self.months)
        yield MonthTally.site_code.in_(codes)


def _first_day(number: int) -> date:
    year, month = divmod(number, 12)
    return date(year, month + 1, 1)


def _sum_of(measure: str) -> ColumnElement[int]:
    return func.sum(case((MonthTally.measure == measure, MonthTally.number), else_=0))


def _areas(of: _Counters, site: Site) -> list[Performance]:
    """What is directly below a site, and the site without it."""
    if not site.children:
        return []
    names = {child.code: child.name for child in site.children}
    groups = of.offices([site.code, *names], MonthTally.site_code)
    own = groups.pop(site.code, Counter())
    for numbers in groups.values():
        own.subtract(numbers)
    found = [Performance(names[code], numbers) for code, numbers in groups.items()]
    return _busiest_first([Performance(f"{site.name}本级", own), *found])


def _busiest_first(found: Iterable[Performance]) -> list[Performance]:
    known = [each for each in found if not each.empty]
    _hold_back(known)
    told = (each for each in known if not each.few)
    return sorted(told, key=lambda each: (-each.of("received"), -each.of("decided"), each.label))


def _hold_back(rows: Iterable[Performance]) -> None:
    """Hold the smallest rows back until what is not told comes to enough cases, so that no total gives it away."""
    hidden = 0
    for each in sorted((each for each in rows if not each.empty), key=lambda each: each.most):
        if not each.few and (not hidden or hidden >= LEAST):
            return
        each.held = True
        hidden += max(each.most, 1)
