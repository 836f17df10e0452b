"""The course of a case (办理过程) as its events tell it: told one by one, late or out of order, it is the same course.

A department's system tells what happened and when; the state, the promise and what counts follow from all events in
the order of their times. So nothing depends on the order in which they were sent. What leads back is left aside unless
it is a correction (更正); what excludes each other raises ``Contradiction``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from govsite.domain.cases import figures
from govsite.domain.cases.reckoning import Reckoning
from govsite.domain.cases.states import (
    APPROVED,
    DENIED,
    DONE,
    RECEIVED,
    REFUSED,
    REVIEWING,
    SUPPLEMENT,
    UNFINISHED,
    WITHDRAWN,
)
from govsite.domain.common.days import ZONE

DECISIONS = {"grant": APPROVED, "complete": DONE, "deny": DENIED, "refuse": REFUSED, "withdraw": WITHDRAWN}
_RANKS = {"submit": 0, "accept": 1, "deem": 1, "grant": 7, "produce": 8, "deliver": 9}  # of events of one moment
_OTHERS, _CORRECTION = 5, 10
ONE_DAY = timedelta(1)


class Contradiction(ValueError):  # noqa: N818
    """An event that cannot be beside another one; the text is the sentence for who sent it."""

    def __init__(self, happening: Happening, told: str) -> None:
        super().__init__(told)
        self.happening = happening


@dataclass(slots=True)
class Happening:
    """Something that happened; ``key`` is what its teller knows it by, ``state`` the one after it, once it is told."""

    at: datetime
    action: str
    key: object = None
    correction: bool = False
    joint: bool = False
    step: str = ""
    state: str = ""

    @property
    def day(self) -> date:
        """The day of it in Beijing."""
        return self.at.astimezone(ZONE).date()


def in_order(happenings: Iterable[Happening]) -> list[Happening]:
    """By their times; of one moment in the order in which such things are done."""

    def rank(happening: Happening) -> int:
        return _CORRECTION if happening.correction else _RANKS.get(happening.action, _OTHERS)

    return sorted(happenings, key=lambda happening: (happening.at, rank(happening)))


@dataclass(slots=True)
class Course:
    """Where a case has come to. ``decision`` is the event that decided it, ``pauses`` the days on which its clock stood
    and went on, ``asked`` those of the notices of what is missing.
    """

    reckoning: Reckoning
    received: date
    limit: int
    calendar_days: bool
    started: date
    due: date
    answer_by: date | None
    state: str = RECEIVED
    accepted: date | None = None
    paused: bool = False
    extended: datetime | None = None
    joint: bool = False
    decision: Happening | None = None
    finished: datetime | None = None
    step: str = ""
    pauses: list[tuple[date, date | None]] = field(default_factory=list)
    asked: list[date] = field(default_factory=list)

    @classmethod
    def begun(cls, reckoning: Reckoning, received: date, limit: int, calendar_days: bool) -> Course:
        """That of a case that has just come."""
        due = reckoning.promise(received, limit, calendar_days)
        return cls(reckoning, received, limit, calendar_days, received, due, reckoning.answer_by(received))

    def go(self, happenings: Iterable[Happening]) -> Course:
        """Follow events that are in order; each knows its state afterwards. Raises Contradiction."""
        for happening in happenings:
            self._take(happening)
            happening.state = self.state
        return self

    @property
    def decided(self) -> datetime | None:
        """When it was decided; what is withdrawn never was."""
        return None if self.decision is None or self.decision.action == "withdraw" else self.decision.at

    def measures(self, due: date, dealt: Callable[[date], bool]) -> Iterator[tuple[date, Mapping[str, int]]]:
        """What counts on which day, where the case was due on a day; that it came is not among it.

        The cards (黄牌、红牌) of days on which they were ``dealt`` already are; of other days the chore deals them.
        """
        for day in self.asked:
            yield day, {figures.SUPPLEMENTS: 1}
        if self.decision is not None:
            day, state = self.decision.day, DECISIONS.get(self.decision.action, DONE)
            yield day, figures.decision(state, self.reckoning.taken(self.started, day, self.pauses), day <= due)
        for measure, day in ((figures.YELLOW, self.reckoning.worked_before(due)), (figures.RED, due + ONE_DAY)):
            if self._is_open(day) and dealt(day):
                yield day, {measure: 1}

    def _is_open(self, day: date) -> bool:
        """Whether the office's clock ran on a day."""
        decided = self.decision is not None and self.decision.day <= day
        stood = any(began <= day and (ended is None or day < ended) for began, ended in self.pauses)
        return self.received <= day and not decided and not stood

    def _take(self, it: Happening) -> None:
        self.step = it.step or self.step
        if it.correction:
            self._take_back(it)
        if it.action in DECISIONS:
            self._decide(it, DECISIONS[it.action])
        elif it.action == "deliver":
            self._deliver(it)
        elif self.state in UNFINISHED:
            self._go_on(it)

    def _take_back(self, it: Happening) -> None:
        """Before a correction: what was decided is open again; where a delivery is corrected, that alone."""
        if it.action in ("produce", "deliver") and self.decision is not None and self.decision.action == "grant":
            self.state, self.finished = APPROVED, None
            return
        if self.decision is not None:
            self.state = RECEIVED if self.accepted is None else REVIEWING
        self.decision = self.finished = None
        if it.action == "extend":
            self.extended = None
        elif it.action == "accept":
            self._start_clock(it.day)  # a notice that stopped it is answered, or there would be no acceptance
            self.accepted = None
            self.state = RECEIVED

    def _decide(self, it: Happening, state: str) -> None:
        if self.decision is not None:
            raise Contradiction(
                it, f"{self.decision.day}已经有决定或者结束了，不能再有一个；要更正，请写 correction: true。"
            )
        self._start_clock(it.day)
        self.decision, self.state, self.answer_by = it, state, None
        if state != APPROVED:
            self.finished = it.at

    def _deliver(self, it: Happening) -> None:
        if self.state in UNFINISHED:
            self._decide(it, DONE)  # of a system that tells the end alone
        elif self.state == APPROVED:
            self.state, self.finished = DONE, it.at

    def _go_on(self, it: Happening) -> None:
        action, day = it.action, it.day
        if action in ("accept", "deem"):
            self._accept(self.started if action == "deem" else day)
        elif action == "ask":
            self._ask(day)
        elif action in ("supply", "resume"):
            self._supply(day)
        elif action == "go on" and self.paused:
            self._start_clock(day)
        elif action in ("step", "pause", "extend"):
            if self.state == RECEIVED:  # of a system that does not tell that it accepts
                self._accept(day)
            if action == "pause" and self.state == REVIEWING and not self.paused:
                self.paused = True
                self.pauses.append((day, None))
            elif action == "extend":
                self._extend(it)

    def _accept(self, day: date) -> None:
        if self.state == REVIEWING:
            return
        self.state, self.answer_by = REVIEWING, None
        if self.accepted is not None:
            self._start_clock(day)
            return
        self.accepted = self.started = day
        self.due = self.reckoning.promise(day, self.limit, self.calendar_days)

    def _ask(self, day: date) -> None:
        self.asked.append(day)
        self.answer_by = None
        if self.accepted is not None and not self._stands:
            self.pauses.append((day, None))
        self.state, self.paused = SUPPLEMENT, False

    def _supply(self, day: date) -> None:
        if self.state != SUPPLEMENT:
            return
        if self.accepted is not None:
            self.state = REVIEWING
            self._start_clock(day)
            return
        self.state, self.started, self.answer_by = RECEIVED, day, self.reckoning.answer_by(day)
        self.due = self.reckoning.promise(day, self.limit, self.calendar_days)

    def _extend(self, it: Happening) -> None:
        if self.extended is not None:
            raise Contradiction(it, "期限已经延长过一次，不能再延长。")
        self.extended, self.joint = it.at, it.joint
        self.due = self.reckoning.extended(self.due, it.joint)

    @property
    def _stands(self) -> bool:
        return bool(self.pauses) and self.pauses[-1][1] is None

    def _start_clock(self, day: date) -> None:
        """Let a clock that stands go on."""
        self.paused = False
        if self._stands:
            began = self.pauses[-1][0]
            self.pauses[-1] = (began, day)
            self.due = self.reckoning.after_pause(began, day, self.due, self.calendar_days)
