"""Sessions: a row in ``sign_in``, of which the browser holds only a random token.

A request costs nothing for them until its view asks for the session, and only the folders whose policy names one have
it. Under https the cookie is ``__Host-``: Secure, of this host alone, set by nobody else.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator
from typing import Any

from flask import Flask, Request, Response, after_this_request, current_app, g, request, session
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy.exc import SQLAlchemyError

from govsite.domain.common import sign_ins
from govsite.web.policy import policy

log = logging.getLogger(__name__)
TOKEN = "token"  # noqa: S105 - the key of the form token in a session's data
USER = "_user_id"  # where Flask-Login looks for who it is
TOKEN_FIELD, TOKEN_HEADER = "csrf_token", "X-CSRF-Token"  # noqa: S105


class NoSession(RuntimeError):  # noqa: N818
    """A view wrote to the session in a folder whose policy has none."""


class PortalSession(SessionMixin):
    """The session of a request, read from the database when it is first asked for.

    ``misused`` tells that a view of a public page asked; it sees an empty one.
    """

    def __init__(self) -> None:
        self.misused = False
        self.modified = False
        self.ended = False
        self.found: sign_ins.Found | None = None
        self._data: dict[str, Any] | None = None

    @property
    def data(self) -> dict[str, Any]:
        """Its values, read at the first use."""
        if self._data is None:
            rules = policy()
            self.misused = rules.public
            token = request.cookies.get(cookie_name(rules.session)) if rules.session else None
            self.found = sign_ins.find(rules.session, token) if token else None
            self._data = {USER: self.found.who, **self.found.data} if self.found else {}
        return self._data

    @property
    def loaded(self) -> bool:
        """Whether anything asked for it."""
        return self._data is not None

    def __getitem__(self, key: str) -> Any:
        return self.data[key]

    def __setitem__(self, key: str, value: Any) -> None:
        data = self.data
        if not self.misused and self.found is None:
            raise NoSession(f"{request.path!r}: nobody is signed in here; sessions.begin() does that")
        data[key] = value
        self.modified = True

    def __delitem__(self, key: str) -> None:
        del self.data[key]
        self.modified = True

    def __iter__(self) -> Iterator[str]:
        return iter(self.data)

    def __len__(self) -> int:
        return len(self.data)


class ServerSessions(SessionInterface):
    """Opens nothing until it is used, and writes down what changed."""

    def open_session(self, app: Flask, request: Request) -> PortalSession:  # noqa: ARG002
        """A session that is still to be read."""
        return PortalSession()

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:  # noqa: ARG002
        """Keep the changes of a session that is there, and note now and then that it is used."""
        if not isinstance(session, PortalSession) or session.found is None or session.ended or g.get("no_writing"):
            return
        if not session.modified and not session.found.due:
            return
        try:
            sign_ins.renew(session.found, dict(session.data) if session.modified else None)
        except SQLAlchemyError as error:  # what the view did is done: it must not become an error now
            log.warning("a session could not be written down: %s", error)


def current_session() -> PortalSession:
    """The session of this request, without reading it."""
    found: Any = session
    own: PortalSession = found._get_current_object()
    return own


def begin(kind: str, who: str, **data: Any) -> None:
    """Sign somebody in: a new session with a new token, whose cookie goes out with this answer.

    A session of the same kind that the browser has ends with it.
    """
    before = request.cookies.get(cookie_name(kind))
    old = sign_ins.find(kind, before) if before else None
    form_token = secrets.token_urlsafe(sign_ins.TOKEN_BYTES)
    token = sign_ins.begin(kind, who, {**data, TOKEN: form_token}, old)
    current_session().ended = True  # what this request knew of the old one is not kept
    hand_over(kind, token)


def end() -> None:
    """Sign out: the session ends on the server, and its cookie goes, even while the database is away."""
    current = current_session()
    take_back(policy().session)
    if current.data is not None and current.found is not None:
        sign_ins.end(current.found)
        current.ended = True


def end_other(kind: str) -> None:
    """End the session of another kind that this browser has: who leaves a shared computer leaves nothing open."""
    token = request.cookies.get(cookie_name(kind))
    found = sign_ins.find(kind, token) if token else None
    if found:
        sign_ins.end(found)
        take_back(kind)


def hand_over(kind: str, token: str) -> None:
    """Let the browser have a token, with this answer, until it is closed."""

    @after_this_request
    def give(answer: Response) -> Response:
        answer.set_cookie(cookie_name(kind), token, secure=is_secure(), httponly=True, samesite="Lax", path="/")
        return answer


def take_back(kind: str) -> None:
    """Let the browser forget its token of a kind, with this answer."""

    @after_this_request
    def take(answer: Response) -> Response:
        answer.delete_cookie(cookie_name(kind), secure=is_secure(), httponly=True, samesite="Lax", path="/")
        return answer


def cookie_name(kind: str) -> str:
    """The cookie of a kind of session."""
    return f"__Host-{kind}" if is_secure() else kind


def is_secure() -> bool:
    """Whether visitors come by https, as a trusted proxy or the configured origin says."""
    return request.scheme == "https" or current_app.extensions["config"].origin.startswith("https:")


def form_token() -> str:
    """The token that forms of a signed-in page carry; "" where nobody is signed in."""
    return str(current_session().data.get(TOKEN, ""))


def has_valid_token() -> bool:
    """Whether a request carries the token of its session, in a field or, from htmx, in a header."""
    wanted = form_token()
    given = request.headers.get(TOKEN_HEADER) or request.form.get(TOKEN_FIELD, "")
    return bool(wanted) and secrets.compare_digest(wanted.encode(), given.encode())
