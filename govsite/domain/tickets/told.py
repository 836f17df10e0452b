"""What goes out to who handed a ticket in (通知), in the script of theirs: that there is something to read, never what.

An SMS has the number alone; a mail the number and the way to the page where number and password open it. That it was
sent, and roughly to where, stands on the timeline once a gateway has taken it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from govsite.database.session import reading, writing
from govsite.domain.common import outbox
from govsite.domain.common.emails import masked_email
from govsite.domain.common.phones import is_mobile, masked_phone
from govsite.domain.tickets import timeline
from govsite.domain.tickets.owners import tell_owners
from govsite.domain.tickets.tallies import Place
from govsite.models.outbox import Outbox
from govsite.models.sealing import CannotOpen
from govsite.models.ticket import HANT, SYSTEM, Ticket

# Actions on the timeline, which are the kinds of messages, with what writer and office read of them.
SENT_WORDS = {outbox.SMS: "已发短信通知您", outbox.MAIL: "已发邮件通知您"}
SENT_OFFICE_WORDS = {outbox.SMS: "已发短信", outbox.MAIL: "已发邮件"}
AGENT_WORDS = {"agent": "由代办人办理"}  # that somebody has acted for whose ticket it is
MOST_NOTED = 500  # messages at a time
TEXT = """您好！

{subject}。
编号：{number}

请到 {lookup} 用编号和密码查看。
本邮件不含您写的内容，也不会向您要密码。{password}，请不要告诉别人。

{site}
"""


class Notice(NamedTuple):
    """Something that is told: our name of the short message's template, and what a mail says."""

    template: str
    subject: str


ANSWERED = Notice("letter-answered", "您的来信有了答复")
ASKED = Notice("letter-asked", "您的来信需要补充说明")


@dataclass(frozen=True, slots=True)
class Channels:
    """The gateways that there are, the name of the site that writes, and the address of its look-up page.

    ``traditional`` makes Traditional of a text, ``lookup_hant`` is the page in it; ``templates`` are the names of the
    short messages that the vendor has approved. One in Traditional ends in ``-hant``; without one the other is sent.
    """

    sms: bool = False
    mail: bool = False
    site: str = ""
    lookup: str = ""
    lookup_hant: str = ""
    templates: Collection[str] = frozenset()
    traditional: Callable[[str], str] = str

    def template(self, name: str, script: str) -> str:
        """The short message of a name for who reads a script."""
        own = f"{name}-{script}"
        return own if script == HANT and own in self.templates else name


def tell(session: Session, ticket: Ticket, notice: Notice, channels: Channels) -> None:
    """Tell whoever left a mobile phone, or else an e-mail, and whose space it is in; part of the caller's writing."""
    site_code = ticket.site_code
    tell_owners(session, ticket, notice.subject)
    if channels.sms and ticket.phone and is_mobile(ticket.phone):
        template = channels.template(notice.template, ticket.script)
        named = {"number": ticket.number}
        outbox.add(session, outbox.SMS, ticket.phone, template, named, site_code=site_code, ticket_id=ticket.id)
    elif channels.mail and ticket.email:
        mail = _mail(ticket, notice, channels)
        outbox.add(session, outbox.MAIL, ticket.email, notice.template, mail, site_code=site_code, ticket_id=ticket.id)


def _mail(ticket: Ticket, notice: Notice, channels: Channels) -> dict[str, str]:
    """Subject and text in the person's script; addresses and numbers are the same in both."""
    is_hant = ticket.script == HANT
    convert: Callable[[str], str] = channels.traditional if is_hant else str
    lookup = (channels.lookup_hant if is_hant else "") or channels.lookup
    password = "密码在回执上" if ticket.secret else "还没有密码的，请带身份证件到窗口领取"
    words = {"{subject}": notice.subject, "{site}": channels.site, "{password}": password}
    text = TEXT
    for name, value in words.items():
        text = text.replace(name, value)
    text = convert(text)
    subject = convert(f"{channels.site}：{notice.subject}")
    return {"subject": subject, "text": text.format(number=ticket.number, lookup=lookup)}


def note_sent() -> int:
    """Write on the timelines what gateways have taken since the last time; returns how much. Never in ``writing()``."""
    sent = select(Outbox.id).where(Outbox.ticket_id >= 0, Outbox.state == outbox.SENT)
    found = reading().scalars(sent.order_by(Outbox.id).limit(MOST_NOTED)).all()
    reading().rollback()
    return sum(_note(number) for number in found)


def _note(number: int) -> bool:
    with writing() as session:
        mine = (Outbox.id == number, Outbox.ticket_id >= 0)
        row = session.execute(select(Outbox.kind, Outbox.ticket_id).where(*mine).with_for_update()).one_or_none()
        if row is None:
            return False
        columns = (Ticket.state, Ticket.site_code, Ticket.department, Ticket.item_code)
        ticket = session.execute(select(*columns).where(Ticket.id == row.ticket_id).with_for_update()).one_or_none()
        if ticket is not None:
            state, *place = ticket
            words = _where_to(session, number, row.kind)
            timeline.record(session, row.ticket_id, row.kind, state, SYSTEM, Place(*place), words=words)
        session.execute(update(Outbox).where(Outbox.id == number).values(ticket_id=None))
        return ticket is not None


def _where_to(session: Session, number: int, kind: str) -> str:
    """The address with its middle left out, "" where it cannot be read any more."""
    try:
        recipient = session.scalar(select(Outbox.recipient).where(Outbox.id == number)) or ""
    except CannotOpen:
        return ""
    return masked_phone(recipient) if kind == outbox.SMS else masked_email(recipient)
