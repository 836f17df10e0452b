"""The sign-in of legal persons (法人用户登录): by credit code and password."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, request

from govsite.blueprints.counter.guarded import guarded
from govsite.domain.companies import signing_in
from govsite.forms.companies import CompanyLoginForm
from govsite.web.certificates import find_settings
from govsite.web.company import HOME, begin_session
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.staff import own_hasher

bp = Blueprint("company_login", __name__, url_prefix="/login/firm")
CHANGED = "新密码已经设好，请登录。"


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
    code, password = form.credit_code.data, form.password.data
    company, status = guarded(
        form, code, lambda: signing_in.by_password(own_hasher(), code, password), signing_in.WRONG
    )
    if company is None:
        return _page(form, status)
    begin_session(company)
    return redirect(f"{here.root}{HOME}/{company.id}", 303)  # type: ignore[return-value]


def _page(form: CompanyLoginForm, status: int = 200, *, said: str = "") -> Response:
    context: dict[str, Any] = {"said": said, "by_certificate": find_settings() is not None}
    return render_page("companies/login.html", status=status, form=form, **context)
