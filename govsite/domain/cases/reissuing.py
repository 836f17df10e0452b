"""Another password for a case (换发查询密码), given at the window to whom the office knows to be the applicant."""

from __future__ import annotations

from sqlalchemy import select, update

from govsite.database.clock import database_time
from govsite.database.session import writing
from govsite.domain.cases.office import acting
from govsite.domain.common.passwords import Passwords
from govsite.domain.common.spoken_passwords import forgiving
from govsite.domain.tickets import timeline
from govsite.domain.tickets.hands import Hand
from govsite.domain.tickets.owner import close_doors
from govsite.domain.tickets.receipts import SHOWN_FOR
from govsite.models.case import Case
from govsite.models.ticket import OFFICE, Ticket, TicketEvent

ACTION = "reissue"


def reissue(passwords: Passwords, hand: Hand) -> str:
    """Give a case another password and return it; doors that stand open are closed, whoever had the old one is out.

    The same form sent twice shows the same one for as long as a receipt is shown, and "" afterwards. Raises Hidden and
    Changed, as all that an office does.
    """
    new = passwords.of_receipt(f"{hand.ticket_id} {hand.key}")
    hashed = passwords.hash(forgiving(new))
    with acting(hand) as act:
        if act is not None:
            other = {"secret": hashed, "revision": act.revision + 1}  # a colleague who gives one, too, is told
            act.session.execute(update(Ticket).where(Ticket.id == hand.ticket_id).values(other))
            staff_id = hand.desk.staff_id
            timeline.record(act.session, hand.ticket_id, ACTION, act.state, OFFICE, act.place, staff_id=staff_id)
            own = {"changed": database_time(act.session)}
            act.session.execute(update(Case).where(Case.ticket_id == hand.ticket_id).values(own))
            close_doors(act.session, hand.ticket_id)
            act.done.append(ACTION)
            return new
    return new if _is_shown(hand, passwords, new) else ""


def _is_shown(hand: Hand, passwords: Passwords, new: str) -> bool:
    """Whether it was given just now, and is still the one that opens the case."""
    with writing() as session:
        last = select(TicketEvent.at).where(TicketEvent.ticket_id == hand.ticket_id, TicketEvent.action == ACTION)
        at = session.scalar(last.order_by(TicketEvent.id.desc()).limit(1))
        stored = session.scalar(select(Ticket.secret).where(Ticket.id == hand.ticket_id))
        now = database_time(session)
    return at is not None and at + SHOWN_FOR > now and passwords.verify(forgiving(new), stored or None)
