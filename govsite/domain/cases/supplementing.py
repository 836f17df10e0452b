"""What is missing (补正): told at once, everything in one notice (一次性告知书), and brought to the window later."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, update

from govsite.database.clock import database_time
from govsite.domain.cases import figures
from govsite.domain.cases.notifying import SUPPLEMENT, tell
from govsite.domain.cases.office import Act, acting
from govsite.domain.cases.supplied import way_on
from govsite.domain.common.days import today
from govsite.domain.common.states import Refusal, Refused
from govsite.domain.tickets import clock
from govsite.domain.tickets.hands import Hand
from govsite.domain.tickets.told import Channels
from govsite.models.case import BAD, GOOD, CaseMaterial, Supplement

TO_SUPPLY = 10  # working days that are offered first
FIRST_OTHER = 100  # position of materials that the guide does not name


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is missing or wrong: a material of the case by its number, else one of another name."""

    fault: str
    remedy: str
    material_id: int | None = None
    name: str = ""


def ask(hand: Hand, gaps: Sequence[Gap], due: date, reason: str, channels: Channels) -> None:
    """Tell everything that is missing, until when it is wanted; the clock of an accepted case stands meanwhile.

    It is told once: a second notice needs a ``reason``, and the audit knows it as such. What each one has said stays.
    """
    with acting(hand) as act:
        if act is None:
            return
        earlier = act.session.scalar(
            select(func.count()).select_from(Supplement).where(Supplement.ticket_id == act.ticket.id)
        )
        if not gaps or due < today() or act.case.paused or (earlier and not reason):
            raise Refused(Refusal.NOT_NOW)
        notice = Supplement(ticket_id=act.ticket.id, at=database_time(act.session), due=due, reason=reason or None)
        act.session.add(notice)
        act.session.flush()
        words = [_mark(act, notice.id, gap, FIRST_OTHER + position) for position, gap in enumerate(gaps)]
        if act.case.accepted is not None:
            clock.pause(act.session, act.ticket.id, today())
        act.details |= {"notice": notice.id, "number": (earlier or 0) + 1, "materials": len(gaps)}
        act.take("ask", "\n".join(words), own={"answer_by": None})
        figures.count(act.session, act.place, {figures.SUPPLEMENTS: 1}, today(), act.hand.desk.above)
        tell(act.session, act.ticket, SUPPLEMENT, channels)


def supply(hand: Hand, received: Collection[int]) -> None:
    """What was missing is brought to the window: ``received`` are the numbers of the materials.

    An accepted case goes on; of one that is not, the five days and the promise begin anew (行政许可法, article 32).
    """
    with acting(hand) as act:
        if act is None:
            return
        here = (CaseMaterial.ticket_id == act.ticket.id, CaseMaterial.id.in_(sorted(received)))
        act.session.execute(update(CaseMaterial).where(*here).values(received=True, verdict=GOOD))
        open_ = (Supplement.ticket_id == act.ticket.id, Supplement.supplied.is_(None))
        act.session.execute(update(Supplement).where(*open_).values(supplied=database_time(act.session)))
        act.details |= {"materials": len(received)}
        way = way_on(act.session, act.ticket, act.case)
        act.take(way.action, own=way.case, **way.ticket)


def _mark(act: Act, notice_id: int, gap: Gap, position: int) -> str:
    """Let a notice ask for a material, and return it in words; what an earlier notice has said of it stays."""
    told = {"verdict": BAD, "fault": gap.fault, "remedy": gap.remedy, "supplement_id": notice_id, "received": False}
    name = gap.name
    if gap.material_id is not None:
        one = (CaseMaterial.ticket_id == act.ticket.id, CaseMaterial.id == gap.material_id)
        row = act.session.scalar(select(CaseMaterial).where(*one))
        if row is None:
            raise Refused(Refusal.NOT_NOW)
        name, position = row.name, row.position
        if row.supplement_id is None:
            act.session.execute(update(CaseMaterial).where(*one).values(told))
            return f"{name}：{gap.fault}；{gap.remedy}"
    act.session.add(CaseMaterial(ticket_id=act.ticket.id, position=position, name=name, **told))
    act.session.flush()
    return f"{name}：{gap.fault}；{gap.remedy}"
