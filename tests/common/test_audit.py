"""The audit: one chain for all workers, to which rows are only added; whatever is tampered with is named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import IntegrityError

from govsite.database.session import writing
from govsite.domain.common import audit
from govsite.domain.common.audit import FIRST_HASH, HASHED, REFUSED, append, hash_of
from govsite.domain.common.audit_chain import Break, Verdict, verify
from govsite.extensions import db
from govsite.models.audit import Audit, AuditHead
from govsite.typed import Typed
from tests.tampering import begin_anew, renumber, tampering
from tests.waiting import together

ROWS = 7


@pytest.fixture
def context(portal: Flask) -> Iterator[None]:
    with portal.app_context():
        begin_anew()
        yield


def write(rows: int = ROWS) -> None:
    for number in range(rows):
        with writing() as session:
            append(session, who=f"staff {number}", what="letter.accept", target=f"letter {number}", site_code="420500")


def verdict(batch: int = 3) -> Verdict:
    db.session.rollback()
    return verify(db.session, batch)


def found(batch: int = 3) -> tuple[Break | None, int]:
    seen = verdict(batch)
    return seen.broken, seen.number


def test_records_are_numbered_and_say_what_was_done(context: None) -> None:
    with writing() as session:
        given = {"old": "待受理", "days": 5, "late": False, "by": None}
        assert append(session, who="staff 1", what="letter.accept", target="letter 9", details=given) == 1
        assert append(session, who="staff 2", what="sign_in", outcome=REFUSED) == 2
    second, first = audit.last_records(db.session)
    assert (first.who, first.what, first.target, first.site_code, first.outcome) == (
        *("staff 1", "letter.accept", "letter 9"),
        *("", "done"),
    )
    assert json.loads(first.details) == given and "待受理" in first.details
    assert abs((datetime.now(UTC) - datetime.fromisoformat(first.at)).total_seconds()) < 3600
    assert second.outcome == "refused" and second.at >= first.at
    assert second.hash == hash_of(first.hash, {name: getattr(second, name) for name in HASHED})
    assert verdict() == Verdict(2, second.hash)


def test_a_record_is_stored_with_what_it_tells_of_or_not_at_all(context: None) -> None:
    write(2)
    with pytest.raises(ZeroDivisionError), writing() as session:
        append(session, who="staff 1", what="letter.accept")
        raise ZeroDivisionError
    write(1)
    assert verdict().rows == 3 and verdict().broken is None


def test_workers_make_one_chain(portal: Flask, context: None) -> None:
    def work() -> None:
        for _ in range(8):
            with portal.app_context():
                write(1)

    together(4, work)
    assert (verdict().rows, verdict().broken) == (32, None)
    rows = audit.last_records(db.session, 100)
    assert [row.at for row in rows] == sorted((row.at for row in rows), reverse=True)


@pytest.mark.parametrize("batch", [1, ROWS - 1, ROWS, ROWS + 1])
def test_batches_of_any_size_see_the_same(context: None, batch: int) -> None:
    assert verdict(batch) == Verdict(0, FIRST_HASH)
    write()
    assert (verdict(batch).rows, verdict(batch).broken) == (ROWS, None)
    with tampering() as session:
        session.execute(update(Audit).where(Audit.number == ROWS - 1).values(who="somebody else"))
    assert found(batch) == (Break.CHANGED, ROWS - 1)


NUMBERS = st.integers(1, ROWS)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    **{name: st.text("abc 范围", max_size=6) for name in ("at", "who", "what", "target", "site_code", "details")},
    "outcome": st.sampled_from(["done", "refused", "failed"]),
    "hash": st.just("0" * 64),
}


@settings(max_examples=settings.default.max_examples // 2)
@given(number=NUMBERS, data=st.data())
def test_a_changed_record_is_named(context: None, number: int, data: st.DataObject) -> None:
    begin_anew()
    write()
    column = data.draw(st.sampled_from(sorted(VALUES)))
    value = data.draw(VALUES[column])
    with tampering() as session:
        before = session.scalar(select(getattr(Audit, column)).where(Audit.number == number))
        session.execute(update(Audit).where(Audit.number == number).values({column: value}))
    assert found() == ((Break.CHANGED, number) if value != before else (None, 0))


@settings(max_examples=settings.default.max_examples // 2)
@given(number=NUMBERS, more=st.integers(0, 2))
def test_removed_records_are_named(context: None, number: int, more: int) -> None:
    begin_anew()
    write()
    with tampering() as session:
        session.execute(delete(Audit).where(Audit.number.between(number, number + more)))
    assert found() == (Break.CUT if number + more >= ROWS else Break.MISSING, number)


@settings(max_examples=settings.default.max_examples // 2)
@given(pair=st.lists(NUMBERS, min_size=2, max_size=2, unique=True))
def test_swapped_records_are_named(context: None, pair: list[int]) -> None:
    begin_anew()
    write()
    one, other = pair
    with tampering() as session:
        renumber(session, one, 99)
        renumber(session, other, one)
        renumber(session, 99, other)
    assert found() == (Break.CHANGED, min(pair))


def test_a_tail_is_not_cut_or_rewritten_unseen(context: None) -> None:
    write()
    with tampering() as session:
        last = session.get_one(Audit, ROWS)
        before = session.get_one(Audit, ROWS - 1).hash
        last.who = "somebody else"
        last.hash = hash_of(before, {name: getattr(last, name) for name in HASHED})
    assert found() == (Break.REWRITTEN, ROWS)
    with tampering() as session:
        session.execute(delete(Audit))
    assert found() == (Break.CUT, 1)
    with tampering() as session:
        session.execute(delete(AuditHead))
    assert found() == (Break.NO_HEAD, 0) and "audit_head" in verdict().told


@pytest.mark.parametrize("number", [ROWS + 1, ROWS + 9, 0, -4])
def test_records_that_the_portal_did_not_write_are_named(context: None, number: int) -> None:
    write()
    with tampering() as session:
        renumbered = {name: getattr(session.get_one(Audit, 1), name) for name in (*HASHED, "hash")}
        session.add(Audit(**{**renumbered, "number": number}))
    assert found() == (Break.ADDED, number)


REFUSED_STATEMENTS = (
    "UPDATE audit SET who = 'somebody else' WHERE number = 1",
    "DELETE FROM audit WHERE number = 1",
    "DELETE FROM audit",
)


@pytest.mark.parametrize("statement", REFUSED_STATEMENTS)
def test_the_database_itself_refuses_to_change_or_delete(context: None, statement: str) -> None:
    write(2)
    with pytest.raises(IntegrityError, match="only ever added"), writing() as session:
        session.execute(text(statement))
    assert (verdict().rows, verdict().broken) == (2, None)


def test_nor_are_they_replaced_or_truncated(context: None) -> None:
    write(2)
    is_sqlite = db.engine.dialect.name == "sqlite"
    replace = "INSERT OR REPLACE INTO audit SELECT * FROM audit"
    with pytest.raises(IntegrityError, match="only ever added"), writing() as session:
        session.execute(text(replace if is_sqlite else "TRUNCATE audit"))
    assert (verdict().rows, verdict().broken) == (2, None)


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"who": Typed("张三")}, TypeError),
        ({"details": {"title": Typed("窗口态度差")}}, TypeError),
        ({"details": {"share": 0.5}}, TypeError),
        ({"details": {"all": ["a"]}}, TypeError),
        ({"target": "长" * 65}, ValueError),
        ({"what": "two\nlines"}, ValueError),
        ({"details": {"name": "\udc80"}}, ValueError),
        ({"details": {f"name {number}": "长" * 64 for number in range(20)}}, ValueError),
    ],
)
def test_there_is_no_place_for_what_a_person_typed(context: None, given: dict[str, Any], error: type) -> None:
    with writing() as session, pytest.raises(error, match="audit: "):
        append(session, **{"who": "staff 1", "what": "letter.accept", **given})
    assert verdict() == Verdict(0, FIRST_HASH)


def test_bytes_where_text_was_are_a_break_too(context: None) -> None:
    """SQLite takes any value in any column."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("SQLite only")
    write(2)
    with tampering() as session:
        session.execute(text("UPDATE audit SET details = X'7B7D' WHERE number = 2"))
    assert found() == (Break.CHANGED, 2)
