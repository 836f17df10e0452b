"""The daily digest of a clerk (每日提醒): how many letters wait, and which are due; never what somebody wrote."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy.orm import Session

from govsite.domain.common.workdays import Calendar
from govsite.domain.letters.desk import MOST_COUNTED, Row, counts, page
from govsite.domain.letters.queues import BAD, MINE, NEW, OVERDUE, QUEUES, REOPENED, SOON, UNDECIDED, UNREAD, Wanted
from govsite.domain.tickets.desks import Desk
from govsite.domain.tickets.queues import days_of

TOLD = (NEW, MINE, SOON, OVERDUE, UNREAD, REOPENED, BAD, UNDECIDED)
LISTED = (OVERDUE, SOON)
MOST_LISTED = 20


def digest_of(session: Session, calendar: Calendar, desk: Desk, today: date) -> str:
    """What waits at a desk, as lines of text; "" where nothing does."""
    days = days_of(calendar, today)
    found = counts(session, desk, days)
    lines = [f"{QUEUES[key].name}：{_number(found[key])} 封" for key in TOLD if found[key]]
    for key in LISTED if lines else ():
        rows = page(session, calendar, desk, QUEUES[key], Wanted(), days, limit=MOST_LISTED).rows
        lines += _listed(QUEUES[key].name, rows)
    return "\n".join(lines)


def _listed(name: str, rows: Sequence[Row]) -> Iterator[str]:
    if rows:
        yield ""
        yield f"{name}（编号，到期日）："
        yield from (f"{row.number}　{row.ends.month}月{row.ends.day}日" for row in rows)


def _number(count: int) -> str:
    return f"{count - 1}+" if count >= MOST_COUNTED else str(count)
