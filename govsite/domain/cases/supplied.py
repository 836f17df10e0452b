"""What a case does when that has come which was missing (补正以后), whoever has taken it in: applicant or window."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from govsite.domain.cases import clocks
from govsite.domain.cases.pausing import go_on_until
from govsite.domain.common.days import today
from govsite.domain.common.workdays import calendar
from govsite.models.case import Case
from govsite.models.ticket import Ticket


class Way(NamedTuple):
    """The step that is taken, and what changes with it of the ticket and of the case."""

    action: str
    ticket: dict[str, Any]
    case: dict[str, Any]


def action_of(case: Case) -> str:
    """What was accepted goes on; of what was not, the office looks at it anew."""
    return "supply" if case.accepted is None else "resume"


def way_on(session: Session, ticket: Ticket, case: Case) -> Way:
    """An accepted case has as many days left as it had before; of another the five days and the promise begin anew.

    行政许可法, article 32. Part of the caller's writing.
    """
    day, kept = today(), case.calendar_days
    if case.accepted is not None:
        due = go_on_until(session, calendar(), ticket, day, calendar_days=kept)
        return Way(action_of(case), {"due": due}, {})
    due = clocks.promise(calendar(), day, ticket.limit, calendar_days=kept).day
    return Way(action_of(case), {"started": day, "due": due}, {"answer_by": clocks.answer_by(calendar(), day)})
