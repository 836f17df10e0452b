"""Requests that are sent again (重复请求): with one Idempotency-Key the work is done once, the answer given again."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.database.upsert import insert_into
from govsite.models.api_key import Idempotency

KEPT = timedelta(days=7)
_KEY = re.compile(r"[!-~]{1,64}")


class OtherRequest(ValueError):  # noqa: N818
    """The key came before with something else."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that was given before."""

    status: int
    body: bytes


def is_key(text: str) -> bool:
    """Whether a text can be an Idempotency-Key."""
    return _KEY.fullmatch(text) is not None


def begin(session: Session, key_id: int, key: str, method: str, path: str, body: bytes) -> Kept | None:
    """Claim a key for a request: None where it is new, else the answer that was given.

    Part of the caller's writing, so that a request that fails has claimed nothing; who sends the same at the same
    moment waits here. Raises OtherRequest.
    """
    print_ = hashlib.sha256(f"{method} {path}\n".encode("utf-8", "replace") + body).hexdigest()
    row = {"api_key_id": key_id, "key": key, "body": print_, "at": database_time(session), "status": 0, "answer": b""}
    claimed = insert_into(session, Idempotency).values(row).on_conflict_do_nothing().returning(Idempotency.key)
    if session.scalar(claimed) is not None:
        return None
    mine = (Idempotency.api_key_id == key_id, Idempotency.key == key)
    found = session.execute(select(Idempotency.body, Idempotency.status, Idempotency.answer).where(*mine)).one()
    if found.body != print_:
        raise OtherRequest
    return Kept(found.status, found.answer)


def keep(session: Session, key_id: int, key: str, status: int, answer: bytes) -> None:
    """Keep the answer of a request that has claimed a key. Part of the caller's writing."""
    mine = (Idempotency.api_key_id == key_id, Idempotency.key == key)
    session.execute(update(Idempotency).where(*mine).values(status=status, answer=answer))


def forget_old(session: Session) -> int:
    """Delete answers that nobody asks for any more; returns how many. Part of the caller's writing."""
    old = delete(Idempotency).where(Idempotency.at < database_time(session) - KEPT)
    return session.connection().execute(old).rowcount
