"""One's own second factor (动态口令) and recovery codes, each renewed after the password was asked once more."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request

from govsite.database.session import reading
from govsite.domain.people import recovery, totp
from govsite.domain.people.tries import begin_try, told, was_right
from govsite.forms.staff import AgainForm, CodeForm
from govsite.web.again import GOOD, asked_again
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.qr import qr_code
from govsite.web.staff import any_staff, current_staff, is_good, own_hasher, own_tries, session_number

bp = Blueprint("console_factor", __name__, url_prefix="/console/factor")
WRONG_CODE = "口令不对。请核对手机的时间，填新的验证器现在显示的六位数字。"
CODES, AUTHENTICATOR = "codes", "authenticator"


@bp.route("", methods=["GET", "POST"])
@any_staff
def factor() -> Response:
    """What one has; another authenticator or other codes are for who knows the password."""
    form, officer = AgainForm(), current_staff()
    left = recovery.left(reading(), officer.id)
    if request.method == "GET":
        return render_page("console/factor.html", form=form, left=left)
    status = asked_again(form)
    if status != GOOD:
        return render_page("console/factor.html", form=form, left=left, status=status)
    if request.form.get("renew") == AUTHENTICATOR:
        totp.begin_next(officer.id)
        return redirect(f"{here.root}/console/factor/new", 303)  # type: ignore[return-value]
    codes = recovery.renew(own_hasher(), officer.id)
    return render_page("console/codes.html", codes=codes)


@bp.route("/new", methods=["GET", "POST"])
@any_staff
def another() -> Response:
    """Setting up another authenticator; until a code of it was right, the old one counts."""
    form, officer = CodeForm(), current_staff()
    enrolment = totp.begun(reading(), officer.id, officer.username, here.tree.portal.name)
    if enrolment is None:
        return redirect(f"{here.root}/console/factor", 303)  # type: ignore[return-value]
    status = 200
    if request.method == "POST":
        status = 422
        if is_good(form):
            tries = own_tries().code(officer.id)
            wait = begin_try(tries)
            codes = [] if wait else totp.confirm(own_hasher(), officer.id, form.code.data, keep=session_number())
            if codes:
                was_right(tries)
                return render_page("console/codes.html", codes=codes)
            form.code.errors = [told(wait) if wait else WRONG_CODE]
    drawn = qr_code(enrolment.uri)
    return render_page("console/authenticator.html", form=form, enrolment=enrolment, qr=drawn, status=status)
