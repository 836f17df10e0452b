"""A one-time token is good once, whoever comes with it when, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select

from govsite.database.session import writing
from govsite.domain.common import used
from govsite.domain.common.used import forget_expired, use_once
from govsite.extensions import db
from govsite.models.base import table_of
from govsite.models.used import Used
from tests.waiting import together

LONG = 3600.0


@pytest.fixture
def context(portal: Flask) -> Iterator[None]:
    with portal.app_context():
        with writing() as session:
            session.execute(delete(Used))
        yield


def test_a_token_is_good_once_for_each_purpose(context: None) -> None:
    assert use_once("captcha", "7K2M4P", LONG) and not use_once("captcha", "7K2M4P", LONG)
    assert use_once("code", "7K2M4P", LONG) and use_once("captcha", "7K2M4Q", LONG)
    assert not use_once("code", "7K2M4P", LONG)


def test_the_token_is_not_kept(context: None) -> None:
    use_once("captcha", "7K2M4P", LONG)
    assert "7K2M4P" not in str(db.session.execute(select(table_of(Used))).one())


@given(tokens=st.lists(st.text(st.characters(), max_size=3), max_size=8))
def test_any_text_is_a_token(context: None, tokens: list[str]) -> None:
    with writing() as session:
        session.execute(delete(Used))
    assert [use_once("any", token, LONG) for token in tokens] == [
        token not in tokens[:place] for place, token in enumerate(tokens)
    ]


def test_what_is_good_no_more_is_deleted_and_nothing_else(context: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert use_once("captcha", "short", 600) and use_once("captcha", "long", LONG)
    monkeypatch.setattr(used, "database_time", lambda _session: datetime.now(UTC) + timedelta(seconds=601))
    assert not use_once("captcha", "short", 600), "never good again by itself, only forgotten"
    with writing() as session:
        assert forget_expired(session) == 1
    assert use_once("captcha", "short", 600) and not use_once("captcha", "long", LONG)


def test_of_many_at_once_exactly_one_uses_it(portal: Flask) -> None:
    rounds, first = 20, []

    def use() -> None:
        for number in range(rounds):
            with portal.app_context():
                if use_once("crowd", f"token {number}", LONG):
                    first.append(number)

    together(4, use)
    assert sorted(first) == list(range(rounds))
