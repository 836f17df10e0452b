"""Which citizen (用户) asks: checked before each view of ``blueprints/space/`` runs, and how one gets in."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

from flask import Response, abort, current_app, redirect, request
from flask_login import current_user

from govsite.config import Config
from govsite.database.session import reading
from govsite.domain.accounts import account
from govsite.domain.accounts.account import KIND, Citizen
from govsite.domain.accounts.limits import Tries
from govsite.domain.accounts.registering import AGREEMENT
from govsite.domain.common import sign_ins
from govsite.domain.common.sign_ins import BROWSER
from govsite.typed import Typed
from govsite.web import sessions
from govsite.web.browsers import short_name
from govsite.web.clients import client_key
from govsite.web.here import here
from govsite.web.landing import own_page
from govsite.web.staff import REVISION, SignedOut

LOGIN, HOME = "/login", "/account"
AGREE = "/account/agreement"
FREE = (AGREE, "/account/data", "/account/security/close")  # for who has not agreed, and does not mean to
MEANT = "meant"  # the cookie of engines that send neither Origin nor Referer
ONCE_MORE = "浏览器没有说明是从哪个页面提交的。请核对后再提交一次。"
COMPANY_PAGE = "/register/firm/representative"  # where a registration goes on after the sign-in
_SAFE = ("GET", "HEAD")


def current_citizen() -> Citizen:
    """Who is signed in, read once a request; in the views of ``space/`` there always is somebody."""
    found = find_citizen()
    if found is None:
        raise SignedOut(request.path)
    return found


def find_citizen() -> Citizen | None:
    """Who is signed in, None for nobody."""
    found = current_user._get_current_object()  # read once a request (users.py)
    return found if isinstance(found, Citizen) else None


def begin_session(citizen: Citizen) -> None:
    """Sign somebody in, after everything was proved; the session is of the account as it is now."""
    browser = short_name(request.headers.get("User-Agent", ""))
    sessions.begin(KIND, str(citizen.id), **{REVISION: citizen.revision, BROWSER: browser})


def renew_session(citizen: Citizen) -> None:
    """Go on with a new token after a change of the account, which has another revision now: whoever has a copy of the
    old cookie is out.
    """
    begin_session(replace(citizen, revision=citizen.revision + 1))


def check_citizen() -> None:
    """Send to the sign-in who is not signed in."""
    citizen = find_citizen()
    if citizen is not None:
        if citizen.agreed != AGREEMENT and request.method in _SAFE and not request.path.startswith(FREE):
            abort(redirect(f"{here.root}{AGREE}?next={here.quoted_page}"))
        return
    if request.method not in _SAFE:
        raise SignedOut(request.path)
    abort(redirect(f"{here.root}{LOGIN}?next={here.quoted_page}"))


def is_meant(form: Any) -> bool:
    """Whether a page of ours sent the form that signs somebody in, and not one that would have them in another's space.

    Firefox before 70 can be made to send neither Origin nor Referer: then once more, with a token and its cookie.
    """
    if "Origin" in request.headers or request.referrer:  # the guard has held them against ours
        return True
    kept, given = request.cookies.get(sessions.cookie_name(MEANT), ""), form.own.data or ""
    if kept and secrets.compare_digest(kept.encode("utf-8", "replace"), given.encode()):
        return True
    token = secrets.token_urlsafe(24)
    form.own.data = Typed(token)
    form.form_errors.append(ONCE_MORE)
    sessions.hand_over(MEANT, token)
    return False


def seen_citizen() -> Citizen | None:
    """Who is signed in, as pages that need nobody see it."""
    token = request.cookies.get(sessions.cookie_name(KIND))
    found = sign_ins.find(KIND, token) if token else None
    citizen = account.load(reading(), int(found.who)) if found else None
    return citizen if citizen and found and citizen.revision == found.data.get(REVISION) else None


def own_limits() -> Tries:
    """The buckets of this client's tries."""
    config: Config = current_app.extensions["config"]
    return Tries(config.secret_key, client_key())


def landing_page(page: str) -> str:
    """The page to go on to, as a form or a link gave it: of this portal, and none of the ways in."""
    if page == COMPANY_PAGE:
        return page
    if not page.startswith("/") or page.startswith((LOGIN, "/register", "/password")) or own_page(page) != page:
        return HOME
    return page


def go_in(citizen: Citizen, page: str) -> Response:
    """Signed in: on to the page that was asked for, or to one's own space."""
    begin_session(citizen)
    return redirect(f"{here.root}{landing_page(page)}", 303)  # type: ignore[return-value]


def load() -> Citizen | None:
    """Who is signed in; the session of an account that was closed or changed ends here."""
    current = sessions.current_session()
    if current.data is None or current.found is None or not current.found.who.isdigit():  # a legal person's
        return None
    citizen = account.load(reading(), int(current.found.who))
    if citizen is None or citizen.revision != current.found.data.get(REVISION):
        sessions.end()
        return None
    return citizen
