"""A site's settings as text (站点设置): its block of sites.yaml, with what the loader says of it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, request

from govsite.database.session import reading
from govsite.domain.people.scope import Needs
from govsite.domain.publishing import drafts, previews, releasing
from govsite.domain.publishing.drafts import Saved
from govsite.domain.publishing.kinds import Fault, Thing
from govsite.domain.publishing.refusals import Changed, Clashing, Faulty, Refused
from govsite.domain.settings.kind import NAME, content_of, text_of
from govsite.forms.publishing import NO_REASON, SettingsTextForm
from govsite.typed import Typed
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.publishing import SAVED, desk_of, is_guarded, own_editor, preview_address, said_of, thing_of
from govsite.web.staff import is_good, needs

bp = Blueprint("settings_text", __name__, url_prefix="/console/settings/text")
WRONG = "有 {number} 处要改，见下面的列表。"
KEPT = "草稿存好了，但是有错误，改好以后才能预览和发布。"


@bp.get("")
@needs(Needs.SETTINGS)
def blank() -> Response:
    """The draft, else what is live; of a draft its faults."""
    thing = _thing()
    opened = drafts.open_thing(reading(), thing)
    form = SettingsTextForm(formdata=None, data={"yaml": Typed(text_of(opened.content)), "seen": opened.seen})
    faults = _faults(thing, opened.content) if opened.draft else []
    return _show(thing, form, faults=faults, clashes=opened.clashes, said=SAVED.get(request.args.get("done", ""), ""))


@bp.post("")
@needs(Needs.SETTINGS)
def save() -> Response:
    """Keep it as the draft; then go on as the button says."""
    thing, form, do = _thing(), SettingsTextForm(), request.form.get("do", "save")
    if not is_good(form):
        return _show(thing, form, 422)
    if do == "publish" and not form.reason.data:
        form.reason.errors = [NO_REASON]
        return _show(thing, form, 422)
    reading().rollback()
    try:
        saved = drafts.save(thing, own_editor(), content_of(str(form.yaml.data)), form.seen.data or "")
    except Clashing as error:
        _fill(form, error.content, error.seen)
        form.form_errors.append(str(error))
        return _show(thing, form, 409, clashes=error.clashes, who=error.who)
    except Refused as error:
        form.yaml.errors = [str(error)]
        return _show(thing, form, 422)
    _fill(form, saved.content, saved.seen)
    faults = _faults(thing, saved.content)
    if faults:
        return _show(thing, form, 422, faults=faults, said=KEPT)
    return _go_on(do, thing, form, saved)


def _go_on(do: str, thing: Thing, form: SettingsTextForm, saved: Saved) -> Response:
    if do == "preview" and drafts.find(reading(), thing):
        return redirect(preview_address(previews.begin(thing, own_editor()), "/"), 303)  # type: ignore[return-value]
    if do == "publish" and not saved.taken_in and not is_guarded(desk_of(NAME), thing):
        return _publish(thing, form, saved)
    where = "text" if do == "save" else f"../drafts/{NAME}/{NAME}"
    address = f"{here.root}/console/settings/text" if do == "save" else f"{here.root}/console/drafts/{NAME}/{NAME}"
    return redirect(f"{address}?done={said_of(saved)}", 303) if where else None  # type: ignore[return-value]


def _publish(thing: Thing, form: SettingsTextForm, saved: Saved) -> Response:
    plan = releasing.Plan(str(form.reason.data))
    done = "publish"
    reading().rollback()
    try:
        if releasing.wants_two(thing):
            releasing.ask(thing, own_editor(), saved.seen, plan)
            done = "ask"
        else:
            releasing.publish(thing, own_editor(), saved.seen, plan)
    except Faulty as error:
        return _show(thing, form, 422, faults=list(error.faults))
    except (Changed, Refused) as error:
        form.form_errors.append(str(error))
        return _show(thing, form, 409)
    return redirect(f"{here.root}/console/drafts/{NAME}/{NAME}?done={done}", 303)  # type: ignore[return-value]
