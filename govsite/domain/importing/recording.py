"""Imports by the command line as runs (导入记录): they stand at the main site, where they are looked at and undone."""

from __future__ import annotations

import secrets

from sqlalchemy import insert
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.domain.common import audit
from govsite.domain.importing.keeping import changes_of, digest_of
from govsite.domain.importing.plan import Plan
from govsite.domain.importing.runs import ROWS_AN_INSERT, TABLES, names_of
from govsite.domain.importing.telling import told
from govsite.models.import_run import DONE, LONGEST_FILE, ImportChange, ImportRun
from govsite.sites.tree import SiteTree
from govsite.typed import Typed

NOBODY = 0  # the number of who sent it: no member of staff, the command line
WHO = "command"


def record(session: Session, noun: str, file: str, plan: Plan, sites: SiteTree) -> None:
    """Keep what a plan has changed as a run that is done; part of the writing that stores it, before its topics.

    Tables that the console does not know are not kept.
    """
    if noun not in TABLES:
        return
    now, report = database_time(session), plan.report
    codes = {row["item_code"] for step in plan.steps for row in step if row and "item_code" in row}
    run = ImportRun(
        form_key=secrets.token_hex(32),
        site_code=sites.root.code,
        noun=noun,
        file=Typed(file[:LONGEST_FILE]),
        text=Typed(""),
        who=NOBODY,
        stored_by=NOBODY,
        state=DONE,
        at=now,
        stored=now,
        rows=report.rows,
        created=report.created,
        updated=report.updated,
        unchanged=report.unchanged,
        seen=digest_of(plan),
        report=told(plan, sites, names_of(session, codes)),
    )
    session.add(run)
    session.flush()
    changes = list(changes_of(plan, run.id))
    for start in range(0, len(changes), ROWS_AN_INSERT):
        session.execute(insert(ImportChange), changes[start : start + ROWS_AN_INSERT])
    about: dict[str, audit.Detail] = {
        "table": plan.importer.noun,
        "created": len(plan.new),
        "updated": len(plan.changed),
    }
    audit.append(
        session, who=WHO, what="table.import", target=f"import {run.id}", site_code=run.site_code, details=about
    )
