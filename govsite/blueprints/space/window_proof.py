"""A code for a window (窗口认证), by who wants to be confirmed there."""

from __future__ import annotations

from flask import Blueprint, Response, redirect

from govsite.blueprints.space.real_name import show_levels
from govsite.domain.accounts import windows
from govsite.domain.accounts.refused import Refused
from govsite.domain.common.tries import begin_try, told
from govsite.forms.accounts import CodeForm
from govsite.web import sessions
from govsite.web.citizen import current_citizen, own_limits
from govsite.web.here import here
from govsite.web.staff import EXPIRED

bp = Blueprint("window_proof", __name__, url_prefix="/account/level/window")


@bp.post("")
def ask() -> Response:
    """Make a code, which the page of levels shows as long as it is good."""
    citizen, form = current_citizen(), CodeForm(formdata=None)
    if not sessions.has_valid_token():
        form.form_errors.append(EXPIRED)
        return show_levels(form, 422)
    if wait := begin_try(own_limits().window(citizen.id)):
        form.form_errors.append(told(wait))
        return show_levels(form, 429)
    try:
        windows.ask(citizen)
    except Refused as refused:
        form.form_errors.append(str(refused))
        return show_levels(form, 409)
    return redirect(f"{here.root}/account/level?done=window#window", 303)  # type: ignore[return-value]
