"""Ways to another system's sign-in and back: each is good once, for a while, in the browser that set out.

The address that leads back carries a random state, the browser a cookie; neither is good without the other, so that
nobody is signed in as somebody else by a link that these sent them, nor finishes what these began.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field, replace
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.database.session import reading, writing
from govsite.gateways.outside import Leaving, Person
from govsite.models.identity import Trip
from govsite.typed import Typed

GOOD_FOR = timedelta(minutes=15)  # on the way out, and once more when they are back
COOKIE = "trip"


@dataclass(frozen=True, slots=True)
class Way:
    """A way that is open; ``account_id`` is who binds, None for who signs in; ``person`` is None until they are back.

    ``secret`` is what the other system's answer must fit, which only this browser has.
    """

    token: Typed
    account_id: int | None
    root: str
    page: str
    issuer: str
    secret: str = field(repr=False)
    person: Person | None = None

    def leaving(self, back: str) -> Leaving:
        """What it carried to the other system, or will, to come ``back``."""
        return Leaving(back, self.token, _made(self.secret, "nonce"), _made(self.secret, "verifier"))


def begin(issuer: str, account_id: int | None, root: str, page: str) -> Way:
    """Set out: the token is for the address, the secret for the cookie."""
    state, browser = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    with writing() as session:
        trip = Trip(token=_digest(state), browser=_digest(browser), account_id=account_id, subject="", level=0)
        trip.issuer, trip.root, trip.page = issuer, root, page
        trip.expires = database_time(session) + GOOD_FOR
        session.add(trip)
    return Way(Typed(state), account_id, root, page, issuer, browser)


def find(token: str, browser: str) -> Way | None:
    """The way of a token, None for one that is over, was none, or is another browser's."""
    session = reading()
    mine = (Trip.token == _digest(token), Trip.browser == _digest(browser))
    row = session.scalar(select(Trip).where(*mine, Trip.expires > database_time(session)))
    if row is None:
        return None
    told = (row.name or "", row.id_no or "", row.level, row.credit_code or "")
    person = Person(row.subject, *told) if row.subject else None
    return Way(Typed(token), row.account_id, row.root, row.page, row.issuer, browser, person)


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


def arrive(way: Way, person: Person) -> Way:
    """Keep who came back, under a token that has stood in no address."""
    token = secrets.token_urlsafe(32)
    with writing() as session:
        values = {"token": _digest(token), "subject": person.subject, "expires": database_time(session) + GOOD_FOR}
        values |= {"name": person.name or None, "id_no": person.id_no or None, "level": person.level}
        values["credit_code"] = person.credit_code or None
        session.execute(update(Trip).where(Trip.token == _digest(way.token)).values(values))
    return replace(way, token=Typed(token), person=person)


def take(session: Session, way: Way) -> bool:
    """Use a way up; False where another form did. Part of the caller's writing."""
    mine = (Trip.token == _digest(way.token), Trip.expires > database_time(session))
    return session.connection().execute(delete(Trip).where(*mine)).rowcount == 1


def forget_expired(session: Session) -> int:
    """Delete the ways that are over; returns how many. Part of the caller's writing."""
    over = delete(Trip).where(Trip.expires <= database_time(session))
    return session.connection().execute(over).rowcount


def _made(secret: str, what: str) -> str:
    """One secret is enough for a browser: what else must be unguessable is made of it (43 characters of base64url)."""
    made = hmac.new(secret.encode("utf-8", "replace"), what.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
