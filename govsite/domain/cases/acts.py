"""What the applicant does with a case (申请人的操作): guarded steps, each good once a form.

Every function takes the ticket that the door has opened and the key of the form; a form that is sent twice does its
work once. Raises ``states.Refused`` where the case is in no state for it. ``above`` are the codes of the sites above
the case's, in whose figures it counts too.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.database.session import writing
from govsite.domain.cases import figures
from govsite.domain.cases.reading import may_remind, open_notice
from govsite.domain.cases.states import CASE as MACHINE
from govsite.domain.cases.states import SUPPLEMENT, WITHDRAWN
from govsite.domain.cases.supplied import action_of, way_on
from govsite.domain.common.days import today
from govsite.domain.common.states import Refusal, Refused
from govsite.domain.common.workdays import calendar
from govsite.domain.tickets import attachments, clock, ratings, timeline
from govsite.domain.tickets.form_keys import digest_of
from govsite.domain.tickets.hands import Kind
from govsite.domain.tickets.owner import OwnAct, close_doors, own_act
from govsite.domain.tickets.tallies import place_of
from govsite.models.attachment import Attachment
from govsite.models.case import Case, CaseMaterial, Supplement
from govsite.models.ticket import WRITER, Ticket

CASES = Kind("case", MACHINE, Case)
FILE = "file"  # what the office reads of a file that came: no step of the table, and the applicant knows


@dataclass
class Act(OwnAct):
    """A step of an applicant."""

    row: Case

    def __post_init__(self) -> None:
        self.own["changed"] = database_time(self.session)


def send_file(ticket_id: int, key: str, material_id: int) -> None:
    """Keep the file that is held for the key as what was missing; it takes the place of one that came before.

    The key may be used again: a page that one came back to has files to send for other materials.
    """
    with writing() as session:
        state = select(Ticket.state).where(Ticket.id == ticket_id).with_for_update()
        notice = open_notice(session, ticket_id) if session.scalar(state) == SUPPLEMENT else None
        material = session.scalar(_asked_for(notice).where(CaseMaterial.id == material_id)) if notice else None
        if notice is None or material is None or notice.due < today():
            raise Refused(Refusal.NOT_NOW)
        held = select(Attachment.id).where(Attachment.held_by == digest_of(key), Attachment.ticket_id.is_(None))
        *spare, sent = session.scalars(held.order_by(Attachment.id)).all() or [0]
        if not sent:  # the second click of two
            return
        attachments.attach(session, digest_of(key), ticket_id)
        gone = [*spare, material.file_id]
        session.execute(update(CaseMaterial).where(CaseMaterial.id == material_id).values(file_id=sent))
        session.execute(delete(Attachment).where(Attachment.ticket_id == ticket_id, Attachment.id.in_(gone)))
        session.execute(update(Case).where(Case.ticket_id == ticket_id).values(changed=database_time(session)))
        _tell_the_office(session, session.get_one(Ticket, ticket_id), material.name)


def _tell_the_office(session: Session, ticket: Ticket, name: str) -> None:
    """A file has come: a clerk who has the case open is told of it before anything is decided (optimistic lock)."""
    session.execute(update(Ticket).where(Ticket.id == ticket.id).values(revision=Ticket.revision + 1))
    place = place_of(ticket)
    timeline.record(session, ticket.id, FILE, ticket.state, WRITER, place, words=name, internal=True)


def supply(ticket_id: int, key: str) -> None:
    """Hand in all that was missing (补正): what was accepted goes on, else the office has five days to look at it."""
    with own_act(CASES, Act, ticket_id, key, lambda _, case: action_of(case)) as act:
        if act is None:
            return
        notice = open_notice(act.session, ticket_id)
        if notice is None or notice.due < today() or _lacks_files(act.session, notice):
            raise Refused(Refusal.NOT_NOW)
        now = database_time(act.session)
        act.session.execute(update(Supplement).where(Supplement.id == notice.id).values(supplied=now))
        came = update(CaseMaterial).where(CaseMaterial.supplement_id == notice.id)
        act.session.execute(came.values(received=True, verdict=""))
        way = way_on(act.session, act.ticket, act.row)
        act.values |= way.ticket
        act.own |= way.case


def remind(ticket_id: int, key: str, above: Collection[str]) -> None:
    """Remind the office (催办), once, when it is late."""
    with _act(ticket_id, key, "remind") as act:
        if act is None:
            return
        if not may_remind(calendar(), act.ticket, act.row, today()):
            raise Refused(Refusal.NOT_NOW)
        act.own["reminded"] = act.own["changed"]
        figures.count(act.session, act.place, {figures.REMINDED: 1}, today(), above)


def rate(ticket_id: int, key: str, rating: int, words: str, above: Collection[str]) -> None:
    """Rate what was done from 1 to 5 (好差评), once; a bad rating gets a clock of its own. Raises ValueError."""
    own = ratings.given(calendar(), rating, words, datetime.now(UTC), today())
    with _act(ticket_id, key, "rate") as act:
        if act is None:
            return
        if act.row.rating is not None:
            raise Refused(Refusal.NOT_NOW)
        act.own |= own
        figures.count(act.session, act.place, {f"{figures.RATED}{rating}": 1}, today(), above)


def withdraw(ticket_id: int, key: str, above: Collection[str]) -> None:
    """Take an application back before it is decided; doors that stand open are closed."""
    with _act(ticket_id, key, "withdraw") as act:
        if act is None:
            return
        act.values["finished"] = act.own["changed"]
        act.own |= {"paused": False, "answer_by": None}
        clock.resume(act.session, calendar(), ticket_id, today(), act.ticket.due)
        figures.decided(act.session, act.place, WITHDRAWN, 0, True, today(), above)
        close_doors(act.session, ticket_id)


def _act(ticket_id: int, key: str, action: str) -> AbstractContextManager[Act | None]:
    return own_act(CASES, Act, ticket_id, key, lambda _ticket, _case: action)


def _asked_for(notice: Supplement) -> Select[CaseMaterial]:
    return select(CaseMaterial).where(CaseMaterial.supplement_id == notice.id)


def _lacks_files(session: Session, notice: Supplement) -> bool:
    """Whether nothing was asked for, or something of it has not come."""
    files = [material.file_id for material in session.scalars(_asked_for(notice))]
    return not files or None in files
