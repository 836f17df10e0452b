"""The counters of cases beside a count over their rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from govsite.database.session import reading
from govsite.domain.common.days import ZONE
from govsite.models import Ticket
from govsite.models.tally import MonthTally, Tally
from govsite.models.ticket import TicketEvent
from tests.cases.conftest import ITEM
from tests.cases.promises import DECISIONS

ENDS = {"refuse": "refused", "deny": "denied", "grant": "granted", "complete": "granted", "withdraw": "withdrawn"}
OTHERS = {"ask": "supplements", "remind": "reminded"}


def check_tallies(site_codes: Sequence[str], worked: Mapping[str, int]) -> None:
    """Months hold what a count over all tickets and events gives; ``worked`` are the sums that no row keeps."""
    stored = {tuple(row[:5]): row[5] for row in reading().execute(select(MonthTally.__table__))}
    sums = {"cases.worked": 0, "cases.on_time": 0}
    for cell in [cell for cell in stored if cell[4] in sums]:
        number = stored.pop(cell)
        sums[cell[4]] += number if cell[1] == site_codes[0] and cell[2] else 0
    assert sums == {name: worked[name] for name in sums}
    assert {cell: number for cell, number in stored.items() if number} == _counted(site_codes)
    days = [row for row in reading().scalars(select(Tally)) if row.measure.startswith("cases.")]
    assert all(row.number >= 0 for row in days) and all(number >= 0 for number in stored.values())


def _counted(site_codes: Sequence[str]) -> Counter[tuple[Any, ...]]:
    found: Counter[tuple[Any, ...]] = Counter()
    for day, department, measure in _happened():
        for site_code in site_codes:
            for of in ((department, ""), ("", ITEM)):
                found[day.replace(day=1), site_code, *of, f"cases.{measure}"] += 1
    return found


def _happened() -> Iterator[tuple[date, str, str]]:
    for added, department in reading().execute(select(Ticket.added, Ticket.department)):
        yield added.astimezone(ZONE).date(), department, "received"
    for event in reading().scalars(select(TicketEvent)):
        day = event.at.astimezone(ZONE).date()
        if event.action in DECISIONS:
            yield day, event.department, "decided"
        if event.action in ENDS or event.action in OTHERS:
            yield day, event.department, (ENDS | OTHERS)[event.action]
