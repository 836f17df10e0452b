"""Answers (答复): given at once, or by a colleague who reads what was written; and what follows a bad rating.

As in ``office``, every function takes a ``Hand`` and raises Hidden, Changed and ``states.Refused``.
"""

from __future__ import annotations

from sqlalchemy import select, update

from govsite.database.clock import database_time
from govsite.domain.common.days import today
from govsite.domain.common.states import Refusal, Refused
from govsite.domain.common.workdays import calendar
from govsite.domain.letters import figures
from govsite.domain.letters.office import Act, acting
from govsite.domain.tickets import clock, ratings, thread
from govsite.domain.tickets.hands import Hand
from govsite.domain.tickets.told import ANSWERED, Channels, tell
from govsite.models.message import Message


def reply(hand: Hand, text: str, channels: Channels) -> None:
    """Answer a letter, where no second reading is wanted; a new one is accepted by it."""
    with acting(hand) as act:
        if act is None:
            return
        if hand.desk.second_reading:
            raise Refused(Refusal.NOT_NOW)
        act.accept_first()
        act.say(thread.REPLY, text)
        _answer(act, "reply", channels)


def propose(hand: Hand, text: str) -> None:
    """Write an answer for a colleague to approve (送审)."""
    with acting(hand) as act:
        if act is None:
            return
        if not hand.desk.second_reading:
            raise Refused(Refusal.NOT_NOW)
        act.accept_first()
        act.say(thread.DRAFT, text)
        act.take("propose")


def approve(hand: Hand, channels: Channels) -> None:
    """Let a colleague's answer go out as it is (审核通过); never one's own."""
    with acting(hand) as act:
        if act is None:
            return
        found = select(Message).where(Message.ticket_id == act.ticket.id, Message.kind == thread.DRAFT)
        draft = act.session.scalar(found.order_by(Message.id.desc()).limit(1))
        if draft is None:
            raise Refused(Refusal.NOT_NOW)
        if draft.staff_id == hand.desk.staff_id:
            raise Refused(Refusal.NOT_YOURS)
        sent = {"kind": thread.REPLY, "at": database_time(act.session)}
        act.session.execute(update(Message).where(Message.id == draft.id).values(sent))
        act.details["by"] = draft.staff_id
        _answer(act, "approve", channels)


def give_back(hand: Hand, words: str) -> None:
    """Give an answer back to be written anew (退回修改), with what is to be changed."""
    with acting(hand) as act:
        if act is not None:
            act.take("return", words)


def follow_up(hand: Hand, text: str, channels: Channels) -> None:
    """Say something on a bad rating (差评回访): its clock has done its work."""
    with acting(hand) as act:
        if act is None:
            return
        ratings.follow_up(act, text)
        tell(act.session, act.ticket, ANSWERED, channels)


def answer_more(hand: Hand, text: str, channels: Channels) -> None:
    """Say something on what the writer added to the answer (回复补充)."""
    with acting(hand) as act:
        if act is None:
            return
        if act.letter.unread is None:
            raise Refused(Refusal.NOT_NOW)
        act.say(thread.REPLY, text)
        act.take("answer more")
        tell(act.session, act.ticket, ANSWERED, channels)


def _answer(act: Act, action: str, channels: Channels) -> None:
    """The letter is answered: counted at the first answer; where its writer agrees, publishing is to be decided."""
    now, day = database_time(act.session), today()
    if act.letter.replied is None:
        days = clock.worked(act.session, calendar(), act.ticket.id, act.ticket.started, day)
        figures.answered(act.session, act.ticket, days, day <= act.ticket.due)
    own = {"replied": now, "follow_up": None, "undecided": day if act.letter.consent else None}
    act.take(action, own=own, finished=now)
    tell(act.session, act.ticket, ANSWERED, channels)
