"""Own data (我的资料): what fills forms later; the mail address is proved by a code."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, current_app, redirect, request

from govsite.database.session import reading
from govsite.domain.accounts import profiles
from govsite.domain.common.tries import begin_try, told
from govsite.forms.space import MailCodeForm, ProfileForm
from govsite.web.citizen import current_citizen, own_limits
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.staff import is_good, own_hasher

bp = Blueprint("profile", __name__, url_prefix="/account/profile")
DONE = {"save": "已经存好。", "mail": "邮箱已经确认。"}
SENT = "验证码已经发到 {}，30 分钟内有效。没有收到的，看看垃圾邮件里有没有。"
WRONG = "验证码不对，或者已经过期。可以再要一个。"


@bp.route("", methods=["GET", "POST"])
def own() -> Response:
    """What is kept, to be changed."""
    citizen, form = current_citizen(), _form()
    if request.method == "GET":
        return _page(form)
    if not is_good(form):
        return _page(form, 422)
    profiles.save(citizen.id, form.data)
    return redirect(f"{here.root}/account/profile?done=save", 303)  # type: ignore[return-value]


@bp.route("/mail", methods=["GET", "POST"])
def mail() -> Response:
    """A code to the mail address, and what came with it."""
    citizen = current_citizen()
    address = profiles.email_of(citizen.id)
    if not address or current_app.extensions["config"].mail is None:
        abort(404)
    form, is_wanted = MailCodeForm(), request.form.get("do") == "send"
    if request.method == "GET" or is_wanted:
        return _send(address) if is_wanted else _mail(address)
    if not is_good(form):
        return _mail(address, form, 422)
    if not profiles.prove(own_hasher(), citizen.id, form.code.data or ""):
        form.code.errors = [WRONG]
        return _mail(address, form, 422)
    return redirect(f"{here.root}/account/profile?done=mail", 303)  # type: ignore[return-value]


def _send(address: str) -> Response:
    form, citizen = MailCodeForm(formdata=None), current_citizen()
    if wait := begin_try(own_limits().mail(citizen.id, address)):
        form.form_errors.append(told(wait))
        return _mail(address, form, 429)
    profiles.send_code(own_hasher(), citizen.id, here.site.title, here.site.code)
    return _mail(address, form, said=SENT)


def _form() -> ProfileForm:
    sites = [(site.code, site.name) for site in here.tree.all]
    kept = profiles.own(reading(), current_citizen().id)
    values = {name: getattr(kept, name) for name in profiles.OWN}
    return ProfileForm(sites, data=values) if request.method == "GET" else ProfileForm(sites)


def _page(form: ProfileForm, status: int = 200) -> Response:
    citizen = current_citizen()
    kept = profiles.own(reading(), citizen.id)
    context: dict[str, Any] = {"citizen": citizen, "kept": kept, "done": DONE.get(request.args.get("done", ""), "")}
    context["mails"] = current_app.extensions["config"].mail is not None
    return render_page("account/profile.html", status=status, form=form, **context)


def _mail(address: str, form: MailCodeForm | None = None, status: int = 200, said: str = "") -> Response:
    form = form or MailCodeForm(formdata=None)
    return render_page("account/profile_mail.html", status=status, form=form, address=address, said=said)
