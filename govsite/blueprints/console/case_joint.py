"""A case of another department that asks for an opinion (联办征求意见): what is asked, and the answer."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from govsite.blueprints.console.case_acts import hand_of
from govsite.database.session import reading
from govsite.domain.cases import joint, sheet
from govsite.domain.cases.states import WORDS
from govsite.domain.common.days import today
from govsite.domain.common.states import Refused
from govsite.domain.common.workdays import calendar
from govsite.domain.people.scope import Needs
from govsite.domain.tickets.desks import Desk
from govsite.domain.tickets.form_keys import read_key
from govsite.forms.cases import AGREES, OpinionForm
from govsite.web.case_desk import case_desk
from govsite.web.content import office_name, site_content
from govsite.web.desk import lead_on, refuse
from govsite.web.page import render_page
from govsite.web.pagination import LARGEST_NUMBER
from govsite.web.staff import is_good, needs

bp = Blueprint("case_joint", __name__, url_prefix=f"/console/cases/<int(max={LARGEST_NUMBER}):number>/opinion")
QUEUE = "queue=joint"


@bp.get("")
@needs(Needs.CASES)
def opinion(number: int) -> Response:
    """What is asked, with what the applicant has brought."""
    return _show(*_asked(number), OpinionForm(formdata=None))


@bp.post("")
@needs(Needs.CASES)
def give(number: int) -> Response:
    """Give the opinion, and go back to what else waits for one."""
    desk, ticket, _ = _asked(number)
    form = OpinionForm()
    if not is_good(form):
        return _show(*_asked(number), form, 422)
    hand = hand_of(desk, ticket)
    reading().rollback()
    try:
        joint.answer(hand, agrees=form.agrees.data == AGREES, words=form.words.data)
    except Refused as error:
        form.form_errors.append(str(error))
        return _show(*_asked(number), form, 409)
    return lead_on("cases", 0, QUEUE, joint.OPINION, ticket.number)


def _asked(number: int) -> tuple[Desk, sheet.Ticket, joint.JointUnit]:
    """The case of who was asked: the department that has not answered yet comes first. 404 for others, audited."""
    desk, ticket = case_desk(), sheet.find(reading(), number)
    units = joint.asked_at(reading(), desk, ticket) if ticket else ()
    if ticket is None or not units:
        refuse(number, "case")
    return desk, ticket, min(units, key=lambda unit: unit.answered is not None)


def _show(desk: Desk, ticket: sheet.Ticket, unit: joint.JointUnit, form: OpinionForm, status: int = 200) -> Response:
    view = sheet.read(reading(), calendar(), desk, ticket, today())
    context: dict[str, Any] = {"view": view, "ticket": ticket, "case": view.case, "unit": unit, "form": form}
    context |= {"office": office_name(ticket.site_code, ticket.department), "offices": site_content().offices}
    context |= {"key": read_key(request.form.get("form_key", "")), "states": WORDS}
    context["open"] = unit.answered is None and ticket.state in joint.WHILE
    return render_page("console/cases/opinion.html", status=status, **context)
