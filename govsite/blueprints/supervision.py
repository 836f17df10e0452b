"""How the offices perform (效能监督): cases and letters of a site and those below it, for everybody to read."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response

from govsite.database.session import reading
from govsite.domain.cases.listed import last_done
from govsite.domain.cases.supervision import HEAD, LEAST, Statement, named, statement_of
from govsite.domain.common import sheets
from govsite.domain.common.days import today
from govsite.domain.common.workdays import calendar
from govsite.domain.letters import statement as letters
from govsite.web.charts import bar_chart
from govsite.web.content import office_name, snapshot
from govsite.web.here import here
from govsite.web.page import public_text, render_page

bp = Blueprint("supervision", __name__)
AGE = 60  # seconds: the figures are right to the last minute
MOST_DONE = 10


@bp.get("/supervision")
def supervision() -> Response:
    """The figures of the last twelve months, as tables with a chart, and the cases done last."""
    found = statement_of(reading(), here.site, today())
    told = [each for each in found.months if not each.few]
    return render_page(
        "supervision/page.html",
        statement=found,
        least=LEAST,
        departments=named(found.departments, _office),
        slowest=named(found.slowest, _item),
        chart=bar_chart(("收件", "办结"), [(each.label, (each.of("received"), each.of("decided"))) for each in told]),
        done=last_done(reading(), calendar(), here.site.code, MOST_DONE) if here.site.has("progress") else [],
        letters=_letters(),
        office_name=office_name,
        today=today(),
        age=AGE,
        depends=(),
    )


@bp.get("/supervision.csv")
def table() -> Response:
    """All tables of the page in one file for spreadsheets."""
    lines = [*_cases(statement_of(reading(), here.site, today())), *_answers(_letters())]
    answer = public_text(sheets.csv_of(("类别", "分类", "名称", *HEAD[1:]), lines), "text/csv", depends=())
    answer.headers["Content-Disposition"] = f"attachment; filename=supervision-{here.site.slug}-{today():%Y%m%d}.csv"
    return answer


def _letters() -> letters.Statement | None:
    return letters.statement_of(reading(), here.site, today()) if here.site.has("letters") else None


def _cases(found: Statement) -> Iterator[tuple[str, ...]]:
    parts = {
        "合计": [found.total],
        "月份": found.months,
        "部门": named(found.departments, _office),
        "地区": found.areas,
        "用时最长的事项": named(found.slowest, _item),
    }
    yield from (("办件", part, *row.cells()) for part, rows in parts.items() for row in rows)


def _answers(found: letters.Statement | None) -> Iterator[tuple[str, ...]]:
    if found is None:
        return
    parts = {"合计": [found.total], "月份": found.months, "部门": found.departments, "地区": found.areas}
    for part, rows in parts.items():
        for row in rows:
            name = row.label or here.site.name
            numbers = (str(row.received), str(row.answered), row.on_time_share, row.median, row.good_share)
            yield ("来信", part, name, *numbers)


def _office(key: str) -> str:
    """What a department is called here, or else anywhere."""
    now = snapshot()
    office = now.site(here.site.code).offices.get(key)
    return office.name if office else now.departments.get(key, "")


def _item(code: str) -> str:
    item = snapshot().items.get(code)
    return item.name if item else ""
