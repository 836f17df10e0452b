"""The sign-in of legal persons (法人用户登录): by credit code and password."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request

from govsite.domain.accounts.refused import Refused
from govsite.domain.common.tries import begin_try, told, was_right
from govsite.domain.companies import signing_in
from govsite.forms.companies import CompanyLoginForm
from govsite.web.citizen import own_limits
from govsite.web.company import HOME, begin_session
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.staff import own_hasher

bp = Blueprint("company_login", __name__, url_prefix="/login/firm")
CHANGED = "新密码已经设好，请登录。"
TOO_MANY = 429


@bp.get("")
def blank() -> Response:
    """The form."""
    return _page(CompanyLoginForm(formdata=None), said=CHANGED if "changed" in request.args else "")


@bp.post("")
def by_password() -> Response:
    """Credit code and password; what is wrong of them is not said. After three wrong ones a captcha."""
    form = CompanyLoginForm()
    if not form.validate():
        return _page(form, 422 if form.errors else 200)
    code = form.credit_code.data
    tries, unasked = own_limits().password(code), own_limits().unasked(code)
    if wait := begin_try(tries):
        form.form_errors.append(told(wait))
        return _page(form, TOO_MANY)
    suspicious = begin_try(unasked) > 0
    if suspicious and not form.passes_captcha():
        was_right(tries)  # the password was not looked at
        return _page(form, 422)
    try:
        company = signing_in.by_password(own_hasher(), code, form.password.data)
    except Refused as refused:
        form.form_errors.append(str(refused))
        return _page(form, 409)
    if company is None:
        form.form_errors.append(signing_in.WRONG)
        return _page(form, 422)
    was_right([*tries, *([] if suspicious else unasked)])
    begin_session(company)
    return redirect(f"{here.root}{HOME}/{company.id}", 303)  # type: ignore[return-value]


def _page(form: CompanyLoginForm, status: int = 200, *, said: str = "") -> Response:
    return render_page("companies/login.html", status=status, form=form, said=said)
