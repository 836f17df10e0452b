"""Imports in steps (导入记录): a table is kept, checked, looked at, and stored as it was looked at; then undone, maybe.

The check is done again when it is stored: where the content has moved so that something else would be stored, that is
shown anew. A run is stored once, by a guarded UPDATE of its state.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from govsite.database import topics
from govsite.database.clock import database_time
from govsite.database.engine import without_limit
from govsite.database.session import reading, writing
from govsite.domain.common import audit
from govsite.domain.importing.articles import ARTICLES
from govsite.domain.importing.checking import Progress, check_import
from govsite.domain.importing.departments import DEPARTMENTS
from govsite.domain.importing.halls import HALLS
from govsite.domain.importing.importer import Allowed, Importer
from govsite.domain.importing.items import ITEMS
from govsite.domain.importing.keeping import changes_of, digest_of
from govsite.domain.importing.offerings import OFFERINGS
from govsite.domain.importing.plan import OutdatedPlanError, Plan
from govsite.domain.importing.storing import store_import
from govsite.domain.importing.telling import told, wants_two
from govsite.domain.importing.undoing import check_undo
from govsite.domain.tables.table import Table
from govsite.models.import_run import DONE, FAILED, FAULTY, READY, STORING, WAITING, ImportChange, ImportRun
from govsite.models.item import Item
from govsite.models.job import Job
from govsite.sites.tree import SiteTree
from govsite.typed import Typed

__all__ = [
    "DONE",
    "FAILED",
    "FAULTY",
    "READY",
    "SHARED",
    "STORING",
    "TABLES",
    "WAITING",
    "Around",
    "ImportRun",
    "Refused",
    "begin",
    "begin_undo",
    "find",
    "last_runs",
    "names_of",
    "LARGE",
    "MOVED",
    "look",
    "rows_done",
    "store",
    "undone_by",
    "word_of",
]

LARGE = 2000  # rows from which on a run is a job
ROWS_AN_INSERT = 1000
TRIES = 3
TABLES: dict[str, Importer] = {
    "offerings": OFFERINGS,
    "departments": DEPARTMENTS,
    "halls": HALLS,
    "articles": ARTICLES,
    "items": ITEMS,
}
SHARED = ("items",)  # tables whose rows belong to no site


ALONE = "本站点的发布须由两人完成：请另一位同事打开这一页，看过再按“{}”。"
MOVED = "您看的时候网站内容有了别的改动，还没有存。请看一遍现在的改动，再按一次。"
BUSY = "网站内容一直有别的改动，这次没有存。请过一会儿再按一次。"


class Refused(Exception):  # noqa: N818
    """It is not stored; its text is the sentence for whoever tried."""


class Around(NamedTuple):
    """What a check needs to know of the portal and of who imports."""

    sites: SiteTree
    forms: Path | None
    allowed: Allowed
    progress: Progress | None = None


def begin(key: str, site: str, noun: str, file: str, table: Table, who: int) -> tuple[int, bool]:
    """Keep a table that was sent with a form's key (its digest): its number, and whether it is to be checked here.

    The same form sent twice is one run.
    """
    text = json.dumps([table.header, table.rows, table.told], ensure_ascii=False, separators=(",", ":"))
    values = {"site_code": site, "noun": noun, "file": Typed(file[:200]), "text": Typed(text), "who": who}
    return _begin(key, len(table.rows), values)


def begin_undo(key: str, run: ImportRun, who: int) -> tuple[int, bool]:
    """The same for the undoing of a run."""
    rows = run.created + run.updated + run.removed
    values = {"site_code": run.site_code, "noun": run.noun, "file": run.file, "text": Typed(""), "who": who}
    return _begin(key, rows, {**values, "undoes": run.id})


def _begin(key: str, rows: int, values: dict[str, Any]) -> tuple[int, bool]:
    try:
        with writing() as session:
            run = ImportRun(form_key=key, state=WAITING, at=database_time(session), rows=rows, **values)
            session.add(run)
            session.flush()
            return run.id, rows <= LARGE
    except IntegrityError:
        reading().rollback()
        found = reading().scalar(select(ImportRun.id).where(ImportRun.form_key == key))
        if found is None:
            raise
        return found, False


def look(number: int, around: Around) -> None:
    """Check a run and keep what is to be shown of it; raises TableError where that takes too long."""
    session = reading()
    run = session.get_one(ImportRun, number)
    plan = _plan_of(session, run, around)
    _keep(session, run.id, plan, around, WAITING)
    session.rollback()


def store(number: int, who: int, around: Around) -> bool:
    """Store a run as it was looked at, once; False where something else would be stored by now, which is kept to show.

    Raises Refused for who may not, or not alone, and while others change the content again and again.
    """
    session = reading()
    for _ in range(TRIES):
        session.rollback()
        run = session.get_one(ImportRun, number)
        if run.state not in (READY, STORING):
            return run.state == DONE
        plan, seen = _plan_of(session, run, around), run.seen
        _hold(plan, run, who, around)
        if plan.report.errors or digest_of(plan) != seen:
            _keep(session, run.id, plan, around, run.state)
            session.rollback()
            return False
        session.rollback()
        try:
            with writing() as own:
                _store(own, run.id, plan, who)
            return True
        except OutdatedPlanError:
            continue
        except IntegrityError:  # another writer has stored one of our new rows
            if topics.current(session, plan.importer.topic) == plan.number:
                raise
    session.rollback()
    raise Refused(BUSY)


def word_of(run: ImportRun) -> str:
    """What the button of a run says."""
    return "导入" if run.undoes is None else "撤销"


def _hold(plan: Plan, run: ImportRun, who: int, around: Around) -> None:
    """Raise Refused for who may not store what somebody else has sent, or not what they have sent themselves."""
    if plan.report.errors and who != run.who:
        raise Refused(f"{plan.report.errors[0].reason}。")
    if who == run.who and wants_two(plan, around.sites):
        raise Refused(ALONE.format(word_of(run)))


def _store(session: Session, number: int, plan: Plan, who: int) -> None:
    without_limit(session.connection())
    mine = update(ImportRun).where(ImportRun.id == number, ImportRun.state.in_((READY, STORING)))
    values = {"state": DONE, "stored_by": who, "stored": database_time(session), "text": Typed("")}
    if session.connection().execute(mine.values(values)).rowcount != 1:
        return  # by another click
    changes = list(changes_of(plan, number))
    for start in range(0, len(changes), ROWS_AN_INSERT):
        session.execute(insert(ImportChange), changes[start : start + ROWS_AN_INSERT])
    run = session.get_one(ImportRun, number)

    def note(own: Session) -> None:
        counts = {"created": len(plan.new), "updated": len(plan.changed), "removed": len(plan.gone)}
        about = {"table": plan.importer.noun, "undoes": run.undoes, **counts}
        what = "table.import" if run.undoes is None else "table.undo"
        audit.append(
            own, who=f"staff {who}", what=what, target=f"import {number}", site_code=run.site_code, details=about
        )

    store_import(session, plan, note)


def _plan_of(session: Session, run: ImportRun, around: Around) -> Plan:
    without_limit(session.connection())
    importer = TABLES[run.noun]
    if run.undoes is not None:
        of_run = select(ImportChange).where(ImportChange.run_id == run.undoes).order_by(ImportChange.id)
        return check_undo(session, importer, session.scalars(of_run).all(), around.sites, around.allowed)
    header, rows, told_ = json.loads(run.text)
    table = Table(tuple(header), [(row, tuple(cells)) for row, cells in rows], tuple(told_))
    about: dict[str, Any] = {"sites": around.sites, "forms": around.forms, "allowed": around.allowed}
    return check_import(session, importer, table, progress=around.progress, **about)


def _keep(session: Session, number: int, plan: Plan, around: Around, state: str) -> None:
    report = plan.report
    codes = {row["item_code"] for step in plan.steps for row in step if row and "item_code" in row}
    names = names_of(session, codes)
    values: dict[str, Any] = {
        "state": FAULTY if report.errors else READY,
        "seen": "" if report.errors else digest_of(plan),
        "two": wants_two(plan, around.sites),
        "report": told(plan, around.sites, names),
        "rows": report.rows,
        "created": report.created,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "removed": len(plan.gone),
        "faults": report.errors.total,
        "job_id": None,
    }
    if report.errors:
        values["text"] = Typed("")  # it is sent again when it is mended
    if state == STORING:  # nobody waits who could be told
        values["report"]["told"].insert(0, MOVED)
    session.rollback()
    with writing() as own:
        own.execute(update(ImportRun).where(ImportRun.id == number, ImportRun.state == state).values(values))


def names_of(session: Session, codes: set[str]) -> dict[str, str]:
    """The names of items; of all, where many are asked for."""
    found = select(Item.code, Item.name)
    few = found.where(Item.code.in_(sorted(codes))) if len(codes) <= ROWS_AN_INSERT // 2 else found
    return dict(session.execute(few).all()) if codes else {}


def find(session: Session, number: int, site: str) -> ImportRun | None:
    """A run of a site."""
    run = session.get(ImportRun, number)
    return run if run is not None and run.site_code == site else None


def undone_by(session: Session, run: ImportRun) -> int | None:
    """The number of the run that has undone a run; each is undone once, to have it again undo that one."""
    mine = (ImportRun.site_code == run.site_code, ImportRun.undoes == run.id, ImportRun.state == DONE)
    return session.scalar(select(func.max(ImportRun.id)).where(*mine))


def last_runs(session: Session, site: str, nouns: Sequence[str], most: int) -> Sequence[ImportRun]:
    """What was imported at a site, the newest first."""
    mine = (ImportRun.site_code == site, ImportRun.noun.in_(nouns))
    return session.scalars(select(ImportRun).where(*mine).order_by(ImportRun.id.desc()).limit(most)).all()


def rows_done(session: Session, run: ImportRun) -> int:
    """How many rows of a large one are done."""
    return session.scalar(select(Job.done).where(Job.id == run.job_id)) or 0 if run.job_id else 0
