"""Demo letters: in every state, each with a history that could have been, counted as real ones are."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from govsite.database import topics
from govsite.demo import load_demo, load_letters
from govsite.demo.sources import DEMO
from govsite.domain.common.days import ZONE, today
from govsite.domain.common.workdays import read_calendar
from govsite.domain.letters.statement import statement_of
from govsite.domain.tickets.numbers import read_number
from govsite.models import Department, Letter, Message, Offering, Ticket, TicketEvent, TicketPause
from govsite.sites.load import load_file
from tests.importing.samples import small_tree

SITES = DEMO.parent / "sites.yaml"
STATES = {"submitted", "handling", "waiting", "review", "replied", "refused", "withdrawn"}
SECRET = "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHRzYWx0$aGFzaA"


@pytest.fixture(scope="module")
def filled(filled: Engine) -> Engine:
    """With letters."""
    with Session(filled) as session:
        assert load_letters(session, load_file(SITES), SECRET, today()) == 75
        session.commit()
    return filled


def test_they_are_stored_once(stored: Session) -> None:
    number = topics.current(stored, topics.LETTERS)
    assert load_letters(stored, load_file(SITES), SECRET, today()) == 0
    assert topics.current(stored, topics.LETTERS) == number


def test_every_state_and_every_kind_is_there(stored: Session) -> None:
    assert set(stored.scalars(select(Ticket.state))) == STATES
    assert set(stored.scalars(select(Letter.kind))) == {"咨询", "求助", "投诉", "建议", "表扬"}
    open_ones = select(Ticket.department).where(Ticket.site_code == "420502", Ticket.state != "replied")
    assert set(stored.scalars(open_ones)) == {"公安局", "政务服务和大数据管理局"}, "both clerks have something to do"
    assert stored.scalar(select(TicketPause.ticket_id).join(Ticket).where(Ticket.state == "waiting"))
    assert stored.scalar(select(Ticket.id).where(Ticket.state == "handling", Ticket.due < today())), "one is late"
    assert stored.scalar(select(Letter.ticket_id).where(Letter.reopened.is_not(None)))
    assert stored.scalar(select(Letter.ticket_id).where(Letter.follow_up.is_not(None)))


def test_each_could_have_been(stored: Session) -> None:
    calendar, now = read_calendar(stored), datetime.now(UTC)
    for ticket, letter in stored.execute(select(Ticket, Letter).join(Letter)):
        events = list(stored.scalars(select(TicketEvent).filter_by(ticket_id=ticket.id).order_by(TicketEvent.id)))
        moments = [event.at for event in events]
        assert moments == sorted(moments) and moments[-1] <= now and moments[0] == ticket.added
        assert events[-1].state == ticket.state and len(events) == ticket.revision
        assert read_number(ticket.number) == ticket.number
        assert ticket.due == calendar.due(ticket.started, ticket.limit).day
        assert all(calendar.is_worked(moment.astimezone(ZONE).date()) for moment in moments)
        replied = stored.scalar(select(Message.text).filter_by(ticket_id=ticket.id, kind="reply"))
        assert bool(replied) == (letter.replied is not None)
        assert ticket.state != "replied" or ticket.finished == letter.replied
        assert letter.published is None or (letter.consent and letter.public_reply == replied)
        assert (ticket.name, ticket.phone, ticket.email) == (None, None, None)


def test_they_are_counted(stored: Session) -> None:
    total = statement_of(stored, load_file(SITES).root, today()).total
    letters = list(stored.scalars(select(Letter)))
    assert total.received == len(letters)
    assert total.answered == sum(letter.replied is not None for letter in letters)
    assert total.ratings == Counter(letter.rating for letter in letters if letter.rating)
    assert 0 < total.on_time < total.answered


def test_any_day_will_do(session: Session) -> None:
    load_demo(session, small_tree())
    for day in (date(2026, 10, 1), date(2026, 10, 4), date(2027, 2, 28)):
        with session.begin_nested() as one:
            assert load_letters(session, small_tree(), SECRET, day) > 0
            newest = max(session.scalars(select(Ticket.started)))
            assert newest <= day < newest + timedelta(12), day
            one.rollback()


@pytest.mark.parametrize("name", ["guangzhou", "hainan"])
def test_the_other_portals_have_letters_of_their_own(other_portals: dict[str, Engine], name: str) -> None:
    with Session(other_portals[name]) as session:
        assert len(list(session.scalars(select(Letter)))) == 10
        have_been_sent_where_they_belong(session)


def have_been_sent_where_they_belong(session: Session) -> None:
    offices = set(map(tuple, session.execute(select(Department.site_code, Department.key))))
    offers = set(map(tuple, session.execute(select(Offering.site_code, Offering.item_code))))
    for ticket, letter in session.execute(select(Ticket, Letter).join(Letter)):
        assert (ticket.site_code, ticket.department) in offices, letter.title
        assert ticket.item_code and (ticket.site_code, ticket.item_code) in offers, letter.title
    assert {"published", "waiting", "handling"} <= {
        "published" if letter.published else ticket.state
        for ticket, letter in session.execute(select(Ticket, Letter).join(Letter))
    }
