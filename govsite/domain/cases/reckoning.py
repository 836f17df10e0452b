"""Days reckoned for many cases at once (期限推算): most of a batch share theirs, so each is reckoned once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from govsite.domain.cases import clocks
from govsite.domain.common.workdays import Calendar
from govsite.domain.tickets.clock import worked_between

ONE_DAY = timedelta(1)


class Reckoning:
    """What ``clocks`` and the clock of tickets say, kept while it is in use: for one batch, of one calendar."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self._promises: dict[tuple[date, int, bool], date] = {}
        self._answers: dict[date, date] = {}
        self._worked: dict[tuple[date, date], int] = {}

    def promise(self, start: date, limit: int, calendar_days: bool) -> date:
        """The last day of a promise."""
        key = (start, limit, calendar_days)
        if key not in self._promises:
            self._promises[key] = clocks.promise(self.calendar, start, limit, calendar_days=calendar_days).day
        return self._promises[key]

    def answer_by(self, received: date) -> date:
        """The last day on which the office may say what is missing."""
        if received not in self._answers:
            self._answers[received] = clocks.answer_by(self.calendar, received)
        return self._answers[received]

    def extended(self, due: date, joint: bool) -> date:
        """The new last day of a promise that is extended."""
        return clocks.extended(self.calendar, due, joint=joint)

    def worked(self, first: date, last: date) -> int:
        """Working days after the first day up to the last one."""
        key = (first, last)
        if key not in self._worked:
            self._worked[key] = worked_between(self.calendar, first, last)
        return self._worked[key]

    def taken(self, started: date, day: date, pauses: Iterable[tuple[date, date | None]]) -> int:
        """Working days that the office took from a day to another, without those on which the clock stood."""
        stood = sum(self.worked(began, ended or day) for began, ended in pauses if began >= started)
        return self.worked(started, day) - stood

    def after_pause(self, began: date, day: date, due: date, calendar_days: bool) -> date:
        """When a case is due whose clock stood from a day to another: as many days are left as were left before."""
        if due < began or day <= began:
            return due
        if calendar_days:
            return self.promise(day, (due - began).days, True)
        return self.promise(day, self.worked(began, due), False)

    def worked_before(self, day: date) -> date:
        """The last working day before a day."""
        before = day - ONE_DAY
        while not self.calendar.is_worked(before) and before > date.min:
            before -= ONE_DAY
        return before
