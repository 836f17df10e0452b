"""Who writes a letter while signed in (已登录的写信人): whose space it goes to, and what they have said of themselves.

The pages of the counter have no session. The one of the space is looked at here alone: to offer that the letter is put
in, which the box on the form says with the session's own token, so that no other page can put anything in.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import request

from govsite.database.session import reading
from govsite.domain.accounts import account, claims, profiles
from govsite.domain.accounts.account import KIND
from govsite.domain.accounts.claims import Owner
from govsite.domain.companies import signing_in
from govsite.domain.companies.company import PREFIX
from govsite.typed import Typed
from govsite.web import sessions
from govsite.web.staff import REVISION

FIELD = "own"  # the box on the form
ANONYMOUS = "anonymous"  # of an address: who is signed in writes without a name


@dataclass(frozen=True, slots=True)
class Writer:
    """Who is signed in: ``called`` is how they know themselves, ``token`` what the box carries, ``fills`` fields."""

    owner: Owner
    called: Typed
    token: Typed
    fills: dict[str, Typed] = field(default_factory=dict)

    @property
    def is_firm(self) -> bool:
        """Whether it is a legal person."""
        return self.owner.company_id is not None

    @property
    def wants(self) -> bool:
        """Whether the letter is to be put in: so a new form says, until they take the tick away."""
        return request.method == "GET" or self.is_ticked

    @property
    def is_ticked(self) -> bool:
        """Whether the box came ticked, from a form of this very session."""
        return secrets.compare_digest(request.form.get(FIELD, "").encode(), self.token.encode())


def find_writer() -> Writer | None:
    """Who is signed in and writes under their own account; None for nobody, and for who writes without a name."""
    found = sessions.find(KIND) if ANONYMOUS not in request.args else None
    if found is None:
        return None
    revision: Any = found.data.get(REVISION)
    token = Typed(str(found.data.get(sessions.TOKEN, "")))
    if found.who.startswith(PREFIX):
        company = signing_in.current(int(found.who.removeprefix(PREFIX)), revision)
        return Writer(Owner(company.who, None, company.id), Typed(company.name), token) if company else None
    citizen = account.load(reading(), int(found.who))
    if citizen is None or citizen.revision != revision:
        return None
    own = profiles.own(reading(), citizen.id)
    return Writer(claims.of(citizen), Typed(citizen.phone), token, own.for_forms)


def putting_in() -> Callable[[Any, int], bool] | None:
    """What puts a letter, with its own writing, into the space of who is signed in and wants it."""
    who = find_writer()
    if who is None or not who.is_ticked:
        return None
    owner = who.owner
    return lambda session, ticket_id: claims.put_in(session, owner, ticket_id)


def has_lost_session() -> bool:
    """Whether the box was ticked, and who ticked it is signed in no more."""
    return bool(request.form.get(FIELD))
