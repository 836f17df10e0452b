"""The audit (审计记录), for auditors: who did what, as a page and as a table, and whether all is as it was written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, Response, request

from govsite.database.session import reading, writing
from govsite.domain.common import audit
from govsite.domain.common.audit_chain import verify
from govsite.domain.common.days import ZONE, today
from govsite.domain.common.sheets import csv_of
from govsite.domain.people.scope import Needs, codes
from govsite.typed import Typed
from govsite.web.deeds import GROUPS, Deed, deeds, name_of
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.pagination import before, this_query
from govsite.web.staff import current_staff, needs

bp = Blueprint("console_audit", __name__, url_prefix="/console/audit")
PER_PAGE = 50
MOST_EXPORTED = 10_000  # rows
FIRST_DAY, NO_DAY = date(1970, 1, 1), date(9000, 1, 1)
LONGEST_FILTER = 64  # characters
HEAD = ("编号", "时间", "谁", "做什么", "对象", "站点", "结果", "说明")


@bp.get("")
@needs(Needs.AUDIT)
def records() -> Response:
    """The newest records, filtered; an auditor of some sites sees those of these sites."""
    asked = _asked()
    found = audit.find(reading(), _wanted(asked), PER_PAGE + 1)
    shown = found[:PER_PAGE]
    return render_page(
        "console/audit/page.html",
        deeds=deeds(shown, here.tree),
        older=this_query("before", str(shown[-1].number)) if len(found) > PER_PAGE else "",
        export=this_query("before", ""),
        most=MOST_EXPORTED,
        asked={name: Typed(text) for name, text in asked.items()},
        groups=GROUPS,
    )


@bp.get("/export.csv")
@needs(Needs.AUDIT)
def export() -> Response:
    """The records that are looked at, for a spreadsheet; the audit has a line of it."""
    found = deeds(audit.find(reading(), _wanted(_asked()), MOST_EXPORTED), here.tree)
    text = csv_of(HEAD, map(_cells, found))
    with writing() as session:
        rows = {"rows": len(found)}
        audit.append(session, who=current_staff().who, what="audit.export", site_code=here.site.code, details=rows)
    headers = {"Content-Disposition": f"attachment; filename=audit-{today():%Y%m%d}.csv"}
    return Response(text, mimetype="text/csv", headers=headers)


@bp.get("/chain")
@needs(Needs.AUDIT)
def chain() -> Response:
    """All records compared with their chain, from the first one on."""
    return render_page("console/audit/chain.html", verdict=verify(reading()))


def _asked() -> dict[str, str]:
    return {name: _plain(request.args.get(name, "")) for name in ("who", "what", "site", "day")}


def _wanted(asked: Mapping[str, str]) -> audit.Wanted:
    """A filter that fits nothing finds nothing; a site is named by slug, name or code."""
    sites = codes(current_staff(), Needs.AUDIT, here.tree)
    if asked["site"]:
        named = frozenset(site.code for site in here.tree.match(asked["site"])[:1])
        sites = named if sites is None else named & sites
    day = _day(asked["day"]) if asked["day"] else None
    return audit.Wanted(name_of(asked["who"]), asked["what"], sites, day, before())


def _cells(deed: Deed) -> tuple[str, ...]:
    at = f"{deed.at.astimezone(ZONE):%Y-%m-%d %H:%M:%S}" if deed.at else deed.row.at
    return (str(deed.row.number), at, deed.who, deed.what, deed.target, deed.place, deed.outcome, deed.details)


def _plain(text: str) -> str:
    return "".join(char for char in text if char.isprintable()).strip()[:LONGEST_FILTER]


def _day(text: str) -> date:
    """The day; for what is none, one on which nothing was done."""
    try:
        return min(max(date.fromisoformat(text), FIRST_DAY), NO_DAY)
    except ValueError:
        return NO_DAY
