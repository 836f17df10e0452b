"""What a guide lacks in what its own site says: where to go, whom to call, until when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from govsite.domain.catalogue import health
from govsite.domain.catalogue.cards import Office
from govsite.domain.catalogue.limits import own_or
from govsite.domain.catalogue.places import Where
from govsite.domain.checkup import kinds
from govsite.domain.checkup.faults import Found
from govsite.domain.checkup.items import Basics, facts_of
from govsite.domain.common import phones
from govsite.models.offering import Offering
from govsite.models.place import HALL

READ = (
    *(Offering.site_code, Offering.item_code, Offering.department, Offering.hall_id, Offering.window, Offering.phone),
    *(Offering.complaint_phone, Offering.promised_days, Offering.visits, Offering.visit_reason),
    *(Offering.online_depth, Offering.hours, Offering.promised_unit, Offering.online_at),
)
NOWHERE = "本站没有登记能办的{}，群众只能打电话问地点；请在大厅表里登记这类场所和窗口，或者写明在哪个大厅、哪个窗口办"
NO_AREA = "“{}”没有区号，写成 0717-6219300 这样"
SAME = "投诉和咨询是同一个电话，投诉会打到被投诉的人那里；没有别的就空着，网上会写 12345"
DISCIPLINE = "12388 只受理违纪举报；写本部门的监督电话，没有就空着，网上会写 12345"
_OWN = {"post": "online_depth", "handling": "promised_days"}  # columns of items that a site can only answer by its own
_LOCAL = re.compile(r"[2-9]\d{6,7}")


def check_offering(row: Any, item: Basics, office: Office | None, where: Where) -> Iterator[Found]:
    """What is wrong with a row of READ by itself, where its department and its place are these at the site."""
    if office is None:
        yield Found(kinds.OFFICE, "department", f"本站没有登记部门“{row.department}”，所以没有地址和电话")
    yield from _contact(row, office)
    yield from _place(row, item, where)


def check_facts(row: Any, item: Basics) -> tuple[list[Found], Sequence[Found]]:
    """Contradictions among the facts as they hold at the site: what its own values make, and what the item's make."""
    if row.promised_days is row.visits is row.visit_reason is row.online_depth is None:
        return [], item.facts
    visits = item.visits if row.visits is None else row.visits
    own, others = [], []
    for found in facts_of(
        item.handling,
        item.statutory,
        own_or(row.promised_days, row.promised_unit, item.promised),
        visits,
        item.online_depth if row.online_depth is None else row.online_depth,
        row.visit_reason or (item.visit_reason if visits else ""),
        item.post,
    ):
        if found in item.facts and getattr(row, found.column, None) is None:
            others.append(found)
        else:
            own.append(found._replace(column=_OWN.get(found.column, found.column)))
    return own, others


def check_online(row: Any, item: Basics) -> Iterator[Found]:
    """Who is sent to the net by this site is told where, by the site or by the item."""
    depth = item.online_depth if row.online_depth is None else row.online_depth
    for each in health.check_online(depth, bool(row.online_at) or item.online_at):
        yield Found(kinds.ONLINE, *each)


def _contact(row: Any, office: Office | None) -> Iterator[Found]:
    if not row.phone and (office is None or not office.phone):
        yield Found(kinds.CONTACT, "phone", "指南和部门都没有咨询电话")
    for column in ("phone", "complaint_phone"):
        if number := without_area(getattr(row, column)):
            yield Found(kinds.AREA_CODE, column, NO_AREA.format(number))
    for kind, reason in lines_of_complaint(row.phone, row.complaint_phone):
        yield Found(kind, "complaint_phone", reason)


def lines_of_complaint(enquiry: str, complaint: str) -> Iterator[tuple[str, str]]:
    """What is wrong with where complaints go; kind and reason."""
    if phones.rings_alike(enquiry, complaint):
        yield kinds.SAME_LINE, SAME
    if phones.is_discipline(complaint):
        yield kinds.DISCIPLINE, DISCIPLINE


def _place(row: Any, item: Basics, where: Where) -> Iterator[Found]:
    """Where somebody has to go, a place is known; a hall is named with its window, and all say when they are open."""
    visits = item.visits if row.visits is None else row.visits
    depth = item.online_depth if row.online_depth is None else row.online_depth
    if row.hall_id and (where.hall is None or where.hall.id != row.hall_id):
        yield Found(kinds.PLACE, "hall_id", f"大厅“{row.hall_id}”没有登记，或者已经停用")
    elif not where.known and (visits or depth < health.ONLINE):
        yield Found(kinds.PLACE, "hall_id", NOWHERE.format(where.kind))
    elif row.hall_id and where.hall and where.hall.kind == HALL and not row.window:
        yield Found(kinds.PLACE, "window", f"写了{where.hall.name}，没有写哪个窗口")
    if not row.hours and where.known and (where.first is None or not where.first.hours):
        yield Found(kinds.HOURS, "hours", "没有写什么时候开门")


@lru_cache(maxsize=4096)
def without_area(phone: str) -> str:
    """The first number of a field that can be called from the same town only; "" for none."""
    return next((line.text for line in phones.lines(phone) if _LOCAL.fullmatch(line.digits)), "")
