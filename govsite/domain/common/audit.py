"""The audit (审计): who did what, on what, with which outcome; added to, never changed.

Rows are numbered without gaps and chained: each one's hash is over that of the one before and over its own canonical
JSON. The end of the chain is kept apart, so a tail that is cut off is noticed too. Who can write both tables could
still make a whole new chain; against that, the end that ``flask audit verify`` prints is noted somewhere else.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.domain.common.days import ZONE
from govsite.models.audit import DONE, FAILED, MOST_DETAILS, MOST_WORDS, REFUSED, Audit, AuditHead
from govsite.typed import Typed

__all__ = [
    "DONE",
    "FAILED",
    "FIRST_HASH",
    "HASHED",
    "REFUSED",
    "Audit",
    "Watched",
    "append",
    "find",
    "hash_at",
    "hash_of",
    "last_records",
    "latest",
]

FIRST_HASH = "0" * 64  # what the first row is bound to
LATELY = 10_000  # records among which ``latest`` looks: a page that everybody opens must not read a whole year
HASHED = ("number", "at", "who", "what", "target", "site_code", "outcome", "details")
Detail = str | int | bool | None


def append(
    session: Session,
    *,
    who: str,
    what: str,
    target: str = "",
    site_code: str = "",
    outcome: str = DONE,
    details: Mapping[str, Detail] | None = None,
) -> int:
    """Add a record and return its number; part of the caller's writing, so both are stored or neither.

    Do it at the end of ``writing()``, before topics are bumped: writers queue for the head, everywhere in this order.
    ``who`` and ``target`` name rows (``staff 12``, ``letter 40``), ``details`` hold numbers and words of ours, 64
    characters each and 1,000 together. Raises ValueError for longer or unprintable text, TypeError for what a person
    typed and for other kinds of values.
    """
    names = {"who": who, "what": what, "target": target, "site_code": site_code, "outcome": outcome}
    row: dict[str, Any] = {name: _checked(name, text) for name, text in names.items()}
    row["details"] = _details(details or {})
    head = session.execute(select(AuditHead.number, AuditHead.hash).with_for_update()).one()
    number: int = head.number + 1
    row["number"] = number
    row["at"] = _stored(database_time(session))  # under the lock: in order
    row["hash"] = hash_of(head.hash, row)
    session.add(Audit(**row))
    session.flush()
    session.execute(update(AuditHead).values(number=row["number"], hash=row["hash"]))
    return number


def last_records(session: Session, most: int = 20) -> Sequence[Audit]:
    """The newest records, the last one first."""
    return session.scalars(select(Audit).order_by(Audit.number.desc()).limit(most)).all()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records: of whom and of what, whose name begins so; at which sites, None for all; of which day in Beijing.

    ``before`` is the number of the last one on the page before.
    """

    who: str = ""
    what: str = ""
    sites: Collection[str] | None = None
    day: date | None = None
    before: int | None = None


class Watched(NamedTuple):
    """Deeds of some kinds (what their names begin with before the dot), at some sites, None for all."""

    kinds: Sequence[str]
    sites: Collection[str] | None


def find(session: Session, wanted: Wanted, most: int) -> Sequence[Audit]:
    """The newest of the records that are wanted, the last one first."""
    found = select(Audit).order_by(Audit.number.desc())
    if wanted.before is not None:
        found = found.where(Audit.number < wanted.before)
    if wanted.sites is not None:
        found = found.where(Audit.site_code.in_(wanted.sites))
    if wanted.who:
        found = found.where(Audit.who == wanted.who)
    if wanted.what:
        found = found.where(Audit.what.startswith(wanted.what, autoescape=True))
    if wanted.day is not None:
        begin = datetime.combine(wanted.day, time(), ZONE)
        found = found.where(Audit.at >= _stored(begin), Audit.at < _stored(begin + timedelta(days=1)))
    return session.scalars(found.limit(most)).all()


def latest(session: Session, watched: Sequence[Watched], most: int) -> Sequence[Audit]:
    """The newest deeds that were done, the last one first, that are one of those ``watched``; one query.

    Only among the LATELY last records.
    """
    if not watched:
        return []
    head = select(AuditHead.number).scalar_subquery()
    found = select(Audit).order_by(Audit.number.desc()).where(Audit.number > head - LATELY, Audit.outcome == DONE)
    return session.scalars(found.where(or_(*map(_is_watched, watched))).limit(most)).all()


def _is_watched(one: Watched) -> ColumnElement[bool]:
    of_kind = or_(*(Audit.what.startswith(f"{kind}.", autoescape=True) for kind in one.kinds))
    return of_kind if one.sites is None else and_(of_kind, Audit.site_code.in_(sorted(one.sites)))


def _stored(moment: datetime) -> str:
    """A moment as ``at`` has it; as text they are in the order of time."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def hash_at(session: Session, number: int) -> str | None:
    """The hash of a record, None where there is none of this number."""
    return session.scalar(select(Audit.hash).where(Audit.number == number))


def hash_of(before: str, row: Mapping[str, Any]) -> str:
    """The hash of a row that follows one with the hash ``before``."""
    return hashlib.sha256((before + _canonical({name: row[name] for name in HASHED})).encode()).hexdigest()


def _canonical(values: Mapping[str, Any]) -> str:
    """One text for one value: sorted keys, no blanks, Chinese as it is.

    ``default`` is for rows that somebody filled with bytes, which SQLite lets them: they are broken, not an error.
    """
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=repr)


def _details(details: Mapping[str, Detail]) -> str:
    for name, value in details.items():
        _checked("a name of details", name)
        if isinstance(value, str):
            _checked(name, value)
        elif not isinstance(value, (int, type(None))):
            raise TypeError(f"audit: {name!r} is neither a word nor a whole number")
    text = _canonical(details)
    if len(text) > MOST_DETAILS:
        raise ValueError(f"audit: the details are longer than {MOST_DETAILS} characters")
    return text


def _checked(name: str, text: str) -> str:
    if not isinstance(text, str) or isinstance(text, Typed):
        raise TypeError(f"audit: {name!r} must be a word of ours, not what a person typed")
    if len(text) > MOST_WORDS or not text.isprintable():
        raise ValueError(f"audit: {name!r} must be at most {MOST_WORDS} printable characters")
    return text
