"""Tables (表格导入导出) at a site: rows as files, files as rows, and what was imported before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, abort, redirect, request

from govsite.database.session import reading
from govsite.domain.common.file_names import clean_name
from govsite.domain.people import staff
from govsite.domain.people.scope import Needs
from govsite.domain.tables.apart import read_table_apart
from govsite.domain.tables.reading import IMPORTS, MB, too_big
from govsite.domain.tables.table import Table, TableError
from govsite.domain.tables.write_rows import rows_csv, rows_xlsx
from govsite.domain.tickets.form_keys import digest_of, new_key, read_key
from govsite.forms.tables import TableForm
from govsite.typed import Typed
from govsite.web.bodies import KB, Body, accepts
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.staff import current_staff, is_good, needs
from govsite.web.tables import KINDS, around, file_answer, own_codes, own_tables, table_of

bp = Blueprint("tables", __name__, url_prefix="/console/tables")
SENT = Body(text=64 * KB, fields=20, files=1, file=IMPORTS.file)
MOST_RUNS = 50
NO_ROWS = "表格里没有内容：第一行是列名，从第二行起填。"


@bp.get("")
@needs(Needs.CONTENT)
def tables() -> Response:
    """What can be exported, where a table is sent, and what was imported."""
    return _show(TableForm(formdata=None))


@bp.get("/<noun>/template.xlsx")
@needs(Needs.CONTENT)
def workbook(noun: str) -> Response:
    """The workbook to fill in, with notes."""
    from govsite.domain.importing.templates import template

    return file_answer(template(table_of(noun)), f"{noun}-template", "xlsx")


@bp.get("/<noun>/rows.<kind>")
@needs(Needs.CONTENT)
def rows(noun: str, kind: str) -> Response:
    """The rows of this site; at the main site those of all sites in scope. They go out as they are read."""
    from govsite.domain.importing.exporting import Cells, rows_of

    importer = table_of(noun) if kind in KINDS else abort(404)
    cells, codes = Cells(importer, here.tree), own_codes()

    def found() -> Iterator[list[str]]:
        """With a session of the time in which they go out: that of the view is closed by then."""
        yield from map(cells.of, rows_of(reading(), importer, codes))

    content = rows_csv(cells.head, found()) if kind == "csv" else rows_xlsx(importer.noun, cells.head, found())
    return file_answer(content, f"{noun}-{here.site.slug}", kind)


@bp.post("")
@needs(Needs.CONTENT)
@accepts(SENT)
def upload() -> Response:
    """Keep a table and check it; nothing of it is stored before somebody has looked."""
    from govsite.domain.importing import runs

    form = TableForm()
    form.offer(own_tables())
    if not is_good(form):
        return _show(form, 422)
    try:
        table = _sent()
    except TableError as error:
        form.file.errors = [str(error)]
        return _show(form, 422)
    noun, name = form.table.data, clean_name(request.files["file"].filename or "")
    key = digest_of(read_key(request.form.get("form_key", "")))
    reading().rollback()
    number, is_mine = runs.begin(key, here.site.code, noun, name, table, current_staff().id)
    if is_mine:
        runs.look(number, around())
    return redirect(f"{here.root}/console/tables/runs/{number}", 303)  # type: ignore[return-value]


def _sent() -> Table:
    """The table that was chosen; raises TableError."""
    file = request.files["file"]
    if getattr(file.stream, "too_large", False):
        raise too_big(IMPORTS)
    table = read_table_apart(Typed(file.filename or ""), file.stream)  # type: ignore[arg-type]
    if not table.rows:
        raise TableError(NO_ROWS)
    return table


def _show(form: TableForm, status: int = 200) -> Response:
    from govsite.domain.importing import runs

    own = own_tables()
    form.offer(own)
    found = runs.last_runs(reading(), here.site.code, list(own), MOST_RUNS)
    context: dict[str, Any] = {"form": form, "tables": own, "runs": found, "key": new_key()}
    people = {number for run in found for number in (run.who, run.stored_by) if number}
    context["names"] = {0: "命令行"} | dict(staff.names(reading(), people))
    return render_page("console/tables/page.html", status=status, most=IMPORTS.file // MB, **context)
