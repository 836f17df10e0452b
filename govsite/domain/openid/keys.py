"""Keys that sign what systems are told (签名密钥): RSA, sealed in the database, so that all workers have the same.

A new key is shown for a while before it signs, and an old one for a while after it did: systems keep what they have
read of them.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.database.session import writing
from govsite.domain.common import audit
from govsite.models.openid import OpenidKey

if TYPE_CHECKING:  # loaded by the first worker that signs
    from joserfc.jwk import RSAKey

ALGORITHM = "RS256"
BITS = 3072
SHOWN_BEFORE = timedelta(hours=24)
SHOWN_AFTER = timedelta(days=2)
_opened: dict[str, RSAKey] = {}  # by kid: to read one takes longer than to sign


class NoKey(RuntimeError):  # noqa: N818
    """Nothing can be signed: ``flask openid-keys new`` was not run."""


def make(who: str, *, at_once: bool = False) -> OpenidKey:
    """Make a key; the first one signs at once, each other after SHOWN_BEFORE. ``at_once`` is for when somebody else
    may have the others: they are deleted, and what they have signed is good no more.
    """
    from joserfc.jwk import RSAKey

    key = RSAKey.generate_key(BITS, {"use": "sig", "alg": ALGORITHM}, private=True, auto_kid=True)
    with writing() as session:
        now = database_time(session)
        is_first = session.scalar(select(func.count()).select_from(OpenidKey)) == 0
        row = OpenidKey(kid=key.kid, private=key.as_pem(private=True).decode(), public=dict(key.as_dict(private=False)))
        row.made, row.signs_from = now, now if is_first or at_once else now + SHOWN_BEFORE
        if at_once:
            session.execute(delete(OpenidKey))
        session.add(row)
        audit.append(session, who=who, what="system.key", target=f"key {row.kid[:8]}")
        session.flush()
        session.expunge(row)
    return row


def signing(session: Session) -> RSAKey:
    """The key that signs now. Raises NoKey."""
    found = select(OpenidKey.kid).where(OpenidKey.signs_from <= database_time(session))
    kid = session.scalar(found.order_by(OpenidKey.signs_from.desc()).limit(1))
    if kid is None:
        raise NoKey
    if kid not in _opened:
        from joserfc.jwk import RSAKey

        pem = session.scalars(select(OpenidKey.private).where(OpenidKey.kid == kid)).one()
        _opened[kid] = RSAKey.import_key(str.__str__(pem), {"kid": kid, "use": "sig", "alg": ALGORITHM})
    return _opened[kid]


def shown(session: Session) -> list[dict[str, Any]]:
    """The public keys that systems must know (JWKS), the newest first."""
    return [row.public for row in all_of(session)]


def all_of(session: Session) -> list[OpenidKey]:
    """The keys that are not over, the newest first."""
    rows = list(session.scalars(select(OpenidKey).order_by(OpenidKey.signs_from.desc())))
    since = database_time(session) - SHOWN_AFTER
    return [row for at, row in enumerate(rows) if at == 0 or rows[at - 1].signs_from > since]


def forget_old(session: Session) -> int:
    """Delete the keys that are over; returns how many. Part of the caller's writing."""
    kept = [row.kid for row in all_of(session)]
    return session.connection().execute(delete(OpenidKey).where(OpenidKey.kid.not_in(kept))).rowcount
