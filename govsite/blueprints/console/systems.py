"""Systems that sign people in with their account here (接入系统): registered, changed, closed; secrets shown once."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, request

from govsite.database.session import reading
from govsite.domain.openid import clients, keys
from govsite.domain.openid.clients import OpenidClient
from govsite.domain.openid.scopes import WORDS
from govsite.domain.people.scope import Needs
from govsite.forms.openid import SystemForm
from govsite.forms.staff import AgainForm
from govsite.typed import Typed
from govsite.web.again import GOOD, asked_again
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.pagination import LARGEST_NUMBER
from govsite.web.staff import current_staff, needs

bp = Blueprint("console_systems", __name__, url_prefix="/console/systems")
NUMBER = f"/<int(max={LARGEST_NUMBER}):number>"
NO_SECTOR = "没有这个客户端编号，请核对；不和别的系统认同一个人，就空着。"
DONE = {"change": "改好了，马上起作用。", "off": "停用了，没有人能再登录它。", "on": "重新启用了。"}


@bp.get("")
@needs(Needs.PORTAL)
def overview() -> Response:
    """All systems, and whether there is a key that signs."""
    rows, done = clients.all_of(reading()), DONE.get(request.args.get("done", ""), "")
    return render_page("console/systems/list.html", rows=rows, done=done, has_key=bool(keys.all_of(reading())))


@bp.route("/new", methods=["GET", "POST"])
@needs(Needs.PORTAL)
def new() -> Response:
    """A new system; its secret is shown once, in the answer."""
    form = SystemForm()
    form.offer()
    if request.method == "GET":
        return render_page("console/systems/form.html", form=form, row=None)
    status = asked_again(form)
    if status == GOOD and form.sector.data and clients.by_name(reading(), form.sector.data) is None:
        form.sector.errors, status = [NO_SECTOR], 422
    if status != GOOD:
        return render_page("console/systems/form.html", form=form, row=None, status=status)
    officer = current_staff()
    made = clients.create(officer.who, form.facts, officer.id)
    return render_page("console/systems/secret.html", made=made, name=form.name.data)


@bp.route(NUMBER, methods=["GET", "POST"])
@needs(Needs.PORTAL)
def change(number: int) -> Response:
    """What is said of a system."""
    row = _row(number)
    form = SystemForm() if request.method == "POST" else _filled(row)
    del form.sector
    form.offer()
    status = 200 if request.method == "GET" else asked_again(form)
    if request.method == "GET" or status != GOOD:
        return render_page("console/systems/form.html", form=form, row=row, words=WORDS, status=status)
    clients.change(current_staff().who, row.id, form.facts)
    return _done("change")


@bp.route(f"{NUMBER}/secret", methods=["GET", "POST"])
@needs(Needs.PORTAL)
def secret(number: int) -> Response:
    """Ask, then give a system another secret, shown once."""
    row, form = _row(number), AgainForm()
    status = 200 if request.method == "GET" else asked_again(form)
    if request.method == "GET" or status != GOOD:
        return render_page("console/systems/ask.html", row=row, form=form, act="secret", status=status)
    made = clients.renew(current_staff().who, row.id)
    return render_page("console/systems/secret.html", made=made, name=Typed(row.name))


@bp.route(f"{NUMBER}/switch", methods=["GET", "POST"])
@needs(Needs.PORTAL)
def switch(number: int) -> Response:
    """Ask, then close a system, or open it again."""
    row, form = _row(number), AgainForm()
    status = 200 if request.method == "GET" else asked_again(form)
    if request.method == "GET" or status != GOOD:
        return render_page("console/systems/ask.html", row=row, form=form, act="switch", status=status)
    is_on = row.disabled is not None
    clients.switch(current_staff().who, row.id, on=is_on)
    return _done("on" if is_on else "off")


def _row(number: int) -> OpenidClient:
    row = clients.find(reading(), number)
    if row is None:
        abort(404)
    return row


def _filled(row: OpenidClient) -> SystemForm:
    values = {"name": row.name, "department": row.department, "purpose": row.purpose, "logout_uri": row.logout_uri}
    values |= {"redirect_uris": "\n".join(row.redirect_uris), "leave_uris": "\n".join(row.leave_uris)}
    typed = {name: Typed(value) for name, value in values.items()}
    return SystemForm(formdata=None, data={**typed, "scopes": list(row.scopes), "level": str(row.level)})


def _done(what: str) -> Response:
    return redirect(f"{here.root}/console/systems?done={what}", 303)  # type: ignore[return-value]
