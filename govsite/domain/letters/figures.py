"""What is counted of letters (信件统计), in the transaction that it counts; ``statement`` makes rates of it."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from govsite.domain.common.days import ZONE
from govsite.domain.tickets.tallies import Place, count_all, place_of
from govsite.models.letter import Letter
from govsite.models.ticket import Ticket

PREFIX = "letters."
RECEIVED, ANSWERED, ON_TIME = "letters.received", "letters.answered", "letters.on_time"
DAYS, RATED = "letters.days.", "letters.rated."  # with a number behind
MOST_DAYS = 60  # working days until the answer; more count as so many


def received(session: Session, ticket: Ticket, day: date | None = None) -> None:
    """Count a letter that came. Part of the caller's writing, as all of these."""
    count_all(session, place_of(ticket), {RECEIVED: 1}, day)


def replaced(session: Session, lost: Ticket, by: Ticket, day: date) -> None:
    """Count a letter in the place of the one that it replaces: its receipt was lost, and one letter came, not two."""
    steps = [(lost.added.astimezone(ZONE).date(), place_of(lost), -1), (day, place_of(by), 1)]
    for at, place, number in sorted(steps):  # the rows are taken in one order, as below
        count_all(session, place, {RECEIVED: number}, at)


def answered(session: Session, ticket: Ticket, days: int, on_time: bool, day: date | None = None) -> None:
    """Count an answer after so many working days; a letter counts once, at its first answer."""
    days = max(0, min(days, MOST_DAYS))
    measures = {ANSWERED: 1, f"{DAYS}{days}": 1} | ({ON_TIME: 1} if on_time else {})
    count_all(session, place_of(ticket), measures, day)


def rated(
    session: Session,
    ticket: Ticket,
    rating: int,
    *,
    before: int | None = None,
    day_before: date | None = None,
    day: date | None = None,
) -> None:
    """Count a rating of 1 to 5; one that is changed moves: ``before`` is what it was, given on ``day_before``."""
    if before is not None:
        count_all(session, place_of(ticket), {f"{RATED}{before}": -1}, day_before)
    count_all(session, place_of(ticket), {f"{RATED}{rating}": 1}, day)


def passed(session: Session, ticket: Ticket, letter: Letter, to: Place) -> None:
    """Let a letter count for another desk: what was received, until it is answered, and what may be rated anew.

    The rows are taken in one order, so two letters that are passed to and fro do not wait for each other.
    """
    moved = []
    if letter.replied is None:
        moved.append((RECEIVED, ticket.added))
    if letter.rating is not None and letter.rated is not None:
        moved.append((f"{RATED}{letter.rating}", letter.rated))
    steps = [(place, measure, at, by) for measure, at in moved for place, by in ((place_of(ticket), -1), (to, 1))]
    for place, measure, at, by in sorted(steps, key=lambda one: (one[2].astimezone(ZONE).date(), one[0], one[1])):
        count_all(session, place, {measure: by}, at.astimezone(ZONE).date())
