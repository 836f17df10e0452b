"""A certificate is shown (出示证书), once, within minutes: by the signature of a text, or to the host that asks in TLS.

Either is good only in the browser that began it, which has a cookie from then: whoever sends a firm the link of a try
of their own cannot go on as that firm.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.database.session import reading, writing
from govsite.models.certificate import CertificateTry

COOKIE = "certificate"
SIGN_WITHIN = timedelta(minutes=2)
SHOW_WITHIN = timedelta(minutes=15)
PURPOSE = "govsite-login"


@dataclass(frozen=True, slots=True)
class Ticket:
    """A try at the other host: ``company_id`` is who binds, None for who signs in; they go on at ``root``."""

    company_id: int | None
    root: str


def begin_signature(host: str, company_id: int | None) -> tuple[str, str]:
    """The text that is to be signed, and what the cookie carries."""
    until = datetime.now(UTC) + SIGN_WITHIN
    nonce = f"{PURPOSE}|{host}|{secrets.token_urlsafe(24)}|{until:%Y%m%dT%H%M%SZ}"
    return nonce, _begin(nonce, company_id, "", SIGN_WITHIN)


def begin_ticket(root: str, company_id: int | None) -> tuple[str, str]:
    """What the address at the other host carries, and what the cookie here does."""
    ticket = secrets.token_urlsafe(32)
    return ticket, _begin(ticket, company_id, root, SHOW_WITHIN)


def find_ticket(ticket: str) -> Ticket | None:
    """The try of an address at the other host, None for one that is over; nothing was shown there yet."""
    session = reading()
    good = (CertificateTry.token == _digest(ticket), CertificateTry.expires > database_time(session))
    row = session.execute(
        select(CertificateTry.company_id, CertificateTry.root).where(*good, CertificateTry.root != "")
    ).one_or_none()
    return Ticket(row.company_id, row.root) if row else None


def show(ticket: str, certificate: bytes) -> str | None:
    """Keep the certificate that the other host has seen; returns the code that leads back, None for a ticket that is
    over. What was shown before is good no more.
    """
    code = secrets.token_urlsafe(32)
    with writing() as session:
        good = (CertificateTry.token == _digest(ticket), CertificateTry.expires > database_time(session))
        kept = update(CertificateTry).where(*good, CertificateTry.root != "")
        values = {"shown": certificate, "code": _digest(code)}
        return code if session.connection().execute(kept.values(values)).rowcount else None


def take_shown(code: str, browser: str, company_id: int | None) -> bytes | None:
    """The certificate that belongs to a code, once, in the browser that began and for whom it began."""
    with writing() as session:
        row = _take(session, CertificateTry.code == _digest(code), browser, company_id)
        return row.shown if row else None


def take_signed(nonce: str, browser: str, company_id: int | None) -> bool:
    """Whether a text was ours to be signed, in this browser and for this; once, also where the signature is wrong."""
    with writing() as session:
        return _take(session, CertificateTry.token == _digest(nonce), browser, company_id) is not None


def forget_expired(session: Session) -> int:
    """Delete the tries that are over; returns how many. Part of the caller's writing."""
    over = delete(CertificateTry).where(CertificateTry.expires <= database_time(session))
    return session.connection().execute(over).rowcount


def _begin(token: str, company_id: int | None, root: str, good_for: timedelta) -> str:
    browser = secrets.token_urlsafe(32)
    with writing() as session:
        row = CertificateTry(token=_digest(token), browser=_digest(browser), company_id=company_id, root=root)
        row.expires = database_time(session) + good_for
        session.add(row)
    return browser


def _take(session: Session, which: object, browser: str, company_id: int | None) -> CertificateTry | None:
    """The row, which is gone then: of two at a time one gets it."""
    good = (CertificateTry.browser == _digest(browser), CertificateTry.company_id.is_not_distinct_from(company_id))
    found = select(CertificateTry).where(which, *good, CertificateTry.expires > database_time(session))  # type: ignore[arg-type]
    row = session.scalar(found)
    if row is None:
        return None
    session.expunge(row)
    gone = delete(CertificateTry).where(CertificateTry.id == row.id)
    return row if session.connection().execute(gone).rowcount else None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
