"""The registration of a legal person, second step: its representative, signed in with a real name, and a password."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, redirect, request

from govsite.domain.accounts.refused import Refused
from govsite.domain.common.tries import begin_try, told
from govsite.domain.companies import registering
from govsite.domain.companies.registering import Draft
from govsite.forms.companies import RepresentativeForm
from govsite.web import company_drafts
from govsite.web.citizen import current_citizen, own_limits
from govsite.web.company import HOME
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.staff import is_good, own_hasher

bp = Blueprint("company_register", __name__, url_prefix=company_drafts.PAGE)


@bp.route("", methods=["GET", "POST"])
def representative() -> Response:
    """Name and number as the account has them, a password; then the register is asked."""
    citizen, draft = current_citizen(), company_drafts.find()
    if draft is None:
        return redirect(f"{here.root}/register/firm", 303)  # type: ignore[return-value]
    if request.method == "GET" or not citizen.is_real:
        return _page(RepresentativeForm(formdata=None), draft)
    form = RepresentativeForm()
    if not _is_right(form, draft):
        return _page(form, draft, 422)
    if wait := begin_try(own_limits().company(citizen.id, draft.credit_code)):
        form.form_errors.append(told(wait))
        return _page(form, draft, 429)
    try:
        asked = registering.register_of(current_app.extensions["config"].company)
        number = registering.register(asked, own_hasher(), citizen, draft, form.password.data)
    except Refused as refused:
        form.form_errors.append(str(refused))
        return _page(form, draft, 422)
    company_drafts.forget()
    return redirect(f"{here.root}{HOME}/{number}/certificate?new=1", 303)  # type: ignore[return-value]


def _is_right(form: RepresentativeForm, draft: Draft) -> bool:
    """Whether the register may be asked: that costs money."""
    good = is_good(form)
    if form.password.data and (said := registering.password_fault(form.password.data, draft.credit_code)):
        form.password.errors = [said]
        good = False
    if good and current_app.extensions["config"].company is None:
        form.form_errors.append(registering.CLOSED)
        good = False
    if good and not registering.is_representative(current_citizen(), form.name.data, form.id_no.data):
        form.form_errors.append(registering.NOT_YOU)
        good = False
    return good


def _page(form: RepresentativeForm, draft: Draft, status: int = 200) -> Response:
    citizen = current_citizen()
    return render_page("companies/representative.html", status=status, form=form, draft=draft, citizen=citizen)
