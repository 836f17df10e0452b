"""A batch of cases that a department's system pushes (数据推送) is taken in as a whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.domain.cases import cards, figures
from govsite.domain.cases.bulk import chunks, store
from govsite.domain.cases.course import Contradiction
from govsite.domain.cases.merging import Known, load_known, merge
from govsite.domain.cases.newcomers import Newcomer, newcomer
from govsite.domain.cases.notices import Message, send
from govsite.domain.cases.pushed import Batch, Fault, Pushed, Unacceptable
from govsite.domain.cases.pushed_rules import faults_of
from govsite.domain.cases.reckoning import Reckoning
from govsite.domain.common.days import ZONE
from govsite.domain.common.workdays import Calendar
from govsite.domain.tickets.numbers import OFFERING
from govsite.domain.tickets.tallies import Place
from govsite.domain.tickets.told import Channels
from govsite.models.item import Item
from govsite.models.offering import Offering

SEVERAL = "几个事项共用这个流水号里的实施编码，请用 item 写明是哪一个：{}。"
OTHER = "item 和流水号里的实施编码不是同一个事项。"
NOT_YOURS = "流水号里的实施编码不是贵方部门在本门户的事项。"
PASSED_ON = "这个办件已经转给别的部门办理，请不要再推送它。"
Offered = dict[str, tuple[Offering, Item]]  # what has one 实施编码, by the code of the item


@dataclass(frozen=True, slots=True)
class Sender:
    """A department's system and whose cases are its own: of a department, "" for all, at some sites.

    ``here`` is the site that was asked, which decides where one 实施编码 stands at several.
    """

    system: str
    site_codes: Collection[str]
    department: str = ""
    here: str = ""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a batch needs to know: the calendar, the codes of the sites above one, how people are told at one."""

    calendar: Calendar
    above: Callable[[str], Collection[str]]
    channels: Callable[[str], Channels]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a row: ``events`` are those that were new, ``repeated`` those that had come before."""

    serial: str
    state: str
    created: bool
    events: int
    repeated: int


def push(session: Session, sender: Sender, batch: Batch, around: Surroundings) -> list[Taken]:
    """Take a batch in; raises Unacceptable with what is wrong, row by row. Part of the caller's writing.

    Raises IntegrityError where somebody else stores one of the cases just now: the writing is to be done again.
    """
    now = database_time(session)
    serials = [case.serial for case in batch.cases]
    known = load_known(session, serials)
    offered = _offerings(session, sender, serials)
    faults = [fault for row, case in enumerate(batch.cases) for fault in faults_of(row, case, now)]
    faults += _repeated(serials)
    work = _Work(session, sender, around, now, Reckoning(around.calendar))
    for row, case in enumerate(batch.cases):
        faults += work.take(row, case, known.get(case.serial), offered.get(case.serial[:OFFERING], {}))
    if faults:
        raise Unacceptable(faults)
    return work.store()


class _Work:
    """The rows of a batch on their way."""

    def __init__(
        self, session: Session, sender: Sender, around: Surroundings, now: datetime, reckoning: Reckoning
    ) -> None:
        self.session, self.sender, self.around, self.now = session, sender, around, now
        self.reckoning, self.figures = reckoning, figures.Figures(around.above)
        self.dealt = cards.dealt(session, now.astimezone(ZONE).date())
        self.new: list[Newcomer] = []
        self.old: list[Known] = []
        self.results: list[Taken] = []

    def take(self, row: int, case: Pushed, known: Known | None, offered: Offered) -> Iterator[Fault]:
        """Look at a row; nothing is stored yet."""
        if known is not None and not self._is_own(known.place):
            if any(self._is_own(Place(event.site_code, event.department)) for event in known.told):
                yield Fault((row, "serial", PASSED_ON))
                return
            known, offered = None, {}
        if known is None and (told := _unclear(case, offered)):
            yield Fault((row, *told))
            return
        try:
            if known is not None and case.item not in ("", known.place.item_code):
                yield Fault((row, "item", OTHER))
            elif known is not None:
                yield from (Fault((row, field, told)) for field, told in merge(known, case, self.reckoning))
                self.old.append(known)
                self.results.append(Taken(case.serial, known.course.state, False, len(known.added), known.repeated))
            elif case.applicant is None:
                yield Fault((row, "applicant", "第一次推送要写申请人。"))
            else:
                own = offered[case.item] if case.item else next(iter(offered.values()))
                made = newcomer(case, *own, self.sender.system, self.reckoning, self.now)
                self.new.append(made)
                self.results.append(Taken(case.serial, made.course.state, True, len(case.events), 0))
        except Contradiction as error:
            place = next((n for n, event in enumerate(case.events) if event.id == error.happening.key), None)
            yield Fault((row, "events" if place is None else f"events[{place}]", str(error)))

    def store(self) -> list[Taken]:
        """Store all of it."""
        for made in self.new:
            self.figures.count(made.place, made.received, {figures.RECEIVED: 1})
            for day, measures in made.course.measures(made.course.due, self.dealt):
                self.figures.count(made.place, day, measures)
        for known in self.old:
            for day, measures in known.counted(self.dealt):
                self.figures.count(known.place, day, measures)
        ids = store(self.session, [made.rows for made in self.new])
        messages = [Message.of(id_, made.course, made.happenings) for id_, made in zip(ids, self.new, strict=True)]
        for known in self.old:
            known.write(self.session, self.sender.system, self.now)
            messages.append(Message.of(known.ticket_id, known.course, known.happenings, known.added))
        send(self.session, [found for found in messages if found], self.now, self.around.channels)
        self.figures.write(self.session)
        return self.results

    def _is_own(self, place: Place) -> bool:
        return place.site_code in self.sender.site_codes and self.sender.department in ("", place.department)


def _offerings(session: Session, sender: Sender, serials: Sequence[str]) -> dict[str, Offered]:
    """What the sender offers, by 实施编码; where several sites have one, that of this site."""
    found: dict[str, Offered] = {}
    for part in chunks(sorted({serial[:OFFERING] for serial in serials})):
        wanted = select(Offering, Item).join(Item, Item.code == Offering.item_code).where(Offering.code.in_(part))
        if sender.department:
            wanted = wanted.where(Offering.department == sender.department)
        for offering, item in session.execute(wanted.order_by(Offering.id)):
            own = found.setdefault(offering.code, {})
            if offering.site_code in sender.site_codes and (item.code not in own or offering.site_code == sender.here):
                own[item.code] = (offering, item)
    return found


def _unclear(case: Pushed, offered: Offered) -> tuple[str, str] | None:
    """The field and the sentence where it cannot be said which item a new case is of."""
    if not offered:
        return "serial", NOT_YOURS
    if case.item not in offered and (case.item or len(offered) > 1):
        return "item", SEVERAL.format("、".join(sorted(offered))) if len(offered) > 1 else OTHER
    return None


def _repeated(serials: Sequence[str]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for row, serial in enumerate(serials):
        if first.setdefault(serial, row) != row:
            yield Fault((row, "serial", f"这个流水号在第 {first[serial] + 1} 行已经有了。"))
