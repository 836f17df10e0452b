"""Cases in public (办件进度): item, department, state and days, found by number, by department, by day of receipt."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, current_app, request

from govsite.database.session import reading
from govsite.domain.cases.listed import RECENT_DAYS, Wanted, find_case, list_cases
from govsite.domain.cases.public import read_day
from govsite.domain.common.days import today
from govsite.domain.common.workdays import calendar
from govsite.typed import Typed
from govsite.web.content import office_name, site_content
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.pagination import PER_PAGE, this_query
from govsite.web.parameters import reads
from govsite.web.row_marks import mark_of, row_of
from govsite.web.script import fold

bp = Blueprint("progress", __name__)
AGE = 60  # seconds: a list that lives
LONGEST_NUMBER = 60  # characters


@bp.get("/progress")
@reads("number", "recent", "department", "from", "until", "page")
def progress() -> Response:
    """The cases of this site, the last received first; with a number the one that has it, wherever it is."""
    number = request.args.get("number", "")[:LONGEST_NUMBER].strip()
    offices = site_content().offices
    department = fold(request.args.get("department", ""))
    wanted, unread = _wanted(department if department in offices else "")
    found = _one(number) if number else _listed(wanted)
    return render_page(
        "progress/page.html",
        "progress/_list.html",
        number=Typed(number),
        wanted=wanted,
        recent=_recent(),
        recent_days=RECENT_DAYS,
        unread=unread,
        departments=[office for office, _ in site_content().serving],
        office_name=office_name,
        today=today(),
        **found,
        age=AGE,
        depends=(),
    )


def _recent() -> bool:
    return request.args.get("recent") == "1"


def _wanted(department: str) -> tuple[Wanted, list[Typed]]:
    """What was asked for, with what stands for no day; days that are the wrong way round are turned."""
    typed = [request.args.get(name, "").strip() for name in ("from", "until")]
    first, last = (read_day(text) for text in typed)
    if first and last and first > last:
        first, last = last, first
    if _recent():
        first = max(first or date.min, today() - timedelta(RECENT_DAYS))
    unread = [Typed(text[:20]) for text in typed if text and read_day(text) is None]
    return Wanted(department, first, last), unread


def _one(number: str) -> dict[str, Any]:
    found = find_case(reading(), calendar(), number)
    return {"rows": [found] if found else [], "older": ""}


def _listed(wanted: Wanted) -> dict[str, Any]:
    secret = current_app.extensions["config"].secret_key
    after = row_of(secret, request.args.get("page", ""))
    rows, older = list_cases(reading(), calendar(), here.site.code, wanted, PER_PAGE, after)
    return {"rows": rows, "older": this_query("page", mark_of(secret, rows[-1].id)) if older else ""}
