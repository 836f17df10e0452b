"""A pushed case gets a password (发放查询密码): when its applicant asks for one at a window, told there or by SMS."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.database.session import writing
from govsite.domain.cases.notifying import PASSWORD
from govsite.domain.cases.receiving import Request, claim
from govsite.domain.common import audit, outbox
from govsite.domain.common.passwords import Passwords
from govsite.domain.common.phones import is_mobile
from govsite.domain.common.spoken_passwords import forgiving
from govsite.domain.systems import answers
from govsite.domain.tickets import timeline
from govsite.domain.tickets.owner import close_doors
from govsite.domain.tickets.tallies import place_of
from govsite.domain.tickets.told import Channels
from govsite.models.case import Case
from govsite.models.ticket import OFFICE, Ticket

GOOD_FOR = timedelta(hours=2)  # somebody waits for the message


class NoPhone(ValueError):  # noqa: N818
    """There is no mobile number to send to, or nothing to send by; the text is the sentence."""


class Replaced(ValueError):  # noqa: N818
    """The same request came before, and another password was given since."""


def issue(passwords: Passwords, asked: Request, nonce: str, ticket_id: int, sms: Channels | None) -> tuple[str, str]:
    """Give a case a new password and return its number with it; with ``sms`` it is sent, and "" returned.

    The same request again, by its Idempotency-Key, gives the same password. Raises NoPhone, Replaced and
    ``answers.OtherRequest``.
    """
    password = passwords.of_receipt(f"{ticket_id} api {asked.key_id} {asked.key or nonce}")
    hashed = passwords.hash(forgiving(password))
    with writing() as session:
        again = claim(session, asked) is not None  # before the row, as a batch does
        row = session.scalars(select(Ticket).where(Ticket.id == ticket_id).with_for_update()).one()
        if not again:
            _store(session, asked, row, hashed, password, sms)
            if asked.key:
                answers.keep(session, asked.key_id, asked.key, 200, b"")
    if again and not passwords.verify(forgiving(password), row.secret or None):
        raise Replaced
    return row.number, "" if sms is not None else password


def _store(session: Session, asked: Request, row: Ticket, hashed: str, password: str, sms: Channels | None) -> None:
    if sms is not None:
        _send(session, row, password, sms)
    now = database_time(session)
    session.execute(update(Ticket).where(Ticket.id == row.id).values(secret=hashed))
    session.execute(update(Case).where(Case.ticket_id == row.id).values(changed=now))
    timeline.record(session, row.id, "issue", row.state, OFFICE, place_of(row))
    close_doors(session, row.id)
    details: dict[str, str | int | bool | None] = {"by": "window" if sms is None else "sms"}
    target = f"case {row.id}"
    audit.append(session, who=asked.who, what="case.password", target=target, site_code=row.site_code, details=details)


def _send(session: Session, row: Ticket, password: str, sms: Channels) -> None:
    if not sms.sms:
        raise NoPhone("门户没有开通短信，请在窗口当面告诉。")
    if not row.phone or not is_mobile(row.phone):
        raise NoPhone("这个办件没有手机号，请在窗口当面告诉。")
    variables = {"number": row.number, "password": password}
    template, site = sms.template(PASSWORD, row.script), row.site_code
    outbox.add(session, outbox.SMS, row.phone, template, variables, site_code=site, ticket_id=row.id, good_for=GOOD_FOR)
