"""One's own password (修改密码)."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request

from govsite.domain.people import passwords
from govsite.domain.people.refused import Refused
from govsite.forms.staff import ChangePasswordForm
from govsite.web.again import GOOD, asked_again
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.staff import any_staff, current_staff, keep_session, own_hasher, session_number

bp = Blueprint("console_password", __name__, url_prefix="/console")


@bp.route("/password", methods=["GET", "POST"])
@any_staff
def change() -> Response:
    """Choose another; all other sessions end."""
    form, officer = ChangePasswordForm(), current_staff()
    if request.method == "GET":
        return _page(form, done="done" in request.args)
    status = asked_again(form, "old")
    if status != GOOD:
        return _page(form, status)
    try:
        passwords.choose(own_hasher(), officer, form.new.data, keep=session_number())
    except Refused as error:
        form.new.errors = [str(error)]
        return _page(form, 422)
    keep_session(officer.revision + 1)
    return redirect(f"{here.root}/console/password?done=1", 303)  # type: ignore[return-value]


def _page(form: ChangePasswordForm, status: int = 200, *, done: bool = False) -> Response:
    return render_page("console/password.html", form=form, status=status, done=done)
