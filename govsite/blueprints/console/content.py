"""What a site offers, in the console (内容): offerings, departments, halls, items, and the form of each row."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, request
from werkzeug.datastructures import MultiDict

from govsite.database.session import reading
from govsite.domain.common.uploads import MOST_BYTES
from govsite.domain.editing.tables import Rows
from govsite.domain.people.scope import Needs
from govsite.domain.publishing import drafts
from govsite.domain.publishing.kinds import Content, Fault, Thing
from govsite.domain.publishing.refusals import Clashing, Faulty, Refused
from govsite.forms.arranging import arranged
from govsite.forms.content import RowForm
from govsite.forms.part_files import MOST_FILES, with_files
from govsite.forms.publishing import NO_REASON
from govsite.typed import Typed
from govsite.web import publishing, rows
from govsite.web.bodies import KB, Body, accepts
from govsite.web.here import here
from govsite.web.keys import read_key
from govsite.web.page import render_page
from govsite.web.staff import is_good, needs

bp = Blueprint("content", __name__, url_prefix="/console/content")
bp.url_value_preprocessor(read_key)
SENT = Body(text=1024 * KB, fields=4000, files=MOST_FILES, file=MOST_BYTES)
LONGEST_SEEN, LONGEST_REASON, LONGEST_QUERY = 64, 200, 60  # characters
KEPT = "草稿存好了。里面有错误，改好以后才能发布。"
FIND = "find"
THERE = "已经有这一个了，请在列表里打开它。"
TOO_LONG = f"最多 {LONGEST_REASON} 个字，请删掉一些。"


@bp.get("")
@bp.get("/<name>")
@needs(Needs.CONTENT)
def rows_of(name: str = "offering") -> Response:
    """The rows of a kind, by pages, and its drafts."""
    context = rows.listed(rows.row_kind(name))
    return render_page("console/content/page.html", "console/content/_list.html", said=publishing.done(), **context)


@bp.get("/<name>/new")
@needs(Needs.CONTENT)
def blank(name: str) -> Response:
    """The form of a new row: the key first of all."""
    kind = rows.row_kind(name)
    return _show_new(kind, _form(kind, kind.beginning, new=True))


@bp.post("/<name>/new")
@needs(Needs.CONTENT)
@accepts(SENT)
def create(name: str) -> Response:
    """Keep it as a draft, where no other has its key."""
    kind = rows.row_kind(name)
    typed, told = _received(kind)
    form = _form(kind, {}, typed, new=True)
    if told is None:
        return _show_new(kind, form)
    content = form.content
    key = _key(kind, content.pop(kind.key_name))
    thing = publishing.thing_of(publishing.desk_of(name), key)
    if is_good(form.form):
        form.tell([*told, *_faults_of_key(thing, content)])
        if not form.form.errors:
            drafts.save(thing, publishing.own_editor(), content, "")
            return redirect(f"{rows.address_of(kind, key)}?done=save", 303)  # type: ignore[return-value]
    return _show_new(kind, form, 422)


@bp.get("/<name>/<key>")
@needs(Needs.CONTENT)
def edit(name: str, key: str) -> Response:
    """The draft, else what is live."""
    thing = _thing(name, key)
    opened = drafts.open_thing(reading(), thing)
    kind = rows.row_kind(name)
    advice: list[Fault] = []
    form = _form(kind, opened.content)
    if opened.draft:
        faults, advice = kind.told(reading(), thing.site, thing.key, opened.content)
        form.tell(faults)
    return _show(thing, form, opened.seen, clashes=opened.clashes, said=publishing.done(), advice=advice)


@bp.post("/<name>/<key>")
@needs(Needs.CONTENT)
@accepts(SENT)
def save(name: str, key: str) -> Response:
    """Keep it as the draft; then go on as the button says."""
    thing, seen = _thing(name, key), request.form.get("seen", "")[:LONGEST_SEEN]
    kind = rows.row_kind(name)
    typed, told = _received(kind)
    form = _form(kind, drafts.open_thing(reading(), thing).content, typed)
    if told is None:
        return _show(thing, form, seen)
    good = is_good(form.form) and not told
    form.tell(told)
    if request.form.get("do") == "publish" and not form.reason.data:
        form.reason.errors = [NO_REASON]
    elif len(form.reason.data or "") > LONGEST_REASON:
        form.reason.errors = [TOO_LONG]
    if not good or form.reason.errors:
        return _show(thing, form, seen, 422)
    try:
        saved = drafts.save(thing, publishing.own_editor(), form.content, seen)
        seen = saved.seen
        return publishing.go_on(thing, saved, form.reason.data or "")
    except Clashing as error:
        form = _form(kind, error.content)
        form.form.form_errors.append(str(error))
        return _show(thing, form, error.seen, 409, clashes=error.clashes, who=error.who)
    except Faulty as error:
        form.tell(error.faults)
        return _show(thing, form, seen, 422, said=KEPT)
    except Refused as error:
        form.form.form_errors.append(str(error))
        return _show(thing, form, seen, 422)


def _thing(name: str, key: str) -> Thing:
    """A row of this site that is live or drafted; 404 for any other."""
    rows.row_kind(name)
    return publishing.find_thing(name, key)


def _received(kind: Rows) -> tuple[MultiDict[str, str], list[Fault] | None]:
    """What was typed, with the files that came, and what is wrong with these.

    None instead where a button of the form only arranges its rows or looks for an item: it is shown again as it is.
    """
    reading().rollback()
    typed, told = with_files(request.form, kind.files)
    faults = [Fault(path, sentence) for path, sentence in told.items()]
    if (moved := arranged(typed)) is not None:
        return moved, None
    return typed, None if _query() and request.form.get("do", FIND) == FIND else faults


def _query() -> str:
    return Typed(request.form.get("query", "")[:LONGEST_QUERY].strip())


def _form(kind: Rows, content: Content, typed: MultiDict[str, str] | None = None, *, new: bool = False) -> RowForm:
    chosen = typed if typed is not None else content
    return RowForm(kind, content, typed, offered=rows.offered(kind, chosen, _query()), new=new)


def _key(kind: Rows, typed: str) -> str:
    """A key as an import reads it, else as it was typed."""
    try:
        return str(kind.key_column.parse(typed)) if typed else ""
    except ValueError:
        return typed


def _faults_of_key(thing: Thing, content: Content) -> list[Fault]:
    """Why there can be no new row of this key."""
    kind = rows.row_kind(thing.kind.name)
    if found := kind.key_faults(thing.key):
        return found
    if drafts.find(reading(), thing) or kind.live(reading(), thing.site, thing.key) is not None:
        return [Fault(kind.key_name, THERE)]
    return [fault for fault in publishing.faults_of(thing, content) if fault.field == kind.key_name]


def _shown(kind: Rows, form: RowForm) -> dict[str, Any]:
    """What a template shows of a form, and what was looked for."""
    name, query = rows.FOUND.get(kind.name, ""), _query()
    count = len(rows.offered(kind, {}, query).get(name, ())) if query else None
    parts = form.built.parts
    return {"fields": form.form, "parts": parts, "finds": name, "query": query, "found": count, "find": FIND}


def _show_new(kind: Rows, form: RowForm, status: int = 200) -> Response:
    reading().rollback()
    page = f"{here.root}/console/content/{kind.name}/new"
    return render_page("console/content/new.html", status=status, kind=kind, form_page=page, **_shown(kind, form))


def _show(thing: Thing, form: RowForm, seen: str, status: int = 200, **more: Any) -> Response:
    reading().rollback()
    kind = rows.row_kind(thing.kind.name)
    context = {"clashes": (), "said": "", "advice": (), **publishing.context_of(thing, more.pop("who", 0)), **more}
    context |= {"kind": kind, "seen": seen, "public": rows.public_page(kind, thing.key), **_shown(kind, form)}
    context["called"] = rows.called(kind, thing.key, form.content)
    return render_page("console/content/one.html", status=status, **context)
