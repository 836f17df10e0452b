"""The check-up of this request: whose it is, what of it they see, and where each fault is mended."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from flask import Response, current_app, request

from govsite.database.session import reading
from govsite.domain.cases.overdue import overdue as overdue_cases
from govsite.domain.checkup.faults import ARTICLES, DEPARTMENTS, HALLS, ITEMS, OFFERINGS, SITES, Fault
from govsite.domain.checkup.kinds import KINDS
from govsite.domain.checkup.remembered import Remembered
from govsite.domain.checkup.report import Report, report_of
from govsite.domain.checkup.unanswered import Asked, most_asked
from govsite.domain.common.days import today
from govsite.domain.letters.overdue import overdue as overdue_letters
from govsite.domain.people.scope import Needs, departments, enters
from govsite.sites.site import Site
from govsite.web.content import site_content, snapshot
from govsite.web.here import here
from govsite.web.rows import address_of, row_kinds
from govsite.web.staff import current_staff

TABLES = {OFFERINGS: "offering", DEPARTMENTS: "department", HALLS: "hall", ITEMS: "item"}


class Mending(NamedTuple):
    """Where a fault is mended, or seen by who may not mend it, and which field of which table that is."""

    href: str
    words: str


def mending(fault: Fault) -> Mending:
    """The one place that says where a fault is mended: the field of a form, for who may edit, else the page."""
    table, row, column = fault.field[:3]
    named = f"文件 {table}，{row}，{column}" if table == SITES else f"表 {table}，{row}，列“{column}”"
    return Mending(_form_of(fault) or f"{here.root}{fault.page}", named)


def _form_of(fault: Fault) -> str:
    """The address of the field in a form, "" where there is none for who asks."""
    table, key, name = fault.field.table, fault.field.key, fault.field.name
    if not key or not enters(current_staff(), Needs.CONTENT, here.site):
        return ""
    if table == ARTICLES:
        is_row = all(notice.id != key for notice in here.site.notices)
        return f"{here.root}/console/articles/{key}#{name}" if is_row else ""
    kind = row_kinds()[TABLES[table]]
    return f"{address_of(kind, key)}#{kind.field_of(name)}"


def own_departments() -> frozenset[str] | None:
    """The keys of the departments whose guides somebody checks here, None for all of the site."""
    return departments(current_staff(), Needs.CHECKUP, here.site)


def own_report() -> Report:
    """What is wrong here with what is theirs."""
    return report_of(snapshot(), reading(), here.site, today(), own_departments())


def own_overdue() -> Mapping[str, int]:
    """How many letters and cases are overdue here: of all for who sees figures, else of one's own queues."""
    officer, site = current_staff(), here.site
    keys = None if enters(officer, Needs.FIGURES, site) else departments(officer, Needs.QUEUES, site)
    return {
        "letters": overdue_letters(reading(), [site.code], today(), keys).get(site.code, 0),
        "cases": overdue_cases(reading(), [site.code], today(), keys).get(site.code, 0),
    }


def own_searches() -> list[Asked]:
    """What was searched here in vain, for who looks after the whole site."""
    return most_asked(reading(), here.site.code, today()) if own_departments() is None else []


def sites_in_scope() -> list[Site]:
    """This site and those below it that somebody checks as a whole."""
    officer, sites = current_staff(), (here.site, *here.site.below)
    return [site for site in sites if departments(officer, Needs.CHECKUP, site) is None]


def count_some(sites: Sequence[Site]) -> tuple[Remembered, int]:
    """The numbers that are remembered for the table of all sites, and of how many they are still to be counted."""
    remembered: Remembered = current_app.extensions["checkup"]
    numbers = current_app.extensions["freshness"].numbers
    known = numbers, here.tree.version
    return remembered, remembered.refresh(snapshot(), reading(), sites, today(), known) if sites else 0


def overdue_in(sites: Collection[Site]) -> Mapping[str, int]:
    """How many letters and cases together are overdue at each of some sites, for who sees the figures there."""
    officer = current_staff()
    codes = [site.code for site in sites if enters(officer, Needs.FIGURES, site)]
    letters, cases = (count(reading(), codes, today()) for count in (overdue_letters, overdue_cases))
    return {code: letters.get(code, 0) + cases.get(code, 0) for code in codes}


def chosen() -> tuple[str, str]:
    """The kind and the department that the address asks for; what there is none of is no condition."""
    kind, department = request.args.get("kind", ""), request.args.get("department", "")
    return kind if kind in KINDS else "", department if department in site_content().offices else ""


def csv_answer(text: str, name: str) -> Response:
    """A file for spreadsheets, named for the day."""
    headers = {"Content-Disposition": f"attachment; filename={name}-{today():%Y%m%d}.csv"}
    return Response(text, mimetype="text/csv", headers=headers)
