"""What is promised to a case, reckoned once more from the law alone, to compare the portal with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from govsite.domain.common.workdays import Calendar

ONE_DAY = timedelta(1)
OPEN, UNFINISHED = {"received", "reviewing"}, {"received", "reviewing", "supplement"}
FROM = {
    "accept": {"received"},
    "ask": OPEN,
    "refuse": {"received", "supplement"},
    "supply": {"supplement"},
    **dict.fromkeys(("step", "pause", "go on", "extend", "grant", "deny", "complete"), {"reviewing"}),
    **dict.fromkeys(("produce", "deliver"), {"approved"}),
    **dict.fromkeys(("withdraw", "own withdraw", "remind"), UNFINISHED),
    **dict.fromkeys(("pass", "assign", "note", "take over"), UNFINISHED | {"approved"}),
    "own supply": {"supplement"},
}
NOT_WHILE_PAUSED = {"ask", "pause", "extend", "grant", "deny", "complete"}
TO = {"refuse": "refused", "grant": "approved", "deny": "denied", "complete": "done", "deliver": "done"}
TO |= {"withdraw": "withdrawn", "own withdraw": "withdrawn", "ask": "supplement", "accept": "reviewing"}
DECISIONS = ("refuse", "grant", "deny", "complete")


def worked(calendar: Calendar, first: date, last: date) -> int:
    """Working days after the first day up to the last one."""
    days = [first + timedelta(number) for number in range(1, (last - first).days + 1)]
    return len([day for day in days if calendar.is_worked(day)])


def behind(calendar: Calendar, day: date, number: int) -> date:
    """The so many-th working day after a day."""
    while number:
        day += ONE_DAY
        number -= calendar.is_worked(day)
    return day


def worked_from(calendar: Calendar, day: date) -> date:
    """A day, or the next that is worked."""
    return day if calendar.is_worked(day) else behind(calendar, day, 1)


@dataclass
class Promised:
    """A case as it should be."""

    department: str
    limit: int
    calendar_days: bool
    received: date
    started: date
    due: date
    answer_by: date | None
    state: str = "received"
    accepted: date | None = None
    stands: date | None = None  # the day since which its clock stands
    stood: list[tuple[date, date]] = field(default_factory=list)
    special: bool = False
    extended: bool = False
    reminded: bool = False
    notices: int = 0
    supply_until: date | None = None
    whole: bool = False  # a file has come for everything that is missing
    acts: int = 0

    @classmethod
    def new(cls, calendar: Calendar, day: date, department: str, limit: int, calendar_days: bool) -> Promised:
        due = cls._end(calendar, day, limit, calendar_days)
        return cls(department, limit, calendar_days, day, day, due, behind(calendar, day, 5))

    @staticmethod
    def _end(calendar: Calendar, day: date, limit: int, calendar_days: bool) -> date:
        if not limit:
            return day
        return worked_from(calendar, day + timedelta(limit)) if calendar_days else behind(calendar, day, limit)

    def is_silent(self, day: date) -> bool:
        """Whether the five days have passed without a word (视为受理)."""
        return self.state == "received" and self.answer_by is not None and self.answer_by < day

    def deem(self) -> None:
        """Accepted from the day it came; what was promised for that day stays promised."""
        self.state, self.accepted, self.answer_by = "reviewing", self.started, None
        self.acts += 1

    def is_late(self, day: date) -> bool:
        last = self.answer_by if self.state == "received" else self.due
        return self.state in OPEN and not self.special and last is not None and last < day

    def allows(self, action: str, day: date) -> bool:
        """Whether something may be done at all, whatever it is done with."""
        if self.state not in FROM[action] or (self.special and action in NOT_WHILE_PAUSED):
            return False
        if action == "extend":
            return not self.extended and day <= self.due
        if action == "own supply":
            return self.whole and self.supply_until is not None and day <= self.supply_until
        if action == "remind":
            return not self.reminded and self.is_late(day)
        return action != "go on" or self.special

    def does(self, action: str, calendar: Calendar, day: date) -> None:
        """Change as the law has it."""
        self.acts += 1
        if action in (*DECISIONS, "withdraw", "own withdraw"):
            self._goes_on(calendar, day, moves="withdraw" not in action)
            self.answer_by, self.special = None, False
        if action == "accept":
            self.accepted = day
            self._begins(calendar, day)
        elif action == "ask":
            self.notices, self.answer_by, self.whole = self.notices + 1, None, False
            self.stands = day if self.accepted else None
        elif action in ("supply", "own supply"):
            self._supplied(calendar, day)
        elif action == "pause":
            self.special, self.stands = True, day
        elif action == "go on":
            self.special = False
            self._goes_on(calendar, day)
        elif action == "extend":
            self.extended = True
        self.reminded |= action == "remind"
        self.state = TO.get(action, self.state)

    def _begins(self, calendar: Calendar, day: date) -> None:
        self.started, self.due = day, self._end(calendar, day, self.limit, self.calendar_days)
        self.answer_by = None

    def _supplied(self, calendar: Calendar, day: date) -> None:
        if self.accepted:
            self.state = "reviewing"
            self._goes_on(calendar, day)
        else:
            self.state = "received"
            self._begins(calendar, day)
            self.answer_by = behind(calendar, day, 5)

    def _goes_on(self, calendar: Calendar, day: date, *, moves: bool = True) -> None:
        began, self.stands = self.stands, None
        if began is None:
            return
        self.stood.append((began, day))
        if not moves or self.due < began or day == began:
            return
        if self.calendar_days:
            self.due = worked_from(calendar, day + timedelta((self.due - began).days))
        else:
            self.due = worked_from(calendar, behind(calendar, day, worked(calendar, began, self.due)))

    def taken(self, calendar: Calendar, day: date) -> int:
        """Working days that the office took."""
        stood = [(began, ended) for began, ended in self.stood if began >= self.started]
        stood += [(self.stands, day)] if self.stands else []
        return worked(calendar, self.started, day) - sum(worked(calendar, *each) for each in stood)
