"""Certificates of a legal person (CA认证): which there are, one more after a code by SMS, one less; its level."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, redirect, request

from govsite.blueprints.counter import courses
from govsite.database.session import reading
from govsite.domain.accounts import codes
from govsite.domain.accounts.refused import Refused
from govsite.domain.common.tries import begin_try, told
from govsite.domain.companies import certificates
from govsite.domain.companies.company import Actor
from govsite.forms.accounts import CodeForm
from govsite.forms.certificates import ShownForm, SignedForm
from govsite.typed import Typed
from govsite.web import certificates as asked
from govsite.web import sessions
from govsite.web.citizen import own_limits
from govsite.web.company import HOME, current_actor, for_companies, own_company
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.staff import EXPIRED, is_good, session_number

bp = Blueprint("company_certificates", __name__, url_prefix=f"{HOME}/<int(max=2147483647):number>")
DONE = {
    "bind": "证书绑定好了。以后在“企业和单位登录”里点“证书登录”就能进来。",
    "drop": "已经解绑，这张证书不能再登录；单位账号在别处的登录都已退出。",
}


@bp.get("/level")
@for_companies
def level(number: int) -> Response:
    """The levels that it has reached, when and how, and the next one."""
    actor = current_actor(number)
    can = asked.find_settings() is not None
    return render_page("companies/level.html", actor=actor, firm=actor.company, can=can)


@bp.get("/certificate")
@for_companies
def certificate(number: int) -> Response:
    """The certificates that there are; one more."""
    return _start(current_actor(number, real=False), CodeForm(formdata=None))


@bp.post("/certificate")
@for_companies
def send(number: int) -> Response:
    """First a code to the representative's phone, for a browser that was left alone; none right after the
    registration."""
    actor, form = _binder(number), CodeForm(formdata=None)
    if not sessions.has_valid_token():
        form.form_errors.append(EXPIRED)
        return _start(actor, form, 422)
    if certificates.needs_no_code(actor):
        return _ways(actor, "")
    try:
        course = courses.begin_holder(form, codes.CERTIFICATE, certificates.holder(actor))
    except Refused as refused:
        form.form_errors.append(str(refused))
        return _start(actor, form, 409)
    return _code(actor, CodeForm(formdata=None), course) if course else _start(actor, form, 429)


@bp.post("/certificate/code")
@for_companies
def prove(number: int) -> Response:
    """The code; then the ways to show a certificate."""
    actor, form = _binder(number), CodeForm()
    course = _course(actor, form.course.data or "")
    if course is None:
        return _over(actor, courses.OVER)
    if request.form.get("do") == courses.AGAIN:
        return _code(actor, form, course, 200 if courses.send_again(form, course) else 429)
    if not is_good(form) or not courses.is_proved(form, course):
        return _code(actor, form, course, 422)
    return _ways(actor, course.token)


@bp.post("/certificate/leave")
@for_companies
def leave(number: int) -> Response:
    """To the host that asks the browser for a certificate; the code is used up by it."""
    actor = _binder(number)
    course = _allowed(actor)
    if wait := begin_try(own_limits().trip()):
        return _ways(actor, course.token if course else "", told(wait), 429)
    if course and not certificates.spend(course):
        return _over(actor, courses.OVER)
    return asked.lead_to_host(actor)


@bp.get("/certificate/back")
@for_companies
def back(number: int) -> Response:
    """Back from there; nothing happens before the button is pressed."""
    actor, form = _binder(number), ShownForm(request.args)
    if not form.code.data:
        return _over(actor, certificates.WHY["over"])
    form.code.data = Typed(form.code.data)
    action = f"{HOME}/{number}/certificate/back"
    return render_page("companies/certificate_back.html", form=form, action=action, button="绑定证书")


@bp.post("/certificate/back")
@for_companies
def come_back(number: int) -> Response:
    """Bind the certificate that was seen there."""
    actor, form = _binder(number), ShownForm()
    if wait := begin_try(own_limits().certificate()):
        return _over(actor, told(wait), 429)
    if not is_good(form):
        return _over(actor, EXPIRED)
    try:
        certificates.bind(actor, None, asked.shown(form.code.data or "", actor))
    except Refused as refused:
        return _over(actor, str(refused))
    return _bound(number)


@bp.post("/certificate/driver")
@for_companies
def driver(number: int) -> Response:
    """The page that talks to the driver."""
    actor = _binder(number)
    course, form = _allowed(actor), SignedForm(formdata=None)
    if wait := begin_try(own_limits().trip()):
        return _ways(actor, course.token if course else "", told(wait), 429)
    form.course.data = Typed(course.token if course else "")
    return _driver(actor, form)


@bp.post("/certificate/sign")
@for_companies
def sign(number: int) -> Response:
    """A text of ours, signed: the certificate is bound."""
    actor, form = _binder(number), SignedForm()
    course = _allowed(actor)
    if wait := begin_try(own_limits().certificate()):
        return _ways(actor, course.token if course else "", told(wait), 429)
    if not is_good(form):
        return _driver(actor, form, 422)
    try:
        certificates.bind(actor, course, asked.signed(form.proof, actor))
    except Refused as refused:
        form.form_errors.append(str(refused))
        return _driver(actor, form, 422)
    return _bound(number)


@bp.post("/certificate/<int(max=2147483647):certificate>/drop")
@for_companies
def drop(number: int, certificate: int) -> Response:
    """Take one away."""
    actor = _binder(number)
    if not certificates.unbind(actor, certificate, session_number() if own_company() else 0):
        abort(404)
    return redirect(f"{here.root}{HOME}/{number}/certificate?done=drop", 303)  # type: ignore[return-value]


def _binder(number: int) -> Actor:
    """Who may bind: the firm itself, or its representative in person; 404 for agents."""
    asked.own_settings()
    actor = current_actor(number)
    return abort(404) if actor.is_agent else actor


def _course(actor: Actor, token: str) -> codes.Course | None:
    """The course of a form, where it is that of this firm's representative."""
    found = codes.find(codes.CERTIFICATE, token)
    return found if found and found.account_id == actor.company.representative_id else None


def _allowed(actor: Actor) -> codes.Course | None:
    """The proved course of who binds, None where none is wanted; who has none starts again."""
    found = _course(actor, request.form.get("course", ""))
    if found and found.proved:
        return found
    return None if certificates.needs_no_code(actor) else abort(_over(actor, courses.OVER))


def _bound(number: int) -> Response:
    asked.end()
    return redirect(f"{here.root}{HOME}/{number}/certificate?done=bind", 303)  # type: ignore[return-value]


def _over(actor: Actor, said: str, status: int = 422) -> Response:
    form = CodeForm(formdata=None)
    form.form_errors.append(said)
    return _start(actor, form, status)


def _start(actor: Actor, form: CodeForm, status: int = 200) -> Response:
    context: dict[str, Any] = {
        "settings": asked.find_settings(),
        "found": certificates.all_of(reading(), actor.company.id),
        "is_new": "new" in request.args,
        "fresh": certificates.needs_no_code(actor),
        "done": DONE.get(request.args.get("done", ""), ""),
    }
    return _page("certificate", actor, form, status, **context)


def _code(actor: Actor, form: CodeForm, course: codes.Course, status: int = 200) -> Response:
    courses.carry(form, course)
    return _page("certificate_code", actor, form, status)


def _ways(actor: Actor, course: str, said: str = "", status: int = 200) -> Response:
    return _page("certificate_ways", actor, None, status, course=course, said=said, settings=asked.own_settings())


def _driver(actor: Actor, form: SignedForm, status: int = 200) -> Response:
    nonce, drivers = asked.ask_for_signature(actor)
    form.ask(nonce)
    course = Typed(form.course.data or "")
    return _page("certificate_bind", actor, form, status, drivers=drivers, course=course)


def _page(name: str, actor: Actor, form: Any, status: int, **context: Any) -> Response:
    place = f"companies/{name}.html"
    return render_page(place, status=status, form=form, actor=actor, firm=actor.company, **context)
