"""The record of long work, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, update

from govsite.database.session import writing
from govsite.domain.common import jobs
from govsite.extensions import db
from govsite.models.job import DONE, FAILED, RUNNING, Job


@pytest.fixture
def context(portal: Flask) -> Iterator[None]:
    with portal.app_context():
        with writing() as session:
            session.execute(delete(Job))
        yield


def begin(title: str = "导入事项：items.csv") -> int:
    return jobs.begin("import", title, total=6000, who="命令行")


def job(number: int) -> Job:
    db.session.rollback()
    return db.session.get_one(Job, number, populate_existing=True)


def age(number: int, **columns: timedelta) -> None:
    with writing() as session:
        then = {name: datetime.now(UTC) - ago for name, ago in columns.items()}
        session.execute(update(Job).where(Job.id == number).values(**then))


def test_a_job_from_its_beginning_to_its_end(context: None) -> None:
    number = begin()
    found = job(number)
    assert (found.state, found.total, found.done, found.report, found.finished) == (RUNNING, 6000, 0, {}, None)
    jobs.progress(number, 1000)
    assert job(number).done == 1000 and job(number).beat >= job(number).started
    jobs.finish(number, {"created": 6000})
    found = job(number)
    assert (found.state, found.done, found.report) == (DONE, 6000, {"created": 6000})
    assert found.finished >= found.started


def test_a_failure_says_why(context: None) -> None:
    number = begin()
    jobs.progress(number, 2000)
    jobs.fail(number, {"errors": ["第 2 行：不能空着"]})
    assert (job(number).state, job(number).done) == (FAILED, 2000)
    assert job(number).report["errors"] == ["第 2 行：不能空着"]


def test_the_last_jobs_come_first(context: None) -> None:
    numbers = [begin("长" * 300) for _ in range(3)]
    assert [found.id for found in jobs.last_jobs(db.session, 2)] == numbers[:0:-1]


def test_only_a_job_without_a_sign_of_life_is_lost(context: None) -> None:
    lost, alive, done = begin(), begin(), begin()
    jobs.finish(done, {})
    for number in (lost, done):
        age(number, beat=jobs.LOST_JOB * 2)
    age(alive, started=jobs.LOST_JOB * 2)
    with writing() as session:
        assert jobs.fail_lost(session) == 1
    assert [job(number).state for number in (lost, alive, done)] == [FAILED, RUNNING, DONE]
    assert job(lost).finished and "重新运行" in job(lost).report["errors"][0]
    jobs.finish(lost, {})
    assert job(lost).state == DONE, "it was alive after all"


def test_old_records_are_deleted(context: None) -> None:
    old, new, running = begin(), begin(), begin()
    jobs.finish(old, {})
    jobs.finish(new, {})
    age(old, finished=jobs.OLD_JOB * 2)
    age(running, started=jobs.OLD_JOB * 2)
    with writing() as session:
        assert jobs.delete_old(session) == 1
    assert {found.id for found in jobs.last_jobs(db.session)} == {new, running}
