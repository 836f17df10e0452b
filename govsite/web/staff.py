"""Who of the staff (工作人员) asks, and whether they may: checked before each view of ``blueprints/console/`` runs.

A view says which right it needs; whether somebody has it at this site, ``domain/people/scope.py`` decides alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Response, abort, g, redirect, request

from govsite.database.session import reading, writing
from govsite.domain.common import audit
from govsite.domain.people import staff
from govsite.domain.people.scope import Needs, Officer, enters
from govsite.web import sessions
from govsite.web.here import here
from govsite.web.policy import NEEDS

View = TypeVar("View", bound=Callable[..., object])
LOGIN = "/console/login"
REVISION = "revision"  # key in a session's data: the account's when it began
_SAFE = ("GET", "HEAD")


class SignedOut(Exception):  # noqa: N818
    """A form was sent and nobody is signed in any more."""


def needs(*rights: Needs) -> Callable[[View], View]:
    """Say which right a view needs at this site, one of them where there are several.

    Anybody else finds no such page, and the audit has a line of it. What belongs to one department the view asks by
    itself: ``scope.may``, ``scope.departments``.
    """
    if not rights:
        raise ValueError("a right is wanted; for everybody signed in there is any_staff")
    return _mark(rights)


def any_staff(view: View) -> View:
    """Say that a view is for everybody of the staff who is signed in."""
    return _mark(())(view)


def current_staff() -> Officer:
    """Who is signed in, read once a request; in views for staff there always is somebody."""
    found = find_staff()
    if found is None:
        raise SignedOut(request.path)
    return found


def find_staff() -> Officer | None:
    """Who is signed in, None for nobody; the session of an account that was disabled or changed ends here."""
    if "staff" not in g:
        g.staff = _load()
    found: Officer | None = g.staff
    return found


def begin_session(officer: Officer) -> None:
    """Sign somebody in to the console, after everything was proved; the session is of the account as it is now."""
    sessions.begin("console", str(officer.id), **{REVISION: officer.revision})


def check_staff(view: Any) -> None:
    """Send to the sign-in who is not signed in, and answer 404 to who has no business here."""
    rights: tuple[Needs, ...] = getattr(view, NEEDS)
    officer = find_staff()
    if officer is None:
        if request.method not in _SAFE:
            raise SignedOut(request.path)
        abort(_to_login())
    if rights and not any(enters(officer, right, here.site) for right in rights):
        _refuse(officer, rights[0])
        abort(404)


def _mark(rights: tuple[Needs, ...]) -> Callable[[View], View]:
    def mark(view: View) -> View:
        setattr(view, NEEDS, rights)
        return view

    return mark


def _load() -> Officer | None:
    current = sessions.current_session()
    revision = current.data.get(REVISION)
    if current.found is None:
        return None
    officer = staff.load(reading(), int(current.found.who))
    if officer is None or officer.must_change or officer.revision != revision:
        sessions.end()
        return None
    return officer


def _to_login() -> Response:
    """With the page to come back to; htmx is told to go there as a whole, not to put the form into its page."""
    address = f"{here.root}{LOGIN}?next={here.quoted_page}"
    if "HX-Request" in request.headers:
        return Response("", 204, {"HX-Redirect": address})
    return redirect(address)  # type: ignore[return-value]


def _refuse(officer: Officer, right: Needs) -> None:
    with writing() as session:
        what = {"needs": right.value, "method": request.method}
        place = str(request.endpoint)[:64]
        audit.append(
            session,
            who=officer.who,
            what="console",
            target=place,
            site_code=here.site.code,
            outcome=audit.REFUSED,
            details=what,
        )
