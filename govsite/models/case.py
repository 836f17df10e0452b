"""Cases: what somebody applies for."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, true
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.base import Base
from govsite.models.columns import Moment, Written
from govsite.models.item import LONGEST_ITEM_NAME
from govsite.models.rated import Rated

SERIAL = 43  # characters of a 办件流水号: 实施编码 (31), day (8), number of the day (4)
GOOD, BAD = "good", "bad"  # verdicts (合格、不合格)
WINDOW, PUSHED, IMPORTED = "window", "pushed", "imported"  # where a case comes from
LONGEST_NAME, LONGEST_MATERIAL, LONGEST_REMARK, LONGEST_OWN = 100, 200, 500, 50  # characters


class Case(Rated, Base):
    """A case (办件), joined to its ticket: what only cases have. "case" is a word of SQL, hence the table's name.

    ``serial`` is the 办件流水号. ``item_name`` is what the item was called when it was applied for. ``applicant`` is
    the name as the public sees it (张*, firms whole); the whole one is the ticket's, sealed. ``step`` is the step
    of the guide at which it stands. The ticket's limit is the promise (承诺办结时限), in working days or, with
    ``calendar_days``, in days, from the day of ``accepted`` on; until then ``answer_by`` is the last of the five
    days in which the office says what is missing (行政许可法, article 32). ``paused`` says that a special procedure
    (特别程序) runs, whose time does not count. It may be ``extended`` once (延长), of ``joint`` units (联合办理)
    by more. ``refusal`` is one of the three kinds that ``domain/cases/refusals`` names. ``source`` is WINDOW, PUSHED or
    IMPORTED; ``system`` the name of the system that pushed it. ``changed`` is when anything of it changed last.
    ``own_number`` is what its department calls it in its own list. It is rated once, when it is done.
    """

    __tablename__ = "case_file"
    __table_args__ = tuple(Index(None, name) for name in ("answer_by", "changed", "own_number", "follow_up", "paused"))

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id", ondelete="CASCADE"), primary_key=True)
    serial: Mapped[str] = mapped_column(String(SERIAL), unique=True)
    source: Mapped[str] = mapped_column(String(10))
    system: Mapped[str] = mapped_column(String(40), default="")
    item_name: Mapped[str] = mapped_column(String(LONGEST_ITEM_NAME))
    is_firm: Mapped[bool] = mapped_column(default=False)
    applicant: Mapped[str] = mapped_column(Written(LONGEST_NAME))
    step: Mapped[str] = mapped_column(String(60), default="")
    calendar_days: Mapped[bool] = mapped_column(default=False)
    accepted: Mapped[date | None]
    answer_by: Mapped[date | None]
    paused: Mapped[bool] = mapped_column(default=False)
    joint: Mapped[bool] = mapped_column(default=False)
    extended: Mapped[datetime | None] = mapped_column(Moment)
    reminded: Mapped[datetime | None] = mapped_column(Moment)
    decided: Mapped[datetime | None] = mapped_column(Moment)
    refusal: Mapped[str] = mapped_column(String(16), default="")
    result: Mapped[str] = mapped_column(String(200), default="")
    by_post: Mapped[bool] = mapped_column(default=False)
    delivery: Mapped[str | None] = mapped_column(Written(LONGEST_REMARK))
    own_number: Mapped[str] = mapped_column(Written(LONGEST_OWN), default="", server_default="")
    changed: Mapped[datetime] = mapped_column(Moment)


class Supplement(Base):
    """A notice of everything that is missing (一次性告知书), answered until ``due``.

    A second one needs a ``reason``. ``supplied`` is when the applicant has brought it.
    """

    __tablename__ = "supplement"
    __table_args__ = (Index(None, "ticket_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(Moment)
    due: Mapped[date]
    reason: Mapped[str | None] = mapped_column(Written(LONGEST_REMARK))
    supplied: Mapped[datetime | None] = mapped_column(Moment)


class CaseMaterial(Base):
    """A material of a case (申请材料) with its verdict: "" not looked at, GOOD or BAD.

    Of a bad one ``fault`` says what is wrong and ``remedy`` how to mend it. One that is not ``needed`` (非必要) may be
    lacking. A material that is asked for by a second notice has a row of its own for it: ``domain/cases/materials``.
    ``supplement_id`` is the notice that asks for it, ``file_id`` what the applicant has sent in for it since.
    """

    __tablename__ = "case_material"
    __table_args__ = (Index(None, "ticket_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id", ondelete="CASCADE"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(Written(LONGEST_MATERIAL))
    needed: Mapped[bool] = mapped_column(default=True, server_default=true())
    received: Mapped[bool] = mapped_column(default=False)
    verdict: Mapped[str] = mapped_column(String(8), default="")
    fault: Mapped[str | None] = mapped_column(Written(LONGEST_REMARK))
    remedy: Mapped[str | None] = mapped_column(Written(LONGEST_REMARK))
    supplement_id: Mapped[int | None] = mapped_column(ForeignKey("supplement.id", ondelete="SET NULL"))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id", ondelete="SET NULL"))
