"""What the office does with a letter (信件办理): guarded steps from the very revision that somebody has read.

Every function takes a ``Hand``. Raises ``Hidden`` for a letter that is not theirs, ``Changed`` where somebody was
faster, and ``states.Refused`` for what cannot be done with it now; a form that is sent twice does its work once.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, cast

from govsite.database import topics
from govsite.database.clock import database_time
from govsite.domain.common.days import today
from govsite.domain.common.states import Refusal, Refused
from govsite.domain.common.workdays import calendar
from govsite.domain.letters import figures
from govsite.domain.letters.states import LETTER as MACHINE
from govsite.domain.letters.states import SUBMITTED, TAKE_OVER
from govsite.domain.tickets import clock, hands, thread
from govsite.domain.tickets.hands import Hand, Kind
from govsite.domain.tickets.tallies import Place
from govsite.domain.tickets.told import ASKED, Channels, tell
from govsite.models.letter import Letter

KIND = Kind("letter", MACHINE, Letter)
UNSEEN = frozenset({"assign", "pass", TAKE_OVER})  # done without having read what the writer added


@dataclass
class Act(hands.Act):
    """Steps of a letter on their way; ``public`` says that published pages change."""

    public: bool = False

    @property
    def letter(self) -> Letter:
        """What only letters have."""
        return cast(Letter, self.own)

    def take(
        self, action: str, words: str = "", own: dict[str, Any] | None = None, to: Place | None = None, **values: Any
    ) -> None:
        """Take a step; whoever works on a letter has read what its writer added."""
        if self.letter.unread is not None and action not in UNSEEN:
            own = {"unread": None} | (own or {})
        hands.Act.take(self, action, words, own, to, **values)

    def accept_first(self) -> None:
        """A new letter is accepted by whatever is done with it."""
        if self.state == SUBMITTED:
            self.accept()

    def accept(self) -> None:
        """A letter that nobody has is theirs then, or it would stand in no queue of work."""
        self.take("accept", assignee=self.ticket.assignee or self.hand.desk.staff_id)

    def finish(self) -> None:
        """Pages that show the letter are made anew."""
        if self.public:
            topics.bump(self.session, topics.LETTERS)  # last: writers queue for it


def acting(hand: Hand, *, over: bool = False) -> AbstractContextManager[Act | None]:
    """Something of the office's with a letter: see ``hands.acting``."""
    return hands.acting(KIND, Act, hand, over=over)


def accept(hand: Hand) -> None:
    """Accept a letter (受理)."""
    with acting(hand) as act:
        if act is not None:
            act.accept()


def refuse(hand: Hand, reason: str) -> None:
    """Refuse a letter (不予受理); the reason says whom to ask instead. One that was published is public no more."""
    with acting(hand) as act:
        if act is not None:
            act.public = act.letter.published is not None
            act.take("refuse", reason, own={"published": None, "undecided": None}, finished=_now(act))


def pass_on(hand: Hand, to: Place, reason: str = "") -> None:
    """Pass a letter to another department or site (转办): its limit runs on from the start, nobody has it there yet."""
    with acting(hand) as act:
        if act is None:
            return
        to = to._replace(item_code=act.ticket.item_code)
        if to == act.place:
            raise Refused(Refusal.NOT_NOW)
        act.take("pass", reason, to=to)
        figures.passed(act.session, act.ticket, act.letter, to)
        act.details |= {"site": to.site_code, "department": str.__str__(to.department)}


def ask(hand: Hand, question: str, channels: Channels) -> None:
    """Ask the writer for more (请补充), once: the clock stands until they answer."""
    with acting(hand) as act:
        if act is None:
            return
        if act.letter.asked is not None:
            raise Refused(Refusal.NOT_NOW)
        act.accept_first()
        act.say(thread.QUESTION, question)
        clock.pause(act.session, act.ticket.id, today())
        act.take("ask", own={"asked": _now(act)})
        tell(act.session, act.ticket, ASKED, channels)


def go_on(hand: Hand) -> None:
    """Wait no more for what was asked (不再等待): the clock goes on."""
    with acting(hand) as act:
        if act is not None:
            act.take("go on", due=clock.resume(act.session, calendar(), act.ticket.id, today(), act.ticket.due))


def note(hand: Hand, text: str) -> None:
    """Write an internal note (内部备注), which the writer never sees."""
    with acting(hand) as act:
        if act is not None:
            act.say(thread.NOTE, text)
            act.take("note")


def read(hand: Hand) -> None:
    """Say that what the writer added was read, and needs no more (看过)."""
    with acting(hand) as act:
        if act is not None:
            if act.letter.unread is None:
                raise Refused(Refusal.NOT_NOW)
            act.take("read")


def take_over(hand: Hand) -> None:
    """Take a letter over (接管): who sees queues only may read this one then, until it is passed on or assigned."""
    with acting(hand, over=True) as act:
        if act is not None:
            act.take(TAKE_OVER, assignee=hand.desk.staff_id)


def _now(act: Act) -> Any:
    return database_time(act.session)
