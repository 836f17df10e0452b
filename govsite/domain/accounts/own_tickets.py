"""Letters and cases of somebody's own in full, as the export has them: what was written, answered and sent along."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from govsite.domain.accounts.claims import Owner
from govsite.domain.common import stored_files
from govsite.domain.common.stored_files import Content
from govsite.models.account import Claim
from govsite.models.attachment import Attachment
from govsite.models.case import Case
from govsite.models.letter import Letter
from govsite.models.message import ADDITION, QUESTION, REPLY, Message
from govsite.models.ticket import CASE, Ticket, TicketEvent

SAID = {ADDITION: "您的补充", QUESTION: "部门的提问", REPLY: "答复"}  # notes and drafts are the office's own
BATCH = 200


class FileOf(NamedTuple):
    """A file of a ticket, without what is in it: ``entry`` is its name in the export."""

    id: int
    ticket_id: int
    entry: str
    size: int


def of_owner(session: Session, owner: Owner) -> list[dict[str, Any]]:
    """All tickets in somebody's space, the oldest first; a bounded number of queries for every two hundred."""
    own = select(Ticket, Letter, Case).join(Claim, Claim.ticket_id == Ticket.id).where(owner.is_seen)
    own = own.outerjoin(Letter, Letter.ticket_id == Ticket.id).outerjoin(Case, Case.ticket_id == Ticket.id)
    found: list[dict[str, Any]] = []
    last = 0
    while rows := session.execute(own.where(Ticket.id > last).order_by(Ticket.id).limit(BATCH)).all():
        last, numbers = rows[-1].Ticket.id, [row.Ticket.id for row in rows]
        said, events, files = _said(session, numbers), _events(session, numbers), files_of(session, numbers)
        for ticket, letter, case in rows:
            one = _ticket(ticket) | (_letter(letter) if letter else {}) | (_case(case) if case else {})
            one["往来"], one["经过"] = said.get(ticket.id, []), events.get(ticket.id, [])
            one["附件"] = [each.entry for each in files if each.ticket_id == ticket.id]
            found.append(one)
    return found


def files_of(session: Session, numbers: Sequence[int]) -> list[FileOf]:
    """The files of some tickets that their writer may have."""
    columns = (Attachment.id, Attachment.ticket_id, Attachment.name, Attachment.size, Ticket.number)
    found = select(*columns).join(Ticket, Ticket.id == Attachment.ticket_id).where(Ticket.id.in_(numbers))
    hidden = select(Message.id).where(Message.ticket_id.in_(numbers), Message.kind.not_in(SAID))
    found = found.where(Attachment.message_id.is_(None) | Attachment.message_id.not_in(hidden))
    rows = session.execute(found.order_by(Attachment.id))
    return [FileOf(row.id, row.ticket_id, f"files/{row.number}/{row.id}{_ending(row.name)}", row.size) for row in rows]


def all_files(session: Session, owner: Owner) -> Iterator[tuple[FileOf, Content]]:
    """The files of all of somebody's tickets, one after the other."""
    own = select(Ticket.id).join(Claim, Claim.ticket_id == Ticket.id).where(owner.is_seen)
    numbers = list(session.scalars(own))
    for begin in range(0, len(numbers), BATCH):
        for each in files_of(session, numbers[begin : begin + BATCH]):
            if (content := stored_files.content_of(session, Attachment, each.id)) is not None:
                yield each, content


def _ending(name: str) -> str:
    _, dot, ending = name.rpartition(".")
    return f".{ending.lower()}" if dot and ending.isascii() and ending.isalnum() and len(ending) <= 5 else ""


def _ticket(row: Ticket) -> dict[str, Any]:
    kind = "办件" if row.kind == CASE else "来信"
    left = {"称呼或姓名": row.name, "电话": row.phone, "邮箱": row.email}
    when = {"提交时间": row.added, "应办结": row.due, "办结时间": row.finished}
    return {"编号": row.number, "种类": kind, "站点代码": row.site_code, "状态": row.state, **when, **left}


def _letter(row: Letter) -> dict[str, Any]:
    consent = {"同意公开": row.consent, "公开时间": row.published}
    return {"种类": row.kind, "标题": row.title, "内容": row.body, **consent, "评分": row.rating}


def _case(row: Case) -> dict[str, Any]:
    return {"事项": row.item_name, "办件流水号": row.serial, "评分": row.rating}


def _said(session: Session, numbers: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    wanted = select(Message).where(Message.ticket_id.in_(numbers), Message.kind.in_(SAID)).order_by(Message.id)
    for row in session.scalars(wanted):
        found.setdefault(row.ticket_id, []).append({"时间": row.at, "谁": SAID[row.kind], "内容": row.text})
    return found


def _events(session: Session, numbers: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    seen = (TicketEvent.ticket_id.in_(numbers), TicketEvent.internal.is_(False))
    for row in session.scalars(select(TicketEvent).where(*seen).order_by(TicketEvent.id)):
        found.setdefault(row.ticket_id, []).append({"时间": row.at, "动作": row.action, "之后": row.state})
    return found
