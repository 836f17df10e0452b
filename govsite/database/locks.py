"""Locks by a name, for what no single row stands for."""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import Session


def lock_name(session: Session, name: str, *, shared: bool = False) -> None:
    """Let one transaction at a time go on with a name, until it ends; inside ``writing()``.

    Those that are ``shared`` go on together, and keep out who is not. On SQLite ``writing()`` itself is the lock of
    everything.
    """
    if session.get_bind().dialect.name == "postgresql":
        key = int.from_bytes(sha256(name.encode()).digest()[:8], signed=True)
        lock = func.pg_advisory_xact_lock_shared if shared else func.pg_advisory_xact_lock
        session.execute(select(lock(key)))
