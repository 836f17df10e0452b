"""The receipt of a case at the window (收件回执): printed once more, with another password where it is asked for."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, current_app

from govsite.blueprints.console.case_acts import hand_of
from govsite.database.session import reading
from govsite.domain.cases import reissuing, sheet
from govsite.domain.common.days import today
from govsite.domain.common.workdays import calendar
from govsite.domain.people.scope import Needs
from govsite.domain.tickets.desks import Desk
from govsite.domain.tickets.form_keys import new_key
from govsite.domain.tickets.hands import Changed, Hidden
from govsite.forms.cases import KnownForm
from govsite.web.case_desk import asked_cases, lookup_address, opened_case
from govsite.web.desk import refuse
from govsite.web.gone import still_there
from govsite.web.page import render_page
from govsite.web.pagination import LARGEST_NUMBER
from govsite.web.qr import qr_code
from govsite.web.staff import is_good, needs

bp = Blueprint("case_receipt", __name__, url_prefix=f"/console/cases/<int(max={LARGEST_NUMBER}):number>/receipt")
CHANGED = "您打开以后，这个办件有了变化，密码没有换。请看一眼办件，再换一次。"


@bp.get("")
@needs(Needs.CASES, Needs.TAKE_OVER)
def receipt(number: int) -> Response:
    """The receipt without a password, which nobody knows any more."""
    return _show(*_own(number), KnownForm(formdata=None))


@bp.post("")
@needs(Needs.CASES, Needs.TAKE_OVER)
def reissue(number: int) -> Response:
    """Give the applicant another password, and show it with the receipt, once."""
    desk, ticket = _own(number)
    form = KnownForm()
    if not is_good(form):
        return _show(desk, ticket, form, 422)
    hand = hand_of(desk, ticket)
    reading().rollback()
    try:
        password = reissuing.reissue(current_app.extensions["passwords"], hand)
    except Hidden:
        _own(number)  # it was passed on just now
        abort(404)
    except Changed:
        form.form_errors.append(CHANGED)
        return _show(*_own(number), form, 409)
    return _show(*_own(number), KnownForm(formdata=None), password=password, is_new=True)


def _own(number: int) -> tuple[Desk, sheet.Ticket]:
    desk, ticket = still_there(opened_case, number, "cases", Needs.CASES)
    if not desk.may_read(ticket):
        refuse(number, "case")
    return desk, ticket


def _show(
    desk: Desk, ticket: sheet.Ticket, form: KnownForm, status: int = 200, *, password: str = "", is_new: bool = False
) -> Response:
    view = sheet.read(reading(), calendar(), desk, ticket, today())
    lookup = lookup_address()
    context: dict[str, Any] = {"view": view, "ticket": ticket, "case": view.case, "form": form, "key": new_key()}
    context |= {"password": password, "is_new": is_new, "lookup": lookup, "qr": qr_code(lookup)}
    return render_page("console/cases/again.html", status=status, asked=asked_cases(), **context)
