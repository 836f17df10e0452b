"""The page of the sign-in (登录), as all ways in show it: with what was said, or what went wrong."""

from __future__ import annotations

from typing import Any

from flask import Response

from govsite.domain.accounts.account import Citizen
from govsite.forms.accounts import LoginForm
from govsite.web.citizen import landing_page
from govsite.web.page import render_page
from govsite.web.trips import systems


def login_page(form: LoginForm, status: int = 200, *, said: str = "", citizen: Citizen | None = None) -> Response:
    """The form, with the other ways in."""
    return _render(form, status, said=said, citizen=citizen)


def back_to_login(warned: str, status: int = 200, page: str = "") -> Response:
    """The sign-in from the beginning, with what became of another way in."""
    form = LoginForm(formdata=None)
    form.next.data = landing_page(page)
    return _render(form, status, warned=warned)


def _render(form: LoginForm, status: int, **said: Any) -> Response:
    following = landing_page(form.next.data or "")
    context = {"said": "", "warned": "", "citizen": None, **said, "following": following}
    return render_page("account/login.html", status=status, form=form, systems=systems(), **context)
