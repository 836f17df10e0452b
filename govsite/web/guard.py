"""The guard: what is checked of every request before its view runs, and of every answer before it leaves.

One place for all views, so that none can forget it; ``web/policy.py`` says what is asked where.
"""

from __future__ import annotations

import logging
import re

from flask import Flask, Response, abort, current_app, redirect, request
from werkzeug.exceptions import RequestEntityTooLarge

from govsite.config import Config
from govsite.database.session import forbid_writing, read_from_replica
from govsite.sites.columns import find_column
from govsite.web.bodies import limit
from govsite.web.citizen import check_citizen
from govsite.web.company import is_let_in
from govsite.web.conditions import forbids_writing
from govsite.web.gate import HEALTH
from govsite.web.headers import NO_STORE
from govsite.web.mount import EVERYWHERE
from govsite.web.parameters import NONE, READS
from govsite.web.policy import Policy, policy, this_portal
from govsite.web.preview import LOOK
from govsite.web.requests import Request, this_request
from govsite.web.sessions import current_session, has_valid_token
from govsite.web.staff import check_staff

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
# What a public view may know of a request: what its page is kept by.
PIECES = ("HTTP_HX_REQUEST", "HTTP_HX_BOOSTED", "HTTP_HX_HISTORY_RESTORE_REQUEST")
SEEN = frozenset(("HTTP_HOST", "HTTP_SEC_FETCH_DEST", *PIECES))
_ORIGIN = re.compile(r"(https?)://([^/?#@\s\[\]]+|\[[0-9a-f:.]+\](?::[0-9]+)?)")
log = logging.getLogger(__name__)


class PublicPageFault(AssertionError):  # noqa: N818
    """A view of a public page used the session or set a cookie: its answer would be one visitor's own."""


def init_guard(app: Flask) -> None:
    """Check every request and every answer."""
    app.before_request(check_request)
    app.after_request(check_answer)


def check_request() -> None:
    """Take from a public page who asks, let only staff in where only they may; hold an unsafe method to its origin, its
    token and its limits.
    """
    asked, portal = this_request(), this_portal()
    rules = portal.policy_of(asked)
    if not rules.public and (look := asked.environ.get(LOOK)):  # a preview shows what everybody may see
        abort(redirect(f"{look.base}{asked.environ['govsite.root'].removeprefix(look.prefix)}{asked.path}"))
    view = portal.view_functions.get(asked.endpoint or "")
    asked.body = getattr(view, "body", rules.body)
    if rules.public:
        _hide_who_asks(asked, getattr(view, "reads", NONE))
        read_from_replica()
        forbid_writing("a public page changes nothing")
    column = find_column(asked.path.split("/", 2)[1])
    if column.feature and not column.shown_at(asked.environ["govsite.site"]):
        abort(404)  # a site that has switched a column off has none of its addresses, whoever answers them
    if asked.environ["govsite.site"].closed and asked.path.split("/", 2)[1] not in EVERYWHERE:
        abort(410)
    if asked.method in SAFE_METHODS:
        asked.max_content_length = 0  # nothing reads the body of a question
        _check_person(rules, view)
        return
    if asked.routing_exception is None:
        _check_unsafe(asked, rules, view)


def _check_unsafe(asked: Request, rules: Policy, view: object) -> None:
    """What is asked of who wants to change something: who it is, what it brings, what it is about."""
    if rules.origin and not is_own_origin():
        log.warning("refused: %s %r from origin %.200r", asked.method, asked.path, _origin())
        abort(403)
    try:
        limit(asked, asked.body)
    except RequestEntityTooLarge:
        log.warning("refused: %s %r brings too much: %s bytes", asked.method, asked.path, asked.content_length)
        raise
    _check_person(rules, view)
    if rules.token and not has_valid_token():
        # A view that asks has_valid_token() shows its form again, filled in; others are stopped where they would write.
        forbid_writing("the form's token is missing or out of date")
    if forbids_writing(asked.environ):
        abort(412)


def _check_person(rules: Policy, view: object) -> None:
    """Let in whose pages these are: staff with the right that the view names, who is signed in."""
    if rules.staff:
        check_staff(view)
    if rules.citizens and not is_let_in(view):
        check_citizen()


def check_answer(answer: Response) -> Response:
    """Private answers are never stored; a public one that is one visitor's is a fault, and is not stored either."""
    rules = policy()
    if not rules.public:
        answer.headers["Cache-Control"] = NO_STORE
        return answer
    own = answer.headers.getlist("Set-Cookie") and "public" in answer.cache_control
    if own or current_session().misused:
        answer.headers["Cache-Control"] = NO_STORE
        message = f"{request.path!r}: a public page used the session or set a cookie"
        if current_app.testing:
            raise PublicPageFault(message)
        log.error(message)
    return answer


def is_own_origin() -> bool:
    """Whether a page of this host, or of the portal's own origin, sent the request; True where nothing says.

    The gate has held the host against ours already. The scheme is compared with the configured origin's only, since a
    proxy may end TLS. Engines that send neither Origin nor Referer (IE, Firefox before 70) are told by the token or
    the form key.
    """
    origin = _origin()
    if origin is None:
        return True
    config: Config = current_app.extensions["config"]
    if config.origin and origin == config.origin:
        return True
    parts = _ORIGIN.fullmatch(origin)
    if parts is None:
        return False
    name, colon, port = parts[2].partition(":") if "[" not in parts[2] else (parts[2], "", "")
    host = name.rstrip(".") + colon + port  # as the gate spells it
    return host == request.host and parts[1] == (config.origin.partition(":")[0] or parts[1])


def _hide_who_asks(asked: Request, reads: frozenset[str]) -> None:
    """Leave of a request what its page is kept by."""
    environ = asked.environ
    for name in [name for name in environ if name.startswith("HTTP_") and name not in SEEN]:
        del environ[name]
    if asked.path != HEALTH:
        environ.pop("REMOTE_ADDR", None)
        asked.remote_addr = None
    environ[READS] = reads
    if environ.get("QUERY_STRING"):
        asked.keep_parameters(reads)


def _origin() -> str | None:
    """The origin that the browser names, from Origin or else from Referer; "null" is one, and is nobody's."""
    origin = request.headers.get("Origin")
    if origin is not None:
        return origin.lower()
    if not request.referrer:
        return None
    found = _ORIGIN.match(request.referrer.lower())
    return found.group() if found else "null"
