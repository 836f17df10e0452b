"""What applicants are told of what a system has pushed (推送后的通知): the last thing of each case, if it is news."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from govsite.domain.cases.bulk import chunks
from govsite.domain.cases.course import Course, Happening
from govsite.domain.cases.notifying import ACCEPTED, DECIDED, DELIVERED, EXTENDED, READY, SUPPLEMENT, tell
from govsite.domain.cases.pushed import Event
from govsite.domain.tickets.told import Channels, Notice
from govsite.models.ticket import Ticket

NEWS = timedelta(days=3)  # what happened earlier is told to nobody: a first load is years of it
NOTICES: Mapping[str, Notice] = {
    "accept": ACCEPTED,
    "ask": SUPPLEMENT,
    "extend": EXTENDED,
    "produce": READY,
    **dict.fromkeys(("grant", "deny", "refuse", "complete"), DECIDED),
    "deliver": DELIVERED,
}


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody is to be told of their case."""

    ticket_id: int
    notice: Notice
    at: datetime

    @classmethod
    def of(
        cls, ticket_id: int, course: Course, happenings: Sequence[Happening], added: Collection[Event] | None = None
    ) -> Message | None:
        """What the last event that matters says, where it is one of those ``added`` (None: all are) and counts."""
        last = next((it for it in reversed(happenings) if it.action in NOTICES), None)
        if last is None or last.state != course.state:
            return None
        if added is not None and last.key not in {event.id for event in added}:
            return None
        return cls(ticket_id, NOTICES[last.action], last.at)


def send(session: Session, messages: Sequence[Message], now: datetime, channels_of: Callable[[str], Channels]) -> None:
    """Tell whoever left a phone or an e-mail what is news. Part of the caller's writing."""
    news = {message.ticket_id: message for message in messages if message.at >= now - NEWS}
    for part in chunks(sorted(news)):
        for ticket in session.scalars(select(Ticket).where(Ticket.id.in_(part)).order_by(Ticket.id)):
            tell(session, ticket, news[ticket.id].notice, channels_of(ticket.site_code))
