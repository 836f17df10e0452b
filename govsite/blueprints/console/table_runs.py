"""One import (一次导入): what it would change, its mistakes, the button that stores it, and its undoing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, redirect, request

from govsite.database.session import reading, writing
from govsite.domain.people import staff
from govsite.domain.people.scope import Needs
from govsite.domain.tables.write_rows import rows_csv
from govsite.domain.tickets.form_keys import digest_of, new_key, read_key
from govsite.forms.base import Form
from govsite.typed import Typed
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.pagination import LARGEST_NUMBER
from govsite.web.staff import current_staff, is_good, needs
from govsite.web.tables import around, file_answer, own_tables

if TYPE_CHECKING:  # it takes a worker long to import
    from govsite.domain.importing.runs import ImportRun

bp = Blueprint("table_runs", __name__, url_prefix=f"/console/tables/runs/<int(max={LARGEST_NUMBER}):number>")
MOST_SHOWN = 300  # mistakes
HEAD = ("行", "列", "现在写的", "怎样改")


@bp.get("")
@needs(Needs.CONTENT)
def one(number: int) -> Response:
    """What was found in a table, or became of it."""
    return _show(_run(number), Form(formdata=None))


@bp.get("/errors.csv")
@needs(Needs.CONTENT)
def errors(number: int) -> Response:
    """All mistakes, for a spreadsheet."""
    run = _run(number)
    return file_answer(rows_csv(HEAD, [[str(part) for part in row] for row in _errors(run)]), f"errors-{number}", "csv")


@bp.post("")
@needs(Needs.CONTENT)
def store(number: int) -> Response:
    """Store what was looked at; a large one is stored by a chore."""
    from govsite.domain.importing import large, runs

    run, form = _run(number), Form()
    if not is_good(form):
        return _show(run, form, 422)
    if run.state == runs.READY and request.form.get("seen") != run.seen:
        form.form_errors.append(runs.MOVED)
        return _show(run, form, 409)
    rows = run.rows
    reading().rollback()
    try:
        if rows > runs.LARGE:
            with writing() as session:
                large.put_off(session, number, current_staff().id)
        elif not runs.store(number, current_staff().id, around()):
            form.form_errors.append(runs.MOVED)
            return _show(_run(number), form, 409)
    except runs.Refused as error:
        form.form_errors.append(str(error))
        return _show(_run(number), form, 409)
    return _to(number)


@bp.post("/undo")
@needs(Needs.CONTENT)
def undo(number: int) -> Response:
    """Look at what it takes to undo an import, which is a run of its own."""
    from govsite.domain.importing import runs

    run, form = _run(number), Form()
    if not is_good(form) or run.state != runs.DONE:
        return _show(run, form, 422)
    key = read_key(request.form.get("form_key", ""))
    own, is_mine = runs.begin_undo(digest_of(key), run, current_staff().id)
    reading().rollback()
    if is_mine:
        runs.look(own, around())
    return _to(own)


def _run(number: int) -> ImportRun:
    """A run of this site, of a table that is theirs; 404 for any other."""
    from govsite.domain.importing import runs

    run = runs.find(reading(), number, here.site.code)
    return run if run is not None and run.noun in own_tables() else abort(404)


def _to(number: int) -> Response:
    return redirect(f"{here.root}/console/tables/runs/{number}", 303)  # type: ignore[return-value]


def _errors(run: ImportRun) -> list[list[Any]]:
    """As they were found: row, column, what stands there, what is to be done."""
    found: list[list[Any]] = run.report.get("errors", [])
    return found


def _show(run: ImportRun, form: Form, status: int = 200) -> Response:
    from govsite.domain.importing import runs

    report = run.report
    people = {number for number in (run.who, run.stored_by) if number}
    context: dict[str, Any] = {"run": run, "form": form, "noun": runs.TABLES[run.noun].noun, "word": runs.word_of(run)}
    context |= {"told": [Typed(words) for words in report.get("told", ())], "changes": report.get("changes", ())}
    context |= {"errors": _errors(run)[:MOST_SHOWN], "warnings": report.get("warnings", ())[:MOST_SHOWN]}
    context |= {
        "names": {0: "命令行"} | dict(staff.names(reading(), people)),
        "key": new_key(),
        "done": runs.rows_done(reading(), run),
        "undone_by": runs.undone_by(reading(), run),
    }
    return render_page("console/tables/run.html", status=status, **context)
