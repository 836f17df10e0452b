"""Sites that have a host to themselves (``domain:``) sign in through the main site, and come back with a code.

Without cookies of other hosts and without scripts: the host sets a cookie and sends to the main site with its SHA-256,
the main site sends back with a code for that host and that cookie alone. So nobody is signed in by another's link, and
a code that was seen on its way is worth nothing. Where it leads back to says sites.yaml, never the address.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from urllib.parse import quote, urlsplit

from flask import Response, current_app, redirect, request

from govsite.config import Config
from govsite.domain.common import handovers
from govsite.typed import Typed
from govsite.web import sessions
from govsite.web.here import here
from govsite.web.landing import own_page
from govsite.web.mount import accounts_at, home_host, mode_prefix
from govsite.web.staff import session_number

ASKED = "asked"  # the cookie of a host from which somebody has gone to sign in
RETURN, ENTER = "/account/return", "/login/enter"
_TICKET = re.compile(r"[0-9a-f]{64}")


def is_away() -> bool:
    """Whether this is the host of a site, and one signs in elsewhere."""
    return bool(accounts_at(request.environ))


def set_out(page: str) -> Response:
    """To the main site, to come back to a page here."""
    browser = secrets.token_urlsafe(32)
    sessions.hand_over(ASKED, browser)
    root = f"{accounts_at(request.environ)}{here.base}{mode_prefix(here.elder, here.script)}/{here.site.slug}"
    return redirect(f"{root}{RETURN}?ticket={_digest(browser)}&next={quote(page, safe='')}")  # type: ignore[return-value]


def address_back(page: str) -> str:
    """Where who is signed in at the main site goes on, with a code; "" where this site has no host of its own."""
    ticket = request.args.get("ticket", "")
    host = home_host(here.environ, here.tree, here.site) if here.site.domain else ""
    if not host or is_away() or not _TICKET.fullmatch(ticket):
        return ""
    code = handovers.code(_secret(), session_number(), urlsplit(host).netloc, ticket)
    root = f"{host}{here.base}{mode_prefix(here.elder, here.script)}"
    return Typed(f"{root}{ENTER}?code={code}&next={quote(own_page(page), safe='')}")


def enter(code: str) -> bool:
    """Begin a session of this host by a code; False for one that is good no more, or never was in this browser."""
    browser = request.cookies.get(sessions.cookie_name(ASKED), "")
    main = handovers.use(_secret(), code, request.host, _digest(browser)) if browser else None
    if main is None or not sessions.begin_beside(main):
        return False
    sessions.take_back(ASKED)
    return True


def _digest(browser: str) -> str:
    return hashlib.sha256(browser.encode("utf-8", "replace")).hexdigest()


def _secret() -> str:
    config: Config = current_app.extensions["config"]
    return config.secret_key
