"""Large imports (大表格): checked and stored by a chore, with a job that says how far it is."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.database.session import reading, writing
from govsite.domain.common import jobs
from govsite.domain.importing.runs import TABLES, Around, Refused, look, store, word_of
from govsite.domain.tables.table import TableError
from govsite.models.base import JsonObject
from govsite.models.import_run import DONE, FAILED, READY, STORING, WAITING, ImportChange, ImportRun
from govsite.models.job import FAILED as JOB_FAILED
from govsite.models.job import Job
from govsite.typed import Typed

KEPT = timedelta(days=90)
MOST_AT_ONCE = 5  # runs, before the other chores have their turn
BROKEN = "处理的时候出了问题，什么都没有存。请再上传一次；还是不行，请告诉运维人员。"
log = logging.getLogger(__name__)
AroundOf = Callable[[ImportRun], Around | None]  # None where who sent it may not any more


def put_off(session: Session, number: int, who: int) -> None:
    """Let a run be stored by the next chore. Part of the caller's writing; nothing where it is under way already."""
    mine = update(ImportRun).where(ImportRun.id == number, ImportRun.state == READY)
    session.execute(mine.values(state=STORING, stored_by=who))


def run_due(around_of: AroundOf) -> None:
    """Do what waits, the oldest first."""
    due = (ImportRun.state.in_((WAITING, STORING)), ImportRun.job_id.is_(None))
    session = reading()
    for run in session.scalars(select(ImportRun).where(*due).order_by(ImportRun.id).limit(MOST_AT_ONCE)).all():
        around = around_of(run)
        session.rollback()
        _run(run.id, around)
    lost = select(ImportRun.id).join(Job, Job.id == ImportRun.job_id)
    for number in session.scalars(lost.where(ImportRun.state.in_((WAITING, STORING)), Job.state == JOB_FAILED)).all():
        _fail(number, jobs.LOST_REASON)


def forget_old(session: Session) -> None:
    """Delete what was imported long ago: it cannot be undone any more. Part of the caller's writing."""
    old = select(ImportRun.id).where(ImportRun.at < database_time(session) - KEPT)
    session.execute(delete(ImportChange).where(ImportChange.run_id.in_(old)))
    session.execute(delete(ImportRun).where(ImportRun.at < database_time(session) - KEPT))


def _run(number: int, around: Around | None) -> None:
    run = reading().get_one(ImportRun, number)
    state, rows, who = run.state, run.rows, run.stored_by or run.who
    title = f"{word_of(run)}{TABLES[run.noun].noun}：{run.file}"
    reading().rollback()
    job = jobs.begin("import", title, total=rows, who=f"staff {who}")
    with writing() as session:
        session.execute(update(ImportRun).where(ImportRun.id == number).values(job_id=job))
    try:
        if around is None:
            raise Refused("上传的人已经没有这项权限。")
        around = around._replace(progress=partial(jobs.progress, job))
        if state == WAITING:
            look(number, around)
        else:
            store(number, who, around)
    except (Refused, TableError) as error:
        _end(number, job, state, str(error))
    except Exception:
        log.exception("import %s could not be done", number)
        _end(number, job, state, BROKEN)
    else:
        jobs.finish(job, _counts(number))


def _end(number: int, job: int, state: str, reason: str) -> None:
    """It did not work out; what was to be stored can be tried once more."""
    reading().rollback()
    jobs.fail(job, {"errors": [reason]})
    if state == STORING and reason != BROKEN:
        report = {**reading().get_one(ImportRun, number).report, "told": [reason]}
        reading().rollback()
        with writing() as session:
            again = update(ImportRun).where(ImportRun.id == number, ImportRun.state == STORING)
            session.execute(again.values(state=READY, job_id=None, report=report))
    else:
        _fail(number, reason)


def _fail(number: int, reason: str) -> None:
    report = {"told": [reason], "errors": [], "warnings": [], "changes": []}
    values = {"state": FAILED, "text": Typed(""), "report": report}
    with writing() as session:
        session.execute(update(ImportRun).where(ImportRun.id == number, ImportRun.state != DONE).values(values))


def _counts(number: int) -> JsonObject:
    run = reading().get_one(ImportRun, number)
    found = {name: getattr(run, name) for name in ("rows", "created", "updated", "unchanged")}
    reading().rollback()
    return {**found, "told": [], "errors": [], "warnings": []}
