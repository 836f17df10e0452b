"""One's own passkeys (指纹、面容登录): added after the password or a code by SMS, removed at any time."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, request

from govsite.blueprints.counter import courses
from govsite.database.session import reading, writing
from govsite.domain.accounts import codes, passkeys, passwords
from govsite.domain.accounts.refused import Refused
from govsite.domain.common.passkeys import all_of
from govsite.domain.common.tries import begin_try, told, was_right
from govsite.forms.accounts import CodeForm
from govsite.forms.base import Form
from govsite.forms.ways_in import AgainForm, NewKeyForm
from govsite.typed import Typed
from govsite.web import sessions
from govsite.web.citizen import current_citizen, own_limits
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.pagination import row_number
from govsite.web.staff import EXPIRED, is_good, own_hasher, own_place

bp = Blueprint("passkeys", __name__, url_prefix="/account/security/passkeys")
DONE = {"add": "添加好了，下次可以用指纹、面容登录。", "remove": "删掉了，那台设备不能再用它登录。"}
TOO_MANY = 429


@bp.route("", methods=["GET", "POST"])
def own() -> Response:
    """Those one has; the page that adds one comes as the answer to the password."""
    form = AgainForm()
    if request.method == "GET":
        return _list(form)
    if not is_good(form):
        return _list(form, 422)
    citizen = current_citizen()
    tries = own_limits().password(citizen.who)
    if wait := begin_try(tries):
        form.form_errors.append(told(wait))
        return _list(form, TOO_MANY)
    if not passwords.confirm(own_hasher(), citizen, form.password.data or ""):
        form.password.errors = [passwords.NOT_OWN]
        return _list(form, 422)
    was_right(tries)
    return _adding()


@bp.post("/code")
def send() -> Response:
    """A code by SMS in the place of the password."""
    form = AgainForm(formdata=None)
    if not sessions.has_valid_token():
        return _list(form, 422, EXPIRED)
    course = courses.begin_own(form, codes.PASSKEY)
    return _code(CodeForm(formdata=None), course) if course else _list(form, TOO_MANY)


@bp.post("/prove")
def prove() -> Response:
    """The code; then the device is asked."""
    form, course = courses.own_of_form(codes.PASSKEY)
    if course is None:
        return _list(AgainForm(formdata=None), 422, courses.OVER)
    if request.form.get("do") == courses.AGAIN:
        return _code(form, course, 200 if courses.send_again(form, course) else TOO_MANY)
    if not is_good(form) or not courses.is_proved(form, course):
        return _code(form, course, 422)
    with writing() as session:
        is_mine = codes.spend(session, course)
    return _adding() if is_mine else _list(AgainForm(formdata=None), 422, courses.OVER)


@bp.post("/add")
def add() -> Response:
    """Store what the browser made; what fails begins anew, with the password or a code."""
    form = NewKeyForm()
    if not is_good(form):
        return _list(AgainForm(formdata=None), 422, *form.form_errors, *form.name.errors)
    try:
        token, answer = form.token.data or "", form.credential.data or ""
        passkeys.add(own_place(), current_citizen(), token, answer, form.name.data)
    except Refused as refused:
        return _list(AgainForm(formdata=None), 422, str(refused))
    return _done("add")


@bp.post("/remove")
def remove() -> Response:
    """Let one be good no more."""
    number = row_number(request.form.get("passkey", ""))
    if number is not None:
        passkeys.remove(current_citizen(), number)
    return _done("remove")


def _adding() -> Response:
    """The page with a challenge for the device."""
    form = NewKeyForm(formdata=None)
    token, options = passkeys.creation(own_place(), current_citizen())
    form.token.data = Typed(token)
    context: dict[str, Any] = {"options": options, "seconds": passkeys.SECONDS, "citizen": current_citizen()}
    return render_page("account/passkey_add.html", form=form, **context)


def _list(form: Form, status: int = 200, *said: str) -> Response:
    citizen = current_citizen()
    form.form_errors.extend(said)
    found = all_of(reading(), passkeys.owner_of(citizen.id))
    done = DONE.get(request.args.get("done", ""), "")
    context: dict[str, Any] = {"citizen": citizen, "passkeys": found, "done": done, "full": len(found) >= passkeys.MOST}
    return render_page("account/passkeys.html", status=status, form=form, **context)


def _code(form: CodeForm, course: codes.Course, status: int = 200) -> Response:
    courses.carry(form, course)
    return render_page("account/passkey_code.html", status=status, form=form, citizen=current_citizen())


def _done(what: str) -> Response:
    return redirect(f"{here.root}/account/security/passkeys?done={what}", 303)  # type: ignore[return-value]
