"""Looking a ticket up by number and password, and what its owner does with it then: one page for every kind.

The number of a case opens the case at the look-up of letters too, and the other way round.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from flask import Blueprint, Response, abort, current_app, redirect, request

from govsite.blueprints.counter.case_page import CASE
from govsite.blueprints.counter.letter_page import LETTER
from govsite.blueprints.counter.opened import Forms, Kind, written
from govsite.database.session import reading
from govsite.database.trouble import KINDS, is_away
from govsite.domain.accounts import mandates
from govsite.domain.cases.reading import CaseView
from govsite.domain.common.states import Refused
from govsite.domain.common.uploads import MOST_BYTES
from govsite.domain.tickets import agents, door, numbers, receipts
from govsite.domain.tickets.attachments import MOST_FILES
from govsite.domain.tickets.calendars import whole_day
from govsite.forms.lookup import LookupForm
from govsite.web import sessions
from govsite.web.attachments import download
from govsite.web.bodies import KB, Body, accepts
from govsite.web.clients import client_key
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.qr import qr_code
from govsite.web.script import HANT, to_traditional

ACT = Body(text=256 * KB, fields=20, files=MOST_FILES, file=MOST_BYTES)
PAGE, PIECE = "lookup/page.html", "lookup/_lookup.html"
BY_KIND = {"letter": LETTER, "case": CASE}
MEANT = {"letters": numbers.LETTER, "progress": numbers.CASE}  # first segment -> what a number without kind means
ACTIONS = "any(add, rate, reopen, supply, remind, withdraw, erase, password)"
WAIT = "为了保护您的信息，请过 {minutes} 分钟再查：试的次数太多，或者系统正忙。"
AWAY = "系统暂时查不了，请过几分钟再试。"
EXPIRED = "为了安全，页面停留太久会自动关上。请重新输入编号和密码。"
LEFT = "已经离开。在公用电脑上，请再关掉浏览器窗口。"

WHAT = {"answer": "部门告知是否受理", "decide": "办结", "supply": "交补正材料", "deliver": "送达结果"}


OWN_ONLY = frozenset({"withdraw", "erase", "password"})  # what nobody does for another
NOT_AS_AGENT = "换密码、撤回、抹去联系方式，要本人登录自己的账号来办。"


class Opened(NamedTuple):
    """The ticket that this browser has opened; ``agent`` is who does it for another, ``acts_for`` the other (代办)."""

    kind: Kind
    view: Any
    mandate_id: int | None = None
    agent: str = ""
    acts_for: str = ""


def lookup_at(name: str, module: str, column: str) -> Blueprint:
    """The look-up at the address of a column, as the blueprint of a module."""
    made = Blueprint(name, module, url_prefix=f"/{column}/lookup")
    made.get("")(look)
    made.post("")(enter)
    made.post("/leave")(leave)
    made.post(f"/<{ACTIONS}:action>")(act)
    made.post("/materials/<int:number>")(material)
    made.get("/files/<int:number>")(file)
    made.get("/print")(printed)
    made.get("/due.ics")(due)
    return made


def look() -> Response:
    """The ticket that this browser has opened, or the form."""
    opened = find_opened()
    if opened:
        return _show(opened)
    withdrawn = request.args.get("done") == "withdraw"  # which has closed the door
    return _ask(LookupForm(formdata=None), said="已经撤回，不再办理。" if withdrawn else "")


def enter() -> Response:
    """Open a ticket by its number and password."""
    form = LookupForm()
    if not form.validate():
        return _ask(form, 422 if form.errors else 200)
    number, password, kind = form.number.data, form.password.data, MEANT[_column()]
    tries = door.Tries.of(current_app.extensions["config"].secret_key, number, client_key(), kind)
    if seconds := tries.wait():
        form.form_errors.append(WAIT.format(minutes=-(-seconds // 60)))
        return _ask(form, 429)
    suspicious = tries.is_suspicious()
    if suspicious and not form.passes_captcha():
        tries.give_back(suspicious)
        return _ask(form, 422)
    try:
        opened = door.by_password(current_app.extensions["passwords"], number, password, kind)
    except KINDS as error:
        if not is_away(error):
            raise
        form.form_errors.append(AWAY)
        return _ask(form, 503)
    if opened is None:
        form.form_errors.append(door.WRONG)
        return _ask(form, 422)
    tries.give_back(suspicious)
    receipts.has_opened(opened.ticket_id)
    sessions.begin(door.KIND, str(opened.ticket_id), ticket=opened.kind)
    return redirect(_base(), 303)  # type: ignore[return-value]


def leave() -> Response:
    """Close the door, and let the browser forget what it may have kept."""
    try:
        sessions.end()
    except KINDS as error:  # the browser forgets its token all the same, and nobody else has it
        if not is_away(error):
            raise
    answer = _ask(LookupForm(formdata=None), said=LEFT)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@accepts(ACT)
def act(action: str) -> Response:
    """Do one thing with the ticket that is open; what was typed is still there where it cannot be done."""
    return _act(action, action)


@accepts(ACT)
def material(number: int) -> Response:
    """Send in the file of one material that is missing."""
    return _act(f"file-{number}", "file")


def _act(name: str, done: str) -> Response:
    try:
        opened = find_opened()
        if opened is None or not sessions.has_valid_token():
            return _ask(LookupForm(formdata=None), 422, said=EXPIRED, kept=written())
        if opened.mandate_id is not None and name in OWN_ONLY:
            return _redone(NOT_AS_AGENT)
        kinds = opened.kind.forms(opened.view)
        if name not in kinds:
            return _redone("现在不能这样做。页面已经更新，请看最新的情况。")
        forms = Forms(kinds, name)
        if not forms.is_right():
            return _show(opened, 422 if forms.has_faults() else 200, forms=forms)
        if password := opened.kind.perform(opened.view, forms):
            number = opened.view.ticket.number
            return render_page("lookup/new_password.html", base=_base(), number=number, password=password)
        if opened.mandate_id is not None:
            mandates.note_act(opened.mandate_id, opened.view.ticket.id, done)
            agents.note(opened.view.ticket.id, opened.agent)
    except Refused as refused:
        return _redone(str(refused))
    except KINDS as error:
        if not is_away(error):
            raise
        return _ask(LookupForm(formdata=None), 503, said=AWAY, kept=written())
    return redirect(f"{_base()}?done={done}", 303)  # type: ignore[return-value]


def _redone(said: str) -> Response:
    """The ticket as it is now, with what was typed for something that cannot be done any more."""
    opened = find_opened()
    if opened:
        return _show(opened, 409, said=said, kept=written())
    return _ask(LookupForm(formdata=None), 409, said=said, kept=written())


def file(number: int) -> Response:
    """A file of the ticket that is open, as a download."""
    opened = find_opened()
    if opened is None or number not in {each.id for each in opened.view.files}:
        abort(404)
    return download(number, opened.view.ticket.id)


def find_opened() -> Opened | None:
    """The ticket that this browser has opened, None while it has none."""
    found = sessions.current_session()
    if not found.data or found.found is None:
        return None
    kind = BY_KIND[found.data.get("ticket", "letter")]
    mandate_id, names = found.data.get("mandate"), ("", "")
    if mandate_id is not None:
        held = mandates.names(reading(), mandate_id)
        if held is None:  # it is over
            return None
        names = held
    view = kind.read(int(found.found.who))
    return Opened(kind, view, mandate_id, *names) if view is not None else None


def _column() -> str:
    """The first segment of the address that was asked for."""
    return request.path.split("/")[1]


def _base() -> str:
    return f"{here.root}/{_column()}/lookup"


def _show(opened: Opened, status: int = 200, *, forms: Forms | None = None, said: str = "", kept: str = "") -> Response:
    """The ticket; ``kept`` is what was typed for something that cannot be done any more."""
    kind, view = opened.kind, opened.view
    done = request.args.get("done", "") if request.method == "GET" else ""
    forms = forms or Forms(kind.forms(view))
    context = {
        "shown": kind.piece,
        "column": _column(),
        "base": _base(),
        "view": view,
        "forms": forms,
        "key": forms.key,
        "acts_for": opened.acts_for,
    }
    said = said or kind.done.get(done, "")
    return render_page(PAGE, PIECE, status=status, said=said, kept=kept, **context, **kind.context(view))


def _ask(form: LookupForm, status: int = 200, *, said: str = "", kept: str = "") -> Response:
    title = "查回复" if _column() == "letters" else "查进度"
    context: dict[str, Any] = {"base": _base(), "title": title, "view": None, "form": form, "column": _column()}
    return render_page(PAGE, PIECE, status=status, said=said, kept=kept, **context)


def printed() -> Response:
    """The case on paper: its number and the way back to it, never its password."""
    view = _case()
    lookup = here.lasting(_base())
    qr_size, qr = qr_code(lookup)
    return render_page(
        "cases/print.html",
        view=view,
        base=_base(),
        lookup=lookup,
        qr_size=qr_size,
        qr=qr,
        forms=None,
        **CASE.context(view),
    )


def due() -> Response:
    """The last day of what is promised or asked for, for a calendar."""
    view = _case()
    if view.promise is None:
        abort(404)
    uid = uuid5(NAMESPACE_URL, f"case:{view.ticket.id}:{view.promise.what}").urn
    summary = f"最晚今天{WHAT[view.promise.what]}：{view.case.item_name}"
    lookup = here.lasting(_base())
    text = whole_day(
        uid, view.promise.day, _read(summary), _read(f"编号 {view.ticket.number}\n查进度 {lookup}"), datetime.now(UTC)
    )
    answer = Response(text, mimetype="text/calendar")
    answer.headers["Content-Disposition"] = f"attachment; filename={view.ticket.number}.ics"
    return answer


def _case() -> CaseView:
    opened = find_opened()
    if opened is None or opened.kind is not CASE:
        abort(404)
    view: CaseView = opened.view
    return view


def _read(text: str) -> str:
    """A text of ours in the script of this request."""
    return to_traditional(text, remember=False) if here.script == HANT else text


bp = lookup_at("lookup", __name__, "letters")
