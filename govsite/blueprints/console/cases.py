"""The desk of cases (办件工作台): its queues, a list as a file, and taking a case in at the window."""

from __future__ import annotations

from itertools import islice
from typing import Any

from flask import Blueprint, Response, abort, current_app, request

from govsite.database.session import reading, writing
from govsite.domain.cases import desk as desks
from govsite.domain.cases import taking_in
from govsite.domain.cases.assigning import assign_many
from govsite.domain.cases.public import may_be_listed
from govsite.domain.cases.queues import QUEUES
from govsite.domain.cases.states import WORDS
from govsite.domain.catalogue.cards import Offer
from govsite.domain.catalogue.guides import Guide
from govsite.domain.catalogue.naming import LONGEST_CODE
from govsite.domain.common import audit
from govsite.domain.common.days import today
from govsite.domain.common.workdays import calendar
from govsite.domain.people.scope import Needs
from govsite.domain.tickets.form_keys import new_key, read_key
from govsite.domain.tickets.numbers import CASE as PREFIX
from govsite.domain.tickets.numbers import read_number
from govsite.domain.tickets.queues import days_of
from govsite.forms.cases import FIRM, POST, IntakeForm
from govsite.forms.desk import ManyForm
from govsite.typed import Typed
from govsite.web.case_desk import Asked, asked_cases, case_desk, lookup_address
from govsite.web.content import find_offers, guide_or_none, office_name, site_content, snapshot
from govsite.web.desk import LONGEST_QUERY, colleagues, have_assigned, said_of_many
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.qr import qr_code
from govsite.web.script import HANS, HANT
from govsite.web.staff import current_staff, is_good, needs

bp = Blueprint("cases_desk", __name__, url_prefix="/console/cases")
MOST_FOUND = 20
FULL = "这个事项今天的流水号用完了，请明天再收，或者请系统管理员处理。"
DONE = {
    "accept": "已受理，期限从今天起算",
    "refuse": "已决定不予受理",
    "ask": "已一次性告知",
    "supply": "已收到补充材料",
    "resume": "已收到补充材料，期限接着计算",
    "step": "已办到下一个环节",
    "pause": "特别程序开始，期限停止计算",
    "go on": "特别程序结束，期限接着计算",
    "consult": "已征求联办单位的意见",
    "opinion": "意见已交给经办部门",
    "extend": "已延长期限",
    "grant": "已准予",
    "deny": "已决定不予许可",
    "complete": "已办结",
    "produce": "已制证",
    "deliver": "已送达",
    "withdraw": "已撤回",
    "pass": "已转办",
    "assign": "已分派",
    "note": "备注已保存",
    "take over": "已接管，现在可以看这个办件",
}


@bp.get("")
@needs(Needs.QUEUES)
def cases() -> Response:
    """A queue, with the counts of all."""
    return _list(_many(formdata=None))


@bp.post("/assign")
@needs(Needs.CASES)
def assign() -> Response:
    """Give the cases that are ticked to a colleague."""
    form = _many()
    if not is_good(form):
        return _list(form, 422)
    reading().rollback()
    found = assign_many(case_desk(), current_staff().who, form.picks, form.chosen)
    return have_assigned("cases", asked_cases().query, *found)


@bp.get("/export.csv")
@needs(Needs.CASES)
def export() -> Response:
    """The cases of the list that is looked at, for a spreadsheet; the audit has a line of it."""
    found = _page(asked_cases(), desks.MOST_EXPORTED)
    text = desks.csv_of(found.rows, lambda key: office_name(here.site.code, key))
    with writing() as session:
        who, rows = current_staff().who, {"rows": len(found.rows)}
        audit.append(session, who=who, what="case.export", site_code=here.site.code, details=rows)
    headers = {"Content-Disposition": f"attachment; filename=cases-{today():%Y%m%d}.csv"}
    return Response(text, mimetype="text/csv", headers=headers)


@bp.get("/new")
@needs(Needs.CASES)
def choose() -> Response:
    """Find the item, and then fill in who applies and what they brought."""
    code = request.args.get("item", "")[:LONGEST_CODE]
    if code:
        return _show(_offered(code), new_key())
    typed = Typed(request.args.get("q", "")[:LONGEST_QUERY].strip())
    return render_page("console/cases/choose.html", q=typed, found=_find(typed), last=_last())


@bp.post("/new")
@needs(Needs.CASES)
def take_in() -> Response:
    """Store the case and show its receipt, or the form as it was filled in."""
    guide, key = _offered(request.args.get("item", "")[:LONGEST_CODE]), read_key(request.form.get("form_key", ""))
    form = _form(guide)
    if not is_good(form):
        return _show(guide, key, form, 422)
    passwords, who, intake = current_app.extensions["passwords"], current_staff().who, _intake(guide, form)
    reading().rollback()
    try:
        taken = taking_in.take_in(passwords, key, case_desk(), who, intake)
    except taking_in.DayIsFull:
        form.form_errors.append(FULL)
        return _show(guide, key, form, 409)
    except taking_in.Arrived:
        return render_page("console/cases/arrived.html")
    lookup = lookup_address()
    qr = qr_code(lookup)
    return render_page("console/cases/receipt.html", taken=taken, intake=intake, lookup=lookup, qr=qr)


def said_of(done: str, number: str) -> str:
    """What was done with which case, from an address that one of our own redirects made; "" for any other."""
    meant = read_number(number, PREFIX)
    return f"{DONE[done]}：{meant}。" if done in DONE and meant else ""


def _many(**values: None) -> ManyForm:
    return ManyForm(colleagues(of=Needs.CASES), current_staff().id, **values)


def _list(form: ManyForm, status: int = 200) -> Response:
    desk, wanted, days = case_desk(), asked_cases(), days_of(calendar(), today())
    content, args = site_content(), request.args
    context: dict[str, Any] = {"asked": wanted, "queues": QUEUES.values(), "states": WORDS, "offices": content.offices}
    context |= {"counts": desks.counts(reading(), desk, days), "most": desks.MOST_COUNTED, "form": form}
    context |= {"found": _page(wanted, desks.PER_PAGE), "reads": desk.reads is None or bool(desk.reads)}
    context["own"] = [key for key in content.offices if desk.lists is None or key in desk.lists]
    context["said"] = said_of(args.get("done", ""), args.get("of", "")) or said_of_many("办件", "件")
    return render_page("console/cases/page.html", "console/cases/_desk.html", status=status, **context)


def _page(wanted: Asked, limit: int) -> desks.Page:
    days, desk = days_of(calendar(), today()), case_desk()
    return desks.page(reading(), calendar(), desk, wanted.queue, wanted.wanted, days, after=wanted.after, limit=limit)


def _last() -> str:
    """The number of the case that was taken in before, whose receipt may be wanted once more; "" for none."""
    last = request.args.get("last", "")
    return last if last.isascii() and last.isdigit() and len(last) < 10 else ""


def _find(typed: str) -> list[Offer]:
    """What a clerk of the department may take in, by name, everyday name or code."""
    return list(islice((offer for offer in find_offers(typed) if _is_own(offer.department)), MOST_FOUND))


def _is_own(department: str) -> bool:
    reads = case_desk().reads
    return reads is None or department in reads


def _offered(code: str) -> Guide:
    """The guide of an item that may be taken in here, 404 for others."""
    guide, offer = guide_or_none(code), site_content().offers.get(code)
    if guide is None or offer is None or not _is_own(offer.department):
        abort(404)
    return guide


def _materials(guide: Guide) -> list[tuple[str, bool]]:
    """Names, and whether nothing is accepted without."""
    return [(one["name"], one.get("need") != "非必要") for one in guide.item.materials if one.get("name")]


def _form(guide: Guide, **values: Any) -> IntakeForm:
    labels = [name if needed else f"{name}（非必要）" for name, needed in _materials(guide)]
    return IntakeForm(labels, **values)


def _show(guide: Guide, key: str, form: IntakeForm | None = None, status: int = 200) -> Response:
    form = form or _form(guide, formdata=None, data={"how": "pick-up"})
    return render_page("console/cases/new.html", status=status, guide=guide, form=form, key=key, last=_last())


def _intake(guide: Guide, form: Any) -> taking_in.Intake:
    item, card = guide.item, snapshot().items[guide.item.code]
    ticked = set(form.materials.data or ())
    limit, calendar_days = guide.promised.clock
    return taking_in.Intake(
        department=site_content().offers[item.code].department,
        item_code=item.code,
        offering=guide.code,
        item_name=item.name,
        limit=limit,
        name=form.name.data,
        materials=tuple((name, str(n) in ticked, needed) for n, (name, needed) in enumerate(_materials(guide))),
        is_firm=form.kind.data == FIRM,
        phone=form.phone.data,
        email=form.email.data,
        by_post=form.how.data == POST,
        script=HANT if form.hant.data else HANS,
        listed=may_be_listed(item.name, card.themes, card.groups),
        calendar_days=calendar_days,
    )
