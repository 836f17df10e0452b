"""Whatever writer and clerks try, in any order: the record is complete, no clock moves by itself, counters agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from govsite.database.session import reading, writing
from govsite.domain.common import audit
from govsite.domain.common.days import today
from govsite.domain.common.states import Refused
from govsite.domain.common.workdays import calendar
from govsite.domain.letters import acts, answering, assigning, office, releasing
from govsite.domain.letters import desk as desks
from govsite.domain.letters.queues import ALL, UNREAD, Wanted
from govsite.domain.letters.states import ADMIN, CLERK, LETTER, REPLIED, SUBMITTED, UNFINISHED, WAITING, WRITER
from govsite.domain.tickets.desks import Colleague, Desk
from govsite.domain.tickets.form_keys import new_key
from govsite.domain.tickets.hands import Changed, Hand, Hidden
from govsite.domain.tickets.queues import days_of
from govsite.domain.tickets.tallies import Place
from govsite.domain.tickets.told import Channels
from govsite.models.letter import Letter
from govsite.models.tally import Tally
from govsite.models.ticket import Ticket, TicketEvent, TicketPause
from govsite.typed import Typed
from tests.apps import site_of
from tests.cast import BY_KEY
from tests.console.people import number_of
from tests.letters.desks import OFFICES, POLICE
from tests.letters.office import arrive
from tests.letters.writer import Receipt
from tests.waiting import together

QUIET = Channels()
WRITERS: dict[str, Callable[[int, str], None]] = {
    "add": lambda number, key: acts.add(number, key, "补充"),
    "rate": lambda number, key: acts.rate(number, key, 1, "不好"),
    "rate well": lambda number, key: acts.rate(number, key, 5, ""),
    "reopen": lambda number, key: acts.reopen(number, key, "没有解决", 5),
    "remind": acts.remind,
    "withdraw": acts.withdraw,
}
OFFICES_ACTS: dict[str, Callable[[Hand], None]] = {
    "accept": office.accept,
    "refuse": lambda hand: office.refuse(hand, "请找别处"),
    "pass": lambda hand: office.pass_on(hand, Place(hand.desk.site_code, "政务服务"), "转"),
    "pass back": lambda hand: office.pass_on(hand, Place(hand.desk.site_code, POLICE), "转"),
    "ask": lambda hand: office.ask(hand, "哪一盏？", QUIET),
    "go on": office.go_on,
    "note": lambda hand: office.note(hand, "备注"),
    "read": office.read,
    "take over": office.take_over,
    "assign": lambda hand: assigning.assign(hand, Colleague(hand.desk.staff_id, Typed("甲"), None)),
    "reply": lambda hand: answering.reply(hand, "答复", QUIET),
    "propose": lambda hand: answering.propose(hand, "答复稿"),
    "approve": lambda hand: answering.approve(hand, QUIET),
    "return": lambda hand: answering.give_back(hand, "改"),
    "follow up": lambda hand: answering.follow_up(hand, "回访", QUIET),
    "answer more": lambda hand: answering.answer_more(hand, "再答复", QUIET),
    "publish": lambda hand: releasing.publish(hand, "题", "信", "答"),
    "unpublish": releasing.unpublish,
    "withhold": releasing.withhold,
}
# Where the tries begin: by themselves they seldom come so far.
Steps = tuple[tuple[str, str], ...]
BEGINNINGS: tuple[Steps, ...] = (
    (),
    (("second", "reply"), ("second", "publish")),
    (("second", "reply"), ("writer", "rate"), ("writer", "reopen"), ("second", "reply")),
    ((CLERK, "propose"),),
    ((CLERK, "ask"),),
)
MOVES_DUE = {"add", "go on", "reopen", "withdraw"}


@dataclass
class Room:
    """A letter and those who try something with it; ``second`` is a clerk of the department to which it is passed."""

    app: Flask
    number: int
    second_reading: bool
    people: dict[str, int]
    code: str

    def desk(self, who: str) -> Desk:
        keys = {CLERK: frozenset({POLICE}), "second": frozenset(OFFICES)}.get(who, frozenset[str]())
        lists = None if who == ADMIN else keys
        return Desk(self.people[who], self.code, lists, keys, who == ADMIN, self.second_reading)

    def row(self) -> tuple[Ticket, Letter]:
        reading().rollback()
        both = select(Ticket, Letter).join(Letter, Letter.ticket_id == Ticket.id).where(Ticket.id == self.number)
        ticket, letter = reading().execute(both).one()
        reading().expunge_all()
        return ticket, letter

    def attempt(self, who: str, action: str, stale: bool) -> bool:
        """Whether it was done."""
        ticket, _ = self.row()
        try:
            if who == "writer":
                WRITERS[action](self.number, new_key())
            else:
                revision = ticket.revision - stale
                name = f"staff {self.people[who]}"
                OFFICES_ACTS[action](Hand(self.desk(who), name, self.number, revision, new_key()))
        except (Hidden, Changed, Refused):
            return False
        return True


@pytest.mark.parametrize("beginning", BEGINNINGS, ids=lambda steps: " ".join(action for _, action in steps) or "new")
@given(data=st.data(), consent=st.booleans())
@settings(max_examples=settings.default.max_examples // 10)
def test_whatever_is_tried(office: Flask, beginning: Steps, data: st.DataObject, consent: bool) -> None:
    forget(office)
    receipt = arrive(office, consent=consent)
    with office.app_context():
        number = reading().scalar(select(Ticket.id).where(Ticket.number == receipt.number))
        people = {"clerk": CLERK, "second": "clerk of another department", "site_admin": "site_admin"}
        numbers = {who: number_of(office, BY_KEY[key]) for who, key in people.items()}
        numbers["stranger"] = number_of(office, BY_KEY["editor"])
        second_reading = any(action == "propose" for _, action in beginning)
        room = Room(office, number or 0, second_reading, numbers, site_of(office, "xiling").code)
        answers, proposer = 0, ""
        begun = list(beginning)
        for _ in range(len(begun) + data.draw(st.integers(2, 10))):
            who = data.draw(
                st.sampled_from(["writer", "writer", CLERK, CLERK, "second", "second", "second", ADMIN, "stranger"])
            )
            before, _ = room.row()
            action = data.draw(st.sampled_from(likely(who, before.state)))
            stale = data.draw(st.sampled_from([False, False, False, True])) and who != "writer"
            if begun:
                who, action, stale = *begun.pop(0), False
            records = last_number()
            done = room.attempt(who, action, stale)
            after, letter = room.row()
            assert not (done and (stale or who == "stranger"))
            assert (after.revision > before.revision) == done, "all or nothing"
            assert after.due == before.due or (done and action in MOVES_DUE)
            assert (last_number() > records) == (done and who != "writer"), "what the office does is in the audit"
            proposer = who if done and action == "propose" else proposer
            assert not (done and action == "approve" and who == proposer), "never the same person"
            answers += done and action in ("reply", "approve")
            check(room, after, letter, answers)
            standing = queues_with(room, after)
            assert standing or after.state not in UNFINISHED, "no open letter that no queue shows"
            assert (UNREAD in standing) == (letter.unread is not None)
            if done and who == "writer" and action == "add":
                assert UNREAD in standing, "what the writer added waits to be read"


def likely(who: str, state: str) -> list[str]:
    """All that may be tried, four times over what the table has in this state: else most tries come to nothing."""
    every = sorted(WRITERS if who == "writer" else OFFICES_ACTS)
    steps = {way.action for way in LETTER.steps if way.source == state}
    steps |= {"reply", "propose"} if state == SUBMITTED else set()
    now = [action for action in every if action.removesuffix(" back").removesuffix(" well") in steps]
    return every + 4 * now


def last_number() -> int:
    reading().rollback()
    return next((row.number for row in audit.last_records(reading(), 1)), 0)


def check(room: Room, ticket: Ticket, letter: Letter, answers: int) -> None:
    session = reading()
    found = select(TicketEvent).where(TicketEvent.ticket_id == room.number).order_by(TicketEvent.id)
    events = session.scalars(found).all()
    assert events[0].action == "submit" and events[-1].state == ticket.state
    assert (events[-1].site_code, events[-1].department) == (ticket.site_code, ticket.department)
    assert len(events) == ticket.revision, "an event a step, none left out"
    state = SUBMITTED
    for event in events[1:]:
        who = {"writer": (WRITER,), "office": (CLERK, ADMIN), "system": ("system",)}[event.who]
        ways = [w for w in LETTER.steps if (w.source, w.action) == (state, event.action)]
        assert ways and set(who) & set(ways[0].who) and ways[0].target == event.state
        assert event.internal == (not ways[0].citizen), "what the writer is not told has no words for them"
        state = event.state
    running = select(func.count()).where(TicketPause.ticket_id == room.number, TicketPause.ended.is_(None))
    assert session.scalar(running) == (ticket.state == WAITING), "the clock stands exactly while one waits"
    assert letter.published is None or letter.consent
    assert (letter.replied is not None) == bool(answers)
    assert ticket.state != REPLIED or letter.replied is not None
    sums: Counter[str] = Counter()
    where: Counter[tuple[date, str, str]] = Counter()
    for row in session.execute(select(Tally.day, Tally.department, Tally.measure, Tally.number)):
        sums[row.measure] += row.number
        where[row.day, row.department, row.measure] += row.number
    assert min(where.values()) >= 0, where
    assert sums["letters.received"] == 1
    assert sums["letters.answered"] == min(answers, 1), "a letter counts once"
    assert sum(n for measure, n in sums.items() if measure.startswith("letters.rated.")) == (letter.rating is not None)
    unanswered = letter.replied is None
    received = {key[1] for key, n in where.items() if key[2] == "letters.received" and n}
    assert not unanswered or received == {ticket.department}, "until it is answered it counts for whoever has it"


def queues_with(room: Room, ticket: Ticket) -> set[str]:
    """In which queues but that of all letters a clerk of its department finds it."""
    keys = frozenset({ticket.department})
    desk = Desk(room.people["second"], ticket.site_code, keys, keys, second_reading=room.second_reading)
    days = days_of(calendar(), today())
    queues = [queue for queue in desks.queues_of(desk) if queue.key != ALL]
    pages = {q.key: desks.page(reading(), calendar(), desk, q, Wanted(), days) for q in queues}
    return {key for key, page in pages.items() if any(row.id == ticket.id for row in page.rows)}


def forget(app: Flask) -> None:
    with app.app_context(), writing() as session:
        session.execute(delete(Ticket))
        session.execute(delete(Tally))


def test_two_clerks_at_one_moment_answer_once(office: Flask) -> None:
    forget(office)
    receipt: Receipt = arrive(office)
    with office.app_context():
        number = reading().scalar(select(Ticket.id).where(Ticket.number == receipt.number)) or 0
    keys = frozenset({POLICE})
    desk = Desk(number_of(office, BY_KEY[CLERK]), site_of(office, "xiling").code, keys, keys)
    outcomes: list[Any] = []

    def answer() -> None:
        with office.app_context():
            try:
                answering.reply(Hand(desk, "staff 1", number, 1, new_key()), "答复", QUIET)
                outcomes.append("done")
            except (Changed, Refused) as error:
                outcomes.append(type(error))

    together(4, answer)
    assert outcomes.count("done") == 1 and outcomes.count(Changed) == 3
    with office.app_context():
        measured = select(func.sum(Tally.number)).where(Tally.measure == "letters.answered")
        assert reading().scalar(measured) == 1
