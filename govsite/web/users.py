"""Who is signed in, as Flask-Login's ``current_user``: read once a request, from the row that is the session.

The row is ours, since Flask-Login's own session is a signed cookie, which cannot be ended on the server. Who may open
what, the policies of the folders say, so no view needs ``login_required``, which a new one could forget.
"""

from __future__ import annotations

from flask import Flask, Response
from flask_login import LoginManager

from govsite.domain.accounts.account import KIND, Citizen
from govsite.domain.companies.company import Facts
from govsite.domain.people.scope import KIND as STAFF
from govsite.domain.people.scope import Officer
from govsite.web import citizen, company, staff
from govsite.web.policy import policy


class Users(LoginManager):  # type: ignore[misc]
    """Flask-Login without its cookie that remembers for a year: a stray one changes nothing."""

    def _update_remember_cookie(self, response: Response) -> Response:
        return response

    def _load_user_from_remember_cookie(self, cookie: str) -> None:  # noqa: ARG002
        return None


def init_users(app: Flask) -> None:
    """Let ``current_user`` be who is signed in."""
    users = Users(app, add_context_processor=False)  # pages of the public are the same for everybody
    users.session_protection = None  # the address of a phone changes on its way; the row has its own limits
    users.user_loader(_load)


def _load(_who: str) -> Officer | Citizen | Facts | None:
    kind = policy().session
    if kind == STAFF:
        return staff.load()
    return (company.load() or citizen.load()) if kind == KIND else None
