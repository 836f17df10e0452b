"""A window in the tests: clerks who take cases in, open them and look them up."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from govsite.database.session import reading
from govsite.models import Case, Ticket
from govsite.models.audit import Audit
from govsite.models.tally import Tally
from tests.cases.conftest import ITEM
from tests.helpers import Page, Visitor
from tests.submitting import submit

NEW = f"/xiling/console/cases/new?item={ITEM}"
QUEUE = "/xiling/console/cases"
NAME, PHONE = "范晓燕", "13800138000"


def take_in(clerk: Visitor, **fields: Any) -> Page:
    values: dict[str, Any] = {"kind": "person", "name": NAME, "phone": PHONE, "how": "pick-up", "materials": ["0"]}
    answer = submit(clerk.get(NEW), f"{QUEUE}/new?item={ITEM}", **(values | fields))
    assert isinstance(answer, Page)
    return answer


def take_in_whole(clerk: Visitor, **fields: Any) -> Page:
    """With all that the guide asks for."""
    return take_in(clerk, materials=["0", "1"], **fields)


def number_in(page: Page) -> str:
    found = re.search(r"BJ-\d{8}-\w{6}", page.main)
    assert found, page.main
    return found.group()


def row_of(app: Flask, number: str) -> tuple[Ticket, Case]:
    with app.app_context():
        both = select(Ticket, Case).join(Case, Case.ticket_id == Ticket.id).where(Ticket.number == number)
        ticket, case = reading().execute(both).one()
        return ticket, case


def open_case(app: Flask, visitor: Visitor, number: str, status: int = 200) -> Page:
    ticket, _ = row_of(app, number)
    return visitor.get(f"{QUEUE}/{ticket.id}?queue=all", status)


def tallied(app: Flask, measure: str) -> int:
    with app.app_context():
        return reading().scalar(select(func.coalesce(func.sum(Tally.number), 0)).where(Tally.measure == measure)) or 0


def audited(app: Flask, what: str) -> list[Audit]:
    with app.app_context():
        return list(reading().scalars(select(Audit).where(Audit.what == what).order_by(Audit.number)))
