"""The check-up of all sites in scope in one table (体检总表), for operators and who looks after an area."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, request

from govsite.database.session import reading
from govsite.domain.checkup.overview import COLUMNS, NAME, Line, in_order, lines_of
from govsite.domain.common import sheets
from govsite.domain.common.days import today
from govsite.domain.people.scope import Needs
from govsite.web.charts import bar_chart
from govsite.web.checkup import count_some, csv_answer, overdue_in, sites_in_scope
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.pagination import paginate
from govsite.web.staff import needs

bp = Blueprint("checkup_sites", __name__, url_prefix="/console/checkup/sites")
PER_PAGE, MOST_DRAWN = 200, 10


@bp.get("")
@needs(Needs.CHECKUP)
def sites() -> Any:
    """A line a site, in the order of a column; whoever checks one department only goes to their own page."""
    lines, left, sort, upwards = _lines()
    if not lines:
        return redirect(f"{here.root}/console/checkup")
    worst = sorted(lines, key=lambda line: -line.to_do)[:MOST_DRAWN]
    drawn = [(line.site.short_name, (line.numbers["own"], line.beside)) for line in worst if line.to_do]
    return render_page(
        "console/checkup/sites.html",
        columns={NAME: "站点", **COLUMNS},
        pages=paginate(in_order(lines, sort, upwards), PER_PAGE),
        sort=sort,
        upwards=upwards,
        left=left,
        chart=bar_chart(("指南", "公告和网站"), drawn) if drawn else None,
    )


@bp.get("/table.csv")
@needs(Needs.CHECKUP)
def table() -> Any:
    """All lines of the table in the order that is looked at; who asks too early goes back to it."""
    lines, left, sort, upwards = _lines()
    if left:
        return redirect(f"{here.root}/console/checkup/sites?sort={sort}{'&up=1' * upwards}")
    rows = [(line.site.name, *map(str, line.numbers.values())) for line in in_order(lines, sort, upwards)]
    return csv_answer(sheets.csv_of(("站点", *COLUMNS.values()), rows), f"checkup-sites-{here.site.slug}")


def _lines() -> tuple[list[Line], int, str, bool]:
    """The lines, how many sites are still to be counted, and the order."""
    found = sites_in_scope()
    remembered, left = count_some(found)
    sort = request.args.get("sort", NAME)
    lines = lines_of(remembered, reading(), found, today(), overdue_in(found)) if found else []
    return lines, left, sort if sort in COLUMNS else NAME, request.args.get("up") == "1"
