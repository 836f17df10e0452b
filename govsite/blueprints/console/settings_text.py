"""A site's settings as text (站点设置): its block of sites.yaml, with what the loader says of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, request

from govsite.database.session import reading
from govsite.domain.people.scope import Needs
from govsite.domain.publishing import drafts
from govsite.domain.publishing.kinds import Content, Fault, Thing
from govsite.domain.publishing.refusals import Clashing, Faulty, Refused
from govsite.domain.settings.kind import NAME, content_of, text_of
from govsite.forms.publishing import NO_REASON, SettingsTextForm
from govsite.typed import Typed
from govsite.web import publishing
from govsite.web.page import render_page
from govsite.web.staff import is_good, needs

bp = Blueprint("settings_text", __name__, url_prefix="/console/settings/text")
LONGEST_LINE = 200  # characters of a line that a fault shows
KEPT = "草稿存好了。里面有错误，改好以后才能预览和发布。"


@bp.get("")
@needs(Needs.SETTINGS)
def blank() -> Response:
    """The draft, else what is live; of a draft its faults."""
    thing = _thing()
    opened = drafts.open_thing(reading(), thing)
    form = SettingsTextForm(formdata=None)
    _fill(form, opened.content, opened.seen)
    faults = publishing.faults_of(thing, opened.content) if opened.draft else ()
    return _show(thing, form, faults=faults, clashes=opened.clashes, said=publishing.done())


@bp.post("")
@needs(Needs.SETTINGS)
def save() -> Response:
    """Keep it as the draft; then go on as the button says."""
    thing, form = _thing(), SettingsTextForm()
    good, publishes = is_good(form), request.form.get("do") == "publish"
    if good and publishes and not form.reason.data:
        form.reason.errors = [NO_REASON]
    if not good or form.reason.errors:
        return _show(thing, form, 422)
    try:
        saved = drafts.save(thing, publishing.own_editor(), content_of(form.yaml.data), form.seen.data)
        _fill(form, saved.content, saved.seen)
        return publishing.go_on(thing, saved, form.reason.data or "", "settings/text")
    except Clashing as error:
        _fill(form, error.content, error.seen)
        form.form_errors.append(str(error))
        return _show(thing, form, 409, clashes=error.clashes, who=error.who)
    except Faulty as error:
        return _show(thing, form, 422, faults=error.faults, said=KEPT)
    except Refused as error:
        form.form_errors.append(str(error))
        return _show(thing, form, 422)


def _thing() -> Thing:
    return publishing.thing_of(publishing.desk_of(NAME), NAME)


def _fill(form: SettingsTextForm, content: Content, seen: str) -> None:
    form.yaml.data, form.seen.data = Typed(text_of(content)), seen


def _show(thing: Thing, form: SettingsTextForm, status: int = 200, **more: Any) -> Response:
    faults: Sequence[Fault] = more.pop("faults", ())
    lines = (form.yaml.data or "").split("\n")
    found = [
        (fault, Typed(lines[fault.line - 1][:LONGEST_LINE]) if fault.line and fault.line <= len(lines) else "")
        for fault in faults
    ]
    if faults:
        form.yaml.errors = [f"有 {len(faults)} 处错误，见列表。"]
    context = {"clashes": (), "said": "", **publishing.context_of(thing, more.setdefault("who", 0)), **more}
    return render_page("console/settings/text.html", status=status, form=form, faults=found, **context)
