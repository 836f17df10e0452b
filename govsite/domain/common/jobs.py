"""Jobs: long work is recorded where others can see how far it is and how it ended.

Each step of a job is a short ``writing()`` of its own, so none of them may be taken inside one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.database.session import writing
from govsite.models.base import JsonObject
from govsite.models.job import DONE, FAILED, RUNNING, WAITING, Job

__all__ = [
    "STATE_WORDS",
    "Job",
    "begin",
    "delete_old",
    "fail",
    "fail_lost",
    "finish",
    "last_jobs",
    "progress",
]

LOST_JOB = timedelta(minutes=10)  # without a sign of life, its process is taken for dead
OLD_JOB = timedelta(days=90)
MOST_TITLE_CHARACTERS = 200
STATE_WORDS = {WAITING: "等待中", RUNNING: "进行中", DONE: "已完成", FAILED: "失败"}
LOST_REASON = "执行这项工作的进程中途停止了，请重新运行。"


def begin(kind: str, title: str, *, total: int, who: str) -> int:
    """Record a job that starts now, with the number of rows it has to do; returns its id."""
    with writing() as session:
        now = database_time(session)
        job = Job(kind=kind, title=title[:MOST_TITLE_CHARACTERS], who=who, state=RUNNING, total=total)
        job.started = job.beat = now
        session.add(job)
        session.flush()
        return job.id


def progress(job_id: int, done: int) -> None:
    """Say how many rows are done, which is a sign of life too."""
    with writing() as session:
        _set(session, job_id, done=done, beat=database_time(session))


def finish(job_id: int, report: JsonObject) -> None:
    """It has done all it had to."""
    with writing() as session:
        _set(session, job_id, state=DONE, done=Job.total, finished=database_time(session), report=report)


def fail(job_id: int, report: JsonObject) -> None:
    """It has stopped; the report's ``errors`` are sentences that say why."""
    with writing() as session:
        _set(session, job_id, state=FAILED, finished=database_time(session), report=report)


def last_jobs(session: Session, most: int = 20) -> Sequence[Job]:
    """The jobs begun last, newest first."""
    return session.scalars(select(Job).order_by(Job.id.desc()).limit(most)).all()


def fail_lost(session: Session) -> int:
    """Mark jobs without a sign of life as failed; returns how many. Part of the caller's writing.

    One that lives after all may still finish.
    """
    now = database_time(session)
    lost = update(Job).where(Job.state == RUNNING, Job.beat < now - LOST_JOB)
    failed = lost.values(state=FAILED, finished=now, report={"errors": [LOST_REASON]})
    return session.connection().execute(failed).rowcount


def delete_old(session: Session) -> int:
    """Delete the records of jobs that ended long ago; returns how many. Part of the caller's writing."""
    old = delete(Job).where(Job.finished < database_time(session) - OLD_JOB)
    return session.connection().execute(old).rowcount


def _set(session: Session, job_id: int, **values: Any) -> None:
    session.execute(update(Job).where(Job.id == job_id).values(**values))
