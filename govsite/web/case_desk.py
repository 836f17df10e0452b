"""The desk of cases of this request: whose it is, which queue is looked at, which case is open."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Response, request

from govsite.database.session import reading
from govsite.domain.cases import desk as desks
from govsite.domain.cases import sheet
from govsite.domain.cases.queues import ALL, NEW, QUEUES, Wanted
from govsite.domain.cases.sheet import Ticket
from govsite.domain.catalogue.naming import LONGEST_NAME, item_named
from govsite.domain.common.days import today
from govsite.domain.common.workdays import calendar
from govsite.domain.people.scope import Needs
from govsite.domain.tickets.desks import Desk
from govsite.domain.tickets.queues import Queue, days_of
from govsite.domain.tickets.told import Channels
from govsite.typed import Typed
from govsite.web.channels import channels_to
from govsite.web.content import site_content, snapshot
from govsite.web.desk import LONGEST_QUERY, desk_of, lead_on, read_day, refuse
from govsite.web.here import here
from govsite.web.mount import site_root
from govsite.web.script import HANS
from govsite.web.staff import current_staff


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked at: a queue, and which cases of it; ``typed_day`` and ``typed_item`` are as somebody wrote them.

    ``query`` is what an address carries along, so that the next case of the same list opens.
    """

    queue: Queue
    wanted: Wanted
    typed_day: Typed
    typed_item: Typed
    after: str

    @property
    def query(self) -> str:
        """As the query of an address."""
        return self.query_of(self.queue)

    @property
    def faults(self) -> dict[str, str]:
        """What is wrong with the day and the item."""
        found = {"day": "", "item": ""}
        if self.typed_day and self.wanted.day is None:
            found["day"] = "日期请写成 2026-11-30 这样。"
        if self.typed_item and not self.wanted.item:
            found["item"] = "没有这个事项，请照办事指南的名称或者编码写。"
        return found

    def query_of(self, queue: Queue) -> str:
        """As the query of another queue's address; numbers are looked for in all cases."""
        day = self.wanted.day.isoformat() if self.wanted.day else ""
        values = {"item": self.wanted.item, "department": self.wanted.department, "day": day}
        if queue.key == ALL:
            values["q"] = self.wanted.q
        return urlencode({"queue": queue.key} | {name: value for name, value in values.items() if value})


def case_desk() -> Desk:
    """The desk of cases of who is signed in, at this site."""
    return desk_of(current_staff(), here.site, Needs.CASES)


def asked_cases() -> Asked:
    """What the query asks for; what there is none of is no condition."""
    args = request.args
    q = Typed("".join(args.get("q", "").split("\x00"))[:LONGEST_QUERY].strip())
    queue = QUEUES[ALL] if q else QUEUES.get(args.get("queue", ""), QUEUES[NEW])
    department, typed_day = args.get("department", ""), Typed(args.get("day", "")[:20].strip())
    typed_item = Typed(args.get("item", "")[:LONGEST_NAME].strip())
    wanted = Wanted(
        item_named(snapshot().items, typed_item) if typed_item else "",
        department if department in site_content().offices else "",
        read_day(typed_day),
        q,
    )
    return Asked(queue, wanted, typed_day, typed_item, args.get("after", "")[:60])


def opened_case(number: int) -> tuple[Desk, Ticket]:
    """The ticket of a case and the desk, for who may read it or take it over; 404 for others, with an audit."""
    desk, ticket = case_desk(), sheet.find(reading(), number)
    if ticket is None or not (desk.may_read(ticket) or (desk.takes_over and desk.sees(ticket))):
        refuse(number, "case")
    return desk, ticket


@dataclass(frozen=True, slots=True)
class Onward:
    """Where one goes on after something was done with a case: ``key`` is where it stood in its list before."""

    desk: Desk
    action: str
    ticket_id: int
    number: str
    key: str

    @classmethod
    def of(cls, desk: Desk, ticket: Ticket, action: str) -> Onward:
        """To be made before it is done."""
        key = desks.place_in(asked_cases().queue, ticket, sheet.case_of(reading(), ticket.id))
        return cls(desk, action, ticket.id, ticket.number, key)

    def go(self, stays: bool = False) -> Response:
        """To the next case of the list, or to the same one; to the list where there is no other."""
        list_, days = asked_cases(), days_of(calendar(), today())
        to = self.ticket_id
        if not stays:
            to = desks.next_case(reading(), self.desk, list_.queue, list_.wanted, days, self.key, self.ticket_id)
        return lead_on("cases", to, list_.query, self.action, self.number)


def lookup_address() -> str:
    """The page where a case is followed, as it is printed."""
    return str(here.lasting(f"{site_root(here.environ, here.site, HANS, False)}/progress"))


def case_channels() -> Channels:
    """What the applicant is told by, and where the case is to be followed."""
    return channels_to("/progress/lookup")
