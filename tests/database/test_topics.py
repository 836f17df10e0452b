"""The content version moves with every change, whoever makes it, and only when it is committed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, delete
from sqlalchemy.orm import Session

from govsite.database import topics
from govsite.models import ContentVersion


def test_it_grows_with_a_bump(session: Session) -> None:
    before = topics.current(session)
    topics.bump(session)
    assert topics.current(session) == before + 1


def test_a_bump_from_another_number_moves_nothing(session: Session) -> None:
    before = topics.current(session)
    assert not topics.bump_from(session, before - 1)
    assert topics.current(session) == before
    assert topics.bump_from(session, before)
    assert topics.current(session) == before + 1


def test_a_change_undone_leaves_it(engine: Engine) -> None:
    with Session(engine) as session:
        before = topics.current(session)
        topics.bump(session)
        session.rollback()
        assert topics.current(session) == before


def test_no_change_of_several_writers_is_lost(engine: Engine) -> None:
    def write(_number: int) -> None:
        with Session(engine) as session:
            topics.bump(session)
            session.commit()

    with Session(engine) as session:
        before = topics.current(session)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(20)))
    with Session(engine) as session:
        assert topics.current(session) == before + 20


def test_a_database_without_the_row_is_told(session: Session) -> None:
    session.execute(delete(ContentVersion))
    assert topics.current(session) == 0
    with pytest.raises(LookupError):
        topics.bump(session)


def test_marks_hold_large_numbers(session: Session) -> None:
    assert topics.mark(session, "demo") is None
    for number in (2**60 - 1, 7):
        topics.set_mark(session, "demo", number)
        assert topics.mark(session, "demo") == number
