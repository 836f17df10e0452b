"""A letter is sent (写信): stored with its receipt at once, counted, its clock started."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.database.session import writing
from govsite.domain.common import outbox
from govsite.domain.common.days import ZONE, today
from govsite.domain.common.passwords import Passwords
from govsite.domain.common.phones import is_mobile
from govsite.domain.common.states import move, step
from govsite.domain.common.workdays import Due, calendar
from govsite.domain.letters import figures
from govsite.domain.letters.states import LETTER as MACHINE
from govsite.domain.letters.states import SUBMITTED, WITHDRAWN, WRITER
from govsite.domain.tickets import attachments, clock, receipts, timeline
from govsite.domain.tickets.form_keys import digest_of
from govsite.domain.tickets.numbers import LETTER as PREFIX
from govsite.domain.tickets.receipts import Arrived, Receipt, Secrets
from govsite.domain.tickets.tallies import place_of
from govsite.domain.tickets.told import Channels
from govsite.models.base import table_of
from govsite.models.letter import Letter
from govsite.models.ticket import HANS, LETTER, Ticket

__all__ = ["Arrived", "Draft", "Receipt", "send"]

NONE = Channels()
RECEIVED = "letter-received"  # our name of the short message's template


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter as it was written; ``limit`` is the promise for its kind in working days, "" is what was left out."""

    site_code: str
    department: str
    item_code: str
    kind: str
    title: str
    body: str
    limit: int
    theme: str = ""
    about: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""
    consent: bool = False
    script: str = HANS

    def fields(self) -> dict[str, str]:
        """What tells whether the same letter is sent once more."""
        return {name: str(value) for name, value in asdict(self).items()}


def send(
    passwords: Passwords,
    key: str,
    draft: Draft,
    *,
    replaces: str = "",
    channels: Channels = NONE,
    then: Callable[[Session, int], object] | None = None,
) -> Receipt:
    """Store a letter and return its receipt; the same form sent again is the same letter.

    The files that are held for the form become the letter's. With ``replaces``, the key of the form before, that letter
    is withdrawn: its receipt was lost on the way. Where there are ``channels`` a short message with the number goes to
    the writer's mobile phone. ``then`` is done with the new ticket in the same writing, last of all. Raises Arrived
    where the form came before and its receipt is not shown any more.
    """
    made = Secrets.of(passwords, key, draft.fields())
    days = calendar()
    with writing() as session:
        now = database_time(session)
        due = days.due(day := now.astimezone(ZONE).date(), draft.limit)
        ticket_id = receipts.insert(session, made, LETTER, PREFIX, now, _values(draft, due, day))
        if ticket_id is None:
            return receipts.again(session, made)
        session.add(Letter(ticket_id=ticket_id, **_own(draft)))
        session.flush()
        attachments.attach(session, made.form_key, ticket_id)
        ticket = session.get_one(Ticket, ticket_id)
        timeline.record(session, ticket_id, "submit", SUBMITTED, WRITER, place_of(ticket))
        lost = _instead_of(session, digest_of(replaces), ticket_id) if replaces else None
        if channels.sms and is_mobile(draft.phone):
            _confirm(session, ticket, draft, due.day, channels)
        if lost is None:
            figures.received(session, ticket, day)
        else:
            figures.replaced(session, lost, ticket, day)
        if then is not None:
            then(session, ticket_id)
        number = ticket.number
    return Receipt(number, made.password, day, due.day, draft.limit)


def _instead_of(session: Session, before: str, ticket_id: int) -> Ticket | None:
    """Withdraw the letter of a form before, whose files come along; returns its ticket, None where there is none."""
    lost = _replace(session, before, ticket_id)
    _bring_files(session, before, lost, ticket_id)
    return lost


def _confirm(session: Session, ticket: Ticket, draft: Draft, due: date, channels: Channels) -> None:
    """Send the number to the writer's mobile phone."""
    variables = {"number": ticket.number, "due": f"{due.month}月{due.day}日"}
    template, site = channels.template(RECEIVED, draft.script), ticket.site_code
    outbox.add(session, outbox.SMS, draft.phone, template, variables, site_code=site, ticket_id=ticket.id)


def promise(limit: int) -> Due:
    """When a letter that is sent today is due, with the arithmetic."""
    return calendar().due(today(), limit)


def promise_of(receipt: Receipt) -> Due:
    """The arithmetic of a receipt."""
    return calendar().due(receipt.started, receipt.limit)


def _values(draft: Draft, due: Due, day: date) -> dict[str, object]:
    values: dict[str, object] = {"site_code": draft.site_code, "department": draft.department, "state": SUBMITTED}
    values |= {"item_code": draft.item_code, "limit": due.limit, "started": day, "due": due.day}
    values |= {"name": draft.name or None, "phone": draft.phone or None, "phone_print": draft.phone or None}
    return values | {"email": draft.email or None, "script": draft.script}


def _own(draft: Draft) -> dict[str, object]:
    own: dict[str, object] = {"kind": draft.kind, "theme": draft.theme, "about": draft.about, "title": draft.title}
    return own | {"body": draft.body, "consent": draft.consent}


def _replace(session: Session, form_key: str, by: int) -> Ticket | None:
    """Withdraw the letter of a lost receipt and return its ticket.

    None where there is none: one that the office has answered, or that was saved, stays as it is.
    """
    key = (Ticket.form_key == form_key, Ticket.saved.is_(False), Ticket.kind == LETTER, Ticket.id != by)
    lost = session.scalar(select(Ticket).where(*key).with_for_update())
    if lost is None or not any(way.source == lost.state and way.target == WITHDRAWN for way in MACHINE.steps):
        return None
    way, place = step(MACHINE, lost.state, "withdraw", WRITER), place_of(lost)
    more = {"replaced_by": by, "finished": database_time(session)}
    if not move(session, table_of(Ticket), lost.id, lost.revision, way, **more):
        return None
    clock.resume(session, calendar(), lost.id, today(), lost.due)
    timeline.record(session, lost.id, "withdraw", WITHDRAWN, WRITER, place)
    return lost


def _bring_files(session: Session, form_key: str, lost: Ticket | None, ticket_id: int) -> None:
    """The files of the letter that is replaced, or else those that came when its form was sent once more."""
    if lost is None or not attachments.move(session, lost.id, ticket_id):
        attachments.attach(session, form_key, ticket_id)
