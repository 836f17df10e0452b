"""How a case ends (决定): granted, denied, refused, withdrawn, and how the result reaches the applicant.

As in ``office``, every function takes a ``Hand`` and raises Hidden, Changed and ``states.Refused``.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import update

from govsite.database.clock import database_time
from govsite.domain.cases import figures
from govsite.domain.cases.notifying import DECIDED, DELIVERED, FOLLOWED, READY, tell
from govsite.domain.cases.office import Act, acting, lacking_of
from govsite.domain.cases.refusals import REFUSALS
from govsite.domain.cases.states import SUPPLEMENT, WITHDRAWN
from govsite.domain.common.days import today
from govsite.domain.common.workdays import calendar
from govsite.domain.tickets import clock, ratings
from govsite.domain.tickets.hands import Hand
from govsite.domain.tickets.told import Channels
from govsite.models.case import GOOD, CaseMaterial


def refuse(hand: Hand, kind: str, reason: str, channels: Channels) -> None:
    """Refuse a case (不予受理), for one of the three kinds of reasons."""
    with acting(hand) as act:
        if act is not None:
            act.wants(kind in REFUSALS)
            _decide(act, "refuse", channels, reason, refusal=kind)


def deny(hand: Hand, kind: str, reason: str, channels: Channels) -> None:
    """Deny what is applied for (不予许可)."""
    with acting(hand) as act:
        if act is not None:
            act.wants(kind in REFUSALS and not act.case.paused)
            _decide(act, "deny", channels, reason, refusal=kind)


def grant(hand: Hand, result: str, channels: Channels, came: Collection[int] = (), reason: str = "") -> None:
    """Grant what is applied for (准予); ``result`` says what the applicant gets.

    Of what was lacking (容缺) ``came`` are the numbers of the materials that are here now; without one of them a
    ``reason`` is wanted.
    """
    with acting(hand) as act:
        if act is not None:
            act.wants(not act.case.paused)
            _decide(act, "grant", channels, _made_up(act, came, reason), ends=False, result=result)


def complete(hand: Hand, result: str, channels: Channels, came: Collection[int] = (), reason: str = "") -> None:
    """Complete what is done while one waits (即办件); ``came`` and ``reason`` as for ``grant``."""
    with acting(hand) as act:
        if act is not None:
            act.wants(not act.case.paused)
            _decide(act, "complete", channels, _made_up(act, came, reason), result=result)


def withdraw(hand: Hand, reason: str) -> None:
    """Withdraw a case for its applicant, who asks for it at the window (撤回)."""
    with acting(hand) as act:
        if act is None:
            return
        now = database_time(act.session)
        _count(act, WITHDRAWN)
        act.goes_on()
        act.take("withdraw", reason, own={"paused": False, "answer_by": None}, finished=now)


def produce(hand: Hand, words: str, channels: Channels) -> None:
    """The result is made (制证)."""
    with acting(hand) as act:
        if act is not None:
            act.take("produce", words)
            tell(act.session, act.ticket, READY, channels)


def deliver(hand: Hand, words: str, channels: Channels, *, by_post: bool) -> None:
    """The result has reached the applicant (送达): ``words`` are who came for it, or the parcel's number."""
    with acting(hand) as act:
        if act is not None:
            act.take("deliver", own={"delivery": words, "by_post": by_post}, finished=database_time(act.session))
            tell(act.session, act.ticket, DELIVERED, channels)


def follow_up(hand: Hand, text: str, channels: Channels) -> None:
    """Say something on a bad rating (差评回访)."""
    with acting(hand) as act:
        if act is None:
            return
        ratings.follow_up(act, text)
        tell(act.session, act.ticket, FOLLOWED, channels)


def _made_up(act: Act, came: Collection[int], reason: str) -> str:
    """Note which lacking materials are here now; the reason to decide without the others, which the audit knows of."""
    lacking = {material.id for material in lacking_of(act.session, act.ticket.id)}
    here = CaseMaterial.id.in_(sorted(lacking & set(came)))
    act.session.execute(update(CaseMaterial).where(here).values(received=True, verdict=GOOD))
    left = len(lacking - set(came))
    if left:
        act.wants(bool(reason))
        act.details |= {"lacking": left}
    return reason if left else ""


def _decide(act: Act, action: str, channels: Channels, words: str = "", *, ends: bool = True, **own: str) -> None:
    """Take the step, count the decision, tell of it; who is still asked for something need not bring it any more."""
    now, before = database_time(act.session), act.state
    due = act.goes_on() if before == SUPPLEMENT else act.ticket.due
    more = {"decided": now, "answer_by": None, "paused": False, **own}
    finished: dict[str, Any] = {"finished": now} if ends else {}
    act.take(action, words, own=more, due=due, **finished)
    _count(act, act.state, on_time=today() <= due)
    tell(act.session, act.ticket, DECIDED, channels)


def _count(act: Act, state: str, *, on_time: bool = True) -> None:
    day = today()
    days = clock.worked(act.session, calendar(), act.ticket.id, act.ticket.started, day)
    figures.decided(act.session, act.place, state, days, on_time, day, act.hand.desk.above)
