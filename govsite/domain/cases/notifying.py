"""What goes out to an applicant (给申请人的通知): that there is something to read, and never what."""

from __future__ import annotations

from sqlalchemy.orm import Session

from govsite.domain.common import outbox
from govsite.domain.common.phones import is_mobile
from govsite.domain.tickets import timeline
from govsite.domain.tickets.tallies import place_of
from govsite.domain.tickets.told import Channels
from govsite.models.ticket import OFFICE, Ticket

# Our names of the templates.
ACCEPTED, SUPPLEMENT, DECIDED, DELIVERED = "case-accepted", "case-supplement", "case-decided", "case-delivered"
FOLLOWED = "case-followed"
SUBJECTS = {
    ACCEPTED: "您的申请已受理",
    SUPPLEMENT: "您的申请需要补充材料",
    DECIDED: "您的申请有了结果",
    DELIVERED: "您的办理结果已送达",
    FOLLOWED: "部门回复了您的评价",
}
PASSWORD = "case-password"  # noqa: S105 - the one message that says something, to who asked for it at a window
TOLD = "told"  # the action on the timeline
TEXT = """您好！

{subject}。
编号：{number}

请到 {lookup} 查办理进度，用编号和密码查看。
本邮件不含申请内容，也不会向您要密码。{password}，请不要告诉别人。

{site}
"""


def tell(session: Session, ticket: Ticket, state: str, template: str, channels: Channels) -> None:
    """Tell whoever left a mobile phone or an e-mail, and write on the timeline that it was done; ``state`` is the
    ticket's now. Part of the caller's writing.
    """
    number, ways = ticket.number, []
    if channels.sms and ticket.phone and is_mobile(ticket.phone):
        outbox.add(session, outbox.SMS, ticket.phone, template, {"number": number}, site_code=ticket.site_code)
        ways.append("短信")
    if channels.mail and ticket.email:
        subject = SUBJECTS[template]
        password = "密码在回执上" if ticket.secret else "还没有密码的，请带身份证件到窗口领取"
        about = {"subject": subject, "number": number, "password": password}
        text = TEXT.format(**about, lookup=channels.lookup, site=channels.site)
        mail = {"subject": f"{channels.site}：{subject}", "text": text}
        outbox.add(session, outbox.MAIL, ticket.email, template, mail, site_code=ticket.site_code)
        ways.append("邮件")
    if ways:
        words = f"{'、'.join(ways)}：{SUBJECTS[template]}"
        timeline.record(session, ticket.id, TOLD, state, OFFICE, place_of(ticket), words=words, internal=True)
