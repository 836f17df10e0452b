"""What a system reads of its cases (办件查询接口): one by its 流水号, its files, and what changed since it asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.domain.cases.pushing import Sender
from govsite.domain.cases.states import WORDS
from govsite.domain.common.days import ZONE
from govsite.domain.common.stored_files import Content
from govsite.domain.tickets import timeline
from govsite.domain.tickets.attachments import content_of
from govsite.domain.tickets.keyset import LARGEST_ID
from govsite.models.attachment import Attachment
from govsite.models.case import Case, CaseMaterial
from govsite.models.ticket import Ticket

OVERLAP = timedelta(minutes=1)  # what a writing that lasts may still store with an earlier time
LOOKED_THROUGH = 20_000  # cases of all departments that have changed: of a small one, a page would read all there are
_CURSOR = re.compile(r"(\d{1,17})-(\d{1,18})(?:~(\d{1,17}))?", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICKET = (Ticket.id, Ticket.number, Ticket.site_code, Ticket.department, Ticket.item_code, Ticket.state)
_COLUMNS = (
    *(*_TICKET, Ticket.added, Ticket.due, Ticket.finished, (Ticket.secret != "").label("has_password")),
    *(Case.serial, Case.item_name, Case.accepted, Case.decided, Case.refusal, Case.result, Case.step),
    *(Case.paused, Case.source, Case.changed),
)
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Since:
    """After which case the next ones come: the moment of its last change, and its ticket's id.

    ``back`` is where reading begins again once the end is reached: behind it something may still have been stored.
    """

    at: datetime
    ticket_id: int = 0
    back: datetime | None = None

    @classmethod
    def read(cls, text: str) -> Since | None:
        """From what ``written`` gave, or a moment as RFC 3339 writes it; None for anything else."""
        found = _CURSOR.fullmatch(text)
        if found:
            back = _moment(found[3]) if found[3] else None
            return cls(_moment(found[1]), int(found[2]), back)
        try:
            at = datetime.fromisoformat(text.strip().replace(" ", "+").replace("T+", "T"))
        except ValueError:
            return None
        return None if at.tzinfo is None or not 1970 <= at.year < 9000 else cls(at.astimezone(UTC))

    @property
    def written(self) -> str:
        """As the query of an address."""
        back = f"~{_microseconds(self.back)}" if self.back else ""
        return f"{_microseconds(self.at)}-{self.ticket_id}{back}"


def find(session: Session, sender: Sender, serial: str) -> Json | None:
    """A case of the sender's with its events and materials; None for one that is not theirs, as if it were not."""
    row = session.execute(_of(sender).where(Case.serial == serial)).one_or_none()
    if row is None:
        return None
    events = timeline.events(session, row.id)[::-1]
    materials = select(CaseMaterial).where(CaseMaterial.ticket_id == row.id).order_by(CaseMaterial.position)
    files = _files(session, row.id)
    return _case(row) | {
        "events": [
            {"id": e.source, "at": _at(e.at), "action": e.action.replace(" ", "_"), "state": e.state}
            | {"step": e.step, "unit": e.unit, "remark": e.words or "", "correction": e.correction, "by": e.who}
            for e in events
        ],
        "materials": [
            {"name": m.name, "received": m.received, "verdict": m.verdict, "fault": m.fault or ""}
            | {"remedy": m.remedy or "", "sent_in": m.file_id is not None}
            | {"files": [files[m.file_id]] if m.file_id in files else []}
            for m in session.scalars(materials)
        ],
    }


def file_of(session: Session, sender: Sender, serial: str, number: int) -> tuple[int, Content] | None:
    """The ticket of a case of the sender's, and a file that its applicant has sent in for a material; else None."""
    ticket_id = id_of(session, sender, serial)
    if ticket_id is None or not 0 < number <= LARGEST_ID:
        return None
    asked = (CaseMaterial.ticket_id == ticket_id, CaseMaterial.file_id == number)
    found = content_of(session, number, ticket_id) if session.scalar(select(CaseMaterial.id).where(*asked)) else None
    return (ticket_id, found) if found else None


def changed(session: Session, sender: Sender, since: Since, most: int) -> tuple[Sequence[Json], bool, Since]:
    """The sender's cases that changed after ``since``, the first changed first, whether there are more, and from where
    to go on. At the end that is a moment back: what was being stored just now is not missed, some come twice. Where
    the last moment alone takes several pages, it is a moment back from the first of them. Of a sender who has few
    cases among many a page may be short, and there are more all the same.
    """
    settled = database_time(session) - OVERLAP  # asked before: what is stored from now on has a later time
    place = tuple_(Case.changed, Case.ticket_id)
    later = place > tuple_(since.at, since.ticket_id)
    ordered = select(Case.changed, Case.ticket_id).where(later).order_by(Case.changed, Case.ticket_id)
    edge = session.execute(ordered.offset(LOOKED_THROUGH - 1).limit(1)).one_or_none()
    theirs = _of(sender, ordered=True).where(later)
    found = theirs.where(place <= tuple_(*edge)) if edge else theirs
    rows = session.execute(found.order_by(Case.changed, Case.ticket_id).limit(most + 1)).all()
    page, more = rows[:most], len(rows) > most
    last = Since(page[-1].changed, page[-1].id) if page else Since(since.at, since.ticket_id)
    if edge and not more:
        last, more = Since(*edge), True
    if since.back or last.at >= settled:
        back = since.back or max(since.at, settled)
        last = replace(last, back=back) if more else Since(back)
    return [_case(row) for row in page], more, last


def id_of(session: Session, sender: Sender, serial: str) -> int | None:
    """The ticket of a case of the sender's."""
    found: int | None = session.scalar(_of(sender).with_only_columns(Ticket.id).where(Case.serial == serial))
    return found


def site_of(session: Session, ticket_id: int) -> str:
    """The code of the site that a case is at."""
    return session.scalars(select(Ticket.site_code).where(Ticket.id == ticket_id)).one()


def _of(sender: Sender, *, ordered: bool = False) -> Any:
    """The sender's cases; of those that come ``ordered`` by their change, SQLite would read all of a site's else."""
    found: Any = select(*_COLUMNS).join(Case, Case.ticket_id == Ticket.id)
    site = Ticket.site_code.concat("") if ordered else Ticket.site_code
    found = found.where(site.in_(sorted(sender.site_codes)))
    return found.where(Ticket.department == sender.department) if sender.department else found


def _files(session: Session, ticket_id: int) -> dict[int | None, Json]:
    """What is said of the files of a case, by their numbers."""
    columns = (Attachment.id, Attachment.name, Attachment.kind, Attachment.size, Attachment.digest)
    rows = session.execute(select(*columns).where(Attachment.ticket_id == ticket_id))
    return {r.id: {"id": r.id, "name": r.name, "type": r.kind, "size": r.size, "sha256": r.digest} for r in rows}


def _moment(microseconds: str) -> datetime:
    return _EPOCH + timedelta(microseconds=int(microseconds))


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _case(row: Any) -> Json:
    named = {"serial": row.serial, "number": row.number, "state": row.state, "state_words": WORDS[row.state]}
    named |= {"site": row.site_code, "department": row.department, "item": row.item_code, "item_name": row.item_name}
    days = {"received": _at(row.added), "accepted": _day(row.accepted), "due": _day(row.due)}
    days |= {"decided": _at(row.decided), "finished": _at(row.finished), "changed": _at(row.changed)}
    more = {"step": row.step, "paused": row.paused, "refusal": row.refusal, "result": row.result}
    return named | days | more | {"source": row.source, "has_password": row.has_password}


def _at(moment: datetime | None) -> str | None:
    return moment.astimezone(ZONE).isoformat() if moment else None


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None
