"""A whole import: checked while others may write, stored in one short transaction, checked again when outdated."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, event, func, select
from sqlalchemy.exc import IntegrityError

from govsite.database import topics
from govsite.database.engine import READING_SECONDS
from govsite.database.session import writing
from govsite.domain.importing import (
    IMPORTERS,
    ImportReport,
    OutdatedPlanError,
    TableError,
    check_import,
    checking,
    run,
    run_import,
    store_import,
)
from govsite.extensions import db
from govsite.models import Item
from tests.apps import portal_of, rows
from tests.importing.samples import ITEM, SITES, small_tree, table

OTHER = {**ITEM, "basic_code": "070010011000", "slug": "id-card-first", "name": "居民身份证首次申领"}
Check = Callable[..., Any]


@pytest.fixture(scope="module")
def portal(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with portal_of(SITES, tmp_path_factory.mktemp("importing"), testing=False, database_url=database_url) as made:
        yield made


@pytest.fixture
def app(portal: Flask) -> Flask:
    with portal.app_context(), writing() as session:
        session.execute(delete(Item))
    return portal


def run_items(app: Flask, *given: dict[str, str], **options: Any) -> ImportReport:
    with app.app_context():
        return run_import(db.session, IMPORTERS["items"], table(*given), sites=small_tree(), **options)


def items(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Item)) or 0


def number(app: Flask) -> int:
    with app.app_context():
        return topics.current(db.session)


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[int], object]) -> list[int]:
    """Let something happen at the end of each check; gives the list of checks, which grows."""
    checks: list[int] = []

    def check(*given: Any, **named: Any) -> Any:
        plan = check_import(*given, **named)
        checks.append(plan.number)
        act(len(checks))
        return plan

    monkeypatch.setattr(run, "check_import", check)
    return checks


def change_catalogue() -> None:
    with writing() as session:  # would raise inside the import's own
        topics.bump(session)


def test_rows_are_stored_and_the_catalogue_moves_once(app: Flask) -> None:
    before = number(app)
    assert run_items(app, ITEM, OTHER).created == 2
    assert (items(app), number(app)) == (2, before + 1)
    assert run_items(app, ITEM, OTHER).unchanged == 2
    assert number(app) == before + 1


def test_a_trial_and_a_wrong_table_store_nothing(app: Flask) -> None:
    before = number(app)
    assert run_items(app, ITEM, dry_run=True).created == 1
    assert run_items(app, ITEM, {**OTHER, "visits": "x"}).errors
    assert (items(app), number(app)) == (0, before)


def test_what_changed_during_the_check_is_checked_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    before = number(app)
    checks = meanwhile(monkeypatch, lambda count: change_catalogue() if count == 1 else None)
    assert run_items(app, ITEM).created == 1
    assert checks == [before, before + 1] and items(app) == 1


def test_an_import_gives_up_while_others_never_rest(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    checks = meanwhile(monkeypatch, lambda _count: change_catalogue())
    with pytest.raises(OutdatedPlanError, match="请稍后再导入"):
        run_items(app, ITEM)
    assert len(checks) == run.MOST_CHECKS and items(app) == 0


def test_two_imports_of_the_same_rows_at_once_store_them_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both are checked against an empty catalogue; one of them has to look again."""
    both = threading.Barrier(2)
    seen = threading.local()

    def meet(_count: int) -> None:
        if not getattr(seen, "met", False):
            seen.met = True
            both.wait(timeout=60)

    meanwhile(monkeypatch, meet)
    reports: list[ImportReport] = []
    threads = [threading.Thread(target=lambda: reports.append(run_items(app, ITEM, OTHER))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(report.created for report in reports) == [0, 2] and items(app) == 2


def test_what_fails_half_way_leaves_nothing(app: Flask) -> None:
    before = number(app)
    with app.app_context():
        plan = check_import(db.session, IMPORTERS["items"], table(ITEM, OTHER), sites=small_tree())
        broken = replace(plan, new=[plan.new[0], {**plan.new[1], "slug": plan.new[0]["slug"]}])
        with pytest.raises(IntegrityError), writing() as session:
            store_import(session, broken)
        with pytest.raises(IntegrityError):
            run._store(db.session, broken, None)  # it is not the others' doing: no second check would help
    assert (items(app), number(app)) == (0, before)


def test_an_outdated_plan_is_refused(app: Flask) -> None:
    with app.app_context():
        plan = check_import(db.session, IMPORTERS["items"], table(ITEM), sites=small_tree())
        change_catalogue()
        with pytest.raises(OutdatedPlanError), writing() as session:
            store_import(session, plan)
    assert items(app) == 0


def test_how_far_the_check_is_can_be_followed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("govsite.domain.importing.checking.ROWS_A_REPORT", 1)
    done: list[int] = []
    run_items(app, ITEM, OTHER, progress=done.append)
    assert done == [1, 2]


def test_no_statement_of_an_import_is_limited(app: Flask) -> None:
    with app.app_context():
        engine = db.engine
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite limits no statement")
    assert rows(app, "SHOW statement_timeout")[0][0] == f"{READING_SECONDS:g}s"
    limits: set[str] = set()

    def look(connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "item" in statement:
            with connection.connection.cursor() as own:
                limits.add(own.execute("SHOW statement_timeout").fetchone()[0])

    event.listen(engine, "before_cursor_execute", look)
    try:
        run_items(app, ITEM)
    finally:
        event.remove(engine, "before_cursor_execute", look)
    assert limits == {"0"}


def test_the_folder_of_forms_is_looked_into(app: Flask, tmp_path: Path) -> None:
    assert any("forms 里没有" in warning.reason for warning in run_items(app, ITEM, forms=tmp_path).warnings)


def test_a_check_that_does_not_end_is_ended_in_a_sentence(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "LONGEST_CHECK", -1)
    with pytest.raises(TableError, match="什么都没有写入"):
        run_items(app, ITEM)
    assert items(app) == 0
