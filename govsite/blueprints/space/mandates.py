"""Errands that one does for another (代办): given, entered, confirmed, ended; and the errand's tickets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from flask import Blueprint, Response, abort, redirect, request

from govsite.blueprints.space.tickets import blank_form, claimed, opened
from govsite.database.session import reading
from govsite.domain.accounts import claims, favourites, mandates
from govsite.domain.accounts.account import Citizen
from govsite.domain.accounts.claims import Owner
from govsite.domain.accounts.refused import Refused
from govsite.domain.common.tries import begin_try, told, was_right
from govsite.forms.accounts import ClaimForm
from govsite.forms.acting import read_day
from govsite.forms.base import options
from govsite.forms.proofs import ErrandForm, MandateForm
from govsite.web import sessions
from govsite.web.citizen import current_citizen, own_limits
from govsite.web.content import snapshot
from govsite.web.here import here
from govsite.web.own_tickets import rows_of
from govsite.web.page import render_page
from govsite.web.staff import is_good

bp = Blueprint("mandates", __name__, url_prefix="/account/errands")
ONE = "/<int(max=2147483647):number>"
TICKET, ITEM = "ticket", "item"  # kinds of errands
_ERRAND = re.compile(rf"(?:{TICKET}-(?P<ticket>[0-9]{{1,9}})|{ITEM}-(?P<item>[0-9A-Z]{{12,14}}))")
DONE = {
    "enter": "已经告诉对方。等对方在他的“代办”里确认是您，就能办了。",
    "confirm": "已经确认。对方现在可以替您办这一件，到期自动停，您随时可以结束。",
    "end": "已经结束，马上起作用。",
    "claim": "已经放进对方的用户空间。",
}


@bp.get("")
def mine() -> Response:
    """Those that one gave and those that one does, and both forms."""
    return _list(_form(blank=True), ErrandForm(formdata=None))


@bp.post("")
def make() -> Response:
    """Let somebody do an errand: its code is shown once."""
    form, code = _form(), ""
    if not is_good(form):
        return _list(form, ErrandForm(formdata=None), 422)
    errand, until = _ERRAND.fullmatch(form.errand.data), read_day(form.until.data)
    if errand is None or until is None:
        abort(422)
    try:
        ticket = int(errand["ticket"]) if errand["ticket"] else None
        code = mandates.make(current_citizen(), ticket, errand["item"] or "", until)
    except Refused as refused:
        form.form_errors.append(str(refused))
        return _list(form, ErrandForm(formdata=None), 409)
    return render_page("account/errand_code.html", code=code)


@bp.post("/enter")
def enter() -> Response:
    """Say that one is who does it, by the code that one was told."""
    citizen, form = current_citizen(), ErrandForm()
    if not is_good(form):
        return _list(_form(blank=True), form, 422)
    tries = own_limits().errand(citizen.id)
    if wait := begin_try(tries):
        form.form_errors.append(told(wait))
        return _list(_form(blank=True), form, 429)
    try:
        mandates.enter(citizen, form.code.data)
    except Refused as refused:
        form.code.errors = [str(refused)]
        return _list(_form(blank=True), form, 422)
    was_right(tries)
    return _to("?done=enter")


@bp.post(f"{ONE}/confirm")
def confirm(number: int) -> Response:
    """Say that it is the right person who does it."""
    return _settled("confirm", mandates.confirm, number)


@bp.post(f"{ONE}/end")
def end(number: int) -> Response:
    """End it, by either."""
    return _settled("end", mandates.end, number)


def _settled(done: str, act: Callable[[Citizen, int], bool], number: int) -> Response:
    if not sessions.has_valid_token():
        abort(403)
    if not act(current_citizen(), number):
        abort(404)
    return _to(f"?done={done}")


@bp.get(ONE)
def one(number: int) -> Response:
    """The errand of somebody else, by who does it."""
    return _one(number, blank_form())


@bp.post(ONE)
def claim(number: int) -> Response:
    """Put a ticket of the errand into the space of whose errand it is, by its number and password."""
    form = ClaimForm()
    status = claimed(form, _owner(number))
    return _one(number, form, status) if status else _to(f"/{number}?done=claim")


@bp.post(f"{ONE}/tickets/<int(max=2147483647):ticket>/open")
def open_ticket(number: int, ticket: int) -> Response:
    """Open a ticket of the errand; who did it for whom is written down."""
    return opened(_owner(number), ticket)


def _owner(number: int) -> Owner:
    """How one acts by a mandate; 404 for one that does not hold or is another's."""
    return mandates.acting(reading(), current_citizen(), number) or abort(404)


def _form(*, blank: bool = False) -> MandateForm:
    form = MandateForm(formdata=None) if blank else MandateForm()
    form.errand.choices = options(_errands())
    return form


def _errands() -> Iterator[tuple[str, str]]:
    """One's own tickets, and items that one keeps at hand or comes from."""
    citizen, items = current_citizen(), snapshot().items
    for row in rows_of(claims.mine(reading(), claims.of(citizen))):
        yield f"{TICKET}-{row.own.id}", f"{row.kind} {row.own.number}：{row.about}"
    codes = [each.item_code for each in favourites.mine(reading(), citizen.id)]
    for code in dict.fromkeys([request.args.get("item", ""), *codes]):
        if code in items:
            yield f"{ITEM}-{code}", f"还没有交的：{items[code].name}"


def _to(path: str) -> Response:
    return redirect(f"{here.root}/account/errands{path}", 303)  # type: ignore[return-value]


def _one(number: int, form: ClaimForm, status: int = 200) -> Response:
    owner = _owner(number)
    row = mandates.find(reading(), current_citizen().id, number)
    tickets = rows_of(claims.mine(reading(), owner))
    context: dict[str, Any] = {
        "row": row,
        "tickets": tickets,
        "items": snapshot().items,
        "done": DONE.get(request.args.get("done", "")),
    }
    return render_page("account/errand.html", status=status, form=form, **context)


def _list(form: MandateForm, entering: ErrandForm, status: int = 200) -> Response:
    citizen = current_citizen()
    found = mandates.all_of(reading(), citizen.id)
    context: dict[str, Any] = {"found": found, "items": snapshot().items, "entering": entering, "citizen": citizen}
    context["offers"] = bool(form.errand.choices)
    done = DONE.get(request.args.get("done", ""))
    return render_page("account/errands.html", status=status, form=form, done=done, **context)
