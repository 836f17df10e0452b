"""The words of the whole portal's search (搜索用词, words.txt), for operators, at the main site."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, abort, redirect

from govsite.database.session import reading
from govsite.domain.people.scope import Needs
from govsite.domain.publishing import drafts
from govsite.domain.publishing.kinds import Content, Fault, Thing
from govsite.domain.publishing.refusals import Clashing, Refused
from govsite.domain.settings.words_file import NAME, content_of, text_of
from govsite.forms.settings import WordsForm
from govsite.typed import Typed
from govsite.web import publishing
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.staff import is_good, needs

bp = Blueprint("settings_words", __name__, url_prefix="/console/settings/words")


@bp.get("")
@needs(Needs.PORTAL)
def blank() -> Response:
    """The draft, else what is live."""
    thing, form = _thing(), WordsForm(formdata=None)
    opened = drafts.open_thing(reading(), thing)
    _fill(form, opened.content, opened.seen)
    faults = thing.kind.check(reading(), thing.site, thing.key, opened.content, publishing.own_editor())
    return _show(thing, form, faults=faults, clashes=opened.clashes, said=publishing.done())


@bp.post("")
@needs(Needs.PORTAL)
def save() -> Response:
    """Keep it as the draft, or say at which line something is wrong."""
    thing, form = _thing(), WordsForm()
    if not is_good(form):
        return _show(thing, form, 422)
    content, editor = content_of(form.text.data), publishing.own_editor()
    if faults := thing.kind.check(reading(), thing.site, thing.key, content, editor):
        return _show(thing, form, 422, faults=faults)
    reading().rollback()
    try:
        saved = drafts.save(thing, editor, content, form.seen.data)
    except Clashing as error:
        _fill(form, error.content, error.seen)
        form.form_errors.append(str(error))
        return _show(thing, form, 409, clashes=error.clashes, who=error.who)
    except Refused as error:
        form.form_errors.append(str(error))
        return _show(thing, form, 422)
    return redirect(f"{here.root}/console/settings/words?done={publishing.said_of(saved)}", 303)  # type: ignore[return-value]


def _thing() -> Thing:
    if not here.site.root:
        abort(404)
    return publishing.thing_of(publishing.desk_of(NAME), NAME)


def _fill(form: WordsForm, content: Content, seen: str) -> None:
    form.text.data, form.seen.data = Typed(text_of(content)), seen


def _show(thing: Thing, form: WordsForm, status: int = 200, **more: Any) -> Response:
    faults: Sequence[Fault] = more.pop("faults", ())
    lines = (form.text.data or "").split("\n")
    found = [(fault, Typed(lines[(fault.line or 1) - 1])) for fault in faults]
    if faults:
        form.text.errors = [f"有 {len(faults)} 处错误，列在下面。"]
    context = {"clashes": (), "said": "", **publishing.context_of(thing, more.pop("who", 0)), **more}
    return render_page("console/settings/words.html", status=status, form=form, faults=found, **context)
