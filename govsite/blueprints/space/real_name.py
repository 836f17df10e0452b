"""Levels of proof (认证等级), and proving one's name by an ID number or a bank's card (身份证认证、银行卡认证)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, request

from govsite.blueprints.counter import courses
from govsite.database.session import reading
from govsite.domain.accounts import account, codes, real_name, windows
from govsite.domain.accounts.gateway import identity_of
from govsite.domain.accounts.refused import Refused
from govsite.domain.common.tries import begin_try, told
from govsite.forms.accounts import CodeForm, NameForm
from govsite.forms.proofs import CARD, CardForm, LevelForm
from govsite.typed import Typed
from govsite.web import company_drafts, openid, sessions
from govsite.web.citizen import current_citizen, own_limits
from govsite.web.levels import go_back, wanted_page
from govsite.web.page import render_page
from govsite.web.staff import EXPIRED, is_good

bp = Blueprint("real_name", __name__, url_prefix="/account/level")
DONE = {
    "1": "已经实名。姓名和身份证号不能再改；要改，请到窗口办理。",
    "window": "窗口认证码在下面，带身份证到窗口就能认证。",
}


@bp.get("")
def level() -> Response:
    """The level that there is, when and how it was reached, and the next one."""
    return show_levels(CodeForm(formdata=None))


@bp.post("/code")
def send() -> Response:
    """First a code to the phone, for a browser that was left alone."""
    return _sent("")


@bp.post("/card")
def send_for_card() -> Response:
    """The same, before a bank's card is asked for."""
    return _sent(CARD)


def _sent(way: str) -> Response:
    form = LevelForm(formdata=None)
    if not sessions.has_valid_token():
        form.form_errors.append(EXPIRED)
        return show_levels(form, 422)
    if _is_fresh():
        course = codes.find(codes.REAL_NAME, codes.begin_proved(codes.REAL_NAME, current_citizen().id))
        return _blank_name(way, course) if course else show_levels(form, 422)
    course = courses.begin_own(form, codes.REAL_NAME)
    return _code(LevelForm(formdata=None), course, way) if course else show_levels(form, 429)


@bp.post("/prove")
def prove() -> Response:
    """The code; then name and number are asked for."""
    form = LevelForm()
    course, way = courses.own_course(codes.REAL_NAME, form), form.way.data or ""
    if course is None:
        form.form_errors.append(courses.OVER)
        return show_levels(form, 422)
    if request.form.get("do") == courses.AGAIN:
        return _code(form, course, way, 200 if courses.send_again(form, course) else 429)
    if not is_good(form) or not courses.is_proved(form, course):
        return _code(form, course, way, 422)
    return _blank_name(way, course)


@bp.post("/check")
def check() -> Response:
    """Name and number, which the gateway is asked about once."""
    return _checked(NameForm())


@bp.post("/card/check")
def check_card() -> Response:
    """Name, number, card and its phone (银行卡四要素), which the gateway is asked about once."""
    return _checked(CardForm())


def _checked(form: NameForm) -> Response:
    citizen, config = current_citizen(), current_app.extensions["config"]
    course = courses.own_proved(codes.REAL_NAME, form.course.data or "")
    if course is None or config.identity is None:
        start = CodeForm(formdata=None)
        start.form_errors.append(courses.OVER if config.identity else real_name.BUSY)
        return show_levels(start, 422)
    if not is_good(form):
        return _name(form, course, 422)
    limits, id_no, card = own_limits(), form.id_no.data, None
    buckets = limits.real_name(citizen.id, id_no)
    if isinstance(form, CardForm):
        card = (form.card.data, form.phone.data)
        buckets = limits.card(citizen.id, id_no, form.card.data)
    if wait := begin_try(buckets):
        form.form_errors.append(told(wait))
        return _name(form, course, 429)
    try:
        real_name.check(identity_of(config.identity), citizen, course, form.name.data, id_no, card)
    except Refused as refused:
        form.form_errors.append(str(refused))
        return _name(form, course, 422)
    return go_back()


def show_levels(form: CodeForm, status: int = 200) -> Response:
    """The page of levels, and why what was wanted cannot be."""
    citizen = current_citizen()
    found = account.verifications(reading(), citizen.id)
    config = current_app.extensions["config"]
    context: dict[str, Any] = {"citizen": citizen, "found": found, "levels": account.LEVELS, "ways": account.WAYS}
    context |= {"words": account.LEVEL_WORDS, "can": config.identity is not None}
    context |= {"confirms": bool(config.alipay and config.alipay.certify), "came": request.args.get("new") == "outside"}
    context |= {"done": DONE.get(request.args.get("done", ""), ""), "is_new": "new" in request.args}
    page = wanted_page()
    context |= {"draft": company_drafts.find(), "next": page, "system": openid.client_named(page)}
    context["fresh"] = _is_fresh()
    context["window"] = windows.mine(reading(), citizen.id)
    need = request.args.get("need", "")
    context["need"] = account.LEVELS.get(int(need), "") if need in ("2", "3", "4", "5") else ""
    return render_page("account/level.html", status=status, form=form, **context)


def _code(form: LevelForm, course: codes.Course, way: str, status: int = 200) -> Response:
    courses.carry(form, course)
    form.way.data, form.next.data = Typed(CARD if way == CARD else ""), wanted_page()
    context: dict[str, Any] = {"citizen": current_citizen(), "is_card": way == CARD}
    return render_page("account/level_code.html", status=status, form=form, **context)


def _is_fresh() -> bool:
    """Whether this page or form goes on from the registration."""
    return "new" in request.values and real_name.needs_no_code(current_citizen())


def _blank_name(way: str, course: codes.Course) -> Response:
    return _name(CardForm(formdata=None) if way == CARD else NameForm(formdata=None), course)


def _name(form: NameForm, course: codes.Course, status: int = 200) -> Response:
    courses.carry(form, course)
    form.next.data = wanted_page()
    return render_page(
        "account/level_name.html", status=status, form=form, is_card=isinstance(form, CardForm), course=course
    )
