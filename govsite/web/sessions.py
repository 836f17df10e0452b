"""Sessions that cost a request nothing as long as there is none: public pages have no cookie."""

from __future__ import annotations

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface


class QuietSessions(SecureCookieSessionInterface):
    """Flask's signed cookie; the signer is only made when a request brings a cookie of that name."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of a request, an empty one when it has no cookie."""
        if self.get_cookie_name(app) in request.environ.get("HTTP_COOKIE", ""):
            return super().open_session(app, request)
        return self.session_class()
