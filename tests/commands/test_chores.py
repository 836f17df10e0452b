"""``flask chores``: once, and as a process of its own that a signal ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from govsite.commands import chores
from govsite.config import PROJECT
from govsite.database.session import writing
from govsite.domain.common import jobs, leases
from govsite.domain.common.chores import LEASE, Chore
from govsite.extensions import db
from govsite.models import Job, Lease
from tests.apps import portal_of
from tests.commands.conftest import Call
from tests.conftest import SECRET
from tests.databases import KINDS
from tests.sites.samples import SMALL
from tests.waiting import PATIENCE, wait


def lost_job() -> int:
    number = jobs.begin("import", "导入事项：items.csv", total=9000, who="命令行")
    with writing() as session:
        long_ago = datetime.now(UTC) - jobs.LOST_JOB * 2
        session.execute(update(Job).where(Job.id == number).values(beat=long_ago))
    return number


def state(number: int) -> str:
    db.session.rollback()
    return db.session.get_one(Job, number, populate_existing=True).state


def test_once_does_all_that_there_is(app: Flask, call: Call) -> None:
    with app.app_context():
        number = lost_job()
        result = call("chores", "once")
        assert result.exit_code == 0 and f"已做 {len(chores.CHORES)} 件" in result.output
        assert state(number) == jobs.FAILED
        assert leases.take(LEASE, "another", 3600), "it was given back"
        assert "另一个进程正在做" in call("chores", "once").output


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_the_chore_at_hand_end(
    app: Flask, call: Call, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    before, done = signal.getsignal(number), []

    def interrupted() -> None:
        os.kill(os.getpid(), number)
        done.append("first")

    both = (Chore("first", 60, interrupted), Chore("second", 60, lambda: done.append("second")))
    monkeypatch.setattr(chores, "CHORES", both)
    assert call("chores", "run").exit_code == 0
    assert done == ["first"] and signal.getsignal(number) is before


@pytest.fixture(params=KINDS)
def portal(request: pytest.FixtureRequest, migrated_url: Callable[[str], str], tmp_path: Path) -> Iterator[Flask]:
    with portal_of(SMALL, tmp_path, database_url=migrated_url(request.param)) as made:
        yield made


@contextmanager
def process(app: Flask) -> Iterator[subprocess.Popen[bytes]]:
    config = app.extensions["config"]
    settings = {"SITES": config.sites, "INSTANCE": config.instance, "DATABASE_URL": config.database_url}
    env = {**os.environ, "GOVSITE_SECRET_KEY": SECRET}
    env |= {f"GOVSITE_{name}": str(value).replace("+psycopg", "") for name, value in settings.items()}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "chores", "run"]
    with subprocess.Popen(command, cwd=PROJECT, env=env) as running:
        try:
            yield running
        finally:
            running.kill()


def holders() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Lease.holder).where(Lease.name == LEASE)))


def test_two_processes_share_the_work_and_end_by_sigterm(portal: Flask) -> None:
    with portal.app_context():
        number = lost_job()
        with process(portal) as one, process(portal) as other:
            wait(lambda: holders() and state(number) == jobs.FAILED)
            pid = int(holders()[0].split()[-2])
            assert pid in (one.pid, other.pid)
            first, second = (one, other) if pid == one.pid else (other, one)
            first.terminate()
            assert first.wait(PATIENCE) == 0
            assert not any(str(pid) in holder.split() for holder in holders()), "given back"
            wait(lambda: holders() and int(holders()[0].split()[-2]) == second.pid)  # it may have begun just now
            second.terminate()
            assert second.wait(PATIENCE) == 0
            assert holders() == []
