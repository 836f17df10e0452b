"""The desk of cases of a department of a site that has 1,000 cases, and of one that has 100,000."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

from sqlalchemy.orm import Session

from govsite.domain.cases import desk as desks
from govsite.domain.cases.queues import ALL, FIFTH, JOINT, MINE, NEW, OVERDUE, QUEUES, SOON, Wanted
from govsite.domain.cases.states import DONE, RECEIVED, REVIEWING, SUPPLEMENT
from govsite.domain.tickets.desks import Desk
from govsite.domain.tickets.queues import Days
from govsite.models.case import WINDOW, Case
from govsite.models.ticket import CASE
from tools.bench.desk import CALENDAR, MANY, NOW, OPEN, Lengths, Rows, compare, ticket
from tools.bench.setting import Setting


def measure_case_desk(setting: Setting) -> None:
    """What a clerk waits for in the database when the desk opens, as a ratio of the large site to the small one."""
    compare(setting, "case_desk", Case, [_case(number) for number in range(MANY)], _opening)


def _case(number: int) -> Rows:
    shared = ticket(number, "BJ", CASE, DONE, (RECEIVED, REVIEWING, SUPPLEMENT))
    own = {"ticket_id": number + 1, "serial": f"{number:043}", "source": WINDOW, "item_name": "临时身份证办理"}
    answer_by = (NOW + timedelta(number // OPEN % 5)).date() if shared["state"] == RECEIVED else None
    return shared, own | {"applicant": "张*", "answer_by": answer_by, "changed": shared["added"]}


def _opening(session: Session, desk: Desk, days: Days, lengths: Lengths) -> Iterator[tuple[str, Callable[[], object]]]:
    """The counts beside all queues, the first page of some, and a number that no case has."""
    page = partial(desks.page, session, CALENDAR, desk)
    yield "counts", partial(desks.counts, session, desk, days)
    for key in (NEW, FIFTH, MINE, SOON, OVERDUE, JOINT, ALL):
        yield key, partial(page, QUEUES[key], Wanted(), days, limit=lengths.get(key, desks.PER_PAGE))
    yield "number", partial(page, QUEUES[ALL], Wanted(q="9" * 43), days)
