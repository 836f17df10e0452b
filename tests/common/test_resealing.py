"""Rotation of keys: afterwards the older ones can go, and no value is another."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import MetaData, func, insert, select

from govsite.database.keys import CannotOpen, KeysMissing, bind_keys
from govsite.database.session import writing
from govsite.domain.common.resealing import reseal
from govsite.extensions import db
from govsite.models.base import Base
from tests.apps import statements
from tests.sealed import NATIONAL, NEW, OLD, PAIR, PERSON, TABLES

PEOPLE = [
    {"id": 1, "phone": "13800001234", "number": None, "phone_print": "13800001234"},
    {"id": 2, "phone": None, "number": None, "phone_print": None},
    {"id": 3, "phone": None, "number": "42010619900131123X", "phone_print": None},
    *({"id": n, "phone": f"1380000{n}", "number": str(n), "phone_print": f"1380000{n}"} for n in range(1000, 1020)),
]
PAIRS = [{"site": site, "place": place, "contact": f"{site}{place}"} for site in "ab" for place in (1, 2, 3)]


@pytest.fixture
def portal_with_people(portal: Flask) -> Iterator[Flask]:
    bind_keys(portal, OLD)
    with portal.app_context():
        TABLES.create_all(db.engine)
        with writing() as session:
            session.execute(insert(PERSON), PEOPLE)
            session.execute(insert(PAIR), PAIRS)
    with portal.app_context():
        yield portal
        db.session.rollback()
        TABLES.drop_all(db.engine)
    bind_keys(portal, {})


def everything() -> list[object]:
    db.session.rollback()
    columns = (PERSON.c.id, PERSON.c.phone, PERSON.c.number, PERSON.c.phone_print)
    people = db.session.execute(select(*columns).order_by(PERSON.c.id)).all()
    return [*people, *db.session.execute(select(PAIR).order_by(PAIR.c.site, PAIR.c.place)).all()]


@pytest.mark.parametrize("batch", [1, 7, 500])
@pytest.mark.parametrize("keys", [NEW, NATIONAL])
def test_everything_is_sealed_with_the_newest(portal_with_people: Flask, keys: dict[str, bytes], batch: int) -> None:
    before = everything()
    bind_keys(portal_with_people, keys)
    changed = {"sample_pair": len(PAIRS), "sample_person": len(PEOPLE) - 1}
    assert dict(reseal(TABLES, batch)) == changed, "but for the row with nothing in it"
    assert everything() == before
    newest = max(name for name in keys if name != "index")
    bind_keys(portal_with_people, {"index": keys["index"], newest: keys[newest]})
    assert everything() == before, "the others may go"
    with statements(portal_with_people) as seen:
        assert set(dict(reseal(TABLES, batch)).values()) == {0}
    assert not any(statement.startswith("UPDATE") for statement in seen)


def test_what_was_written_meanwhile_is_sealed_anew_once_only(portal_with_people: Flask) -> None:
    bind_keys(portal_with_people, NEW)
    with writing() as session:
        session.execute(insert(PERSON), [{"id": 9000, "phone": "13900001234"}])
    assert dict(reseal(TABLES))["sample_person"] == len(PEOPLE) - 1


def test_a_key_that_is_missing_stops_it_and_loses_nothing(portal_with_people: Flask) -> None:
    bind_keys(portal_with_people, {"index": NEW["index"], "2": NEW["2"]})
    with pytest.raises(CannotOpen, match=r"sample_pair\.contact: sealed with key 1"):
        list(reseal(TABLES))
    bind_keys(portal_with_people, OLD)
    assert len(everything()) == len(PEOPLE) + len(PAIRS)


def test_without_keys_nothing_is_touched(portal_with_people: Flask) -> None:
    bind_keys(portal_with_people, {})
    with pytest.raises(KeysMissing):
        list(reseal(TABLES))
    assert db.session.scalar(select(func.count()).select_from(PERSON)) == len(PEOPLE)


def test_tables_without_sealed_columns_need_no_keys(portal: Flask) -> None:
    with portal.app_context():
        assert list(reseal(MetaData())) == []
        bind_keys(portal, OLD)
        assert all(rows == 0 for _, rows in reseal(Base.metadata))
