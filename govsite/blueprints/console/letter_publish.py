"""Making a letter ready for everybody (公开来信): what is suggested, what somebody made of it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request

from govsite.blueprints.console.letter_acts import hand_of
from govsite.database.session import reading
from govsite.domain.common.days import today
from govsite.domain.common.states import Refused
from govsite.domain.common.workdays import calendar
from govsite.domain.letters import releasing, sheet
from govsite.domain.letters.redaction import redact
from govsite.domain.people.scope import Needs
from govsite.domain.tickets.form_keys import new_key
from govsite.domain.tickets.hands import Changed, Hidden
from govsite.forms.desk import PublishForm
from govsite.typed import Typed
from govsite.web.desk import Onward, asked, opened, own_desk, refuse
from govsite.web.page import render_page
from govsite.web.pagination import LARGEST_NUMBER
from govsite.web.staff import is_good, needs

bp = Blueprint("letter_publish", __name__, url_prefix=f"/console/letters/<int(max={LARGEST_NUMBER}):number>/publish")
CHANGED = "您打开以后，这封信有了变化，还没有公开。请先看看信件，再按一次“公开”。"


@bp.get("")
@needs(Needs.LETTERS, Needs.TAKE_OVER)
def blank(number: int) -> Response:
    """What was published before, else the letter with what may tell who wrote it masked, as a new answer is."""
    view = _read(number)
    letter, name = view.letter, view.ticket.name or ""
    texts = {"title": letter.title, "body": letter.body, "answer": view.answer}
    masked = {field: redact(text, name) for field, text in texts.items()}
    before = {"title": letter.public_title, "body": letter.public_body}
    if letter.undecided is None:
        before["answer"] = letter.public_reply
    values = {field: Typed(before.get(field) or masked[field].text) for field in texts}
    found = dict.fromkeys(kind for one in masked.values() for kind in one.found)
    return _show(view, PublishForm(formdata=None, data=values), found=list(found))


@bp.post("")
@needs(Needs.LETTERS, Needs.TAKE_OVER)
def publish(number: int) -> Response:
    """Publish it, and open the next letter of the list."""
    view, form = _read(number), PublishForm()
    if not is_good(form):
        return _show(view, form, 422)
    desk = own_desk()
    onward, hand = Onward.of(desk, view.ticket, "publish"), hand_of(desk, view.ticket)
    reading().rollback()
    try:
        releasing.publish(hand, form.title.data, form.body.data, form.answer.data)
    except Hidden:
        refuse(number)
    except (Changed, Refused) as error:
        form.form_errors.append(CHANGED if isinstance(error, Changed) else str(error))
        return _show(_read(number), form, 409)
    return onward.go()


def _read(number: int) -> sheet.Sheet:
    """The letter, for who may publish it: its writer agreed, and it is answered."""
    desk, ticket = opened(number)
    if not desk.may_read(ticket):
        refuse(number)
    view = sheet.read(reading(), calendar(), desk, ticket, today())
    if "publish" not in view.actions and request.method == "GET":
        abort(404)
    return view


def _show(view: sheet.Sheet, form: PublishForm, status: int = 200, *, found: list[str] | None = None) -> Response:
    context: dict[str, Any] = {
        "view": view,
        "ticket": view.ticket,
        "letter": view.letter,
        "form": form,
        "found": found or [],
    }
    return render_page("console/letters/publish.html", status=status, asked=asked(), key=new_key(), **context)
