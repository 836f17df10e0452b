"""Cases in public (办件进度): item, department, state and days, found by number, by department, by day of receipt."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, current_app, request

from govsite.characters import is_seen
from govsite.database.session import reading
from govsite.domain.cases.listed import RECENT_DAYS, Wanted, find_case, list_cases
from govsite.domain.cases.public import read_day
from govsite.domain.common.days import today
from govsite.domain.common.workdays import calendar
from govsite.domain.tickets.numbers import CASE, LETTER, read_number
from govsite.folding import one_of
from govsite.typed import Typed
from govsite.web.content import office_name, site_content
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.pagination import PER_PAGE, this_query
from govsite.web.parameters import reads
from govsite.web.row_marks import mark_of, row_of

bp = Blueprint("progress", __name__)
AGE = 60  # seconds: a list that lives
LONGEST_NUMBER, LONGEST_TYPED = 60, 40  # characters


@bp.get("/progress")
@reads("number", "recent", "department", "from", "until", "page")
def progress() -> Response:
    """The cases of this site, the last received first; with a number the one that has it, wherever it is."""
    number = _typed("number", LONGEST_NUMBER)
    wanted, unread = _wanted()
    found = _one(number) if number else _listed(wanted)
    return render_page(
        "progress/page.html",
        "progress/_list.html",
        number=number,
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


def _typed(name: str, longest: int = LONGEST_TYPED) -> Typed:
    """What somebody typed, without what nobody sees."""
    return Typed("".join(char for char in request.args.get(name, "") if is_seen(char))[:longest].strip())


def _recent() -> bool:
    return request.args.get("recent") == "1"


def _wanted() -> tuple[Wanted, dict[str, Typed]]:
    """What was asked for, and by field what stands for no day or no department; days the wrong way round are turned."""
    typed = {name: _typed(name) for name in ("department", "from", "until")}
    department = one_of(typed["department"], site_content().offices)
    first, last = (read_day(typed[name]) for name in ("from", "until"))
    known = {"department": department, "from": first, "until": last}
    unread = {name: text for name, text in typed.items() if text and not known[name]}
    if first and last and first > last:
        first, last = last, first
    if _recent():
        first = max(first or date.min, today() - timedelta(RECENT_DAYS))
    return Wanted(department, first, last), unread


def _one(number: str) -> dict[str, Any]:
    found = find_case(reading(), calendar(), number)
    of_letter = found is None and (read_number(number, CASE) or "").startswith(LETTER)
    return {"rows": [found] if found else [], "older": "", "of_letter": of_letter}


def _listed(wanted: Wanted) -> dict[str, Any]:
    secret = current_app.extensions["config"].secret_key
    after = row_of(secret, request.args.get("page", ""))
    rows, older = list_cases(reading(), calendar(), here.site.code, wanted, PER_PAGE, after)
    return {
        "rows": rows,
        "older": this_query("page", mark_of(secret, rows[-1].id)) if older else "",
        "of_letter": False,
    }
