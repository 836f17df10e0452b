"""One's own password (修改密码)."""

from __future__ import annotations

from flask import Blueprint, Response, request

from govsite.domain.people import passwords
from govsite.domain.people.refused import Refused
from govsite.domain.people.tries import begin_try, told, was_right
from govsite.forms.staff import ChangePasswordForm
from govsite.web.page import render_page
from govsite.web.staff import any_staff, current_staff, is_good, keep_session, own_hasher, own_tries, session_number

bp = Blueprint("console_password", __name__, url_prefix="/console")


@bp.route("/password", methods=["GET", "POST"])
@any_staff
def change() -> Response:
    """Choose another; all other sessions end."""
    form, officer = ChangePasswordForm(), current_staff()
    if request.method == "GET":
        return _page(form)
    if not is_good(form):
        return _page(form, 422)
    tries = own_tries().password(officer.username)
    if wait := begin_try(tries):
        form.old.errors = [told(wait)]
        return _page(form, 429)
    if not passwords.confirm(own_hasher(), officer, form.old.data):
        form.old.errors = [passwords.WRONG]
        return _page(form, 422)
    was_right(tries)
    try:
        passwords.choose(own_hasher(), officer, form.new.data, keep=session_number())
    except Refused as error:
        form.new.errors = [str(error)]
        return _page(form, 422)
    keep_session(officer.revision + 1)
    return render_page("console/password.html", form=None)


def _page(form: ChangePasswordForm, status: int = 200) -> Response:
    return render_page("console/password.html", form=form, status=status)
