"""Published letters (公开的来信): what anybody may read of a letter that its writer agreed to show.

Only the redacted texts leave this module: ``public_title``, ``public_body``, ``public_reply``.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, func, select, tuple_
from sqlalchemy.orm import Session

from govsite.domain.common.days import ZONE
from govsite.models.letter import Letter
from govsite.models.ticket import Ticket, TicketEvent
from govsite.typed import Typed

PUBLIC_ID = re.compile(r"[0-9a-z]{4,16}")
# Of a row in a list: no long text.
COLUMNS = (
    Letter.public_id,
    Letter.public_title,
    Letter.kind,
    Ticket.site_code,
    Ticket.department,
    Ticket.item_code,
    Ticket.added,
    Letter.replied,
    Letter.published,
    Letter.rating,
)
TEXTS = (Letter.public_body, Letter.public_reply)
NEWEST_FIRST = (Letter.published.desc(), Letter.ticket_id.desc())


@dataclass(frozen=True, slots=True)
class Published:
    """A published letter in a list; days are Beijing's, ``rating`` is 1 to 5 or None."""

    public_id: str
    title: Typed
    kind: str
    site_code: str
    department: str
    item_code: str
    sent: date
    replied: date | None
    published: datetime
    rating: int | None


@dataclass(frozen=True, slots=True)
class Whole:
    """A published letter with its texts, and the next one of the same department; files are never published.

    ``updated`` is when it was published last: what is published anew keeps its day in the lists.
    """

    letter: Published
    body: Typed
    reply: Typed
    following: Published | None = None
    updated: datetime | None = None


def new_public_id() -> str:
    """The address of a letter that is published: nine random digits, which tell nothing of its number."""
    return str(10**8 + secrets.randbelow(9 * 10**8))


def published_of(row: Any) -> Published:
    """The letter of a row with the columns of ``COLUMNS``."""
    return Published(
        row.public_id,
        row.public_title or Typed(),
        row.kind,
        row.site_code,
        row.department,
        row.item_code,
        _day(row.added),
        _day(row.replied) if row.replied else None,
        row.published,
        row.rating,
    )


def select_published(*more: Any) -> Any:
    """A query of published letters, newest first, with ``COLUMNS`` and some more."""
    joined = select(*COLUMNS, *more).join(Ticket, Ticket.id == Letter.ticket_id)
    return joined.where(Letter.published.is_not(None), Letter.public_id.is_not(None)).order_by(*NEWEST_FIRST)


def list_published(
    session: Session,
    site_codes: Collection[str] | None,
    limit: int,
    *,
    kind: str = "",
    department: str = "",
    before: str = "",
) -> tuple[Sequence[Published], bool]:
    """The newest letters of some sites (None: of all) and whether there are older ones.

    ``before`` is the public id of the last letter seen: the list goes on behind it, at the same cost however long it
    is. An id that is none begins at the newest.
    """
    found = _of(site_codes, select_published())
    if kind:
        found = found.where(Letter.kind == kind)
    if department:
        found = found.where(Ticket.department == department)
    if PUBLIC_ID.fullmatch(before):
        seen = select(Letter.published, Letter.ticket_id).where(Letter.public_id == before)
        last = session.execute(seen.where(Letter.published.is_not(None))).one_or_none()
        if last is not None:
            found = found.where(_older_than(last))
    rows = [published_of(row) for row in session.execute(found.limit(limit + 1))]
    return rows[:limit], len(rows) > limit


def newest_with_texts(session: Session, site_codes: Collection[str] | None, limit: int) -> list[Whole]:
    """The newest letters of some sites (None: of all) with their texts, for a feed."""
    newest = _of(site_codes, select_published(*TEXTS, Letter.ticket_id)).limit(limit).subquery()
    rows = session.execute(select(newest, _updated(newest)).order_by(*_newest_of(newest)))
    return [_whole(row, updated=row.updated) for row in rows]


def when_published(session: Session, site_code: str, limit: int) -> list[tuple[str, datetime]]:
    """The public ids of a site's own letters, newest first, and when each was published last, for a site map."""
    newest = _of([site_code], select_published(Letter.ticket_id)).limit(limit).subquery()
    rows = session.execute(select(newest.c.public_id, _updated(newest)).order_by(*_newest_of(newest)))
    return [(row.public_id, row.updated) for row in rows]


def _newest_of(found: FromClause) -> tuple[ColumnElement[Any], ...]:
    return found.c.published.desc(), found.c.ticket_id.desc()


def _updated(found: FromClause) -> ColumnElement[datetime]:
    """When a letter was published last, for those rows alone that are given out."""
    acts = select(func.max(TicketEvent.at)).where(
        TicketEvent.ticket_id == found.c.ticket_id, TicketEvent.action == "publish"
    )
    return func.coalesce(acts.scalar_subquery(), found.c.published).label("updated")


def find_published(session: Session, public_id: str) -> Whole | None:
    """One letter; None where there is none, it was never published, or it was taken back."""
    if not PUBLIC_ID.fullmatch(public_id):
        return None
    row = session.execute(select_published(*TEXTS, Letter.ticket_id).where(Letter.public_id == public_id)).one_or_none()
    if row is None:
        return None
    found = _whole(row)
    letter = found.letter
    same = (Ticket.site_code == letter.site_code, Ticket.department == letter.department)
    older = session.execute(select_published().where(*same, _older_than(row)).limit(1)).one_or_none()
    return replace(found, following=published_of(older) if older else None)


def _whole(row: Any, updated: datetime | None = None) -> Whole:
    return Whole(published_of(row), row.public_body or Typed(), row.public_reply or Typed(), updated=updated)


def _older_than(row: Any) -> ColumnElement[bool]:
    return tuple_(Letter.published, Letter.ticket_id) < tuple_(row.published, row.ticket_id)


def _of(site_codes: Collection[str] | None, found: Any) -> Any:
    return found if site_codes is None else found.where(Ticket.site_code.in_(site_codes))


def _day(moment: datetime) -> date:
    return moment.astimezone(ZONE).date()
