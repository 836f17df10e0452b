"""Among 40,000 cases the desk, the look-ups and the chores read along indexes, and few rows more than they show."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, event, insert

from govsite.database.keys import bind_keys
from govsite.database.session import reading, writing
from govsite.domain.cases import changes, deeming
from govsite.domain.cases import desk as desks
from govsite.domain.cases.cards import deal
from govsite.domain.cases.changes import Since
from govsite.domain.cases.deeming import deem_all
from govsite.domain.cases.listed import Wanted as Listed
from govsite.domain.cases.listed import find_case, list_cases
from govsite.domain.cases.pushing import Sender
from govsite.domain.cases.queues import ALL, BAD, FIFTH, JOINT, MINE, QUEUES, Wanted
from govsite.domain.common.workdays import Calendar
from govsite.domain.tickets import door
from govsite.domain.tickets.desks import Desk
from govsite.domain.tickets.numbers import new_number
from govsite.domain.tickets.queues import Days
from govsite.domain.tickets.told import Channels, note_sent
from govsite.models import Case, Ticket
from tests.apps import portal_of
from tests.cases.rows import OFFERING
from tests.letters.desks import POLICE
from tests.sealed import OLD
from tests.sites.samples import WITH_LETTERS

MANY, CHUNK, PRIVATE = 40_000, 5_000, 15_000  # cases
OPEN = 1_200  # the last so many are not finished
SITE, TODAY = "420502", date(2026, 11, 30)
DAYS, DESK = Days(TODAY, date(2026, 12, 1)), Desk(1, SITE, frozenset({POLICE}), frozenset({POLICE}))
CALENDAR = Calendar({})
MOST_ROWS = 10_000
NUMBER, SERIAL = new_number("BJ", TODAY), f"{OFFERING}{20261130:08}0001"
STATES = ("received", "reviewing", "supplement", "approved")
START = datetime(2025, 12, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def crowded(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One department that took in a case every ten minutes of a year; what its last thousands are about is private."""
    folder = tmp_path_factory.mktemp("crowded")
    with portal_of(WITH_LETTERS, folder, database_url=database_url) as made:
        bind_keys(made, OLD)
        with made.app_context(), writing() as session:
            for first in range(0, MANY, CHUNK):
                numbers = range(first, first + CHUNK)
                session.execute(insert(Ticket), [ticket_of(number) for number in numbers])
                session.execute(insert(Case), [case_of(number) for number in numbers])
        with made.app_context(), writing() as session:
            if session.get_bind().dialect.name == "postgresql":  # as its own vacuum does after so many rows
                session.connection().exec_driver_sql("ANALYZE")
        yield made


def ticket_of(number: int) -> dict[str, Any]:
    added = START + timedelta(minutes=13 * number)
    state = "done" if number < MANY - OPEN else STATES[number % len(STATES)]
    row = {"id": number + 1, "kind": "case", "number": f"BJ-{number}", "secret": "", "form_key": str(number)}
    row |= {"site_code": SITE, "department": POLICE, "item_code": OFFERING[19:], "state": state, "added": added}
    row |= {"listed": number < MANY - PRIVATE}
    return row | {"limit": 5, "started": added.date(), "due": added.date() + timedelta(7)}


def case_of(number: int) -> dict[str, Any]:
    is_new = number >= MANY - OPEN and number % len(STATES) == 0
    added = START + timedelta(minutes=13 * number)
    row = {"ticket_id": number + 1, "serial": f"{OFFERING}{number:012}", "source": "window", "applicant": "张*"}
    row |= {"item_name": "居民身份证换领", "changed": added}
    return row | {"answer_by": added.date() + timedelta(7) if is_new else None}


@contextmanager
def plans(app: Flask) -> Iterator[list[tuple[str, str, int]]]:
    """Statements that read tickets or cases: each with how it is done and how many rows it looks at."""
    found: list[tuple[str, str, int]] = []
    with app.app_context():
        engine, seen = reading().get_bind(), []

        def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
            if statement.startswith("SELECT") and ("ticket" in statement or "case_file" in statement):
                seen.append((statement, parameters))

        event.listen(engine, "before_cursor_execute", note)
        try:
            yield found
        finally:
            event.remove(engine, "before_cursor_execute", note)
        explain = _postgresql if engine.dialect.name == "postgresql" else _sqlite
        for statement, parameters in seen:
            found.append((statement, *explain(reading().connection(), statement, parameters)))
        reading().rollback()


def _sqlite(connection: Connection, statement: str, parameters: Any) -> tuple[str, int]:
    plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
    whole = [line for line in plan if line.startswith(("SCAN ticket", "SCAN case_file"))]
    return "\n".join(plan), MANY if whole else 0


def _postgresql(connection: Connection, statement: str, parameters: Any) -> tuple[str, int]:
    explained = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters).scalar_one()
    nodes = list(_nodes(explained[0]["Plan"]))
    read = sum(
        (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
        for node in nodes
        if "Relation Name" in node
    )
    return json.dumps(explained, indent=1), int(read)


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for below in node.get("Plans", ()):
        yield from _nodes(below)


def check(found: list[tuple[str, str, int]], most: int) -> None:
    assert found
    for statement, plan, read in found:
        assert read <= most, f"{read} rows are read:\n{statement}\n{plan}"


@pytest.mark.parametrize("queue", QUEUES)
def test_a_page_of_a_queue_and_the_next_case_are_read_along_an_index(crowded: Flask, queue: str) -> None:
    with plans(crowded) as found:
        session, wanted = reading(), Wanted()
        first = desks.page(session, CALENDAR, DESK, QUEUES[queue], wanted, DAYS)
        if first.older:
            desks.page(session, CALENDAR, DESK, QUEUES[queue], wanted, DAYS, after=first.older)
        desks.next_case(session, DESK, QUEUES[queue], wanted, DAYS, first.older, 0)
    check(found, MOST_ROWS)
    if queue not in (MINE, FIFTH, BAD, JOINT):
        assert all("TEMP B-TREE" not in plan for _, plan, _ in found), "no row is sorted"


@pytest.mark.parametrize("department", [POLICE, ""])
def test_what_has_changed_is_read_in_its_order(crowded: Flask, department: str) -> None:
    """A site's cases are never all read and sorted: at a million that took seconds a page."""
    sender = Sender("x", (SITE,), department)
    with plans(crowded) as found:
        for since in (START, START + timedelta(minutes=13 * (MANY - 300))):
            page, more, _ = changes.changed(reading(), sender, Since(since), 200)
            assert len(page) == 200 and more
    check(found, 3 * changes.LOOKED_THROUGH)  # to the edge, and the page up to it with its tickets
    assert all("TEMP B-TREE" not in plan for _, plan, _ in found), "no row is sorted"


def test_counts_read_no_more_than_they_count(crowded: Flask) -> None:
    with plans(crowded) as found:
        counts = desks.counts(reading(), DESK, DAYS)
        desks.waiting(reading(), DESK, DAYS)
    check(found, MOST_ROWS)
    assert counts["new"] == OPEN // len(STATES) and counts["mine"] == 0


@pytest.mark.parametrize("q", [NUMBER, SERIAL, "13800138000"], ids=["number", "serial", "phone"])
def test_a_case_is_found_by_number_or_phone(crowded: Flask, q: str) -> None:
    with plans(crowded) as found:
        desks.page(reading(), CALENDAR, DESK, QUEUES[ALL], Wanted(q=q), DAYS)
    check(found, 10)


@pytest.mark.parametrize("number", [NUMBER, SERIAL], ids=["number", "serial"])
def test_a_look_up_reads_one_row(crowded: Flask, number: str) -> None:
    with plans(crowded) as found:
        door.by_password(crowded.extensions["passwords"], number, "1234")
        find_case(reading(), CALENDAR, number)
    check(found, 10)


@pytest.mark.parametrize("wanted", [Listed(), Listed(POLICE), Listed(POLICE, TODAY - timedelta(30), TODAY)])
@pytest.mark.parametrize("after", [None, MANY // 2])
def test_the_public_list_reads_few_rows_even_where_most_are_private(
    crowded: Flask, wanted: Listed, after: int | None
) -> None:
    with plans(crowded) as found:
        rows, _ = list_cases(reading(), CALENDAR, SITE, wanted, 20, after)
    check(found, MOST_ROWS)
    assert all("TEMP B-TREE" not in plan for _, plan, _ in found)
    assert len(rows) == (0 if wanted.first else 20)


def test_chores_read_what_is_due(crowded: Flask) -> None:
    with plans(crowded) as found, pytest.MonkeyPatch.context() as patch:
        patch.setattr(deeming, "deem", lambda *_: False)
        deem_all(lambda _code: Channels())
        note_sent()
    check(found, MOST_ROWS)
    with crowded.app_context(), writing() as session:
        deal(session, CALENDAR, TODAY, lambda _: ())
