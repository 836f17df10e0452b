"""The page of a draft (草稿), the same for every kind: how it differs from what is live, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, redirect

from govsite.database.session import reading
from govsite.domain.people.scope import Needs
from govsite.domain.publishing import drafts, previews, releasing
from govsite.domain.publishing.kinds import Thing
from govsite.domain.publishing.refusals import Faulty, Refused
from govsite.forms.base import Form
from govsite.forms.publishing import ApproveForm, CallOffForm, PublicationForm, SeenForm
from govsite.web import publishing
from govsite.web.again import GOOD, asked_again
from govsite.web.here import here
from govsite.web.keys import read_key
from govsite.web.page import render_page
from govsite.web.staff import is_good, needs

bp = Blueprint("drafts", __name__, url_prefix="/console/drafts/<name>/<key>")
bp.url_value_preprocessor(read_key)
EDITORS = (Needs.SETTINGS, Needs.CONTENT)


@bp.get("")
@needs(*EDITORS)
def one(name: str, key: str) -> Response:
    """The draft beside what is live."""
    return _show(publishing.find_thing(name, key), said=publishing.done())


@bp.post("/publish")
@needs(*EDITORS)
def publish(name: str, key: str) -> Response:
    """Publish what was looked at, at once or at its time, or ask somebody else to."""
    thing = publishing.find_thing(name, key)
    form = PublicationForm(publishing.is_guarded(thing))

    def act() -> str:
        return publishing.publish_or_ask(thing, publishing.own_editor(), form.seen.data, form.plan)

    return _act(thing, "publication", form, act)


@bp.post("/approve")
@needs(*EDITORS)
def approve(name: str, key: str) -> Response:
    """Publish what somebody else asked for, at once or at its time."""
    thing = publishing.find_thing(name, key, publishes=True)
    form = ApproveForm(publishing.is_guarded(thing))

    def act() -> str:
        return publishing.said_of_release(releasing.approve(thing, publishing.own_editor(), form.seen.data))

    return _act(thing, "approval", form, act)


@bp.post("/call-off")
@needs(*EDITORS)
def call_off(name: str, key: str) -> Response:
    """Take back what was asked for or planned."""
    thing, form = publishing.find_thing(name, key), CallOffForm()

    def act() -> str:
        releasing.call_off(thing, publishing.own_editor(), form.words.data)
        return "call_off"

    return _act(thing, "calling_off", form, act)


@bp.post("/discard")
@needs(*EDITORS)
def discard(name: str, key: str) -> Response:
    """Throw the draft away."""
    thing, form = publishing.find_thing(name, key), SeenForm()

    def act() -> str:
        drafts.discard(thing, publishing.own_editor(), form.seen.data)
        return "discard"

    return _act(thing, "discarding", form, act)


@bp.post("/preview")
@needs(*EDITORS)
def preview(name: str, key: str) -> Response:
    """Begin a preview, and go there."""
    thing, form = publishing.find_thing(name, key), SeenForm()
    if not is_good(form):
        return _show(thing, 422, discarding=form)
    try:
        token = previews.begin(thing, publishing.own_editor())
        address = publishing.preview_address(token, publishing.first_page(thing))
    except Faulty as error:
        return _show(thing, 422, faults=error.faults)
    except Refused as error:
        form.form_errors.append(str(error))
        return _show(thing, 409, discarding=form)
    return redirect(address, 303)  # type: ignore[return-value]


def _act(thing: Thing, name: str, form: Any, act: Callable[[], str]) -> Response:
    """Do what a form of the page is for, and say so on the page; ``name`` is the form's in the template."""
    status = asked_again(form) if "password" in form else GOOD if is_good(form) else 422
    if status == GOOD:
        try:
            return redirect(f"{here.root}{publishing.page_of(thing)}?done={act()}", 303)  # type: ignore[return-value]
        except Faulty as error:
            return _show(thing, 422, faults=error.faults, **{name: form})
        except Refused as error:
            form.form_errors.append(str(error))
            status = 409
    return _show(thing, status, **{name: form})


def _show(thing: Thing, status: int = 200, **more: Any) -> Response:
    reading().rollback()
    found = releasing.proposal(reading(), thing)
    guarded = publishing.is_guarded(thing)
    seen = {"seen": found.seen if found else ""}
    forms: dict[str, Form] = {
        "publication": PublicationForm(guarded, formdata=None, data=seen),
        "approval": ApproveForm(guarded, formdata=None, data=seen),
        "calling_off": CallOffForm(formdata=None),
        "discarding": SeenForm(formdata=None, data=seen),
    }
    forms |= {name: more.pop(name) for name in list(more) if name in forms}
    for form in forms.values():
        if "seen" in form and status in (409, 200):
            form["seen"].data = seen["seen"]  # who looks at it now has looked
    lines = publishing.line_diff(thing, found.live, found.content) if found else ()
    faults = [(fault, "") for fault in more.pop("faults", ())]
    context = {**publishing.context_of(thing), "said": "", "faults": faults, "lines": lines, **forms, **more}
    context["theirs"] = guarded and not publishing.own_editor().portal  # who would only be refused
    context["title"] = found.draft.title if found else publishing.title_now(thing)
    return render_page("console/publishing/thing.html", status=status, found=found, **context)
