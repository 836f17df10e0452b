"""Letters for the tests, put into the tables as the desk leaves them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from govsite.database import topics
from govsite.database.session import writing
from govsite.models import Letter, Tally, Ticket, TicketEvent
from tests.waiting import wait

MORNING = datetime(2026, 11, 2, 1, tzinfo=UTC)  # 9:00 in Beijing
SECRET_WORDS = "张三的电话是13900001234"  # in what was written, never in what is published
_numbers = count(1)


def add_letter(session: Session, site_code: str = "420502", **own: Any) -> str:
    """A published letter, unless ``published`` is None; returns its public id."""
    number = next(_numbers)
    at = own.pop("published", MORNING + timedelta(hours=number))
    ticket = Ticket(
        kind="letter", number=f"XJ-TEST-{number}", secret="x", form_key=f"{number}", site_code=site_code,
        department=own.pop("department", "公安局"), item_code=own.pop("item_code", ""), state="replied",
        added=MORNING, limit=5, started=MORNING.date(), due=MORNING.date(),
    )  # fmt: skip
    session.add(ticket)
    session.flush()
    title = own.pop("title", f"第{number}封信")
    text = {"public_title": title, "public_body": own.pop("body", "想问一件事。"), "public_reply": "您好！可以的。"}
    more = {
        "kind": "咨询",
        "title": f"{title}{SECRET_WORDS}",
        "body": SECRET_WORDS,
        "consent": True,
        "replied": MORNING,
    }
    public_id = own.pop("public_id", str(900_000_000 + number))
    session.add(Letter(ticket_id=ticket.id, public_id=public_id, published=at, **more | text | own))
    session.flush()
    return str(public_id)


def published(app: Flask, *letters: dict[str, Any]) -> list[str]:
    """Publish letters as the desk does; returns their public ids."""
    with app.app_context(), writing() as session:
        ids = [add_letter(session, **letter) for letter in letters]
        topics.bump(session, topics.LETTERS)
    see(app)
    return ids


def publish_anew(app: Flask, public_id: str, at: datetime) -> None:
    """As the desk does when it corrects what was published: the day of the list stays, the act is recorded."""
    with app.app_context(), writing() as session:
        (ticket_id,) = session.execute(select(Letter.ticket_id).where(Letter.public_id == public_id)).one()
        for moment in (MORNING, at):
            event = TicketEvent(ticket_id=ticket_id, action="publish", state="replied", who="office", at=moment)
            event.site_code = "420502"
            session.add(event)
        topics.bump(session, topics.LETTERS)
    see(app)


def take_back(app: Flask, public_id: str) -> None:
    """As the desk does when a letter is not to be public any more."""
    with app.app_context(), writing() as session:
        session.execute(update(Letter).where(Letter.public_id == public_id).values(published=None))
        topics.bump(session, topics.LETTERS)
    see(app)


def forget_letters(app: Flask) -> None:
    """An empty portal again."""
    with app.app_context(), writing() as session:
        for model in (Letter, Ticket, Tally):
            session.execute(delete(model))
        topics.bump(session, topics.LETTERS)
    see(app)


def see(app: Flask) -> None:
    """Wait until this worker's answers are those of the database."""
    with app.app_context(), writing() as session:
        number = topics.current(session, topics.LETTERS)
    freshness, answers = app.extensions["freshness"], app.extensions["answers"]
    wait(lambda: freshness.stamp().numbers.get(topics.LETTERS) == number)
    wait(lambda: (found := answers.current(number)) and found.number == number)
