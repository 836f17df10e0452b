"""One-time tokens (一次性凭据): a captcha's answer, a code of a second factor, a nonce of a machine is good once.

Only uses are written down, so a token costs nothing until it comes back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.database.session import writing
from govsite.database.upsert import insert_into
from govsite.models.used import Used


def use_once(purpose: str, token: str, seconds: float) -> bool:
    """Use a token for a purpose; returns whether this was its first use.

    The use is remembered for so many seconds: for as long as the token is good, or it could be used again. Stored at
    once, whatever becomes of what it was used for: never inside ``writing()``.
    """
    with writing() as session:
        return spend(session, purpose, token, seconds)


def spend(session: Session, purpose: str, token: str, seconds: float) -> bool:
    """``use_once`` as part of the caller's writing: used where what it was used for is stored, and not otherwise."""
    expires = database_time(session) + timedelta(seconds=seconds)
    row = {"purpose": purpose, "hash": _hash(token), "expires": expires}
    # One statement: who comes second waits for the first, then finds the row and gets none back.
    used = insert_into(session, Used).values(row).on_conflict_do_nothing().returning(Used.purpose)
    return session.scalar(used) is not None


def spent(session: Session, purpose: str, tokens: Collection[str]) -> set[str]:
    """Which of some tokens were used for a purpose; to look and then to use one is two steps, see ``spend``."""
    hashes = {_hash(token): token for token in tokens}
    found = session.scalars(select(Used.hash).where(Used.purpose == purpose, Used.hash.in_(hashes)))
    return {hashes[digest] for digest in found}


def forget_expired(session: Session) -> int:
    """Delete the uses of tokens that are good no more; returns how many. Part of the caller's writing."""
    over = delete(Used).where(Used.expires <= database_time(session))
    return session.connection().execute(over).rowcount


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
