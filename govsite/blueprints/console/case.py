"""One case at the desk of its office (办件办理): all of it, and what can be done with it now."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request

from govsite.blueprints.console.case_acts import DO, Forms, hand_of
from govsite.blueprints.console.cases import said_of
from govsite.database.session import reading
from govsite.database.trouble import KINDS, is_away
from govsite.domain.cases import office
from govsite.domain.cases import sheet as sheets
from govsite.domain.cases.acts import FILE
from govsite.domain.cases.joint import OPINION, asked_at
from govsite.domain.cases.queues import NEW
from govsite.domain.cases.refusals import REFUSALS
from govsite.domain.cases.states import CASE, WORDS
from govsite.domain.common.days import today
from govsite.domain.common.states import Refused
from govsite.domain.common.workdays import calendar
from govsite.domain.people.scope import Needs
from govsite.domain.tickets.desks import Desk
from govsite.domain.tickets.form_keys import new_key, read_key
from govsite.domain.tickets.hands import Changed, Hidden
from govsite.domain.tickets.ratings import RATINGS
from govsite.domain.tickets.told import AGENT_WORDS, SENT_OFFICE_WORDS
from govsite.forms.lookup import SureForm
from govsite.web.attachments import download
from govsite.web.case_desk import Onward, asked_cases, case_desk, opened_case
from govsite.web.content import office_name, site_content
from govsite.web.desk import refuse
from govsite.web.gone import still_there, typed_words
from govsite.web.page import render_page
from govsite.web.pagination import LARGEST_NUMBER
from govsite.web.staff import is_good, needs

bp = Blueprint("case_desk", __name__, url_prefix=f"/console/cases/<int(max={LARGEST_NUMBER}):number>")
SLUGS = {name.replace(" ", "-"): name for name in DO}
BY_NAME = {name: slug for slug, name in SLUGS.items()}
# The next step, the first of these that can be taken; the others are folded, in the order of TITLES.
NEXT = ("accept", "go on", "supply", "resume", "deliver", "grant", "follow up")
TITLES = {way.action: way.office for way in CASE.steps if way.action in DO} | {"ask": "一次性告知需要补充的材料"}
STAYS = frozenset(
    {"accept", "ask", "step", "pause", "go on", "consult", "extend", "grant", "produce", "note", "supply", "resume"}
)
OFFICE_WORDS = {way.action: way.office for way in CASE.steps} | {
    "submit": "收件",
    **AGENT_WORDS,
    **SENT_OFFICE_WORDS,
    "password": "申请人换了查询密码",
    "reissue": "换发查询密码",
    FILE: "申请人网上交来文件",
    OPINION: "联办单位答复",
}
CHANGED = "您打开以后，这个办件有了变化，您的操作没有生效。请看下面的变化，再决定怎样办。"
AWAY = "系统暂时存不进去，您写的都还在。请过几分钟再按一次。"


@bp.get("")
@needs(Needs.CASES, Needs.TAKE_OVER)
def case(number: int) -> Response:
    """The case; who may only take it over sees where it stands, and nothing of who applied."""
    desk, ticket = still_there(opened_case, number, "cases", Needs.CASES)
    said = said_of(request.args.get("done", ""), request.args.get("of", ""))
    if not desk.may_read(ticket):
        return _closed(ticket, SureForm(formdata=None))
    view = _view(desk, ticket)
    return _show(view, Forms(view), said=said)


@bp.post("/take-over")
@needs(Needs.TAKE_OVER)
def take_over(number: int) -> Response:
    """Take the case over, which lets somebody read it."""
    desk, ticket = opened_case(number)
    form, onward = SureForm(), Onward.of(desk, ticket, "take over")
    if not is_good(form):
        return _closed(ticket, form, 422)
    hand = hand_of(desk, ticket)
    reading().rollback()
    try:
        office.take_over(hand)
    except (Changed, Refused) as error:
        form.form_errors.append(CHANGED if isinstance(error, Changed) else str(error))
        return _closed(opened_case(number)[1], form, 409)
    return onward.go(stays=True)


@bp.post("/<slug>")
@needs(Needs.CASES, Needs.TAKE_OVER)
def act(number: int, slug: str) -> Response:
    """Do one thing with it and open the next case of the list, or say why not, with what was typed kept."""
    desk, ticket = _readable(number)
    action = SLUGS.get(slug) or abort(404)
    view = _view(desk, ticket)
    forms, onward = Forms(view, action), Onward.of(desk, ticket, action)
    if not is_good(forms[action]):
        return _show(view, forms, 422)
    hand = hand_of(desk, ticket)
    reading().rollback()  # what comes now is read anew
    try:
        DO[action](hand, forms[action])
    except Hidden:
        _readable(number)  # it was passed on just now
        abort(404)
    except (Changed, Refused) as error:
        return _changed(number, action, CHANGED if isinstance(error, Changed) else str(error))
    except KINDS as error:
        if not is_away(error):
            raise
        forms[action].form_errors.append(AWAY)
        return _show(_view(*_readable(number)), forms, 503)
    return onward.go(action in STAYS and not (action == "accept" and asked_cases().queue.key == NEW))


@bp.get(f"/notice/<int(max={LARGEST_NUMBER}):notice>")
@needs(Needs.CASES, Needs.TAKE_OVER)
def notice(number: int, notice: int) -> Response:
    """The notice of what is missing (一次性告知书), to be printed."""
    desk, ticket = _readable(number)
    view = _view(desk, ticket)
    found = next((one for one in view.notices if one.id == notice), None) or abort(404)
    materials = [material for material in view.materials if material.supplement_id == found.id]
    context: dict[str, Any] = {"view": view, "ticket": ticket, "notice": found, "materials": materials}
    context["office"] = office_name(ticket.site_code, ticket.department)
    return render_page("console/cases/notice.html", asked=asked_cases(), **context)


@bp.get(f"/files/<int(max={LARGEST_NUMBER}):file>")
@needs(Needs.CASES, Needs.TAKE_OVER)
def file(number: int, file: int) -> Response:
    """What the applicant has sent in, as a download, for the office and for departments that were asked."""
    desk, ticket = case_desk(), sheets.find(reading(), number)
    if ticket is None or not (desk.may_read(ticket) or asked_at(reading(), desk, ticket)):
        refuse(number, "case")
    return download(file, number)


def _readable(number: int) -> tuple[Desk, sheets.Ticket]:
    """The case and the desk for who may read it now; who may only take it over may not."""
    desk, ticket = still_there(opened_case, number, "cases", Needs.CASES)
    if not desk.may_read(ticket):
        refuse(number, "case")
    return desk, ticket


def _view(desk: Desk, ticket: sheets.Ticket) -> sheets.Sheet:
    return sheets.read(reading(), calendar(), desk, ticket, today())


def _first(view: sheets.Sheet) -> str:
    """The next step, "" for none: what is missing is told before anything is accepted."""
    if view.lacking and {"accept", "ask"} <= view.actions:
        return "ask"
    return next((action for action in NEXT if action in view.actions), "")


def _titles(view: sheets.Sheet) -> dict[str, str]:
    return TITLES | {"accept": "容缺受理"} if view.lacking else TITLES


def _closed(ticket: sheets.Ticket, form: SureForm, status: int = 200) -> Response:
    name = office_name(ticket.site_code, ticket.department)
    context: dict[str, Any] = {"ticket": ticket, "form": form, "office": name, "key": new_key(), "states": WORDS}
    return render_page("console/cases/closed.html", status=status, asked=asked_cases(), **context)


def _changed(number: int, action: str, said: str) -> Response:
    """The case as it is now, what happened since it was read, and what was typed."""
    view = _view(*_readable(number))
    return _show(view, Forms(view, action), 409, said=said, since=True)


def _show(view: sheets.Sheet, forms: Forms, status: int = 200, *, said: str = "", since: bool = False) -> Response:
    ticket, seen = view.ticket, request.form.get("seen", "")[:9]
    news = view.since(int(seen)) if since and seen.isascii() and seen.isdigit() else []
    first = _first(view)
    context: dict[str, Any] = {"view": view, "ticket": ticket, "case": view.case, "forms": forms, "said": said}
    context |= {"news": news, "kept": typed_words() if since and forms.sent not in view.actions else ""}
    context |= {"asked": asked_cases(), "good": status == 200, "slugs": BY_NAME, "titles": _titles(view), "next": first}
    context |= {"others": forms.offered(TITLES, first), "offices": site_content().offices}
    context |= {"office": office_name(ticket.site_code, ticket.department), "words": OFFICE_WORDS}
    context |= {"key": read_key(request.form.get("form_key", "")), "due": calendar().due(ticket.started, ticket.limit)}
    context |= {"refusals": REFUSALS, "ratings": RATINGS}
    return render_page("console/cases/one.html", status=status, **context)
