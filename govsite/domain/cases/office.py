"""What the office does with a case (办件办理): guarded steps from the very revision that somebody has read.

Every function takes a ``Hand``. Raises ``Hidden`` for a case that is not theirs, ``Changed`` where somebody was faster,
and ``states.Refused`` for what cannot be done with it now; a form that is sent twice does its work once.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.domain.cases import clocks, figures
from govsite.domain.cases.deeming import deem
from govsite.domain.cases.materials import current, lacking
from govsite.domain.cases.notifying import ACCEPTED, EXTENDED, tell
from govsite.domain.cases.pausing import go_on_until
from govsite.domain.cases.states import CASE as MACHINE
from govsite.domain.cases.states import TAKE_OVER
from govsite.domain.common.days import ZONE, today
from govsite.domain.common.states import Refusal, Refused
from govsite.domain.common.workdays import calendar
from govsite.domain.tickets import assigning, clock, hands, thread
from govsite.domain.tickets.desks import Colleague
from govsite.domain.tickets.hands import Hand, Kind
from govsite.domain.tickets.tallies import Place
from govsite.domain.tickets.told import Channels
from govsite.models.case import Case, CaseMaterial
from govsite.models.item import Item

KIND = Kind("case", MACHINE, Case)


@dataclass
class Act(hands.Act):
    """Steps of a case on their way."""

    @property
    def case(self) -> Case:
        """What only cases have."""
        return cast(Case, self.own)

    def take(
        self, action: str, words: str = "", own: dict[str, Any] | None = None, to: Place | None = None, **values: Any
    ) -> None:
        """Take a step; when a case changed last is kept for systems that ask."""
        super().take(action, words, {"changed": database_time(self.session)} | (own or {}), to, **values)

    def wants(self, good: bool) -> None:
        """Raise Refused where something cannot be done now."""
        if not good:
            raise Refused(Refusal.NOT_NOW)

    def goes_on(self) -> date:
        """Let a clock that stands go on, and return the day on which the case is due."""
        kept = self.case.calendar_days
        return go_on_until(self.session, calendar(), self.ticket, today(), calendar_days=kept)


def acting(hand: Hand, *, over: bool = False) -> AbstractContextManager[Act | None]:
    """Something of the office's with a case: see ``hands.acting``.

    One whose five days have passed is accepted first (视为受理), should no chore have come by: its office can neither
    refuse it any more nor let its promise begin later, and whoever has read it before is told.
    """
    deem(hand.ticket_id, today(), lambda _: hand.channels, at=hand.desk.site_code)
    return hands.acting(KIND, Act, hand, over=over)


def accept(hand: Hand, channels: Channels, reason: str = "") -> None:
    """Accept a case (受理): its promise runs from today. One that nobody has is theirs then.

    Where materials are lacking, a ``reason`` to do without for now is wanted (容缺受理), which the audit knows of.
    """
    with acting(hand) as act:
        if act is None:
            return
        if missing := len(lacking_of(act.session, act.ticket.id)):
            act.wants(bool(reason))
            act.details |= {"lacking": missing}
        day, ticket = today(), act.ticket
        due = clocks.promise(calendar(), day, ticket.limit, calendar_days=act.case.calendar_days).day
        own, whose = {"accepted": day, "answer_by": None}, ticket.assignee or hand.desk.staff_id
        act.take("accept", reason if missing else "", own=own, started=day, due=due, assignee=whose)
        tell(act.session, ticket, ACCEPTED, channels)


def lacking_of(session: Session, ticket_id: int) -> list[CaseMaterial]:
    """The materials of a case that are lacking."""
    return lacking(current(session.scalars(select(CaseMaterial).where(CaseMaterial.ticket_id == ticket_id)).all()))


def step(hand: Hand, name: str) -> None:
    """Go on to a step that the item's guide names (环节), and to no other."""
    with acting(hand) as act:
        if act is not None:
            act.wants(name in steps_of(act.session.get(Item, act.ticket.item_code)))
            act.stage = name
            act.take("step", own={"step": name})


def steps_of(item: Item | None) -> list[str]:
    """The steps that a guide names, in their order."""
    return list(dict.fromkeys(step["name"] for step in item.steps if step.get("name"))) if item else []


def pause(hand: Hand, reason: str) -> None:
    """Begin a special procedure (特别程序): hearing, inspection, expert review; the clock stands meanwhile."""
    with acting(hand) as act:
        if act is not None:
            act.wants(not act.case.paused)
            clock.pause(act.session, act.ticket.id, today())
            act.take("pause", reason, own={"paused": True})


def go_on(hand: Hand) -> None:
    """End a special procedure: as many days are left as were left when it began."""
    with acting(hand) as act:
        if act is not None:
            act.wants(act.case.paused)
            act.take("go on", own={"paused": False}, due=act.goes_on())


def extend(hand: Hand, reason: str, leave: str, channels: Channels, *, joint: bool) -> None:
    """Extend a promise once, while it holds (延长): ten working days, of joint units fifteen.

    ``leave`` names who allowed it.
    """
    with acting(hand) as act:
        if act is None:
            return
        act.wants(act.case.extended is None and not act.case.paused and today() <= act.ticket.due)
        due = clocks.extended(calendar(), act.ticket.due, joint=joint)
        own = {"extended": database_time(act.session), "joint": joint}
        act.details |= {"joint": joint}
        act.take("extend", f"{reason}（{leave}批准）", own=own, due=due)
        tell(act.session, act.ticket, EXTENDED, channels)


def pass_on(hand: Hand, department: str, reason: str) -> None:
    """Pass a case to another department of the site (转办): its clock runs on, nobody has it there yet."""
    with acting(hand) as act:
        if act is None:
            return
        place, to = act.place, act.place._replace(department=department)
        act.wants(place != to)
        act.take("pass", reason, to=to)
        day = act.ticket.added.astimezone(ZONE).date()
        counted = figures.Figures(lambda _: act.hand.desk.above)
        counted.count(place, day, {figures.RECEIVED: -1})
        counted.count(to, day, {figures.RECEIVED: 1})
        counted.write(act.session)
        act.details |= {"department": str.__str__(department)}


def assign(hand: Hand, to: Colleague) -> None:
    """Give a case to a colleague of its department, or take it."""
    with acting(hand) as act:
        if act is not None:
            assigning.give(act, to)


def note(hand: Hand, text: str) -> None:
    """Write an internal note (内部备注), which the applicant never sees."""
    with acting(hand) as act:
        if act is not None:
            act.say(thread.NOTE, text)
            act.take("note")


def take_over(hand: Hand) -> None:
    """Take a case over (接管): who sees queues only may read this one then, until it is passed on or assigned."""
    with acting(hand, over=True) as act:
        if act is not None:
            act.take(TAKE_OVER, assignee=hand.desk.staff_id)
