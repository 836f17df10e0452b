"""Children below fourteen (未满 14 周岁的孩子), by their guardian: a list, registering one, forgetting one."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, redirect, request

from govsite.database.session import reading
from govsite.domain.accounts import children
from govsite.domain.accounts.gateway import identity_of
from govsite.domain.accounts.real_name import BUSY
from govsite.domain.accounts.refused import Refused
from govsite.domain.common.tries import begin_try, told
from govsite.forms.proofs import ChildForm
from govsite.web import sessions
from govsite.web.citizen import current_citizen, own_limits
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.staff import is_good

bp = Blueprint("children", __name__, url_prefix="/account/children")
DONE = {"bind": "已经登记。", "drop": "已经撤回同意，孩子的姓名和身份证号已经从您的账号里删掉。"}


@bp.get("")
def mine() -> Response:
    """The children that one has registered, and the form for another one."""
    return _list(ChildForm(formdata=None))


@bp.post("")
def bind() -> Response:
    """Register one, which the gateway is asked about once."""
    citizen, form, settings = current_citizen(), ChildForm(), current_app.extensions["config"].identity
    if not is_good(form):
        return _list(form, 422)
    try:
        if not citizen.is_real:
            raise Refused(children.NOT_REAL)
        if settings is None:
            raise Refused(BUSY)
        if wait := begin_try(own_limits().real_name(citizen.id, form.id_no.data)):
            form.form_errors.append(told(wait))
            return _list(form, 429)
        children.bind(identity_of(settings), citizen, form.name.data, form.id_no.data, form.relation.data)
    except Refused as refused:
        form.form_errors.append(str(refused))
        return _list(form, 422)
    return _done("bind")


@bp.post("/<int(max=2147483647):number>/drop")
def drop(number: int) -> Response:
    """Withdraw the consent, and forget a child."""
    if not sessions.has_valid_token():
        abort(403)
    if not children.unbind(current_citizen(), number):
        abort(404)
    return _done("drop")


def _done(what: str) -> Response:
    return redirect(f"{here.root}/account/children?done={what}", 303)  # type: ignore[return-value]


def _list(form: ChildForm, status: int = 200) -> Response:
    citizen = current_citizen()
    found, done = children.mine(reading(), citizen.id), DONE.get(request.args.get("done", ""), "")
    return render_page("account/children.html", status=status, form=form, found=found, done=done, citizen=citizen)
