"""What goes out to who handed a ticket in (给写信人的通知): that there is something to read, and never what.

An SMS has the number alone; a mail the number and the way to the page where number and password open it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from govsite.domain.common import outbox
from govsite.domain.common.phones import is_mobile
from govsite.models.ticket import Ticket

ANSWERED, ASKED = "letter-answered", "letter-asked"  # our names of the templates
SUBJECTS = {ANSWERED: "您的来信有了答复", ASKED: "您的来信需要补充说明"}
TEXT = """您好！

{subject}。
编号：{number}

请到 {lookup} 查回复，用编号和密码查看。
本邮件不含信件内容，也不会向您要密码。密码在回执上，请不要告诉别人。

{site}
"""


@dataclass(frozen=True, slots=True)
class Channels:
    """The gateways that there are, the name of the site that writes, and the address of its look-up page."""

    sms: bool = False
    mail: bool = False
    site: str = ""
    lookup: str = ""


def tell(session: Session, ticket: Ticket, template: str, channels: Channels) -> None:
    """Tell whoever left a mobile phone or an e-mail; part of the caller's writing."""
    number = ticket.number
    if channels.sms and ticket.phone and is_mobile(ticket.phone):
        outbox.add(session, outbox.SMS, ticket.phone, template, {"number": number}, site_code=ticket.site_code)
    if channels.mail and ticket.email:
        subject = SUBJECTS[template]
        text = TEXT.format(subject=subject, number=number, lookup=channels.lookup, site=channels.site)
        mail = {"subject": f"{channels.site}：{subject}", "text": text}
        outbox.add(session, outbox.MAIL, ticket.email, template, mail, site_code=ticket.site_code)
