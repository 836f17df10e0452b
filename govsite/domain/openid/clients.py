"""Systems that sign people in here (接入系统): registered by the operator, who alone names their addresses."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.database.session import writing
from govsite.domain.common import audit
from govsite.domain.openid.scopes import OPENID, ordered
from govsite.models.openid import OpenidClient

__all__ = ["Facts", "OpenidClient", "all_of", "by_name", "change", "create", "find", "known", "renew", "switch"]

SEEN_EVERY = timedelta(minutes=5)  # how exactly it is known when somebody came last
MOST_URIS, LONGEST_URI = 10, 500
LOOPBACK = ("localhost", "127.0.0.1", "::1")
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|[0-9a-f:.]+")
_REST = re.compile(r"[A-Za-z0-9/_.~?=&%+:@!$'()*,;-]*")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the operator says of a system; ``sector`` is "" for one that shares people's numbers with no other."""

    name: str
    department: str
    purpose: str
    redirect_uris: tuple[str, ...]
    leave_uris: tuple[str, ...]
    logout_uri: str
    scopes: tuple[str, ...]
    level: int
    sector: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """A system's name and secret; the secret is shown once."""

    id: int
    client_id: str
    secret: str


def is_address(uri: str) -> bool:
    """Whether an address can be a system's: https, or http on this machine, no user and no fragment."""
    try:
        parts = urlsplit(uri)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    secure = parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)
    rest = uri.partition("://")[2][len(parts.netloc) :]
    bare = "@" not in parts.netloc and "#" not in uri and len(uri) <= LONGEST_URI
    return bool(secure and bare and _HOST.fullmatch(host) and _REST.fullmatch(rest))


def create(who: str, facts: Facts, staff_id: int | None = None) -> Made:
    """Register a system."""
    name, secret = "gs_" + secrets.token_hex(10), secrets.token_urlsafe(32)
    with writing() as session:
        row = OpenidClient(client_id=name, secret=digest(secret), made=database_time(session), made_by=staff_id)
        row.sector = facts.sector or name
        _set(row, facts)
        session.add(row)
        session.flush()
        _note(session, who, "create", row.id, scopes=" ".join(row.scopes))
        return Made(row.id, name, secret)


def change(who: str, client_id: int, facts: Facts) -> None:
    """Change what is said of a system; its ``sector`` stays, or nobody would be known there any more."""
    with writing() as session:
        row = session.get_one(OpenidClient, client_id)
        _set(row, facts)
        _note(session, who, "change", row.id, scopes=" ".join(row.scopes), logout=row.logout_uri)


def renew(who: str, client_id: int) -> Made:
    """Give a system another secret; the old one is good no more."""
    secret = secrets.token_urlsafe(32)
    with writing() as session:
        row = session.get_one(OpenidClient, client_id)
        row.secret = digest(secret)
        _note(session, who, "secret", row.id)
        return Made(row.id, row.client_id, secret)


def switch(who: str, client_id: int, *, on: bool) -> None:
    """Let nobody sign in to a system any more, or again."""
    with writing() as session:
        row = session.get_one(OpenidClient, client_id)
        row.disabled = None if on else database_time(session)
        _note(session, who, "enable" if on else "disable", row.id)


def all_of(session: Session) -> Sequence[OpenidClient]:
    """All systems, those that are open first."""
    order = (OpenidClient.disabled.is_not(None), OpenidClient.department, OpenidClient.id)
    return session.scalars(select(OpenidClient).order_by(*order)).all()


def find(session: Session, client_id: int) -> OpenidClient | None:
    """A system by its number."""
    return session.get(OpenidClient, client_id)


def any_open(session: Session) -> bool:
    """Whether there is a system that people can sign in to."""
    return bool(session.scalar(select(select(OpenidClient.id).where(OpenidClient.disabled.is_(None)).exists())))


def by_name(session: Session, name: str) -> OpenidClient | None:
    """The system that names itself so, None for one that is not there or is closed."""
    if not (name.isascii() and name.isprintable()):  # PostgreSQL takes no NUL
        return None
    return session.scalar(select(OpenidClient).where(OpenidClient.client_id == name, OpenidClient.disabled.is_(None)))


def known(session: Session, numbers: Collection[int]) -> dict[int, str]:
    """What some systems are called; one query, none for none."""
    found = select(OpenidClient.id, OpenidClient.name).where(OpenidClient.id.in_(numbers))
    return {row.id: row.name for row in session.execute(found)} if numbers else {}


def touch(session: Session, row: OpenidClient) -> None:
    """Write down that somebody came from a system, now and then. Part of the caller's writing."""
    now = database_time(session)
    if row.used is None or row.used < now - SEEN_EVERY:
        session.execute(update(OpenidClient).where(OpenidClient.id == row.id).values(used=now))


def digest(secret: str) -> str:
    """What is kept of a secret: of 256 random bits a plain hash tells nothing."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def lines(text: str) -> tuple[str, ...]:
    """The addresses of a field, one a line."""
    return tuple(dict.fromkeys(line.strip() for line in text.split("\n") if line.strip()))


def faulty(uris: Iterable[str]) -> str:
    """The first of some addresses that can be none, "" where all are good."""
    return next((uri for uri in uris if not is_address(uri)), "")


def _set(row: OpenidClient, facts: Facts) -> None:
    row.name, row.department, row.purpose = facts.name, facts.department, facts.purpose
    row.redirect_uris, row.leave_uris = list(facts.redirect_uris), list(facts.leave_uris)
    row.logout_uri, row.level = facts.logout_uri, facts.level
    row.scopes = ordered({OPENID, *facts.scopes})


def _note(session: Session, who: str, what: str, number: int, **details: str) -> None:
    audit.append(session, who=who, what=f"system.{what}", target=f"system {number}", details=dict(details))
