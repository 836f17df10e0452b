"""Sessions of people who sign in (登录会话): begun, found, renewed and ended on the server.

The browser holds a random token, the database its SHA-256: who reads the database can sign in as nobody.
Limits after OWASP ASVS 5, V7.3: idle 30 minutes, absolute 12 hours.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from govsite.database.session import reading, writing
from govsite.models.sign_in import SignIn

IDLE = timedelta(minutes=30)
LONGEST_SIGN_IN = timedelta(hours=12)
# A ticket that was opened by its password: computers of libraries and village offices are shared.
DOOR, DOOR_IDLE, LONGEST_DOOR = "ticket", timedelta(minutes=15), timedelta(hours=2)
ENTRY, LONGEST_ENTRY = "entry", timedelta(minutes=10)  # a sign-in of staff that is half done
GOOD_FOR = {DOOR: LONGEST_DOOR, ENTRY: LONGEST_ENTRY}  # all others LONGEST_SIGN_IN
SEEN_EVERY = timedelta(minutes=1)  # so often at most a use is written down
TOKEN_BYTES = 32
BROWSER = "browser"  # the key of its short name in a session's data
HOST = "host"  # the key of the host that a session is of, in the data of one that has a main one


@dataclass(frozen=True, slots=True)
class Found:
    """A session that is good, by its ``digest``; ``due`` says that its use should be written down (``renew``).

    One of the host that a site has to itself has a ``main`` one, with which it ends.
    """

    id: int
    digest: str
    who: str
    data: dict[str, Any]
    due: bool
    began: datetime
    main: int | None = None

    @property
    def host(self) -> str:
        """The host that it is of alone, "" for a main one."""
        return str(self.data.get(HOST, ""))


@dataclass(frozen=True, slots=True)
class Open:
    """A session of a person as they see it in a list; ``id`` names it to be ended, ``browser`` is a short name."""

    id: int
    began: datetime
    seen: datetime
    browser: str = ""


def begin(kind: str, who: str, data: dict[str, Any], instead_of: Found | None = None) -> str:
    """Begin a session and return its token; always a new one, whatever the browser had before.

    ``instead_of`` is a session that ends with it: a new token at every change of rights. The same person's goes on
    under its number, by which other systems know it.
    """
    token, now = secrets.token_urlsafe(TOKEN_BYTES), datetime.now(UTC)
    ends = now + GOOD_FOR.get(kind, LONGEST_SIGN_IN)
    values = {"token": _digest(token), "data": data, "began": now, "seen": now, "ends": ends}
    with writing() as session:
        if instead_of is not None:
            mine = SignIn.token == instead_of.digest
            renewed = update(SignIn).where(mine, SignIn.kind == kind, SignIn.who == who).values(values)
            if session.connection().execute(renewed).rowcount:
                return token
            session.execute(delete(SignIn).where(mine))
        session.add(SignIn(kind=kind, who=who, **values))
    return token


def begin_beside(main: int, host: str, data: dict[str, Any]) -> str | None:
    """Begin a session of a site's host for who has the ``main`` one; returns its token, None where that has ended."""
    token, now = secrets.token_urlsafe(TOKEN_BYTES), datetime.now(UTC)
    good = (SignIn.id == main, SignIn.parent_id.is_(None), SignIn.ends > now, SignIn.seen > now - IDLE)
    with writing() as session:
        found = session.scalar(select(SignIn).where(*good))
        if found is None:
            return None
        row = SignIn(token=_digest(token), kind=found.kind, who=found.who, began=now, seen=now, ends=found.ends)
        row.data, row.parent_id = {**found.data, **data, HOST: host}, main
        session.add(row)
    return token


def find(kind: str, token: str) -> Found | None:
    """The session of a token, None when there is none, it was ended, or it was idle or open for too long."""
    now, digest = datetime.now(UTC), _digest(token)
    since = now - (DOOR_IDLE if kind == DOOR else IDLE)
    good = (SignIn.token == digest, SignIn.kind == kind, SignIn.ends > now, SignIn.seen > since)
    columns = (SignIn.id, SignIn.who, SignIn.data, SignIn.seen, SignIn.began, SignIn.parent_id)
    row = reading().execute(select(*columns).where(*good)).one_or_none()
    if row is None:
        return None
    return Found(row.id, digest, row.who, dict(row.data), row.seen < now - SEEN_EVERY, row.began, row.parent_id)


def renew(found: Found, data: dict[str, Any] | None = None) -> None:
    """Write down that a session was used, with its main one, and its data where they changed."""
    values: dict[str, Any] = {"seen": datetime.now(UTC)}
    if data is not None:
        values["data"] = data
    with writing() as session:
        session.execute(update(SignIn).where(SignIn.token == found.digest).values(values))
        if found.main is not None:
            session.execute(update(SignIn).where(SignIn.id == found.main).values(seen=values["seen"]))


def end(found: Found) -> None:
    """End one session: one of a site's host with its main one, and so all of them (ON DELETE CASCADE)."""
    with writing() as session:
        session.execute(delete(SignIn).where(SignIn.id == (found.main or found.id)))


def end_all(session: Session, kind: str, who: str, but: int | None = None) -> int:
    """End a person's sessions, all ``but`` one where it is named; returns how many. Part of the caller's writing.

    Those of sites' hosts beside that one end, too: they are begun anew by themselves, unless somebody else has them.
    """
    ended = delete(SignIn).where(SignIn.kind == kind, SignIn.who == who)
    if but is not None:
        ended = ended.where(SignIn.id != but)
    return session.connection().execute(ended).rowcount


def end_one(session: Session, kind: str, who: str, number: int) -> bool:
    """End one of a person's sessions by its ``id``; False where they have no such. Part of the caller's writing."""
    ended = delete(SignIn).where(SignIn.kind == kind, SignIn.who == who, SignIn.id == number)
    return session.connection().execute(ended).rowcount == 1


def all_open(session: Session, kind: str, who: str) -> list[Open]:
    """A person's sessions that are good, the last used first."""
    now = datetime.now(UTC)
    good = (SignIn.kind == kind, SignIn.who == who, SignIn.ends > now, SignIn.seen > now - IDLE)
    columns = (SignIn.id, SignIn.began, SignIn.seen, SignIn.data)
    found = session.execute(select(*columns).where(*good, SignIn.parent_id.is_(None)).order_by(SignIn.seen.desc()))
    return [Open(row.id, row.began, row.seen, str(row.data.get(BROWSER, ""))) for row in found]


def forget_expired(session: Session) -> int:
    """Take away the rows of sessions that are over; returns how many. Part of the caller's writing."""
    now = datetime.now(UTC)
    over = delete(SignIn).where((SignIn.ends <= now) | (SignIn.seen <= now - IDLE))
    return session.connection().execute(over).rowcount


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
