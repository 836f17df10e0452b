"""What a person hands in and follows by number and password: what letters, cases and bookings share."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, false, text
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models import normal
from govsite.models.base import Base
from govsite.models.columns import Fingerprint, Moment, Sealed, Written
from govsite.models.item import LONGEST_ITEM_CODE

LETTER, CASE = "letter", "case"  # kinds
LISTS = (("added",), ("department", "added"), ("finished",))
IF_LISTED: dict[str, Any] = {"sqlite_where": text("listed = 1"), "postgresql_where": text("listed")}
HANS, HANT = "hans", "hant"  # scripts
WRITER, OFFICE, SYSTEM = "writer", "office", "system"  # who did something


class Ticket(Base):
    """A ticket (件).

    ``secret`` is the hash of its password, "" where nobody has asked for one; ``form_key`` the SHA-256 of the key of
    the form that made it, in hex.
    ``content_print`` is a keyed hash of what was typed: with it the receipt is shown again until ``shown_until``, and
    never once it was ``saved``. ``replaced_by`` is the ticket that was sent in its place. ``started`` is the day from
    which the limit of ``limit`` working days runs, ``due`` the day on which it ends. ``assignee`` is the number of the
    member of staff who has it. ``listed`` says that the public lists of cases have it: never what says too much about a
    person (低保, 残疾). ``script`` is the one of the page where somebody said how they are reached, and are told in it.
    No address of the network is kept.
    """

    __tablename__ = "ticket"
    __table_args__ = (
        Index(None, "site_code", "kind", "state", "due"),
        Index(None, "site_code", "kind", "added"),
        Index(None, "site_code", "kind", "department", "added"),
        Index(None, "site_code", "kind", "department", "state", "due"),
        Index(None, "kind", "state", "due"),
        Index(None, "assignee", "state"),
        # Of what the public may see alone: no list reads rows that it does not show.
        *(Index(None, "site_code", *columns, **IF_LISTED) for columns in LISTS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    number: Mapped[str] = mapped_column(String(20), unique=True)
    secret: Mapped[str] = mapped_column(String(120))
    form_key: Mapped[str] = mapped_column(String(64), unique=True)
    content_print: Mapped[str] = mapped_column(String(64), default="")
    shown_until: Mapped[datetime | None] = mapped_column(Moment, index=True)
    saved: Mapped[bool] = mapped_column(default=False)
    replaced_by: Mapped[int | None] = mapped_column(ForeignKey("ticket.id", ondelete="SET NULL"))
    listed: Mapped[bool] = mapped_column(default=False)
    site_code: Mapped[str] = mapped_column(String(6))
    department: Mapped[str] = mapped_column(String(32), default="")
    item_code: Mapped[str] = mapped_column(String(LONGEST_ITEM_CODE), default="")
    state: Mapped[str] = mapped_column(String(16))
    revision: Mapped[int] = mapped_column(default=1)
    assignee: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="SET NULL"))
    added: Mapped[datetime] = mapped_column(Moment)
    limit: Mapped[int]
    started: Mapped[date]
    due: Mapped[date]
    finished: Mapped[datetime | None] = mapped_column(Moment)
    name: Mapped[str | None] = mapped_column(Sealed("ticket.name"))
    phone: Mapped[str | None] = mapped_column(Sealed("ticket.phone"))
    phone_print: Mapped[bytes | None] = mapped_column(Fingerprint("phone", normal.phone), index=True)
    email: Mapped[str | None] = mapped_column(Sealed("ticket.email"))
    script: Mapped[str] = mapped_column(String(4), default=HANS, server_default=HANS)


class TicketEvent(Base):
    """Something that happened to a ticket (办理经过); ``state`` is the one after it, ``words`` what was said with it.

    ``department`` and ``site_code`` are whose desk it was on afterwards; the writer is not told of ``internal`` events.
    Of a case it has the ``step`` of the guide and the ``unit`` that did it; ``source`` is the number that another
    system gave it, by which it is known when it comes again. A ``correction`` (更正) may lead a case back.
    """

    __tablename__ = "ticket_event"
    __table_args__ = (Index(None, "ticket_id", "id"), Index(None, "ticket_id", "source", unique=True))

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(Moment)
    action: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    who: Mapped[str] = mapped_column(String(8))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="SET NULL"))
    site_code: Mapped[str] = mapped_column(String(6))
    department: Mapped[str] = mapped_column(String(32), default="")
    words: Mapped[str | None] = mapped_column(Written())
    step: Mapped[str] = mapped_column(String(60), default="")
    unit: Mapped[str] = mapped_column(String(60), default="")
    source: Mapped[str | None] = mapped_column(String(64))
    internal: Mapped[bool] = mapped_column(default=False)
    correction: Mapped[bool] = mapped_column(default=False, server_default=false())


class TicketPause(Base):
    """A time in which a ticket's clock stood (停止计时), ``ended`` on the day on which it went on."""

    __tablename__ = "ticket_pause"
    __table_args__ = (Index(None, "ticket_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id", ondelete="CASCADE"))
    began: Mapped[date]
    ended: Mapped[date | None]
