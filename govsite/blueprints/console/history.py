"""The history (历史) of a thing, the same for every kind: every step, what it changed, and the way back to it."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, request

from govsite.database.session import reading
from govsite.domain.people.scope import Needs
from govsite.domain.publishing import history as steps
from govsite.domain.publishing.drafts import open_thing
from govsite.domain.publishing.kinds import Thing, unpacked
from govsite.domain.publishing.refusals import Refused
from govsite.forms.publishing import SeenForm
from govsite.web import publishing
from govsite.web.here import here
from govsite.web.keys import read_key
from govsite.web.page import render_page
from govsite.web.pagination import LARGEST_NUMBER, before
from govsite.web.staff import is_good, needs

bp = Blueprint("history", __name__, url_prefix="/console/history/<name>/<key>")
bp.url_value_preprocessor(read_key)
EDITORS = (Needs.SETTINGS, Needs.CONTENT)
PER_PAGE = 30


@bp.get("")
@needs(*EDITORS)
def history(name: str, key: str) -> Response:
    """The steps, the last one first."""
    thing = publishing.find_thing(name, key)
    found = steps.last_steps(reading(), thing, before(), PER_PAGE + 1)
    older = f"?before={found[PER_PAGE - 1].id}" if len(found) > PER_PAGE else ""
    context = publishing.context_of(thing, *(step.who for step in found))
    page = "console/publishing/history.html"
    return render_page(page, found=found[:PER_PAGE], older=older, actions=steps.ACTIONS, **context)


@bp.get(f"/<int(max={LARGEST_NUMBER}):number>")
@needs(*EDITORS)
def version(name: str, key: str, number: int) -> Response:
    """One step: what it changed, and how it differs from what is live now."""
    return _show(publishing.find_thing(name, key), number, SeenForm(formdata=None))


@bp.post(f"/<int(max={LARGEST_NUMBER}):number>/restore")
@needs(*EDITORS)
def restore(name: str, key: str, number: int) -> Response:
    """Make it, or what it replaced, the draft, to be looked at and published like any other."""
    thing, form = publishing.find_thing(name, key), SeenForm()
    if not is_good(form):
        return _show(thing, number, form, 422)
    try:
        was = request.form.get("which") == "before"
        steps.restore(reading(), thing, publishing.own_editor(), number, form.seen.data, before=was)
    except Refused as error:
        form.form_errors.append(str(error))
        return _show(thing, number, form, 409)
    return redirect(f"{here.root}{publishing.page_of(thing)}?done=restore", 303)  # type: ignore[return-value]


def _show(thing: Thing, number: int, form: SeenForm, status: int = 200) -> Response:
    reading().rollback()
    step = steps.version(reading(), thing, number)
    if step is None:
        abort(404)
    opened = open_thing(reading(), thing)
    form.seen.data = opened.seen
    content, earlier = unpacked(step.content), unpacked(step.before)
    context = publishing.context_of(thing, step.who)
    return render_page(
        "console/publishing/version.html",
        status=status,
        step=step,
        form=form,
        action=steps.ACTIONS[step.action],
        made=thing.kind.differences(earlier, content) if step.action in ("publish", "end") else (),
        now=thing.kind.differences(opened.live, content) if content is not None else (),
        was=earlier is not None and earlier != opened.live,
        **context,
    )
