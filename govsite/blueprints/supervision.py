"""How the offices perform (效能监督): cases and letters of a site and those below it, for everybody to read."""

from __future__ import annotations

from flask import Blueprint, Response

from govsite.database.session import reading
from govsite.domain.cases.supervision import HEAD, Performance, Statement, named, statement_of
from govsite.domain.common.days import today
from govsite.domain.letters import statement as letters
from govsite.domain.tickets import sheets
from govsite.web.charts import bar_chart
from govsite.web.content import snapshot
from govsite.web.here import here
from govsite.web.page import public_text, render_page

bp = Blueprint("supervision", __name__)
AGE = 60  # seconds: the figures are right to the last minute


@bp.get("/supervision")
def supervision() -> Response:
    """The figures of the last twelve months, as tables with a chart."""
    found = statement_of(reading(), here.site, today())
    rows = [(each.label, (each.of("received"), each.of("decided"))) for each in found.months]
    return render_page(
        "supervision/page.html",
        statement=found,
        departments=named(found.departments, _office),
        slowest=named(found.slowest, _item),
        chart=bar_chart(("收件", "办结"), rows),
        letters=letters.statement_of(reading(), here.site, today()).total if here.site.has("letters") else None,
        age=AGE,
        depends=(),
    )


@bp.get("/supervision.csv")
def table() -> Response:
    """All tables of the page in one file for spreadsheets."""
    found = statement_of(reading(), here.site, today())
    answer = public_text(sheets.csv_of(("分类", "名称", *HEAD[1:]), _lines(found)), "text/csv", depends=())
    answer.headers["Content-Disposition"] = f"attachment; filename=supervision-{here.site.slug}-{today():%Y%m%d}.csv"
    return answer


def _lines(found: Statement) -> list[tuple[str, ...]]:
    parts: list[tuple[str, list[Performance]]] = [
        ("合计", [found.total]),
        ("月份", found.months),
        ("部门", named(found.departments, _office)),
        ("地区", found.areas),
        ("用时最长的事项", named(found.slowest, _item)),
    ]
    return [(part, *row.cells()) for part, rows in parts for row in rows]


def _office(key: str) -> str:
    """What a department is called here, or else anywhere."""
    now = snapshot()
    office = now.site(here.site.code).offices.get(key)
    return office.name if office else now.departments.get(key, "")


def _item(code: str) -> str:
    item = snapshot().items.get(code)
    return item.name if item else ""
