"""A case that a system tells of for the first time (首次推送), made into rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from govsite.domain.cases.bulk import NewCase, Values
from govsite.domain.cases.course import Course, Happening, in_order
from govsite.domain.cases.public import masked, may_be_listed
from govsite.domain.cases.pushed import Applicant, Event, Pushed
from govsite.domain.cases.reckoning import Reckoning
from govsite.domain.cases.states import RECEIVED, SUPPLEMENT
from govsite.domain.cases.supplementing import FIRST_OTHER, TO_SUPPLY
from govsite.domain.catalogue.limits import Limit, own_or
from govsite.domain.common.days import ZONE
from govsite.domain.tickets.tallies import Place
from govsite.models.case import BAD, GOOD, PUSHED
from govsite.models.item import Item
from govsite.models.offering import Offering
from govsite.models.ticket import OFFICE, WRITER

ACTIONS = {"go_on": "go on"}  # what the table of states calls it
_OF_APPLICANTS = ("submit", "supply", "resume", "withdraw")


@dataclass
class Newcomer:
    """A new case: where it belongs, its course and its rows."""

    place: Place
    received: date
    course: Course
    happenings: list[Happening]
    rows: NewCase


def happening_of(event: Event) -> Happening:
    """An event of a system as part of a course."""
    action = ACTIONS.get(event.action, event.action)
    return Happening(event.at, action, event.id, event.correction, event.joint, event.step)


def newcomer(
    case: Pushed, offering: Offering, item: Item, system: str, reckoning: Reckoning, now: datetime
) -> Newcomer:
    """A case of an offering, as rows; raises Contradiction."""
    place = Place(offering.site_code, offering.department, item.code)
    limit, calendar_days = _promise(case, offering, item)
    received = case.received.astimezone(ZONE).date()
    happenings = in_order(happening_of(event) for event in case.events)
    course = Course.begun(reckoning, received, limit, calendar_days).go(happenings)
    rows = NewCase(
        {"site_code": place.site_code, "department": place.department, "item_code": place.item_code}
        | {"added": case.received, "limit": limit}
        | {"listed": may_be_listed(item.name, item.themes, item.groups)}
        | ticket_values(course)
        | applicant_values(case.applicant),
        {"serial": case.serial, "source": PUSHED, "system": system, "item_name": item.name, "changed": now}
        | {"calendar_days": calendar_days}
        | case_values(course)
        | public_values(case.applicant)
        | told_values(course, case.events, item.result, {"refusal": "", "result": "", "delivery": None}),
        [submitted(place, case.received)],
    )
    by_id = {event.id: event for event in case.events}
    rows.events += [event_row(place, it, by_id[str(it.key)]) for it in happenings]
    rows.pauses = [{"began": began, "ended": ended} for began, ended in course.pauses]
    rows.notices = list(notices_of(happenings, by_id, reckoning))
    told_missing = {row["name"] for _, missing in rows.notices for row in missing}
    rows.materials = [
        material_row(position, each.name, received=each.received, verdict=each.verdict)
        for position, each in enumerate(case.materials)
        if each.name not in told_missing
    ]
    return Newcomer(place, received, course, happenings, rows)


def _promise(case: Pushed, offering: Offering, item: Item) -> tuple[int, bool]:
    if case.promise is not None:
        return case.promise.days, case.promise.unit == "days"
    own = Limit(item.promised_days, item.promised_unit)
    return own_or(offering.promised_days, offering.promised_unit, own).clock


def ticket_values(course: Course) -> Values:
    """The columns of a ticket that follow from its course."""
    return {"state": course.state, "started": course.started, "due": course.due, "finished": course.finished}


def case_values(course: Course) -> Values:
    """The columns of a case that follow from its course."""
    names = ("accepted", "answer_by", "paused", "extended", "joint", "decided")
    return {"step": course.step, **{name: getattr(course, name) for name in names}}


def applicant_values(applicant: Applicant | None) -> Values:
    """The sealed columns of a ticket."""
    if applicant is None:
        return {"name": None, "phone": None, "phone_print": None, "email": None}
    phone = applicant.phone or None
    return {"name": applicant.name, "phone": phone, "phone_print": phone, "email": applicant.email or None}


def public_values(applicant: Applicant | None) -> Values:
    """What the public sees of an applicant."""
    is_firm = applicant is not None and applicant.kind == "firm"
    return {"is_firm": is_firm, "applicant": masked(applicant.name, is_firm=is_firm) if applicant else ""}


def told_values(course: Course, events: list[Event], usual: str, stored: Mapping[str, Any]) -> Values:
    """Why it was refused, what was granted and how it was delivered: from the new events, else as it was ``stored``.

    ``usual`` is what the item's result is called.
    """
    found = {"refusal": "", "result": "", "delivery": stored["delivery"], "by_post": stored.get("by_post", False)}
    decision = course.decision
    if decision is not None:
        found |= {"refusal": stored["refusal"], "result": stored["result"]}
    for event in events:
        if event.action == "deliver":
            found |= {"delivery": event.remark or found["delivery"], "by_post": event.by_post}
        if decision is not None and event.id == decision.key:
            granted = event.action in ("grant", "complete", "deliver")
            found |= {"refusal": event.refusal, "result": event.result or (usual if granted else "")}
    return found


def submitted(place: Place, received: datetime) -> Values:
    """The event with which every case begins."""
    begin = Event(id="-", at=received, action="accept")
    return event_row(place, Happening(received, "submit", state=RECEIVED), begin) | {"source": None}


def event_row(place: Place, it: Happening, event: Event) -> Values:
    """An event without its ticket."""
    action = "resume" if it.action == "supply" and it.state not in (RECEIVED, SUPPLEMENT) else it.action
    who = WRITER if action in _OF_APPLICANTS else OFFICE
    row: Values = {"at": it.at, "action": action, "state": it.state, "who": who, "source": event.id}
    row |= {"site_code": place.site_code, "department": place.department, "words": event.remark or None}
    return row | {"step": event.step, "unit": event.unit, "internal": False, "correction": event.correction}


def material_row(position: int, name: str, **told: Any) -> Values:
    """A material without its ticket."""
    row: Values = {"position": position, "name": name, "received": False, "verdict": "", "fault": None, "remedy": None}
    return row | told


def notices_of(
    happenings: list[Happening], events: Mapping[str, Event], reckoning: Reckoning
) -> Iterator[tuple[Values, list[Values]]]:
    """The notices of what is missing in some events, with when it was brought."""
    for place, it in enumerate(happenings):
        event = events.get(it.key) if isinstance(it.key, str) else None
        if it.action != "ask" or event is None:
            continue
        supplied = next((later.at for later in happenings[place + 1 :] if later.state != SUPPLEMENT), None)
        due = event.until or reckoning.promise(it.day, TO_SUPPLY, False)
        notice = {"at": it.at, "due": due, "reason": event.remark or None, "supplied": supplied}
        told = {"received": True, "verdict": GOOD} if supplied else {"received": False, "verdict": BAD}
        yield (
            notice,
            [
                material_row(FIRST_OTHER + number, each.name, **told, fault=each.fault, remedy=each.remedy)
                for number, each in enumerate(event.missing)
            ],
        )
