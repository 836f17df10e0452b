"""The sign-in of staff (登录), one step a page: password, second factor, and for a new account both chosen first."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, Response, abort, redirect, request
from wtforms import Field

from govsite.database.session import reading
from govsite.domain.people import passkeys, passwords, recovery, totp
from govsite.domain.people.refused import Refused
from govsite.domain.people.scope import Officer, sites_of
from govsite.domain.people.tries import begin_try, told, was_right
from govsite.forms.base import Form
from govsite.forms.staff import CodeForm, NewPasswordForm, RecoveryForm, SignInForm
from govsite.web import entry as entries
from govsite.web.entry import Entry
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.qr import qr_code
from govsite.web.staff import LOGIN, begin_session, own_hasher, own_place, own_tries

bp = Blueprint("staff_login", __name__, url_prefix="/console/login")
TOO_MANY = 429
WRONG = "用户名或密码不对。请核对大小写再试；忘了密码，请找管理员重置。"
WRONG_CODE = "动态口令不对，或者已经用过。请等下一个口令出来再填。"
WRONG_RECOVERY = "恢复码不对，或者已经用过。"
WRONG_FIRST_CODE = "口令不对。请核对手机的时间，填手机上现在显示的六位数字。"


@bp.route("", methods=["GET", "POST"])
def password() -> Response:
    """User name and password; what is wrong of them is not said."""
    form = SignInForm()
    if request.method == "GET":
        form.next.data = entries.console_page(request.args.get("next", ""))
        return _page("password", form, late="late" in request.args)
    if not form.validate():
        return _page("password", form, 422)
    tries = own_tries().password(form.username.data)
    if wait := begin_try(tries):
        return _wrong("password", form, form.password, told(wait), TOO_MANY)
    officer = passwords.by_password(own_hasher(), form.username.data, form.password.data)
    if officer is None:
        return _wrong("password", form, form.password, WRONG)
    was_right(tries)
    return _go_to(entries.begin(officer, entries.console_page(form.next.data or "")), officer)


@bp.route("/code", methods=["GET", "POST"])
def code() -> Response:
    """A code of the authenticator."""
    return _prove("code", CodeForm(), totp.verify, WRONG_CODE)


@bp.post("/passkey")
def passkey() -> Response:
    """A passkey in the place of the code; the script of the code's page sends it."""
    entry, form = _at(entries.CODE), CodeForm(formdata=None)
    tries = own_tries().code(entry.officer.id, entry.found.digest)
    if wait := begin_try(tries):
        return _wrong("code", form, form.code, told(wait), TOO_MANY, **_code_page(entry))
    if not passkeys.verify(own_place(), entry.officer.id, request.form.get("credential", "")):
        return _wrong("code", form, form.code, passkeys.FAILED, **_code_page(entry))
    was_right(tries)
    return _proved(entry)


@bp.route("/recovery", methods=["GET", "POST"])
def recovery_code() -> Response:
    """One of the codes on paper, for who has lost the authenticator."""
    return _prove("recovery", RecoveryForm(), partial(recovery.use, own_hasher()), WRONG_RECOVERY)


@bp.route("/password", methods=["GET", "POST"])
def choose() -> Response:
    """A password of one's own, in the place of one that somebody else made."""
    entry, form = _at(entries.PASSWORD), NewPasswordForm()
    if request.method == "GET":
        return _page("choose", form, entry=entry)
    if not form.validate():
        return _page("choose", form, 422, entry=entry)
    try:
        passwords.choose(own_hasher(), entry.officer, form.new.data)
    except Refused as error:
        return _wrong("choose", form, form.new, str(error), entry=entry)
    entry = entries.has_chosen(entry)
    return _go_to(entry.step, entry.officer) if entry.step else _finish(entry)


@bp.route("/factor", methods=["GET", "POST"])
def factor() -> Response:
    """Setting up the authenticator; the codes for when it is lost are shown once, in the answer."""
    entry, form = _at(entries.FACTOR), CodeForm()
    officer = entry.officer
    enrolment = totp.begun(reading(), officer.id, officer.username, here.tree.portal.name)
    if enrolment is None:
        abort(_restart())
    context: dict[str, Any] = {"entry": entry, "enrolment": enrolment, "qr": qr_code(enrolment.uri)}
    if request.method == "GET":
        return _page("factor", form, **context)
    if not form.validate():
        return _page("factor", form, 422, **context)
    tries = own_tries().code(officer.id, entry.found.digest)
    if wait := begin_try(tries):
        return _wrong("factor", form, form.code, told(wait), TOO_MANY, **context)
    codes = totp.confirm(own_hasher(), officer.id, form.code.data)
    if not codes:
        return _wrong("factor", form, form.code, WRONG_FIRST_CODE, **context)
    entry = entries.has_proved(entry)
    there = _finish(entry).location
    return render_page("console/login/codes.html", codes=codes, username=officer.username, there=there)


def _prove(page: str, form: Form, verify: Callable[[int, str], bool], wrong: str) -> Response:
    """The second factor, one way or the other."""
    entry = _at(entries.CODE)
    context = _code_page(entry)
    if request.method == "GET":
        return _page(page, form, **context)
    if not form.validate():
        return _page(page, form, 422, **context)
    tries = own_tries().code(entry.officer.id, entry.found.digest)
    if wait := begin_try(tries):
        return _wrong(page, form, form.code, told(wait), TOO_MANY, **context)
    if not verify(entry.officer.id, form.code.data):
        return _wrong(page, form, form.code, wrong, **context)
    was_right(tries)
    return _proved(entry)


def _code_page(entry: Entry) -> dict[str, Any]:
    """What the page of the second factor shows besides its form."""
    return {"entry": entry, "passkey": passkeys.request(own_place(), entry.officer.id)}


def _proved(entry: Entry) -> Response:
    entry = entries.has_proved(entry)
    return _go_to(entry.step, entry.officer) if entry.step else _finish(entry)


def _at(step: str) -> Entry:
    """The sign-in that is at this step; else the answer leads to where it is, or to the beginning."""
    entry = entries.find()
    if entry is None:
        abort(_restart())
    if entry.step != step or (request.method == "POST" and not entry.is_sent_by_its_page):
        abort(redirect(_address(entry.step), 303))
    return entry


def _go_to(step: str, officer: Officer) -> Response:
    """To a step; the secret of the one that sets up an authenticator is made before, since no page may make it."""
    if step == entries.FACTOR:
        totp.begin(officer.id, officer.username, here.tree.portal.name)
    return redirect(_address(step), 303)  # type: ignore[return-value]


def _finish(entry: Entry) -> Response:
    """Everything was proved: the session begins, at the page that was asked for or where one works."""
    entries.end(entry)
    if not passwords.signed_in(entry.officer):
        return _restart()
    begin_session(entry.officer)
    own = sites_of(entry.officer, here.tree)
    home = here.site if here.site in own or not own else own[0]
    there = f"{here.root}{entry.next}" if entry.next else f"{here.console_of(home)}/console/"
    return redirect(there, 303)  # type: ignore[return-value]


def _restart() -> Response:
    return redirect(f"{here.root}{LOGIN}?late=1", 303)  # type: ignore[return-value]


def _address(step: str) -> str:
    return f"{here.root}{LOGIN}/{step}" if step else f"{here.root}{LOGIN}"


def _wrong(page: str, form: Form, field: Field, said: str, status: int = 422, **context: Any) -> Response:
    field.errors = [said]
    answer = _page(page, form, status, **context)
    if status == TOO_MANY:
        answer.headers["Retry-After"] = "60"
    return answer


def _page(name: str, form: Form, status: int = 200, **context: Any) -> Response:
    return render_page(f"console/login/{name}.html", status=status, form=form, **context)
