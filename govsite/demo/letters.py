"""Demo letters in every state (letters.csv), with what happened to each, dated back from today in working days.

``state`` is one of the states of a letter or published, unpublished, reopened; ``sent`` is how many working days ago
it was sent and ``took`` after how many the office did what ``reply`` says: it answered, asked or refused.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from govsite.database import topics
from govsite.demo.days import day_back, moment_of
from govsite.demo.sources import DEMO, Sources
from govsite.domain.common.workdays import Calendar, read_calendar
from govsite.domain.letters import figures
from govsite.domain.tickets.numbers import LETTER as NUMBER
from govsite.domain.tickets.numbers import new_number
from govsite.domain.tickets.ratings import LEAST_GOOD
from govsite.models import Item, Letter, Message, Ticket, TicketEvent, TicketPause
from govsite.models.message import DRAFT, QUESTION, REPLY
from govsite.models.ticket import LETTER, OFFICE, WRITER
from govsite.sites.tree import SiteTree

MARK, FILE = "demo letters", "letters.csv"
PUBLISHED_AFTER, RATED_AFTER, FOLLOW_UP = 2, 1, 15  # working days
REOPENED = "答复里没有说清楚，问题还在，请再办一次。"
Row = Mapping[str, str]


def load_letters(session: Session, tree: SiteTree, secret: str, today: date, folder: Path = DEMO) -> int:
    """Store the letters of the sites of a portal, once; returns how many, 0 when they were stored before.

    ``secret`` is the hash of a password that nobody knows: these letters are read at the desk and in public only. It is
    made before ``writing()``, in which this is called.
    """
    if topics.mark(session, MARK) is not None:
        return 0
    calendar = read_calendar(session)
    items = {item.slug: item.code for item in session.execute(select(Item.slug, Item.code))}
    sources = Sources(folder)
    rows = [row for row in sources.rows(FILE).dicts() if row["site_slug"] in tree.by_slug]
    for row in rows:
        limit = tree.portal.letters[row["kind"]]
        item = items.get(row["item_slug"], "")
        _Story(session, calendar, today, row).tell(tree.by_slug[row["site_slug"]].code, item, limit, secret)
    topics.set_mark(session, MARK, sources.number(FILE))
    topics.bump(session, topics.LETTERS)
    return len(rows)


@dataclass
class _Story:
    """One letter and what happened to it, step by step."""

    session: Session
    calendar: Calendar
    today: date
    row: Row
    ticket: Ticket = field(init=False)
    letter: Letter = field(init=False)

    def tell(self, site_code: str, item_code: str, limit: int, secret: str) -> None:
        """Store it all."""
        row, sent = self.row, self._day(0)
        self.ticket = Ticket(
            kind=LETTER,
            number=new_number(NUMBER, sent),
            secret=secret,
            form_key=hashlib.sha256(secrets.token_bytes(16)).hexdigest(),
            saved=True,
            site_code=site_code,
            department=row["department"],
            item_code=item_code,
            state="submitted",
            revision=0,
            added=self._moment(0),
            limit=limit,
            started=sent,
            due=self.calendar.due(sent, limit).day,
        )
        self.session.add(self.ticket)
        self.session.flush()
        self.letter = Letter(
            ticket_id=self.ticket.id,
            kind=row["kind"],
            title=row["title"],
            body=row["body"],
            consent=row["consent"] == "1",
        )
        self.session.add(self.letter)
        self._event("submit", "submitted", WRITER, 0)
        figures.received(self.session, self.ticket, sent)
        self._go_on(row["state"], int(row["took"] or 0))

    def _go_on(self, state: str, took: int) -> None:
        if state == "submitted":
            return
        if state == "refused":
            self._event("refuse", "refused", OFFICE, took, self.row["reply"])
            self.ticket.finished = self._moment(took)
            return
        self._event("accept", "handling", OFFICE, min(took, 1))
        if state == "waiting":
            self._say(QUESTION, took)
            self._event("ask", "waiting", OFFICE, took)
            self.letter.asked = self._moment(took)
            self.session.add(TicketPause(ticket_id=self.ticket.id, began=self._day(took)))
        elif state == "review":
            self._say(DRAFT, took)
            self._event("propose", "review", OFFICE, took)
        elif state == "withdrawn":
            self._event("withdraw", "withdrawn", WRITER, took)
            self.ticket.finished = self._moment(took)
        elif state != "handling":
            self._answer(state, took)

    def _answer(self, state: str, took: int) -> None:
        self._say(REPLY, took)
        self._event("reply", "replied", OFFICE, took)
        self.letter.replied = self.ticket.finished = self._moment(took)
        day = self._day(took)
        figures.answered(self.session, self.ticket, took, day <= self.ticket.due, day)
        if self.row["rating"]:
            self._rate(int(self.row["rating"]), took + RATED_AFTER)
        if state == "replied" and self.letter.consent:
            self.letter.undecided = day  # whether it is published is still to be decided
        if state in ("published", "unpublished"):
            self._publish(took + PUBLISHED_AFTER)
        if state == "unpublished":
            self._event("unpublish", "replied", OFFICE, took + 2 * PUBLISHED_AFTER)
            self.letter.published = None
        if state == "reopened":
            self._reopen(took + RATED_AFTER)

    def _rate(self, rating: int, after: int) -> None:
        self._event("rate", "replied", WRITER, after)
        self.letter.rating, self.letter.rated = rating, self._moment(after)
        if rating < LEAST_GOOD:
            self.letter.follow_up = self.calendar.due(self._day(after), FOLLOW_UP).day
        figures.rated(self.session, self.ticket, rating, day=self._day(after))

    def _publish(self, after: int) -> None:
        """Under an id that is the same wherever the demo is loaded."""
        self._event("publish", "replied", OFFICE, after)
        row, digest = self.row, hashlib.sha256(f"demo letter {self.row['id']}".encode()).hexdigest()
        self.letter.public_id = str(10**8 + int(digest[:15], 16) % (9 * 10**8))
        self.letter.published = self._moment(after)
        self.letter.public_title, self.letter.public_body = row["title"], row["body"]
        self.letter.public_reply = row["reply"]

    def _reopen(self, after: int) -> None:
        self._event("reopen", "handling", WRITER, after, REOPENED)
        day = self._day(after)
        self.letter.reopened, self.ticket.finished = self._moment(after), None
        self.ticket.started, self.ticket.due = day, self.calendar.due(day, self.ticket.limit).day

    def _say(self, kind: str, after: int) -> None:
        ticket = self.ticket
        place = {"site_code": ticket.site_code, "department": ticket.department}
        self.session.add(
            Message(ticket_id=ticket.id, at=self._moment(after), kind=kind, who=OFFICE, text=self.row["reply"], **place)
        )

    def _event(self, action: str, state: str, who: str, after: int, words: str | None = None) -> None:
        ticket = self.ticket
        ticket.state = state
        ticket.revision += 1
        event = TicketEvent(ticket_id=ticket.id, at=self._moment(after), action=action, state=state, who=who)
        event.site_code, event.department, event.words = ticket.site_code, ticket.department, words
        self.session.add(event)
        self.session.flush()  # in this order

    def _day(self, after: int) -> date:
        """The working day so many after the one on which it was sent, which may not be in the future."""
        return day_back(self.calendar, self.today, int(self.row["sent"]) - after)

    def _moment(self, after: int) -> datetime:
        return moment_of(self._day(after), int(self.row["id"][1:]), after)
