"""Levels of proof (认证等级), and proving one's name by an ID number (身份证认证)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, redirect, request

from govsite.blueprints.counter import courses
from govsite.database.session import reading
from govsite.domain.accounts import account, codes, real_name
from govsite.domain.accounts.gateway import identity_of
from govsite.domain.accounts.refused import Refused
from govsite.domain.common.tries import begin_try, told
from govsite.forms.accounts import CodeForm, NameForm
from govsite.web import company_drafts, openid, sessions
from govsite.web.citizen import current_citizen, own_limits
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.staff import EXPIRED, is_good

bp = Blueprint("real_name", __name__, url_prefix="/account/level")
DONE = "已经实名。姓名和身份证号不能再改；要改，请到窗口办理。"


@bp.get("")
def level() -> Response:
    """The level that there is, when and how it was reached, and the next one."""
    return _level(CodeForm(formdata=None))


@bp.post("/code")
def send() -> Response:
    """First a code to the phone, for a browser that was left alone."""
    form = CodeForm(formdata=None)
    if not sessions.has_valid_token():
        form.form_errors.append(EXPIRED)
        return _level(form, 422)
    course = courses.begin_own(form, codes.REAL_NAME)
    return _code(CodeForm(formdata=None), course) if course else _level(form, 429)


@bp.post("/prove")
def prove() -> Response:
    """The code; then name and number are asked for."""
    form, course = courses.own_of_form(codes.REAL_NAME)
    if course is None:
        form.form_errors.append(courses.OVER)
        return _level(form, 422)
    if request.form.get("do") == courses.AGAIN:
        return _code(form, course, 200 if courses.send_again(form, course) else 429)
    if not is_good(form) or not courses.is_proved(form, course):
        return _code(form, course, 422)
    return _name(NameForm(formdata=None), course)


@bp.post("/check")
def check() -> Response:
    """Name and number, which the gateway is asked about once."""
    citizen, form = current_citizen(), NameForm()
    course = courses.own_proved(codes.REAL_NAME, form.course.data or "")
    config = current_app.extensions["config"]
    if course is None or config.identity is None:
        start = CodeForm(formdata=None)
        start.form_errors.append(courses.OVER if config.identity else real_name.BUSY)
        return _level(start, 422)
    if not is_good(form):
        return _name(form, course, 422)
    if wait := begin_try(own_limits().real_name(citizen.id, form.id_no.data)):
        form.form_errors.append(told(wait))
        return _name(form, course, 429)
    try:
        real_name.check(identity_of(config.identity), citizen, course, form.name.data, form.id_no.data)
    except Refused as refused:
        form.form_errors.append(str(refused))
        return _name(form, course, 422)
    following = company_drafts.PAGE if company_drafts.find() else "/account/level?done=1"
    return redirect(f"{here.root}{following}", 303)  # type: ignore[return-value]


def _level(form: CodeForm, status: int = 200) -> Response:
    citizen = current_citizen()
    found = account.verifications(reading(), citizen.id)
    config = current_app.extensions["config"]
    context: dict[str, Any] = {"citizen": citizen, "found": found, "levels": account.LEVELS, "ways": account.WAYS}
    context |= {"words": account.LEVEL_WORDS, "can": config.identity is not None}
    context |= {"confirms": bool(config.alipay and config.alipay.certify), "came": request.args.get("new") == "outside"}
    context |= {"done": DONE if "done" in request.args else "", "is_new": "new" in request.args}
    context |= {"draft": company_drafts.find(), "following": openid.following()}
    return render_page("account/level.html", status=status, form=form, **context)


def _code(form: CodeForm, course: codes.Course, status: int = 200) -> Response:
    courses.carry(form, course)
    return render_page("account/level_code.html", status=status, form=form, citizen=current_citizen())


def _name(form: NameForm, course: codes.Course, status: int = 200) -> Response:
    courses.carry(form, course)
    return render_page("account/level_name.html", status=status, form=form)
