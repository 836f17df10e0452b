"""Receipts (回执): number and password, shown by the answer to the form that made the ticket, and not kept.

The password is made from the form's key, so the same form shows the same receipt again: for five minutes, to the same
key with the same fields, and never once the writer has said that it is saved. Who presses Back at a shared computer
later gets nothing but the word that the letter has arrived.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.database.session import reading, writing
from govsite.database.upsert import insert_into
from govsite.domain.common.days import ZONE
from govsite.domain.common.passwords import Passwords
from govsite.domain.common.spoken_passwords import forgiving
from govsite.domain.tickets.form_keys import digest_of
from govsite.domain.tickets.numbers import new_number
from govsite.models.ticket import Ticket

SHOWN_FOR = timedelta(minutes=5)
NUMBERS = 5  # tries to find a number that nobody has; of five million a day the first is nearly always free


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the writer keeps; ``is_new`` is False for one that is shown again."""

    number: str
    password: str
    started: date
    due: date
    limit: int
    is_new: bool = True


class Arrived(Exception):  # noqa: N818
    """The form came before, and its receipt is not shown any more; ``saved`` says that the writer has it."""

    def __init__(self, saved: bool) -> None:
        super().__init__("the form has arrived before")
        self.saved = saved


@dataclass(frozen=True, slots=True)
class Secrets:
    """What a receipt is made of, reckoned before ``writing()``, since a hash takes its time."""

    form_key: str
    password: str
    hash: str
    content_print: str

    @classmethod
    def of(cls, passwords: Passwords, key: str, fields: Mapping[str, str]) -> Secrets:
        """Those of a form with this key and these fields."""
        password = passwords.of_receipt(key)
        text = json.dumps(fields, ensure_ascii=False, sort_keys=True)
        return cls(digest_of(key), password, passwords.hash(forgiving(password)), passwords.print_of(text))


def insert(
    session: Session, made: Secrets, kind: str, prefix: str, now: datetime, values: Mapping[str, Any]
) -> int | None:
    """Add a ticket and return its id; None where the key has one already. Part of the caller's writing.

    ``prefix`` is the kind in its number (``XJ``), ``values`` what is the ticket's own. It came ``now``, by the
    database's clock: the day of its number, of its limit and of the figures is that of this moment, at midnight, too.
    """
    day = now.astimezone(ZONE).date()
    row: dict[str, Any] = {**values, "kind": kind, "secret": made.hash, "form_key": made.form_key, "added": now}
    row |= {"content_print": made.content_print, "shown_until": now + SHOWN_FOR, "saved": False, "revision": 1}
    for _ in range(NUMBERS):
        row["number"] = new_number(prefix, day)
        added = insert_into(session, Ticket).values(row).on_conflict_do_nothing().returning(Ticket.id)
        ticket_id = session.scalar(added)
        if ticket_id is not None:
            return ticket_id
        if session.scalar(select(Ticket.id).where(Ticket.form_key == made.form_key)) is not None:
            return None
    raise RuntimeError("no free number was found")


def again(session: Session, made: Secrets) -> Receipt:
    """The receipt of a form that came before; raises Arrived where it is not shown any more."""
    columns = (Ticket.number, Ticket.started, Ticket.due, Ticket.limit, Ticket.saved)
    seen = (*columns, Ticket.content_print, Ticket.shown_until)
    row = session.execute(select(*seen).where(Ticket.form_key == made.form_key)).one()
    shown = row.shown_until is not None and row.shown_until > database_time(session)
    if row.saved or not shown or row.content_print != made.content_print:
        raise Arrived(row.saved)
    return Receipt(row.number, made.password, row.started, row.due, row.limit, is_new=False)


def is_known(key: str) -> bool:
    """Whether the form of a key has made a ticket."""
    return reading().scalar(select(Ticket.id).where(Ticket.form_key == digest_of(key))) is not None


def save(key: str) -> None:
    """The writer has the receipt (我已保存): it is not shown again."""
    _settle(Ticket.form_key == digest_of(key))


def has_opened(ticket_id: int) -> None:
    """Who has opened a ticket by its password has the receipt, whether they said so or not: nothing replaces it then.

    Called after success alone, which is told anyway; a wrong try must cost what an unknown number costs.
    """
    _settle(Ticket.id == ticket_id, Ticket.saved.is_(False))


def _settle(*those: ColumnElement[bool]) -> None:
    done = update(Ticket).where(*those).values(saved=True, shown_until=None, content_print="")
    with writing() as session:
        session.execute(done)


def forget_prints(session: Session) -> int:
    """Forget the hashes of what was typed once they open no receipt; returns how many.

    Part of the caller's writing.
    """
    over = (Ticket.shown_until.is_not(None), or_(Ticket.saved, Ticket.shown_until <= database_time(session)))
    # In no order of its own it would wait for who has some of them, and they for it; what is in use comes next time.
    free = select(Ticket.id).where(*over).order_by(Ticket.id).with_for_update(skip_locked=True)
    forgotten = update(Ticket).where(Ticket.id.in_(free)).values(content_print="", shown_until=None)
    return session.connection().execute(forgotten).rowcount
