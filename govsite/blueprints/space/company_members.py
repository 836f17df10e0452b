"""Who acts for a legal person (经办人): the list, an invitation, its end; and the invited, who accepts or leaves."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, request

from govsite.blueprints.counter.courses import may_invite
from govsite.database.session import reading
from govsite.domain.accounts.refused import Refused
from govsite.domain.common.tries import begin_try, told, was_right
from govsite.domain.companies import members
from govsite.domain.companies.company import Actor
from govsite.forms.acting import read_day
from govsite.forms.base import options
from govsite.forms.companies import SOME, AcceptForm, InviteForm
from govsite.web.citizen import current_citizen, own_limits
from govsite.web.company import HOME, current_actor, for_companies, themes
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.staff import is_good, own_hasher

bp = Blueprint("company_members", __name__, url_prefix=HOME)
PLACE = "/<int(max=2147483647):number>"
DONE = {
    "invite": "邀请已经发出。对方用这个手机号的账号登录、实名以后，在“我代表的单位”里填短信里的邀请码；7 天内有效。",
    "revoke": "已经撤销，马上起作用。",
}


@bp.get(f"{PLACE}/members")
@for_companies
def all_members(number: int) -> Response:
    """Who acts for it; agents do not see who else."""
    return _list(_head(number), _form(blank=True))


@bp.post(f"{PLACE}/members")
def invite(number: int) -> Response:
    """Invite somebody; only the representative in person does."""
    actor, form = _head(number, in_person=True), _form()
    if not is_good(form):
        return _list(actor, form, 422)
    if not may_invite(form, form.phone):
        return _list(actor, form, 429)
    scope, until = list(form.scope.data or []) if form.whole.data == SOME else [], read_day(form.until.data)
    try:
        members.invite(own_hasher(), actor, form.phone.data, scope, until or abort(422), here.site.code)
    except Refused as refused:
        form.form_errors.append(str(refused))
        return _list(actor, form, 409)
    return _to(f"/{number}/members?done=invite")


@bp.post(f"{PLACE}/members/<int(max=2147483647):member>/revoke")
def revoke(number: int, member: int) -> Response:
    """Take back an invitation, or what somebody was given."""
    if not members.revoke(_head(number, in_person=True), member):
        abort(404)
    return _to(f"/{number}/members?done=revoke")


@bp.post(f"{PLACE}/leave")
def leave(number: int) -> Response:
    """Act for it no more, by oneself."""
    if not members.leave(current_actor(number)):
        abort(404)
    return _to("?done=leave")


@bp.route("/accept", methods=["GET", "POST"])
def accept() -> Response:
    """The code of an invitation that came to one's phone."""
    citizen, form = current_citizen(), AcceptForm()
    if request.method == "GET":
        return _accept(form)
    if not is_good(form):
        return _accept(form, 422)
    tries = own_limits().password(f"invitation {citizen.id}")
    if wait := begin_try(tries):
        form.form_errors.append(told(wait))
        return _accept(form, 429)
    try:
        company_id = members.accept(own_hasher(), citizen, form.code.data)
    except Refused as refused:
        form.code.errors = [str(refused)]
        return _accept(form, 422)
    was_right(tries)
    return _to(f"/{company_id}?done=accept")


def _head(number: int, *, in_person: bool = False) -> Actor:
    """Who may see the members, or change them; 404 for anybody else."""
    actor = current_actor(number)
    if actor.is_agent or (in_person and not actor.is_representative):
        abort(404)
    return actor


def _form(*, blank: bool = False) -> InviteForm:
    form = InviteForm(formdata=None) if blank else InviteForm()
    form.scope.choices = options((theme, theme) for theme in themes())
    return form


def _to(path: str) -> Response:
    return redirect(f"{here.root}{HOME}{path}", 303)  # type: ignore[return-value]


def _accept(form: AcceptForm, status: int = 200) -> Response:
    return render_page("companies/accept.html", status=status, form=form, citizen=current_citizen())


def _list(actor: Actor, form: InviteForm, status: int = 200) -> Response:
    found = members.all_of(reading(), actor.company.id)
    done = DONE.get(request.args.get("done", ""), "")
    context = {"found": found, "actor": actor, "firm": actor.company, "done": done, "groups": form.scope.choices}
    return render_page("companies/members.html", status=status, form=form, **context)
