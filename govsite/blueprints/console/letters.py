"""The desk of letters (信件工作台): its queues, many letters given to somebody at once, a list as a file."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from govsite.database.session import reading, writing
from govsite.domain.common import audit
from govsite.domain.common.days import today
from govsite.domain.common.workdays import calendar
from govsite.domain.letters import desk as desks
from govsite.domain.letters.assigning import assign_many
from govsite.domain.letters.listing import csv_of
from govsite.domain.letters.states import DESK_WORDS
from govsite.domain.people.scope import Needs
from govsite.domain.tickets.desks import Desk
from govsite.domain.tickets.numbers import read_number
from govsite.domain.tickets.queues import days_of
from govsite.forms.desk import ManyForm
from govsite.web.content import office_name, site_content
from govsite.web.desk import Asked, asked, colleagues, have_assigned, own_desk, said_of_many
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.staff import current_staff, is_good, needs

bp = Blueprint("letters_desk", __name__, url_prefix="/console/letters")
DONE = {
    "accept": "已受理",
    "refuse": "已回复不予受理",
    "pass": "已转办",
    "ask": "已请写信人补充，期限暂停计算",
    "go on": "继续办理，期限接着计算",
    "note": "备注已保存",
    "assign": "已分派",
    "read": "已看过补充",
    "take over": "已接管，现在可以看这封信",
    "reply": "已答复",
    "propose": "答复已送审",
    "approve": "已审核通过，答复已发出",
    "return": "已退回修改",
    "follow up": "回访已发出",
    "answer more": "回复已发出",
    "publish": "已公开",
    "unpublish": "已取消公开",
    "withhold": "已决定不公开",
}


@bp.get("")
@needs(Needs.QUEUES)
def letters() -> Response:
    """A queue, with the counts of all."""
    return _show(_form(formdata=None))


@bp.post("/assign")
@needs(Needs.LETTERS)
def assign() -> Response:
    """Give the letters that are ticked to a colleague."""
    form = _form()
    if not is_good(form):
        return _show(form, 422)
    reading().rollback()
    found = assign_many(own_desk(), current_staff().who, form.picks, form.chosen)
    return have_assigned("letters", asked().query, *found)


@bp.get("/export.csv")
@needs(Needs.LETTERS)
def export() -> Response:
    """The letters of the list that is looked at, for a spreadsheet; the audit has a line of it."""
    found = _page(own_desk(), asked(), desks.MOST_EXPORTED, whole=True)
    text = csv_of(found.rows, lambda key: office_name(here.site.code, key))
    with writing() as session:  # a file goes where no door is
        who, rows = current_staff().who, {"rows": len(found.rows)}
        audit.append(session, who=who, what="letter.export", site_code=here.site.code, details=rows)
    headers = {"Content-Disposition": f"attachment; filename=letters-{today():%Y%m%d}.csv"}
    return Response(text, mimetype="text/csv", headers=headers)


def said_of(done: str, number: str) -> str:
    """What was done with which letter, from an address that one of our own redirects made; "" for any other."""
    return f"{DONE[done]}：{read_number(number)}。" if done in DONE and read_number(number) else ""


def _show(form: ManyForm, status: int = 200) -> Response:
    desk, wanted = own_desk(), asked()
    days = days_of(calendar(), today())
    args = request.args
    context: dict[str, Any] = {
        "asked": wanted,
        "queues": desks.queues_of(desk),
        "counts": desks.counts(reading(), desk, days),
        "most": desks.MOST_COUNTED,
        "found": _page(desk, wanted, desks.PER_PAGE),
        "states": DESK_WORDS,
        "kinds": here.tree.portal.letters,
        "offices": site_content().offices,
        "own": [key for key in site_content().offices if desk.lists is None or key in desk.lists],
        "said": said_of(args.get("done", ""), args.get("of", "")) or said_of_many("信件", "封"),
        "reads": desk.reads is None or bool(desk.reads),
        "form": form,
    }
    return render_page("console/letters/page.html", "console/letters/_desk.html", status=status, **context)


def _page(desk: Desk, wanted: Asked, limit: int, *, whole: bool = False) -> desks.Page:
    days, queue, which = days_of(calendar(), today()), wanted.queue, wanted.wanted
    return desks.page(reading(), calendar(), desk, queue, which, days, after=wanted.after, limit=limit, whole=whole)


def _form(**values: None) -> ManyForm:
    return ManyForm(colleagues(), current_staff().id, **values)
