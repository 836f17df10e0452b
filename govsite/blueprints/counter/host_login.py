"""The sign-in at a host that a site has to itself: back from the main site with a code."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, request

from govsite.domain.accounts.account import Citizen
from govsite.forms.outside import EnterForm
from govsite.typed import Typed
from govsite.web import hosts
from govsite.web.citizen import landing_page
from govsite.web.here import here
from govsite.web.page import render_page

bp = Blueprint("host_login", __name__, url_prefix="/login/enter")
OVER = "登录没有完成：停留太久、已经用过，或者不是在这个浏览器里开始的。请再登录一次。"


@bp.get("")
def back() -> Response:
    """Back from the main site; nothing happens before the button is pressed, for nothing changes on GET."""
    if not hosts.is_away():
        abort(404)
    form = EnterForm(request.args)
    if not form.code.data:
        return login_page(warned=OVER)
    form.code.data, form.next.data = Typed(form.code.data), Typed(landing_page(form.next.data or ""))
    return render_page("account/host_enter.html", form=form)


@bp.post("")
def enter() -> Response:
    """Begin the session of this host."""
    if not hosts.is_away():
        abort(404)
    form = EnterForm()
    if not hosts.enter(form.code.data or ""):
        return login_page(422, warned=OVER)
    return redirect(f"{here.root}{landing_page(form.next.data or '')}", 303)  # type: ignore[return-value]


def login_page(status: int = 200, *, said: str = "", warned: str = "", citizen: Citizen | None = None) -> Response:
    """What stands at a site's host in the place of a sign-in: the way to the main site's."""
    return render_page("account/host_login.html", status=status, said=said, warned=warned, citizen=citizen)
