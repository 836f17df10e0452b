"""The sign-in of legal persons by certificate (证书登录): by the browser's own, or through a driver."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request

from govsite.domain.accounts.refused import Refused
from govsite.domain.common.tries import begin_try, told
from govsite.domain.companies import certificates
from govsite.forms.certificates import ShownForm, SignedForm
from govsite.typed import Typed
from govsite.web import certificates as asked
from govsite.web.citizen import own_limits
from govsite.web.company import HOME, begin_session
from govsite.web.here import here
from govsite.web.page import render_page

bp = Blueprint("company_certificate", __name__, url_prefix="/login/certificate")
PAGE = "/login/certificate"


@bp.get("")
def ways() -> Response:
    """The ways to show one."""
    return _ways()


@bp.post("/leave")
def leave() -> Response:
    """To the host that asks the browser for a certificate."""
    if wait := begin_try(own_limits().trip()):
        return _ways(told(wait), 429)
    return asked.lead_to_host(None)


@bp.get("/back")
def back() -> Response:
    """Back from there; nothing happens before the button is pressed, for nothing changes on GET."""
    asked.own_settings()
    form = ShownForm(request.args)
    if not form.code.data:
        return _ways(certificates.WHY["over"])
    form.code.data = Typed(form.code.data)
    return render_page("companies/certificate_back.html", form=form, action=f"{PAGE}/back", button="数字证书登录")


@bp.post("/back")
def come_back() -> Response:
    """Sign the firm in whose certificate was seen there."""
    if wait := begin_try(own_limits().certificate()):
        return _ways(told(wait), 429)
    try:
        company = certificates.sign_in(asked.shown(ShownForm().code.data or "", None))
    except Refused as refused:
        return _ways(str(refused), 422)
    return _go_in(company)


@bp.post("/driver")
def driver() -> Response:
    """The page that talks to the driver."""
    if wait := begin_try(own_limits().trip()):
        return _ways(told(wait), 429)
    return _driver(SignedForm(formdata=None))


@bp.post("/sign")
def sign() -> Response:
    """A text of ours, signed: the firm whose certificate it is is signed in."""
    form = SignedForm()
    if wait := begin_try(own_limits().certificate()):
        return _ways(told(wait), 429)
    try:
        company = certificates.sign_in(asked.signed(form.proof, None))
    except Refused as refused:
        form.form_errors.append(str(refused))
        return _driver(form, 422)
    return _go_in(company)


def _go_in(company: certificates.Facts) -> Response:
    asked.end()
    begin_session(company)
    return redirect(f"{here.root}{HOME}/{company.id}", 303)  # type: ignore[return-value]


def _driver(form: SignedForm, status: int = 200) -> Response:
    nonce, drivers = asked.ask_for_signature(None)
    form.ask(nonce)
    return render_page("companies/certificate_driver.html", status=status, form=form, drivers=drivers)


def _ways(said: str = "", status: int = 200) -> Response:
    settings = asked.own_settings()
    return render_page("companies/certificate_login.html", status=status, settings=settings, said=said)
