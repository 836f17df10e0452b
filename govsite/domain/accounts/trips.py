"""Ways to another system's sign-in and back: each is good once, for a while, in the browser that set out.

The address that leads back carries a random state, the browser a cookie; neither is good without the other, so that
nobody is signed in as somebody else by a link that these sent them, nor finishes what these began.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.database.session import reading, writing
from govsite.models.identity import Trip
from govsite.typed import Typed

GOOD_FOR = timedelta(minutes=15)  # on the way out, and once more when they are back
COOKIE = "trip"


@dataclass(frozen=True, slots=True)
class Way:
    """A way that is open; ``account_id`` is who binds, None for who signs in; ``subject`` is "" until they are back."""

    token: Typed
    account_id: int | None
    root: str
    page: str
    subject: str


def begin(account_id: int | None, root: str, page: str) -> tuple[str, str]:
    """Set out; returns what the address carries and what the cookie does."""
    state, browser = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    with writing() as session:
        trip = Trip(token=_digest(state), browser=_digest(browser), account_id=account_id, subject="")
        trip.root, trip.page = root, page
        trip.expires = database_time(session) + GOOD_FOR
        session.add(trip)
    return state, browser


def find(token: str, browser: str) -> Way | None:
    """The way of a token, None for one that is over, was none, or is another browser's."""
    session = reading()
    mine = (Trip.token == _digest(token), Trip.browser == _digest(browser))
    row = session.scalar(select(Trip).where(*mine, Trip.expires > database_time(session)))
    return Way(Typed(token), row.account_id, row.root, row.page, row.subject) if row else None


def ask(way: Way) -> bool:
    """Note that the other system is asked now who came back; False where another form of the same way does so."""
    with writing() as session:
        once = (Trip.token == _digest(way.token), Trip.asked.is_(None), Trip.subject == "")
        values = {"asked": database_time(session)}
        return session.connection().execute(update(Trip).where(*once).values(values)).rowcount == 1


def not_asked(way: Way) -> None:
    """Let the other system be asked after all: nothing had reached it."""
    with writing() as session:
        session.execute(update(Trip).where(Trip.token == _digest(way.token), Trip.subject == "").values(asked=None))


def arrive(way: Way, subject: str) -> Way:
    """Keep who came back, under a token that has stood in no address."""
    token = secrets.token_urlsafe(32)
    with writing() as session:
        values = {"token": _digest(token), "subject": subject, "expires": database_time(session) + GOOD_FOR}
        session.execute(update(Trip).where(Trip.token == _digest(way.token)).values(values))
    return Way(Typed(token), way.account_id, way.root, way.page, subject)


def take(session: Session, way: Way) -> bool:
    """Use a way up; False where another form did. Part of the caller's writing."""
    mine = (Trip.token == _digest(way.token), Trip.expires > database_time(session))
    return session.connection().execute(delete(Trip).where(*mine)).rowcount == 1


def forget_expired(session: Session) -> int:
    """Delete the ways that are over; returns how many. Part of the caller's writing."""
    over = delete(Trip).where(Trip.expires <= database_time(session))
    return session.connection().execute(over).rowcount


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
