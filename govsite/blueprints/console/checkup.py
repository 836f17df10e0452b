"""The check-up of a site (指南体检): what to do today, and all that its guides, notices and pages lack."""

from __future__ import annotations

from flask import Blueprint, Response, request

from govsite.domain.checkup.kinds import KINDS
from govsite.domain.checkup.tasks import tasks_of
from govsite.domain.checkup.unanswered import SHOWN_DAYS
from govsite.domain.common import sheets
from govsite.domain.people.scope import Needs, enters
from govsite.web.checkup import (
    chosen,
    csv_answer,
    mending,
    own_departments,
    own_overdue,
    own_report,
    own_searches,
    sites_in_scope,
)
from govsite.web.content import office_name, site_content
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.pagination import paginate
from govsite.web.staff import current_staff, needs

bp = Blueprint("checkup", __name__, url_prefix="/console/checkup")
HEAD = ("问题", "对象", "部门", "说明", "表", "行", "列", "谁改", "网页")


@bp.get("")
@needs(Needs.CHECKUP)
def checkup() -> Response:
    """What to do today, how many faults there are of each kind, and those of the kind that is looked at."""
    report, (kind, department) = own_report(), chosen()
    asked = own_searches()
    opens = enters(current_staff(), Needs.QUEUES, here.site)
    narrowed = report.chosen(department=department)
    return render_page(
        "console/checkup/page.html",
        "console/checkup/_faults.html",
        report=report,
        narrowed=narrowed,
        tasks=tasks_of(report, own_overdue(), asked, opens),
        asked=asked,
        days=SHOWN_DAYS,
        kinds=KINDS,
        kind=kind,
        department=department,
        offices={key: office for key, office in site_content().offices.items() if key in report.departments},
        pages=paginate(narrowed.chosen(kind).faults if kind or request.args.get("all") else ()),
        mending=mending,
        whole=own_departments() is None,
        several=len(sites_in_scope()) > 1,
    )


@bp.get("/faults.csv")
@needs(Needs.CHECKUP)
def table() -> Response:
    """The faults of the list that is looked at, for a spreadsheet."""
    rows = [
        (
            KINDS[fault.kind].name,
            fault.subject,
            office_name(here.site.code, fault.department),
            fault.reason,
            *fault.field[:3],
            "本站" if fault.own else "运维人员",
            f"{here.origin}{here.root}{fault.page}",
        )
        for fault in own_report().chosen(*chosen()).faults
    ]
    return csv_answer(sheets.csv_of(HEAD, rows), f"checkup-{here.site.slug}")
