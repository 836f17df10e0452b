"""Who of the staff (工作人员) asks, and whether they may: checked before each view of ``blueprints/console/`` runs.

A view says which right it needs; whether somebody has it at this site, ``domain/people/scope.py`` decides alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Response, abort, current_app, redirect, request
from flask_login import current_user

from govsite.config import Config
from govsite.database.session import reading, writing
from govsite.domain.common import audit
from govsite.domain.common.passwords import Passwords
from govsite.domain.common.sign_ins import BROWSER, Found
from govsite.domain.people import staff
from govsite.domain.people.passkeys import Place
from govsite.domain.people.scope import Needs, Officer, enters
from govsite.domain.people.tries import Tries
from govsite.web import sessions
from govsite.web.browsers import short_name
from govsite.web.clients import client_key
from govsite.web.here import here
from govsite.web.policy import NEEDS

View = TypeVar("View", bound=Callable[..., object])
LOGIN = "/console/login"
REVISION = "revision"  # key in a session's data: the account's when it began
EXPIRED = "页面停留太久，刚才没有保存。请再提交一次。"
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
    """Who is signed in, None for nobody."""
    found = current_user._get_current_object()  # read once a request (users.py)
    return found if isinstance(found, Officer) else None


def begin_session(officer: Officer) -> None:
    """Sign somebody in to the console, after everything was proved; the session is of the account as it is now."""
    browser = short_name(request.headers.get("User-Agent", ""))
    sessions.begin("console", str(officer.id), **{REVISION: officer.revision, BROWSER: browser})


def own_hasher() -> Passwords:
    """What hashes the portal's passwords."""
    found: Passwords = current_app.extensions["passwords"]
    return found


def own_tries() -> Tries:
    """The buckets of this client's tries to get in."""
    config: Config = current_app.extensions["config"]
    return Tries(config.secret_key, client_key())


def own_place() -> Place:
    """Where passkeys are good: at the configured origin, or at this host where it is another."""
    config: Config = current_app.extensions["config"]
    own = config.origin if config.origin.partition("://")[2] == request.host else str(here.origin)
    return Place(own, urlsplit(own).hostname or "", here.tree.portal.name, config.secret_key)


def session_number() -> int:
    """The number of this request's session, which stays when the others of its person end."""
    found = sessions.current_session().found
    return found.id if found else 0


def is_good(form: Any) -> bool:
    """Whether a form was filled in right, on a page of this session; else it says what is wrong, to be shown again."""
    good = bool(form.validate())
    if not sessions.has_valid_token():
        form.form_errors.append(EXPIRED)
        return False
    return good


def keep_session(revision: int) -> None:
    """Let this session go on after its person changed their own account, which has another revision now."""
    sessions.current_session()[REVISION] = revision


def check_staff(view: Any) -> None:
    """Send to the sign-in who is not signed in, and answer 404 to who has no business here."""
    rights: tuple[Needs, ...] = getattr(view, NEEDS)
    officer = find_staff()
    if officer is None:
        if request.method not in _SAFE:
            raise SignedOut(request.path)
        abort(_to_login())
    if rights and not any(enters(officer, right, here.site) for right in rights):
        refuse(officer, rights[0])
        abort(404)


def _mark(rights: tuple[Needs, ...]) -> Callable[[View], View]:
    def mark(view: View) -> View:
        setattr(view, NEEDS, rights)
        return view

    return mark


def load() -> Officer | None:
    """Who is signed in; the session of an account that was disabled or changed ends here."""
    current = sessions.current_session()
    if current.data is None or current.found is None:
        return None
    officer = good_officer(current.found)
    if officer is None:
        sessions.end()
    return officer


def good_officer(found: Found) -> Officer | None:
    """Whose session it is; None where the account was disabled or changed since it began."""
    officer = staff.load(reading(), int(found.who))
    is_good = officer is not None and not officer.must_change and officer.revision == found.data.get(REVISION)
    return officer if is_good else None


def _to_login() -> Response:
    """With the page to come back to; htmx is told to go there as a whole, not to put the form into its page."""
    address = f"{here.root}{LOGIN}?next={here.quoted_page}"
    if "HX-Request" in request.headers:
        return Response("", 204, {"HX-Redirect": address})
    return redirect(address)  # type: ignore[return-value]


def refuse(officer: Officer, right: Needs) -> None:
    """Write down that somebody asked for what is not theirs."""
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
