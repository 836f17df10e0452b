"""A table of cases from a department without a system (表格收件): the template, a look at it, taking it in."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, current_app, request

from govsite.database.session import reading
from govsite.database.trouble import KINDS, is_away
from govsite.domain.cases import table as tables
from govsite.domain.cases.states import WORDS
from govsite.domain.cases.table import COLUMNS, LABELS, LIMITS, Line
from govsite.domain.cases.table_intake import Faulty, take_in_all
from govsite.domain.cases.table_plan import NEW, NEWS, SAME, TARGETS, Plan, plan_of
from govsite.domain.cases.table_template import notes, template
from govsite.domain.common.days import today
from govsite.domain.people.scope import Needs
from govsite.domain.tables.apart import read_table_apart
from govsite.domain.tables.reading import MB
from govsite.domain.tables.report import ImportReport, RowError
from govsite.domain.tables.table import Table, TableError
from govsite.forms.base import Form, seen
from govsite.typed import Typed
from govsite.web.bodies import Body, accepts
from govsite.web.case_desk import case_desk
from govsite.web.content import site_content
from govsite.web.page import render_page
from govsite.web.pushes import surroundings
from govsite.web.staff import current_staff, is_good, needs

bp = Blueprint("case_intake", __name__, url_prefix="/console/cases/intake")
SENT = Body(text=4 * MB, fields=20, files=1, file=LIMITS.file)
MOST_SHOWN = 200  # mistakes, and rows of a preview
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NO_FILE = "请先选择一个文件。"
NO_ROWS = "表格里没有办件：第一行是列名，从第二行起填。编号以“示例”开头的行不算。"
TOO_LARGE = f"文件超过 {LIMITS.file // MB} MB，请分成几个文件。"
AWAY = "系统暂时存不进去，什么都没有收。请过几分钟再按一次。"
WHAT = {NEW: "新收", NEWS: "更新", SAME: "没有变化"}


@bp.get("")
@needs(Needs.CASES)
def intake() -> Response:
    """How it is done, and where a file is chosen."""
    return _show(Form(formdata=None))


@bp.get("/template.xlsx")
@needs(Needs.CASES)
def workbook() -> Response:
    """The workbook to fill in, with the items of the department."""
    headers = {"Content-Disposition": "attachment; filename=cases.xlsx"}
    return Response(template(_items(), today()), mimetype=XLSX, headers=headers)


@bp.post("")
@accepts(SENT)
@needs(Needs.CASES)
def take_in() -> Response:
    """Look at a table, and take it in where that is asked for: all that is wrong is said at once."""
    form = Form()
    if not is_good(form):
        return _show(form, 422, kept=request.form.get("kept", ""))
    try:
        table = _sent()
    except TableError as error:
        form.form_errors.append(str(error))
        return _show(form, 422)
    report = ImportReport()
    lines = tables.read_lines(table, tables.offered_at(reading(), case_desk()), today(), report)
    passwords = current_app.extensions["passwords"]
    plan = plan_of(reading(), passwords, case_desk(), lines)
    errors = [*report.errors, *plan.errors]
    if errors:
        return _show(form, 422, errors=sorted(errors, key=lambda error: error.row), report=report)
    if not lines:
        form.form_errors.append(NO_ROWS)
        return _show(form, 422)
    if request.form.get("do") != "store":
        return _show(form, plan=plan, kept=_as_text(table), report=report)
    reading().rollback()
    return _store(form, lines, table, report)


def _store(form: Form, lines: Sequence[Line], table: Table, report: ImportReport) -> Response:
    """Take the rows in, and show the numbers of all."""
    passwords, who = current_app.extensions["passwords"], current_staff().who
    try:
        results = take_in_all(passwords, case_desk(), who, lines, surroundings())
    except Faulty as error:
        return _show(form, 409, errors=error.errors)
    except KINDS as error:
        if not is_away(error):
            raise
        form.form_errors.append(AWAY)
        return _show(form, 503, kept=_as_text(table))
    counts = {what: sum(one.what == what for one in results) for what in WHAT}
    context: dict[str, Any] = {"results": results, "counts": counts, "what": WHAT, "states": WORDS, **_told(report)}
    return render_page("console/cases/intake_done.html", **context)


def _sent() -> Table:
    """The table that was chosen, or the one that was looked at before; raises TableError."""
    file, kept = request.files.get("file"), request.form.get("kept", "")
    if file is not None and file.filename:
        if getattr(file.stream, "too_large", False):
            raise TableError(TOO_LARGE)
        return read_table_apart(Typed(file.filename), file.stream, LIMITS)  # type: ignore[arg-type]
    if not kept:
        raise TableError(NO_FILE)
    return read_table_apart("", kept.encode("utf-8", "replace"), LIMITS._replace(file=SENT.text))  # unpacked by now


def _as_text(table: Table) -> Typed:
    """A table as the page keeps it until it is taken in: a browser chooses no file a second time by itself."""
    file = io.StringIO()
    write = csv.writer(file).writerow
    write(table.header)
    number = 1
    for row, cells in table.rows:
        file.write("\r\n" * (row - number - 1))  # the numbers of the rows stay
        write(cells)
        number = row
    return Typed(file.getvalue())


def _shown(findings: Sequence[RowError]) -> list[RowError]:
    """The first of them with the heading that stands in the file, and what of a cell can be seen."""
    return [
        replace(one, column=LABELS.get(one.column, one.column), value=seen(one.value)) for one in findings[:MOST_SHOWN]
    ]


def _told(report: ImportReport) -> dict[str, Any]:
    """What of a file was read, and what in it is worth a look."""
    return {"told": [Typed(told) for told in report.told], "warnings": _shown(report.warnings)}


def _items() -> list[str]:
    reads = case_desk().reads
    offers = site_content().offers.values()
    return sorted(offer.name for offer in offers if reads is None or offer.department in reads)


def _show(
    form: Form,
    status: int = 200,
    *,
    errors: Sequence[RowError] = (),
    plan: Plan | None = None,
    kept: str = "",
    report: ImportReport | None = None,
) -> Response:
    context: dict[str, Any] = {"form": form, "errors": _shown(errors), "more": max(0, len(errors) - MOST_SHOWN)}
    context |= {"plan": plan, "kept": Typed(kept), "columns": COLUMNS, "notes": notes((), today()), "limits": LIMITS}
    context |= _told(report or ImportReport())
    if plan is not None:
        context |= {"counts": {what: plan.count(what) for what in WHAT}, "what": WHAT, "states": WORDS}
        context |= {"steps": plan.steps[:MOST_SHOWN], "targets": TARGETS}
    return render_page("console/cases/intake.html", status=status, **context)
