"""Legal persons (法人用户) who are signed in, and people who act for one: checked anew with every request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from flask import abort, redirect, request
from flask_login import current_user

from govsite.database.session import reading
from govsite.domain.accounts.account import KIND
from govsite.domain.common.sign_ins import BROWSER
from govsite.domain.companies import signing_in
from govsite.domain.companies.company import PREFIX, Actor, Facts, acting
from govsite.web import sessions
from govsite.web.browsers import short_name
from govsite.web.citizen import current_citizen
from govsite.web.content import snapshot
from govsite.web.here import here
from govsite.web.staff import REVISION

View = TypeVar("View", bound=Callable[..., object])
HOME = "/account/firms"
FOR_COMPANIES = "for_companies"  # attribute of a view that legal persons may open, too
_SAFE = ("GET", "HEAD")


def for_companies(view: View) -> View:
    """Say that a view of ``space/`` is for legal persons, too; all others are for people alone."""
    setattr(view, FOR_COMPANIES, True)
    return view


def begin_session(company: Facts) -> None:
    """Sign a legal person in, after its password was right."""
    browser = short_name(request.headers.get("User-Agent", ""))
    sessions.begin(KIND, company.who, **{REVISION: company.revision, BROWSER: browser})


def own_company() -> Facts | None:
    """The legal person that is signed in; None for people and for nobody."""
    found = current_user._get_current_object()  # read once a request (users.py)
    return found if isinstance(found, Facts) else None


def is_let_in(view: object) -> bool:
    """Whether a legal person is signed in and this view is for it; else it is led to its own pages."""
    own = own_company()
    if own is None:
        return False
    if not getattr(view, FOR_COMPANIES, False):
        abort(redirect(f"{here.root}{HOME}/{own.id}") if request.method in _SAFE else 404)
    return True


def current_actor(number: int, *, real: bool = True) -> Actor:
    """How who is signed in acts for a legal person; 404 for who does not, and for one that is not ``real`` yet."""
    own = own_company()
    if own is not None:
        actor = Actor(own, "", None) if own.id == number else None
    else:
        actor = acting(reading(), current_citizen(), number)
    if actor is None or (real and not actor.company.is_real):
        abort(404)
    if not actor.scope:
        return actor
    groups = set(actor.scope)
    items = frozenset(code for code, item in snapshot().items.items() if groups & set(item.themes))
    return replace(actor, items=items)


def themes() -> list[str]:
    """The groups of items that legal persons have errands in."""
    return sorted({theme for item in snapshot().items.values() if item.audience != "natural" for theme in item.themes})


def signed_in_name() -> str:
    """The name in the audit of who is signed in, a legal person or somebody."""
    own = own_company()
    return own.who if own else current_citizen().who


def load() -> Facts | None:
    """The legal person that is signed in; the session of one that was changed ends here."""
    current: Any = sessions.current_session()
    if current.data is None or current.found is None or not current.found.who.startswith(PREFIX):
        return None
    company = signing_in.current(int(current.found.who.removeprefix(PREFIX)), current.found.data.get(REVISION))
    if company is None:
        sessions.end()
    return company
