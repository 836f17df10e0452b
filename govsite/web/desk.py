"""The desk of letters of this request: whose it is, which queue is looked at, which letter is open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NoReturn
from urllib.parse import urlencode

from flask import Response, abort, redirect, request

from govsite.database.session import reading, writing
from govsite.domain.common import audit
from govsite.domain.common.days import today
from govsite.domain.common.workdays import calendar
from govsite.domain.letters import desk as desks
from govsite.domain.letters import sheet
from govsite.domain.letters.queues import ALL, NEW, QUEUES, Wanted
from govsite.domain.letters.sheet import Ticket
from govsite.domain.people.clerks import clerks_of
from govsite.domain.people.scope import Needs, Officer, departments, may
from govsite.domain.tickets.desks import Colleague, Desk
from govsite.domain.tickets.queues import Queue, days_of
from govsite.domain.tickets.told import Channels
from govsite.folding import fold, one_of
from govsite.sites.site import Site
from govsite.typed import Typed
from govsite.web.channels import channels_to
from govsite.web.content import site_content
from govsite.web.here import here
from govsite.web.staff import current_staff

LONGEST_QUERY = 60  # characters
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(9000, 1, 1)  # between them a day has a beginning and an end
_DAY = re.compile(r"(\d{4})\D{1,3}(\d{1,2})\D{1,3}(\d{1,2})\D?")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked at: a queue, and which letters of it; ``typed_day`` is the day as somebody wrote it.

    ``query`` is what an address carries along, so that the next letter of the same list opens.
    """

    queue: Queue
    wanted: Wanted
    typed_day: Typed
    after: str

    @property
    def query(self) -> str:
        """As the query of an address."""
        return self.query_of(self.queue)

    @property
    def fault(self) -> str:
        """What is wrong with the day."""
        wrong = self.typed_day and self.wanted.day is None
        return "日期请写成 2026-11-30 这样。" if wrong else ""

    def query_of(self, queue: Queue) -> str:
        """As the query of another queue's address; words are looked for in all letters."""
        day = self.wanted.day.isoformat() if self.wanted.day else ""
        values = {"kind": self.wanted.kind, "department": self.wanted.department, "day": day}
        if queue.key == ALL:
            values["q"] = self.wanted.q
        return urlencode({"queue": queue.key} | {name: value for name, value in values.items() if value})


def own_desk() -> Desk:
    """The desk of who is signed in, at this site."""
    return desk_of(current_staff(), here.site)


def desk_of(officer: Officer, site: Site, of: Needs = Needs.LETTERS) -> Desk:
    """The desk of somebody at a site, for letters or for cases."""
    return Desk(
        officer.id,
        site.code,
        lists=departments(officer, Needs.QUEUES, site),
        reads=departments(officer, of, site),
        takes_over=may(officer, Needs.TAKE_OVER, site),
        second_reading=site.has("second_reading"),
        above=frozenset(one.code for one in site.ancestors),
    )


def asked() -> Asked:
    """What the query asks for; what there is none of is no condition. Words are looked for in all letters."""
    args = request.args
    q = Typed("".join(args.get("q", "").split("\x00"))[:LONGEST_QUERY].strip())
    queue = QUEUES[ALL] if q else QUEUES.get(args.get("queue", ""), QUEUES[NEW])
    department = args.get("department", "")
    offices = site_content().offices
    typed_day = Typed(args.get("day", "")[:20].strip())
    wanted = Wanted(
        one_of(args.get("kind", ""), here.tree.portal.letters),
        department if department in offices else "",
        read_day(typed_day),
        q,
    )
    return Asked(queue, wanted, typed_day, args.get("after", "")[:60])


def opened(number: int) -> tuple[Desk, Ticket]:
    """The ticket of a letter and the desk, for who may read it or take it over; 404 for others, with an audit."""
    desk, ticket = own_desk(), sheet.find(reading(), number)
    if ticket is None or not (desk.may_read(ticket) or (desk.takes_over and desk.sees(ticket))):
        refuse(number)
    return desk, ticket


def refuse(number: int, kind: str = "letter") -> NoReturn:
    """Write down who wanted a letter, or another ``kind`` of ticket, that is not theirs, and answer 404."""
    who, what, target = current_staff().who, f"{kind}.open", f"{kind} {number}"
    with writing() as session:
        audit.append(session, who=who, what=what, target=target, site_code=here.site.code, outcome=audit.REFUSED)
    abort(404)


def lead_on(page: str, to: int, query: str, action: str, number: str) -> Response:
    """To a ticket of a desk's ``page``, its list for 0, with word of what was just done with the one of a number."""
    path = f"{here.root}/console/{page}/{to}" if to else f"{here.root}/console/{page}"
    said = urlencode({"done": action, "of": str(number)})
    return redirect(f"{path}?{query}&{said}", 303)  # type: ignore[return-value]


def have_assigned(page: str, query: str, done: int, left: int) -> Response:
    """To the list of a desk's ``page``, with word of how many tickets were given to somebody and how many were not."""
    return redirect(f"{here.root}/console/{page}?{query}&assigned={done}&left={left}", 303)  # type: ignore[return-value]


def said_of_many(noun: str, unit: str) -> str:
    """How many were given to somebody, from an address that ``have_assigned`` made; "" for any other."""
    numbers = [request.args.get(name, "") for name in ("assigned", "left")]
    if not all(number.isascii() and number.isdigit() and len(number) < 4 for number in numbers):
        return ""
    done, left = map(int, numbers)
    if not done and not left:
        return f"没有勾选{noun}，什么也没有分派。"
    kept = f"有 {left} {unit}没有分派：别人刚办过，或者不归那位同事的部门。" if left else ""
    return f"分派了 {done} {unit}。{kept}"


@dataclass(frozen=True, slots=True)
class Onward:
    """Where one goes on after something was done with a letter: ``key`` is where it stood in its list before."""

    desk: Desk
    action: str
    ticket_id: int
    number: str
    key: str

    @classmethod
    def of(cls, desk: Desk, ticket: Ticket, action: str) -> Onward:
        """To be made before it is done."""
        key = desks.key_of(asked().queue, ticket, sheet.letter_of(reading(), ticket.id))
        return cls(desk, action, ticket.id, ticket.number, key)

    def go(self, stays: bool = False) -> Response:
        """To the next letter of the list, or to the same one; to the list where there is no other."""
        list_, days = asked(), days_of(calendar(), today())
        to = self.ticket_id
        if not stays:
            to = desks.next_letter(reading(), self.desk, list_.queue, list_.wanted, days, self.key, self.ticket_id)
        return lead_on("letters", to, list_.query, self.action, self.number)


def colleagues(ticket: Ticket | None = None, of: Needs = Needs.LETTERS) -> Sequence[Colleague]:
    """Who may be given a ticket, or tickets of the own departments (``of`` says which kind); oneself first."""
    own = current_staff().id
    found = [Colleague(*clerk) for clerk in clerks_of(reading(), here.site)]
    if ticket is not None:
        found = [one for one in found if one.suits(ticket)]
    else:
        mine = departments(current_staff(), of, here.site)
        found = [one for one in found if mine is None or mine & (one.departments or mine)]
    return sorted(found, key=lambda one: one.id != own)


def channels() -> Channels:
    """What the writer is told by, and where the answer is to be read."""
    return channels_to("/letters/lookup")


def find_site(text: str) -> Site | None:
    """Another site that takes letters, by its name, pinyin or code; None where it is not clear which."""
    query = fold(Typed(text))
    found = [site for site in here.tree.match(query) if site is not here.site and site.has("letters")]
    exact = [site for site in found if query in (fold(site.name), fold(site.short_name), site.slug, site.code)]
    return exact[0] if exact else found[0] if len(found) == 1 else None


def read_day(text: str) -> date | None:
    """The day that somebody wrote, None for none that has a beginning and an end."""
    found = _DAY.fullmatch(text)
    try:
        day = date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
    return day if day and FIRST_DAY <= day <= LAST_DAY else None
