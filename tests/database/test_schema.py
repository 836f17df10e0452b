"""The migrations make the schema that the models describe, on every kind of database."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Column, Engine, MetaData, NullPool, Table, insert, inspect, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from govsite.database.engine import make_engine
from govsite.database.migrate import downgrade, upgrade
from govsite.models import Base, ContentVersion, Department, Hall, Item, Offering

EMPTY: dict[type, Any] = {str: "", int: 0, bool: False, object: []}  # a value of each kind of column
OLD_ITEM = {"code": "070010015000", "audience": "both"}
OLD_HALL = {"id": "H1", "name": "宜昌市民之家"}
OLD_OFFERING = {"id": 1, "item_code": "070010015000", "hall_id": "H1"}


def needed(table: Table) -> list[Column[Any]]:
    return [column for column in table.columns if not column.nullable]


@pytest.fixture
def empty_engine(empty_url: str) -> Iterator[Engine]:
    engine = make_engine(empty_url, poolclass=NullPool)
    yield engine
    engine.dispose()


def test_workers_that_start_together_migrate_once(empty_url: str, empty_engine: Engine) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(upgrade, [empty_url] * 4))
    with Session(empty_engine) as session:
        assert session.scalars(select(ContentVersion.number)).all() == [1, 1, 1]


def test_schema_is_that_of_the_models(empty_engine: Engine) -> None:
    upgrade(empty_engine)
    with empty_engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_numbers_that_never_come_again_are_kept_by_every_migration(engine: Engine) -> None:
    """A migration that makes a table of SQLite anew loses that, unless it says so."""
    if engine.dialect.name != "sqlite":
        pytest.skip("a sequence of PostgreSQL never goes back")
    with engine.connect() as connection:
        made = {row.name: row.sql for row in connection.execute(text("SELECT name, sql FROM sqlite_master"))}
    for table in Base.metadata.sorted_tables:
        wanted = bool(table.dialect_options["sqlite"]["autoincrement"])
        assert ("AUTOINCREMENT" in made[table.name]) is wanted, table.name


def test_migrations_can_be_taken_back_and_repeated(empty_engine: Engine) -> None:
    upgrade(empty_engine)
    downgrade(empty_engine, "base")
    assert set(inspect(empty_engine).get_table_names()) <= {"alembic_version"}
    upgrade(empty_engine)
    assert set(inspect(empty_engine).get_table_names()) == {*Base.metadata.tables, "alembic_version"}


def test_texts_are_stored_as_they_read(engine: Engine, session: Session) -> None:
    hall = Hall(id="H1", site_code="420500", name="宜昌市民之家", level="市", address="路", hours="周一")
    hall.floors = [{"floor": "1楼", "units": ["公安窗口"]}]
    session.add(hall)
    session.flush()
    stored = session.scalar(text("SELECT CAST(floors AS VARCHAR) FROM hall"))
    assert "公安窗口" in str(stored)
    session.expire_all()
    assert session.get_one(Hall, "H1").floors[0]["units"] == ["公安窗口"]


def test_an_offering_needs_its_item(session: Session) -> None:
    session.add(Offering(site_code="420500", item_code="070010001000", code="1", department="公安局"))
    with pytest.raises(IntegrityError):
        session.flush()


def test_sqlite_connections_are_safe_and_wait(engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("SQLite only")
    upgrade(engine)  # which changes the settings of its connection for a while
    with engine.connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "busy_timeout", "foreign_keys", "synchronous")
        }
    assert settings == {"journal_mode": "wal", "busy_timeout": 5000, "foreign_keys": 1, "synchronous": 1}


def test_a_migration_in_memory_keeps_the_memory() -> None:
    from sqlalchemy import StaticPool

    engine = make_engine("sqlite://", poolclass=StaticPool)
    upgrade(engine)
    assert "item" in inspect(engine).get_table_names()
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    engine.dispose()


def test_departments_that_shared_a_name_in_addresses_get_their_own(empty_engine: Engine) -> None:
    upgrade(empty_engine)
    downgrade(empty_engine, "0029")
    slugs = ["gongan", "gongan", "gongan-2", "gongan", "a" * 32, "a" * 32]
    with empty_engine.begin() as connection:
        table = Table("department", MetaData(), autoload_with=connection)
        blank = {column.name: EMPTY[column.type.python_type] for column in needed(table)}
        rows = [{**blank, "id": n, "site_code": "420500", "key": str(n), "slug": s} for n, s in enumerate(slugs, 1)]
        connection.execute(insert(table), [*rows, {**blank, "id": 9, "site_code": "420100", "slug": "gongan"}])
    upgrade(empty_engine)
    with Session(empty_engine) as session:
        found = session.scalars(select(Department.slug).order_by(Department.id)).all()
    assert found == ["gongan", "gongan-3", "gongan-2", "gongan-4", "a" * 32, "a" * 30 + "-2", "gongan"]


def test_rows_go_through_all_migrations_and_back(empty_engine: Engine) -> None:
    """A portal in use is migrated: its offerings keep the halls they name."""
    downgrade(empty_engine, "base")
    upgrade(empty_engine, "0001")
    with empty_engine.begin() as connection:
        for name, row in (("item", OLD_ITEM), ("hall", OLD_HALL), ("offering", OLD_OFFERING)):
            table = Table(name, MetaData(), autoload_with=connection)
            connection.execute(insert(table), {**{c.name: EMPTY[c.type.python_type] for c in needed(table)}, **row})
    upgrade(empty_engine)
    with Session(empty_engine) as session:
        offering = session.scalars(select(Offering)).one()
        hall = session.get_one(Hall, offering.hall_id)
        assert (offering.state, hall.state, hall.name) == ("在用", "在用", "宜昌市民之家")
    downgrade(empty_engine, "0001")
    with empty_engine.connect() as connection:
        assert connection.execute(text("SELECT hall_id FROM offering")).scalars().all() == ["H1"]
    downgrade(empty_engine, "base")


def test_long_names_are_cut_and_codes_of_variants_kept_out_on_the_way_back(empty_engine: Engine) -> None:
    upgrade(empty_engine)

    def store(code: str) -> None:
        with empty_engine.begin() as connection:
            table = Table("item", MetaData(), autoload_with=connection)
            blank = {column.name: EMPTY[column.type.python_type] for column in needed(table)}
            connection.execute(insert(table), {**blank, **OLD_ITEM, "code": code, "slug": code, "name": "建" * 330})

    store("070010015000")
    downgrade(empty_engine, "0030")
    upgrade(empty_engine)
    with Session(empty_engine) as session:
        assert session.scalars(select(Item.name)).one() == "建" * 200
        assert session.scalars(select(Item.changed)).one() is None
    store("07001001500001")
    with pytest.raises(ValueError, match="1 个 14 位编码"):
        downgrade(empty_engine, "0030")
    with Session(empty_engine) as session:
        assert len(session.scalars(select(Item.code)).all()) == 2
