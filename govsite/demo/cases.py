"""Demo cases in every state (cases.csv), with what happened to each, dated back from today in working days.

``state`` is one of the states of a case, or paused or late; ``received`` is how many working days ago it came and
``took`` after how many the office did what the state says. ``words`` are what is missing (the material, a stroke, what
is wrong with it) or why it was refused. ``rating`` is what the applicant gave a day after the end, ``reply`` what the
office has said on a bad one since.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from govsite.database import topics
from govsite.demo.days import day_back, moment_of
from govsite.demo.sources import DEMO, Sources
from govsite.domain.cases import figures
from govsite.domain.cases.clocks import answer_by, promise
from govsite.domain.cases.public import masked, may_be_listed
from govsite.domain.cases.refusals import CONDITIONS
from govsite.domain.cases.serials import prefix_of
from govsite.domain.cases.states import APPROVED, DENIED, DONE, RECEIVED, REFUSED, REVIEWING, SUPPLEMENT, WITHDRAWN
from govsite.domain.catalogue.limits import Limit, own_or
from govsite.domain.common.workdays import Calendar, read_calendar
from govsite.domain.tickets.numbers import CASE as NUMBER
from govsite.domain.tickets.numbers import new_number
from govsite.domain.tickets.ratings import given
from govsite.domain.tickets.tallies import Place
from govsite.models import (
    Case,
    CaseMaterial,
    Department,
    Item,
    Message,
    Offering,
    Supplement,
    Ticket,
    TicketEvent,
    TicketPause,
)
from govsite.models.case import BAD, GOOD, WINDOW
from govsite.models.message import REPLY
from govsite.models.sealing import keys_of
from govsite.models.ticket import CASE as KIND
from govsite.models.ticket import OFFICE, WRITER
from govsite.sites.site import Site
from govsite.sites.tree import SiteTree

MARK, FILE = "demo cases", "cases.csv"
TO_MEND = 10  # working days to bring what is missing
RATED_AFTER, REPLIED_AFTER = 1, 4  # working days
Row = Mapping[str, str]
# What the guide's step is called at which an action is done.
STAGES = {
    "submit": ("申请", "收件"),
    "accept": ("受理",),
    "grant": ("决定", "审批", "审核"),
    "deliver": ("送达", "办结", "发证"),
}
STAGES["deny"] = STAGES["grant"]


def load_cases(session: Session, tree: SiteTree, secret: str, today: date, folder: Path = DEMO) -> int:
    """Store the cases of the sites of a portal, once; returns how many, 0 when they were stored before.

    ``secret`` is the hash of a password that nobody knows: these cases are seen at the desk and in public lists only.
    """
    if topics.mark(session, MARK) is not None:
        return 0
    calendar, sources, stored = read_calendar(session), Sources(folder), 0
    for row in sources.rows(FILE).dicts():
        site = tree.by_slug.get(row["site_slug"])
        wanted = select(Offering, Item).join(Item, Item.code == Offering.item_code)
        wanted = wanted.where(Offering.site_code == (site.code if site else ""), Item.slug == row["item_slug"])
        found = session.execute(wanted).first()
        if site is not None and found is not None:
            _Story(session, calendar, today, row, site, found[0], found[1]).tell(secret, stored + 1)
            stored += 1
    topics.set_mark(session, MARK, sources.number(FILE))
    return stored


@dataclass
class _Story:
    """One case and what happened to it, step by step."""

    session: Session
    calendar: Calendar
    today: date
    row: Row
    site: Site
    offering: Offering
    item: Item
    ticket: Ticket = field(init=False)
    case: Case = field(init=False)

    def tell(self, secret: str, turn: int) -> None:
        """Store it all."""
        row, day = self.row, self._day(0)
        own = Limit(self.item.promised_days, self.item.promised_unit)
        limit, natural = own_or(self.offering.promised_days, self.offering.promised_unit, own).clock
        due = promise(self.calendar, day, limit, calendar_days=natural).day
        self.ticket = Ticket(kind=KIND, number=new_number(NUMBER, day), secret=secret, saved=True, state=RECEIVED)
        self.ticket.form_key = hashlib.sha256(secrets.token_bytes(16)).hexdigest()
        self.ticket.site_code, self.ticket.department = self.site.code, self.offering.department
        self.ticket.item_code, self.ticket.revision, self.ticket.added = self.item.code, 0, self._moment(0)
        self.ticket.listed = may_be_listed(self.item.name, self.item.themes, self.item.groups)
        self.ticket.limit, self.ticket.started, self.ticket.due = limit, day, due
        if keys_of(self.session.get_bind().dialect).numbers:  # without keys nobody is told the whole name
            self.ticket.name = row["applicant"]
        self.session.add(self.ticket)
        self.session.flush()
        is_firm = row["firm"] == "1"
        self.case = Case(ticket_id=self.ticket.id, source=WINDOW, item_name=self.item.name, is_firm=is_firm)
        self.case.calendar_days = natural
        self.case.serial = f"{prefix_of(self.offering.code, day)}{turn:04}"
        self.case.applicant = masked(row["applicant"], is_firm=is_firm)
        self.case.answer_by, self.case.by_post = answer_by(self.calendar, day), turn % 3 == 0
        self.case.changed = self._moment(0)
        self.session.add(self.case)
        self.session.flush()
        self._materials()
        self._event("submit", RECEIVED, 0)
        figures.received(self.session, self._place, day, self._above)
        self._go_on(row["state"], int(row["took"]))
        self._cards()

    def _go_on(self, state: str, took: int) -> None:
        if state == REFUSED:
            self._end("refuse", REFUSED, took)
        elif state == WITHDRAWN:
            self._end("withdraw", WITHDRAWN, took)
        elif state == SUPPLEMENT:
            self._ask(took)
        elif state != RECEIVED:
            self._accept(min(took, 1))
            if state == "paused":
                self._event("pause", REVIEWING, took, "现场核查")
                self.case.paused = True
                self.session.add(TicketPause(ticket_id=self.ticket.id, began=self._day(took)))
            elif state == DENIED:
                self._end("deny", DENIED, took)
            elif state in (APPROVED, DONE):
                self._grant(state, took)

    def _cards(self) -> None:
        """Those that the office has got for it: see ``domain/cases/cards``."""
        end, due = (self._day(int(self.row["took"])) if self.case.decided else self.today), self.ticket.due
        if self.case.paused or self.ticket.state == SUPPLEMENT:
            return
        days = {figures.YELLOW: due - timedelta(1), figures.RED: due + timedelta(1)}
        for card, day in days.items():
            if self.ticket.added.date() < day <= end:
                figures.count(self.session, self._place, {card: 1}, day, self._above)

    def _accept(self, after: int) -> None:
        day = self._day(after)
        self._event("accept", REVIEWING, after)
        self.case.accepted, self.case.answer_by = day, None
        self.ticket.started, self.ticket.due = day, promise(self.calendar, day, self.ticket.limit).day

    def _grant(self, state: str, took: int) -> None:
        self._decide("grant", APPROVED, took)
        self.case.result = self.item.result
        if state == DONE:
            self._event("deliver", DONE, took + 1)
            self.ticket.finished = self._moment(took + 1)
            if self.row["rating"]:
                self._rate(int(self.row["rating"]), took + 1 + RATED_AFTER)

    def _rate(self, rating: int, after: int) -> None:
        """A bad one has a clock of its own until the office has replied."""
        day = self._day(after)
        self._event("rate", DONE, after)
        rated = given(self.calendar, rating, self.row["rating_words"], self._moment(after), day)
        for name, value in rated.items():
            setattr(self.case, name, value)
        figures.count(self.session, self._place, {f"{figures.RATED}{rating}": 1}, day, self._above)
        if self.row["reply"]:
            message = Message(ticket_id=self.ticket.id, kind=REPLY, text=self.row["reply"], who=OFFICE)
            message.at, message.site_code = self._moment(after + REPLIED_AFTER), self.ticket.site_code
            message.department = self.ticket.department
            self.session.add(message)
            self._event("follow up", DONE, after + REPLIED_AFTER)
            self.case.follow_up = None

    def _end(self, action: str, state: str, took: int) -> None:
        self.case.refusal = "" if state == WITHDRAWN else CONDITIONS
        self._decide(action, state, took)
        self.ticket.finished = self._moment(took)

    def _decide(self, action: str, state: str, took: int) -> None:
        self._event(action, state, took, "" if state == APPROVED else self.row["words"])
        day, days = self._day(took), max(took - 1, 0)
        self.case.decided, self.case.answer_by = self._moment(took), None
        figures.decided(self.session, self._place, state, days, day <= self.ticket.due, day, self._above)

    def _ask(self, took: int) -> None:
        """Everything that is missing, told once."""
        name, _, fault = self.row["words"].partition("|")
        wrong, _, remedy = fault.partition("，")
        notice = Supplement(ticket_id=self.ticket.id, at=self._moment(took))
        notice.due = self.calendar.due(self._day(took), TO_MEND).day
        self.session.add(notice)
        self.session.flush()
        asked = CaseMaterial(ticket_id=self.ticket.id, position=0, name=name, received=True, verdict=BAD)
        asked.fault, asked.remedy, asked.supplement_id = wrong, remedy or wrong, notice.id
        self.session.add(asked)
        self._event("ask", SUPPLEMENT, took)
        self.session.add(TicketPause(ticket_id=self.ticket.id, began=self._day(took)))

    def _materials(self) -> None:
        for position, material in enumerate(self.item.materials[:6], 1):
            row = CaseMaterial(ticket_id=self.ticket.id, position=position, name=str(material["name"])[:200])
            row.received, row.verdict = True, "" if self.row["state"] == RECEIVED else GOOD
            self.session.add(row)

    @property
    def _place(self) -> Place:
        return Place(self.ticket.site_code, self.ticket.department, self.ticket.item_code)

    @property
    def _above(self) -> list[str]:
        return [site.code for site in self.site.ancestors]

    def _event(self, action: str, state: str, after: int, words: str = "") -> None:
        ticket = self.ticket
        ticket.state = state
        ticket.revision += 1
        who = WRITER if action in ("submit", "withdraw", "rate") else OFFICE
        event = TicketEvent(ticket_id=ticket.id, at=self._moment(after), action=action, state=state, who=who)
        event.site_code, event.department, event.words = ticket.site_code, ticket.department, words or None
        event.step, event.unit = self._step(action), self._unit()
        self.case.step, self.case.changed = event.step or self.case.step or "", event.at
        self.session.add(event)
        self.session.flush()

    def _step(self, action: str) -> str:
        """The step of the item's guide at which it was done, "" where the guide names none."""
        names = [str(step["name"]) for step in self.item.steps]
        return next((name for word in STAGES.get(action, ()) for name in names if word in name), "")

    def _unit(self) -> str:
        wanted = (Department.site_code == self.site.code, Department.key == self.ticket.department)
        return self.session.scalar(select(Department.name).where(*wanted)) or ""

    def _day(self, after: int) -> date:
        return day_back(self.calendar, self.today, int(self.row["received"]) - after)

    def _moment(self, after: int) -> datetime:
        return moment_of(self._day(after), int(self.row["id"][1:]), after)
