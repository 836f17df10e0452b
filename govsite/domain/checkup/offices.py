"""What the records of departments and halls lack: a fault of theirs is one of all guides that name them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from govsite.domain.catalogue.cards import HallCard, Office
from govsite.domain.checkup import kinds
from govsite.domain.checkup.faults import COLUMNS, DEPARTMENTS, HALLS, Fault, Field
from govsite.domain.checkup.offerings import NO_AREA, lines_of_complaint, without_area


def check_offices(offices: Iterable[Office]) -> Iterator[Fault]:
    """What is wrong with the numbers of departments."""
    for office in offices:
        for column in ("phone", "complaint_phone"):
            if number := without_area(getattr(office, column)):
                yield _of_office(office, kinds.AREA_CODE, column, NO_AREA.format(number))
        for kind, reason in lines_of_complaint(office.phone, office.complaint_phone):
            yield _of_office(office, kind, "complaint_phone", reason)


def check_halls(halls: Iterable[HallCard]) -> Iterator[Fault]:
    """Whether one can call a hall, and knows when it is open."""
    for hall in halls:
        if not hall.phone:
            yield _of_hall(hall, kinds.CONTACT, "phone", "大厅没有电话")
        elif number := without_area(hall.phone):
            yield _of_hall(hall, kinds.AREA_CODE, "phone", NO_AREA.format(number))
        if not hall.hours:
            yield _of_hall(hall, kinds.HOURS, "hours", "大厅没有写什么时候开门")


def _of_office(office: Office, kind: str, column: str, reason: str) -> Fault:
    row = f"站点 {office.site_code}，部门简称 {office.key}"
    field = Field(DEPARTMENTS, row, COLUMNS[DEPARTMENTS][column][0], office.key, column)
    return Fault(kind, office.name, reason, field, f"/departments/{office.slug}", office.key)


def _of_hall(hall: HallCard, kind: str, column: str, reason: str) -> Fault:
    field = Field(HALLS, f"大厅编号 {hall.id}", COLUMNS[HALLS][column][0], hall.id, column)
    return Fault(kind, hall.name, reason, field, f"/halls/{hall.id}")
