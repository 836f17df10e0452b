"""The applicant of cases in the tests: a case with a password, and its page; through HTTP as people do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from govsite.database.session import reading, writing
from govsite.domain.cases import clocks
from govsite.domain.cases.states import RECEIVED, REVIEWING, SUPPLEMENT
from govsite.domain.common.days import today
from govsite.domain.common.workdays import calendar
from govsite.domain.tickets import clock, timeline
from govsite.domain.tickets.numbers import new_number
from govsite.domain.tickets.tallies import place_of
from govsite.models import Case, CaseMaterial, Supplement, Ticket
from govsite.models.case import BAD, GOOD
from govsite.models.ticket import OFFICE
from tests.cases.rows import add_case
from tests.helpers import Page, Visitor
from tests.letters.writer import Receipt
from tests.submitting import Redirect, submit

PASSWORD = "1234 5678 9012 3456"  # noqa: S105
ITEM_NAME, APPLICANT = "居民身份证换领", "范晓燕"
FAULT, REMEDY = "照片不是近期的", "到照相馆重拍白底一寸照"
SITE = "420502"


def new_case(app: Flask, state: str = REVIEWING, *, secret: bool = True, days: int = 0, **own: Any) -> Receipt:
    """A case that was received so many days ago, with its number and password; ``own`` are values of its row."""
    hashed = app.extensions["passwords"].hash(PASSWORD.replace(" ", "")) if secret else ""
    with app.app_context(), writing() as session:
        start, days_of_work = today() - timedelta(days), calendar()
        due = clocks.promise(days_of_work, start, 7).day
        accepted = {} if state == RECEIVED else {"accepted": start}
        values = {"answer_by": clocks.answer_by(days_of_work, start), **accepted, **own}
        ticket = add_case(session, state=state, due=due, site_code=values.pop("site_code", SITE), **values)
        ticket.number, ticket.secret, ticket.name = new_number("BJ", start), hashed, APPLICANT
        ticket.started, ticket.limit = start, 7
        ticket.added = ticket.added.replace(year=start.year, month=start.month, day=start.day)
        timeline.record(session, ticket.id, "receive", RECEIVED, OFFICE, place_of(ticket))
        if state != RECEIVED:
            timeline.record(session, ticket.id, "accept", REVIEWING, OFFICE, place_of(ticket))
        return Receipt(ticket.number, PASSWORD)


def ask_for(app: Flask, receipt: Receipt, *names: str, days: int = 10, clock_stands: bool = True) -> list[int]:
    """Tell once what is missing, as the desk does; returns the ids of the materials."""
    with app.app_context(), writing() as session:
        ticket = session.scalars(select(Ticket).where(Ticket.number == receipt.number)).one()
        notice = Supplement(ticket_id=ticket.id, at=ticket.added, due=today() + timedelta(days))
        session.add_all(
            [notice, CaseMaterial(ticket_id=ticket.id, position=0, name="居民户口簿", received=True, verdict=GOOD)]
        )
        session.flush()
        made = [
            CaseMaterial(
                ticket_id=ticket.id, position=number, name=name, verdict=BAD, fault=FAULT, remedy=REMEDY,
                supplement_id=notice.id,
            )
            for number, name in enumerate(names, 1)
        ]  # fmt: skip
        session.add_all(made)
        if clock_stands:
            clock.pause(session, ticket.id, today())
        ticket.state = SUPPLEMENT
        ticket.revision += 1
        timeline.record(session, ticket.id, "ask", SUPPLEMENT, OFFICE, place_of(ticket))
        session.flush()
        return [each.id for each in made]


def state_of(app: Flask, receipt: Receipt) -> str:
    with app.app_context():
        return str(reading().scalar(select(Ticket.state).where(Ticket.number == receipt.number)))


def case_of(app: Flask, receipt: Receipt) -> Case:
    with app.app_context():
        found = select(Case).join(Ticket, Ticket.id == Case.ticket_id).where(Ticket.number == receipt.number)
        return reading().scalars(found).one()


def look_up(app: Flask, receipt: Receipt, site: str = "/xiling", column: str = "progress") -> Any:
    """What somebody gets who types number and password."""
    page = Visitor(app.test_client()).get(f"{site}/{column}/lookup")
    return submit(page, f"{site}/{column}/lookup", number=receipt.number, password=receipt.password)


def opened(app: Flask, receipt: Receipt, site: str = "/xiling", column: str = "progress") -> Page:
    """The page of a case whose number and password somebody typed, in a browser of its own."""
    visitor = Visitor(app.test_client())
    page = visitor.get(f"{site}/{column}/lookup")
    sent = submit(page, f"{site}/{column}/lookup", number=receipt.number, password=receipt.password)
    assert isinstance(sent, Redirect), sent.main
    return visitor.get(sent.to)


def act(page: Page, action: str, **fields: Any) -> Any:
    """Send one of the forms of a case's page: the page after it, or the one that says what is wrong."""
    root = page.url.partition("/lookup")[0]
    sent = submit(page, f"{root}/lookup/{action}", **fields)
    return Visitor(page.client).get(sent.to) if isinstance(sent, Redirect) and page.client else sent
