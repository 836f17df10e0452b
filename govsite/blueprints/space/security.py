"""Where one is signed in and what was done (账号安全), and another password."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, request

from govsite.database.session import reading, writing
from govsite.domain.accounts import identities, passwords, records, recycled
from govsite.domain.accounts.account import KIND
from govsite.domain.accounts.passkeys import owner_of
from govsite.domain.accounts.refused import Refused
from govsite.domain.common import audit, sign_ins
from govsite.domain.common.audit import Wanted
from govsite.domain.common.passkeys import all_of
from govsite.domain.common.tries import begin_try, told, was_right
from govsite.forms.accounts import ChangePasswordForm
from govsite.web.citizen import current_citizen, own_limits, renew_session
from govsite.web.deeds import deeds
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.pagination import row_number
from govsite.web.staff import is_good, own_hasher, session_number
from govsite.web.trips import systems

bp = Blueprint("security", __name__, url_prefix="/account/security")
MOST_DEEDS = 20
DONE = {
    "sessions": "已经退出。",
    "password": "密码已经改好，别处的登录都已退出。",
    "bind": "已经绑定，以后可以用它登录。",
    "unbind": "已经解绑，别处的登录都已退出。",
    "steps_on": "二次验证打开了。以后用密码登录，还要填短信验证码。",
    "steps_off": "二次验证关闭了。",
    "phone": "手机号已经换好，别处的登录都已退出。",
}
OTHERS = "others"


@bp.get("")
def overview() -> Response:
    """Sign-ins and deeds."""
    citizen = current_citizen()
    found = sign_ins.all_open(reading(), KIND, str(citizen.id))
    done_lately = deeds(audit.find(reading(), Wanted(who=citizen.who), MOST_DEEDS), here.tree)
    done = DONE.get(request.args.get("done", ""), "")
    context: dict[str, Any] = {"open": found, "this": session_number(), "deeds": done_lately}
    since = {key: identities.bound(reading(), citizen.id, each.issuer) for key, each in systems().items()}
    context["systems"] = [(key, each.name, since[key]) for key, each in systems().items()]
    context["records"] = records.last(reading(), citizen.id, MOST_DEEDS)
    context["passkeys"] = len(all_of(reading(), owner_of(citizen.id)))
    context["let_go"] = None if citizen.phone else recycled.let_go_at(citizen.id)
    return render_page("account/security.html", citizen=citizen, done=done, **context)


@bp.post("/sessions")
def end() -> Response:
    """Sign out elsewhere: of one browser, or of all others."""
    citizen, asked = current_citizen(), request.form.get("session", "")
    with writing() as session:
        if asked == OTHERS:
            ended = sign_ins.end_all(session, KIND, str(citizen.id), but=session_number()) > 0
        else:
            number = row_number(asked)
            ended = number is not None and sign_ins.end_one(session, KIND, str(citizen.id), number)
        if ended:
            audit.append(session, who=citizen.who, what="session.end", target=citizen.who)
    return _done("sessions")


@bp.route("/password", methods=["GET", "POST"])
def password() -> Response:
    """Another password; who came without one chooses the first."""
    citizen, form = current_citizen(), ChangePasswordForm()
    if request.method == "GET":
        return _password(form)
    if not is_good(form):
        return _password(form, 422)
    tries = own_limits().password(citizen.who)
    if wait := begin_try(tries):
        form.form_errors.append(told(wait))
        return _password(form, 429)
    try:
        passwords.change(own_hasher(), citizen, form.old.data, form.new.data, session_number())
    except Refused as refused:
        field = form.old if str(refused) == passwords.WRONG else form.new
        field.errors = [str(refused)]
        return _password(form, 422)
    was_right(tries)
    renew_session(citizen)
    return _done("password")


def _password(form: ChangePasswordForm, status: int = 200) -> Response:
    return render_page("account/password.html", status=status, form=form, citizen=current_citizen())


def _done(what: str) -> Response:
    return redirect(f"{here.root}/account/security?done={what}", 303)  # type: ignore[return-value]
