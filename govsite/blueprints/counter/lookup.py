"""Looking a letter up by number and password (查回复), and what its writer does with it then."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, current_app, redirect, request

from govsite.blueprints.counter.letter_acts import DONE, Forms, perform
from govsite.database.session import reading
from govsite.database.trouble import KINDS, is_away
from govsite.domain.common.days import today
from govsite.domain.common.states import Refused
from govsite.domain.common.uploads import MOST_BYTES
from govsite.domain.common.workdays import calendar
from govsite.domain.letters.reading import LetterView, read
from govsite.domain.letters.telling import told
from govsite.domain.tickets import clock, door
from govsite.domain.tickets.attachments import MOST_FILES
from govsite.domain.tickets.form_keys import new_key
from govsite.forms.letters import LookupForm
from govsite.web import sessions
from govsite.web.attachments import download
from govsite.web.bodies import KB, Body, accepts
from govsite.web.clients import client_key
from govsite.web.content import office_name
from govsite.web.here import here
from govsite.web.page import render_page

bp = Blueprint("lookup", __name__, url_prefix="/letters/lookup")
ACT = Body(text=256 * KB, fields=20, files=MOST_FILES, file=MOST_BYTES)
PAGE, PIECE = "letters/lookup.html", "letters/_lookup.html"
WAIT = "为了保护写信人，请过 {minutes} 分钟再查：试的次数太多，或者系统正忙。"
AWAY = "系统暂时查不了，请过几分钟再试。"
EXPIRED = "为了安全，页面停留太久会自动关上。请重新输入编号和密码。"
LEFT = "已经离开。在公用电脑上，请再关掉浏览器窗口。"


@bp.get("")
def look() -> Response:
    """The letter that this browser has opened, or the form."""
    view = _opened()
    if view:
        return _show(view)
    withdrawn = request.args.get("done") == "withdraw"  # which has closed the door
    return _ask(LookupForm(formdata=None), said=DONE["withdraw"] if withdrawn else "")


@bp.post("")
def enter() -> Response:
    """Open a letter by its number and password."""
    form = LookupForm()
    if not form.validate():
        return _ask(form, 422 if form.errors else 200)
    number, password = form.number.data, form.password.data
    tries = door.Tries.of(current_app.extensions["config"].secret_key, number, client_key())
    if seconds := tries.wait():
        form.form_errors.append(WAIT.format(minutes=-(-seconds // 60)))
        return _ask(form, 429)
    suspicious = tries.is_suspicious()
    if suspicious and not form.passes_captcha():
        tries.give_back(suspicious)
        return _ask(form, 422)
    try:
        opened = door.by_password(current_app.extensions["passwords"], number, password)
    except KINDS as error:
        if not is_away(error):
            raise
        form.form_errors.append(AWAY)
        return _ask(form, 503)
    if opened is None:
        form.form_errors.append(door.WRONG)
        return _ask(form, 422)
    tries.give_back(suspicious)
    sessions.begin(door.KIND, str(opened.ticket_id))
    return redirect(f"{here.root}/letters/lookup", 303)  # type: ignore[return-value]


@bp.post("/leave")
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


@bp.post("/<any(add, rate, reopen, remind, withdraw, erase, password):action>")
@accepts(ACT)
def act(action: str) -> Response:
    """Do one thing with the letter that is open; what was typed is still there where it cannot be done."""
    forms, view = Forms(action), None
    try:
        view = _opened()
        if view is None or not sessions.has_valid_token():
            return _ask(LookupForm(formdata=None), 422, said=EXPIRED, kept=forms.text())
        if not forms.is_right():
            return _show(view, 422 if forms.has_faults() else 200, forms=forms)
        if password := perform(view, forms):
            return render_page("letters/new_password.html", number=view.ticket.number, password=password)
    except Refused as refused:
        return redone(str(refused), forms)
    except KINDS as error:
        if not is_away(error):
            raise
        return _ask(LookupForm(formdata=None), 503, said=AWAY, kept=forms.text())
    return redirect(f"{here.root}/letters/lookup?done={action}", 303)  # type: ignore[return-value]


def redone(said: str, forms: Forms) -> Response:
    """The letter as it is now, with what was typed for something that cannot be done any more."""
    view = _opened()
    return _show(view, 409, said=said, kept=forms.text()) if view else _ask(LookupForm(formdata=None), 409, said=said)


@bp.get("/files/<int:number>")
def file(number: int) -> Response:
    """A file of the letter that is open, as a download."""
    view = _opened()
    if view is None or number not in {each.id for each in view.files}:
        abort(404)
    return download(number, view.ticket.id)


def _opened() -> LetterView | None:
    found = sessions.current_session()
    if not found.data or found.found is None:
        return None
    return read(reading(), calendar(), int(found.found.who), today())


def _show(
    view: LetterView, status: int = 200, *, forms: Forms | None = None, said: str = "", kept: str = ""
) -> Response:
    """The letter; ``kept`` is what was typed for something that cannot be done any more."""
    days, ticket = calendar(), view.ticket
    promised = days.due(ticket.started, ticket.limit)
    done = request.args.get("done", "") if request.method == "GET" else ""
    context: dict[str, Any] = {
        "place": here.tree.by_code.get(ticket.site_code, here.tree.root),
        "office": office_name(ticket.site_code, ticket.department),
        "names": {m.id: office_name(m.site_code, m.department) for m in view.messages},
        "words": {event.id: told(event.action) for event in view.events},
        "due": promised,
        "paused": clock.worked_between(days, promised.day, ticket.due),
        "forms": forms or Forms(),
        "key": forms.key if forms else new_key(),
    }
    return render_page(PAGE, PIECE, status=status, view=view, said=said or DONE.get(done, ""), kept=kept, **context)


def _ask(form: LookupForm, status: int = 200, *, said: str = "", kept: str = "") -> Response:
    return render_page(PAGE, PIECE, status=status, view=None, form=form, said=said, kept=kept)
