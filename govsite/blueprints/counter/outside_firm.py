"""Legal persons (法人) that sign in with another system: the first time they prove their account here."""

from __future__ import annotations

from flask import Blueprint, Response, redirect

from govsite.blueprints.counter.guarded import guarded
from govsite.blueprints.counter.login_page import back_to_login as told
from govsite.domain.accounts import outside as ways
from govsite.domain.accounts.refused import Refused
from govsite.domain.accounts.trips import Way
from govsite.domain.companies import outside, signing_in
from govsite.domain.companies.company import Facts
from govsite.forms.outside import LinkFirmForm
from govsite.web import trips
from govsite.web.company import HOME, begin_session
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.staff import own_hasher
from govsite.web.trips import KEYS, own_system

bp = Blueprint("outside_firm", __name__, url_prefix=f"/login/{KEYS}/firm")


@bp.post("")
def prove(key: str) -> Response:
    """The password of the legal person whose credit code the other system has told."""
    form = LinkFirmForm()
    way = trips.open_way(key, form.trip.data)
    if way is None or way.person is None or not way.person.credit_code or way.account_id is not None:
        return told(ways.OVER.format(own_system(key).name), 422)
    if not form.validate():
        return _page(key, form, way, 422 if form.errors else 200)
    code, password = way.person.credit_code, form.password.data
    company, status = guarded(
        form, code, lambda: signing_in.by_password(own_hasher(), code, password), signing_in.WRONG
    )
    if company is None:
        return _page(key, form, way, status)
    try:
        outside.bind(way, company)
    except Refused as refused:
        return told(str(refused), 409)
    return _go_in(company)


def came(key: str, way: Way) -> Response:
    """A legal person has come back: signed in where it is bound, else asked to prove itself."""
    company = outside.bound(way)
    if company is None:
        form = LinkFirmForm(formdata=None)
        form.trip.data = way.token
        return _page(key, form, way)
    try:
        outside.sign_in(way, company)
    except Refused as refused:
        return told(str(refused), 409)
    return _go_in(company)


def _go_in(company: Facts) -> Response:
    trips.end()
    begin_session(company)
    return redirect(f"{here.root}{HOME}/{company.id}", 303)  # type: ignore[return-value]


def _page(key: str, form: LinkFirmForm, way: Way, status: int = 200) -> Response:
    code, name = way.person.credit_code if way.person else "", own_system(key).name
    return render_page("account/outside_firm.html", status=status, form=form, key=key, name=name, code=code)
