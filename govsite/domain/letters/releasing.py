"""Publishing a letter (公开来信): only what somebody made ready for it, and only where its writer agreed.

As in ``office``, every function takes a ``Hand`` and raises Hidden, Changed and ``states.Refused``.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.domain.common.states import Refusal, Refused
from govsite.domain.letters.office import acting
from govsite.domain.letters.published import new_public_id
from govsite.domain.tickets.hands import Hand
from govsite.models.letter import Letter


def publish(hand: Hand, title: str, body: str, answer: str) -> None:
    """Publish what was made of a letter, or publish it anew; it keeps its address."""
    with acting(hand) as act:
        if act is None:
            return
        if not act.letter.consent:
            raise Refused(Refusal.NOT_NOW)
        own = {"public_title": title, "public_body": body, "public_reply": answer, "undecided": None}
        own |= {"public_id": act.letter.public_id or _free_id(act.session)}
        act.take("publish", own={**own, "published": act.letter.published or database_time(act.session)})
        act.public = True


def unpublish(hand: Hand) -> None:
    """Take a letter back that was published (取消公开); what was made ready is kept for the next time."""
    with acting(hand) as act:
        if act is None:
            return
        if act.letter.published is None:
            raise Refused(Refusal.NOT_NOW)
        act.take("unpublish", own={"published": None, "undecided": None})
        act.public = True


def withhold(hand: Hand) -> None:
    """Decide that a letter is not published (不公开), although its writer agreed."""
    with acting(hand) as act:
        if act is not None:
            act.take("withhold", own={"undecided": None})


def _free_id(session: Session) -> str:
    """An address that no letter has; of 900 million the first is nearly always free."""
    while True:
        found = new_public_id()
        if session.scalar(select(Letter.ticket_id).where(Letter.public_id == found)) is None:
            return found
