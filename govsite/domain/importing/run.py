"""A whole import: check outside ``writing()``, store inside, and check again when the catalogue has changed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from govsite.database import topics
from govsite.database.engine import without_limit
from govsite.database.session import writing
from govsite.domain.importing.checking import Progress, check_import
from govsite.domain.importing.importer import Importer
from govsite.domain.importing.plan import OutdatedPlanError, Plan
from govsite.domain.importing.storing import store_import
from govsite.domain.tables.report import ImportReport
from govsite.domain.tables.table import Table
from govsite.sites.tree import SiteTree

MOST_CHECKS = 3
Record = Callable[[Plan, Session], object]


def run_import(
    session: Session,
    importer: Importer,
    table: Table,
    *,
    sites: SiteTree | None = None,
    forms: Path | None = None,
    dry_run: bool = False,
    leave_out: bool = False,
    progress: Progress | None = None,
    record: Record | None = None,
) -> ImportReport:
    """Check a table with an ordinary session of the primary and, when all of it is good, store it.

    ``record`` keeps what was changed, in the same transaction.

    Raises OutdatedPlanError when others changed the catalogue during each of MOST_CHECKS checks.
    """
    without_limit(session.connection())
    for _ in range(MOST_CHECKS):
        plan = check_import(
            session,
            importer,
            table,
            sites=sites,
            forms=forms,
            dry_run=dry_run,
            leave_out=leave_out,
            progress=progress,
        )
        if not plan.stores or _store(session, plan, record):
            return plan.report
    raise OutdatedPlanError(f"检查了 {MOST_CHECKS} 次，每次检查时事项库都有改动，什么都没有写入。请稍后再导入。")


def _store(session: Session, plan: Plan, record: Record | None) -> bool:
    """Whether the plan was still good; ``session`` sees what others have committed."""
    try:
        with writing() as own:
            without_limit(own.connection())
            store_import(own, plan, partial(record, plan) if record else None)
    except OutdatedPlanError:
        return False
    except IntegrityError:
        # Another writer has stored one of our new rows. With the same number of its topic it is a fault of ours.
        if topics.current(session, plan.importer.topic) == plan.number:
            raise
        return False
    return True
