"""The registration of a legal person (法人用户注册), first step: what it is, typed before its representative comes."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request

from govsite.domain.companies.registering import Draft
from govsite.forms.companies import CompanyForm
from govsite.web import company_drafts
from govsite.web.here import here
from govsite.web.page import render_page

bp = Blueprint("company_draft", __name__, url_prefix="/register/firm")


@bp.route("", methods=["GET", "POST"])
def facts() -> Response:
    """Kind, name and credit code; they are kept while the representative signs in or registers."""
    if request.method == "GET":
        return _page(CompanyForm(formdata=None, obj=company_drafts.find()))
    form = CompanyForm()
    if not form.validate():
        return _page(form, 422)
    company_drafts.keep(Draft(form.kind.data, form.name.data, form.credit_code.data))
    return redirect(f"{here.root}{company_drafts.PAGE}", 303)  # type: ignore[return-value]


def _page(form: CompanyForm, status: int = 200) -> Response:
    return render_page("companies/register.html", status=status, form=form)
