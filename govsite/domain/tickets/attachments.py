"""Files of tickets (附件): held for a form that came back, moved to the ticket it makes, given out through a door.

A file is first held for the key of its form, whatever becomes of the form, so that nobody has to choose it again for a
mistake in another field; the writing that makes the ticket only moves it. Whoever calls ``content_of`` has opened the
ticket's door and names the ticket.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.database.locks import lock_name
from govsite.database.session import reading, writing
from govsite.domain.common import stored_files
from govsite.domain.common.stored_files import Content
from govsite.domain.common.throttle import Limit
from govsite.domain.common.uploads import MOST_BYTES, Cleaned
from govsite.models.attachment import Attachment
from govsite.typed import Typed

MOST_FILES = 3  # of a form
MOST_HELD = MOST_FILES * MOST_BYTES * 2  # bytes of a form; a picture may be larger as JPEG than it was
OF_ADDRESS = Limit("files: address", capacity=60, every=20)  # sendings with files; a whole town may share an address
HELD = timedelta(hours=2)  # since its form last came back
_COLUMNS = (
    *(Attachment.id, Attachment.name, Attachment.kind),
    *(Attachment.size, Attachment.state, Attachment.message_id),
)


@dataclass(frozen=True, slots=True)
class File(stored_files.File):
    """What is said of a file of a ticket, and the message it belongs to, if any."""

    message_id: int | None = None


def hold(form_key_hash: str, files: Sequence[Cleaned]) -> list[Cleaned]:
    """Keep files for the form with a key (its SHA-256 in hex); returns those for which there was no room.

    A file that is held already, or that is chosen twice, is kept once: a double click holds no more. What is held for
    the form is kept HELD longer from now on. Stored at once, in a ``writing()`` of its own.
    """
    left_out = []
    with writing() as session:
        lock_name(session, f"form {form_key_hash}")  # two sendings of one form count one after the other
        now = database_time(session)
        session.execute(update(Attachment).where(*_held_by(form_key_hash)).values(added=now))
        rows = session.execute(select(Attachment.digest, Attachment.size).where(*_held_by(form_key_hash)))
        kept = {row.digest: row.size for row in rows}
        for file in files:
            if file.digest in kept:
                continue
            if len(kept) >= MOST_FILES or sum(kept.values()) + file.size > MOST_HELD:
                left_out.append(file)
                continue
            kept[file.digest] = file.size
            session.add(Attachment(held_by=form_key_hash, **stored_files.values_of(file, now)))
    return left_out


def held(form_key_hash: str) -> list[File]:
    """The files that are held for a form, in the order in which they came."""
    return _listed(reading(), *_held_by(form_key_hash))


def drop(form_key_hash: str, attachment_id: int) -> bool:
    """Forget one of the files that are held for a form (移除); returns whether there was one."""
    with writing() as session:
        of_form = delete(Attachment).where(Attachment.id == attachment_id, *_held_by(form_key_hash))
        return session.connection().execute(of_form).rowcount == 1


def attach(session: Session, form_key_hash: str, ticket_id: int, message_id: int | None = None) -> int:
    """Move what is held for a form to the ticket or message it made; returns how many. Part of the caller's writing."""
    moved = update(Attachment).where(*_held_by(form_key_hash))
    values = {"ticket_id": ticket_id, "message_id": message_id, "held_by": None}
    return session.connection().execute(moved.values(values)).rowcount


def move(session: Session, ticket_id: int, to: int) -> int:
    """Give a ticket's own files, not those of its messages, to the one that replaces it; returns how many."""
    own = update(Attachment).where(Attachment.ticket_id == ticket_id, Attachment.message_id.is_(None))
    return session.connection().execute(own.values(ticket_id=to)).rowcount


def of_ticket(session: Session, ticket_id: int) -> list[File]:
    """The files of a ticket and of its messages, without what is in them, the first to come first."""
    return _listed(session, Attachment.ticket_id == ticket_id)


def content_of(session: Session, attachment_id: int, ticket_id: int) -> Content | None:
    """A file of a ticket; None for one that this ticket does not have."""
    return stored_files.content_of(session, Attachment, attachment_id, Attachment.ticket_id == ticket_id)


def forget_held(session: Session) -> int:
    """Delete what is held for forms that did not come again; returns how many. Part of the caller's writing."""
    before = database_time(session) - HELD
    over = delete(Attachment).where(Attachment.held_by.is_not(None), Attachment.added < before)
    return session.connection().execute(over).rowcount


def _held_by(form_key_hash: str) -> Iterable[ColumnElement[bool]]:
    return Attachment.held_by == form_key_hash, Attachment.ticket_id.is_(None)


def _listed(session: Session, *which: ColumnElement[bool]) -> list[File]:
    rows = session.execute(select(*_COLUMNS).where(*which).order_by(Attachment.id))
    return [File(r.id, Typed(r.name), r.kind, r.size, r.state, r.message_id) for r in rows]
