"""The tables that somebody imports and exports at a site: which, whose rows, and what a check needs to know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from flask import Response, abort, current_app, stream_with_context

from govsite.config import Config
from govsite.database.session import reading
from govsite.domain.common.days import today
from govsite.domain.people import staff
from govsite.domain.people.row_scope import row_rule
from govsite.domain.people.scope import Needs, Officer, codes_near, enters
from govsite.sites.site import Site
from govsite.sites.tree import SiteTree
from govsite.web.here import here
from govsite.web.staff import current_staff, refuse

if TYPE_CHECKING:  # it takes a worker long to import
    from govsite.domain.importing.importer import Importer
    from govsite.domain.importing.large import AroundOf
    from govsite.domain.importing.runs import Around, ImportRun

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {"xlsx": XLSX, "csv": "text/csv"}


def own_tables() -> dict[str, Importer]:
    """The tables of who asks at this site: those that all sites share are the operators', at the main site."""
    from govsite.domain.importing.runs import SHARED, TABLES

    shares = bool(here.site.root) and enters(current_staff(), Needs.PORTAL, here.site)
    return {noun: importer for noun, importer in TABLES.items() if shares or noun not in SHARED}


def table_of(noun: str) -> Importer:
    """One of them; 404 for any other, which the audit has a line of."""
    found = own_tables().get(noun)
    if found is None:
        refuse(current_staff(), Needs.PORTAL)
        abort(404)
    return found


def own_codes() -> Sequence[str] | None:
    """The codes of the sites whose rows are exported here: this one; at the main site all in scope, None for all."""
    if not here.site.root:
        return [here.site.code]
    near = codes_near(current_staff(), Needs.CONTENT, here.tree, here.site)
    return None if near is None else sorted(near)


def around() -> Around:
    """What a check for who asks needs to know."""
    return _around(current_staff(), here.tree, here.site)


def around_of() -> AroundOf:
    """The same outside of a request, for who sent a run or let it be stored."""
    tree: SiteTree = current_app.extensions["sites"].current

    def find(run: ImportRun) -> Around | None:
        officer, site = staff.load(reading(), run.stored_by or run.who), tree.by_code.get(run.site_code)
        may = officer and site and enters(officer, Needs.CONTENT, site)
        return _around(officer, tree, site) if may and officer and site else None

    return find


def file_answer(content: bytes | Iterator[bytes] | Iterator[str], name: str, kind: str) -> Response:
    """A file to keep, named for the day; parts of one go out as they are made."""
    headers = {"Content-Disposition": f"attachment; filename={name}-{today():%Y%m%d}.{kind}"}
    body = content if isinstance(content, bytes) else stream_with_context(content)
    return Response(body, mimetype=KINDS[kind], headers=headers)


def _around(officer: Officer, tree: SiteTree, site: Site) -> Around:
    from govsite.domain.importing.runs import Around

    config: Config = current_app.extensions["config"]
    return Around(tree, config.files, row_rule(officer, tree, site))
