"""Statistics of letters (信件统计) of a site and of those below it, made of the counters alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from govsite.domain.letters.figures import PREFIX
from govsite.domain.tickets.ratings import good_share
from govsite.domain.tickets.statements import MONTHS, NO_DEPARTMENT, month_name, share
from govsite.domain.tickets.tallies import BY_DEPARTMENT, BY_SITE, MONTH, Sum, month_of, sums
from govsite.sites.site import Site


@dataclass
class Figures:
    """The figures of some letters; ``days`` and ``ratings`` are how many took so long and were rated so."""

    label: str = ""
    received: int = 0
    answered: int = 0
    on_time: int = 0
    days: Counter[int] = field(default_factory=Counter)
    ratings: Counter[int] = field(default_factory=Counter)

    def add(self, measure: str, number: int) -> None:
        """Add what was counted of a measure; one that is not known here says nothing."""
        name, _, value = measure.removeprefix(PREFIX).partition(".")
        if name == "days":
            self.days[int(value)] += number
        elif name == "rated":
            self.ratings[int(value)] += number
        elif name in ("received", "answered", "on_time"):
            setattr(self, name, getattr(self, name) + number)

    def __iadd__(self, other: Figures) -> Figures:
        self.received += other.received
        self.answered += other.answered
        self.on_time += other.on_time
        self.days.update(other.days)
        self.ratings.update(other.ratings)
        return self

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.received or self.answered)

    @property
    def on_time_share(self) -> str:
        """The share of the answers that came in time; "" where there is no answer."""
        return share(self.on_time, self.answered)

    @property
    def median(self) -> str:
        """Working days within which half of the answers came, ``2`` or ``2.5``; "" where there is no answer."""
        in_order = sorted(self.days.elements())
        if not in_order:
            return ""
        count = len(in_order)
        return f"{(in_order[(count - 1) // 2] + in_order[count // 2]) / 2:g}"  # without a .0

    @property
    def rated(self) -> int:
        """How many letters were rated."""
        return sum(self.ratings.values())

    @property
    def good_share(self) -> str:
        """The share of the ratings that are none of the two bad ones (差评, 国办发〔2019〕51号); "" without any."""
        return good_share(self.ratings)


@dataclass(frozen=True)
class Statement:
    """All figures together, by month (newest first), by department and by area, the busiest first."""

    total: Figures
    months: list[Figures]
    departments: list[Figures]
    areas: list[Figures]


def statement_of(session: Session, site: Site, today: date) -> Statement:
    """The figures of the last twelve months, this one included: three sums, however many letters there are."""
    this = month_of(today)
    year, month = divmod(this - MONTHS + 1, 12)
    codes = [each.code for each in (site, *site.below)]

    def read(by: Any) -> list[Sum]:
        return sums(session, PREFIX, date(year, month + 1, 1), today, by, site_codes=codes)

    months = _grouped(read(MONTH), {number: month_name(number) for number in range(this, this - MONTHS, -1)})
    total = Figures()
    for each in months:
        total += each
    by_department = read(BY_DEPARTMENT)
    departments = _grouped(by_department, {each.of: each.of or NO_DEPARTMENT for each in by_department})
    areas = _grouped(read(BY_SITE), _areas(site)) if site.children else []
    return Statement(total, months, _busiest_first(departments), _busiest_first(areas))


def _areas(site: Site) -> dict[str, str]:
    """Of each site the name of the one directly below ``site`` that it belongs to."""
    below = {each.code: child.name for child in site.children for each in (child, *child.below)}
    return {site.code: f"{site.name}本级", **below}


def _grouped(found: Iterable[Sum], labels: Mapping[Any, str]) -> list[Figures]:
    """The figures of each label, in the order of labels; what has none is left out."""
    groups = {label: Figures(label) for label in labels.values()}
    for each in found:
        if each.of in labels:
            groups[labels[each.of]].add(each.measure, each.number)
    return list(groups.values())


def _busiest_first(found: Iterable[Figures]) -> list[Figures]:
    return sorted((each for each in found if not each.empty), key=lambda each: (-each.received, -each.answered))
