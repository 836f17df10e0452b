"""The content version moves with every change, whoever makes it, and only when it is committed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, delete
from sqlalchemy.orm import Session

from govsite.domain import versions
from govsite.models import ContentVersion


def test_it_grows_with_a_bump(session: Session) -> None:
    before = versions.current(session)
    versions.bump(session)
    assert versions.current(session) == before + 1


def test_a_change_undone_leaves_it(engine: Engine) -> None:
    with Session(engine) as session:
        before = versions.current(session)
        versions.bump(session)
        session.rollback()
        assert versions.current(session) == before


def test_no_change_of_several_writers_is_lost(engine: Engine) -> None:
    def write(_number: int) -> None:
        with Session(engine) as session:
            versions.bump(session)
            session.commit()

    with Session(engine) as session:
        before = versions.current(session)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(20)))
    with Session(engine) as session:
        assert versions.current(session) == before + 20


def test_a_database_without_the_row_is_told(session: Session) -> None:
    session.execute(delete(ContentVersion))
    assert versions.current(session) == 0
    with pytest.raises(LookupError):
        versions.bump(session)


def test_marks_hold_large_numbers(session: Session) -> None:
    assert versions.mark(session, "demo") is None
    for number in (2**60 - 1, 7):
        versions.set_mark(session, "demo", number)
        assert versions.mark(session, "demo") == number
