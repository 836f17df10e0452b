"""Another password for a legal person, by who knows the one that there is."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, request

from govsite.domain.accounts.refused import Refused
from govsite.domain.common.tries import begin_try, told, was_right
from govsite.domain.companies import signing_in
from govsite.domain.companies.company import Actor
from govsite.forms.accounts import ChangePasswordForm
from govsite.web.citizen import own_limits
from govsite.web.company import HOME, current_actor, for_companies, own_company
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.staff import is_good, keep_session, own_hasher, session_number

bp = Blueprint("company_password", __name__, url_prefix=f"{HOME}/<int(max=2147483647):number>/password")


@bp.route("", methods=["GET", "POST"])
@for_companies
def password(number: int) -> Response:
    """The old one and the new one twice; other sign-ins of the legal person end."""
    actor, form = current_actor(number), ChangePasswordForm()
    if actor.is_agent:
        abort(404)
    if request.method == "GET":
        return _page(actor, form)
    if not is_good(form):
        return _page(actor, form, 422)
    tries = own_limits().password(actor.company.who)
    if wait := begin_try(tries):
        form.form_errors.append(told(wait))
        return _page(actor, form, 429)
    keep = session_number() if own_company() else 0
    try:
        signing_in.change(own_hasher(), actor, form.old.data, form.new.data, keep)
    except Refused as refused:
        field = form.old if str(refused) == signing_in.WRONG_OLD else form.new
        field.errors = [str(refused)]
        return _page(actor, form, 422)
    was_right(tries)
    if keep:
        keep_session(actor.company.revision + 1)
    return redirect(f"{here.root}{HOME}/{number}?done=password", 303)  # type: ignore[return-value]


def _page(actor: Actor, form: ChangePasswordForm, status: int = 200) -> Response:
    return render_page("companies/password.html", status=status, form=form, actor=actor, firm=actor.company)
