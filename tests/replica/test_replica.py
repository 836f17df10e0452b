"""A worker with ``GOVSITE_REPLICA_URL`` on a real PostgreSQL primary and a real streaming standby.

Public pages read the standby, writes go to the primary. A standby that is away, or behind what the worker has
shown already, is replaced by the primary; a primary that is away leaves the public pages as they are.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import InternalError

from govsite.config import PROJECT
from govsite.database import topics
from govsite.database.session import read_from_replica, reading
from govsite.extensions import db
from tests.replica.conftest import LONG_DELAY, Pair, Worker
from tests.waiting import wait

GUIDE = "/xiling/guides/070010015000"
NAME = "居民身份证到期换领"
PAGES = ("/", "/yichang/", "/xiling/personal", GUIDE, "/hant/xiling/search?q=身份证", "/xiling/departments", "/halls")


def edit(worker: Worker, folder: Path, name: str) -> None:
    """What an editor does: import a table with one changed row."""
    with (PROJECT / "demo" / "items.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        row = next(row for row in rows if row["basic_code"] == GUIDE[-12:])
        table = folder / "items.csv"
        with table.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, row)
            writer.writeheader()
            writer.writerow({**row, "name": name})
    result = worker.app.test_cli_runner().invoke(args=["import", "items", str(table)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output


def shows(worker: Worker, name: str, url: str = GUIDE) -> bool:
    return name in worker.get(url).h1


def reads_from(worker: Worker, engine: str, url: str) -> bool:
    """Whether a page that is not in the memory is read from an engine and no other."""
    worker.statements.clear()
    worker.get(url)
    return set(worker.statements) == {engine}


def test_the_standby_is_one(worker: Worker) -> None:
    with worker.app.test_request_context():
        read_from_replica()  # as a public page does
        assert reading().scalar(text("SELECT pg_is_in_recovery()")) is True
        assert db.session.scalar(text("SELECT pg_is_in_recovery()")) is False
        with pytest.raises(InternalError, match="read-only"):
            topics.bump(reading())


def test_public_pages_read_the_standby_only(worker: Worker) -> None:
    for url in PAGES:
        worker.get(url)
    assert worker.statements["replica"] > len(PAGES) and worker.statements["default"] == 0


def test_an_edit_goes_to_the_primary_and_shows_once_it_is_replicated(
    worker: Worker, pair: Pair, tmp_path: Path
) -> None:
    before = worker.health().json["content"]
    assert shows(worker, NAME)
    pair.on_standby("SELECT pg_wal_replay_pause()")
    worker.statements.clear()
    edit(worker, tmp_path, "居民身份证换领甲")
    assert worker.statements["default"] > 0 and worker.statements["replica"] == 0
    assert worker.health().json["content"] == before + 1, "the primary's"
    wait(lambda: worker.app.extensions["freshness"].version == before)
    assert shows(worker, NAME), "as long as the standby has not got it"
    pair.level()
    wait(lambda: shows(worker, "居民身份证换领甲"))
    edit(worker, tmp_path, NAME)
    wait(lambda: shows(worker, NAME))


def test_without_the_primary_public_pages_go_on(worker: Worker, pair: Pair, tmp_path: Path) -> None:
    before = worker.health().json["content"]
    pair.primary.stop()
    for url in PAGES:
        worker.get(url)
    health = worker.health()
    assert (health.status_code, health.json["primary"], health.json["content"]) == (200, False, before)
    with pytest.raises(AssertionError, match="数据库暂时连不上"):
        edit(worker, tmp_path, NAME)
    pair.start()
    wait(lambda: worker.health().json["primary"] is True)
    edit(worker, tmp_path, "居民身份证换领乙")
    wait(lambda: shows(worker, "居民身份证换领乙"))
    edit(worker, tmp_path, NAME)


def test_without_the_standby_the_primary_is_read(
    worker: Worker, pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert reads_from(worker, "replica", "/")
    pair.standby.stop()
    for url in PAGES[1:]:
        worker.get(url)
    assert worker.statements["default"] > 0
    assert worker.health().status_code == 200
    edit(worker, tmp_path, "居民身份证换领丙")
    wait(lambda: shows(worker, "居民身份证换领丙"))
    edit(worker, tmp_path, NAME)
    pair.level()
    monkeypatch.setattr(worker.app.extensions["page_cache"], "enabled", False)
    wait(lambda: reads_from(worker, "replica", f"{GUIDE}/elsewhere"))  # it reads each time


def test_a_standby_that_is_behind_is_not_gone_back_to(worker: Worker, pair: Pair, tmp_path: Path) -> None:
    pair.on_standby(LONG_DELAY)
    pair.standby.stop()
    edit(worker, tmp_path, "居民身份证换领丁")
    wait(lambda: shows(worker, "居民身份证换领丁"))
    pair.start()
    wait(lambda: reads_from_standby_again(worker))
    assert shows(worker, "居民身份证换领丁", GUIDE + "/notes"), "a page not yet in memory"
    edit(worker, tmp_path, NAME)
    pair.level()
    wait(lambda: shows(worker, NAME))


def reads_from_standby_again(worker: Worker) -> bool:
    """Whether the worker has asked the standby for its version since the last look."""
    worker.app.extensions["freshness"].look()
    asked = worker.statements["replica"] > 0
    worker.statements.clear()
    return asked


def test_without_both_what_is_in_memory_stays(worker: Worker, pair: Pair) -> None:
    worker.get("/yichang/")
    pair.standby.stop()
    pair.primary.stop()
    assert worker.get("/yichang/").status == 200
    page = worker.get(GUIDE, 503)
    assert page.h1 == "服务暂时中断" and "12345" in page.text
    assert worker.health().status_code == 503
    pair.start()
    wait(lambda: shows_again(worker))


def shows_again(worker: Worker) -> bool:
    return worker.app.test_client().get(GUIDE).status_code == 200
