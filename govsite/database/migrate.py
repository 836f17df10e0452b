"""Migrations: the schema brought to a revision in one transaction, by one process at a time."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, NullPool, text

from govsite.database import files
from govsite.database.engine import make_engine, without_limit

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
MIGRATION_LOCK = 4_200_001  # any number, the same in every process


def upgrade(database: str | URL | Engine, revision: str = "head") -> None:
    """Bring the schema to a revision, all or nothing; several processes may start at the same time."""
    from alembic import command  # 9 MB that no worker needs

    _migrate(database, partial(command.upgrade, revision=revision))


def downgrade(database: str | URL | Engine, revision: str) -> None:
    """Take the schema back to a revision, all or nothing."""
    from alembic import command

    _migrate(database, partial(command.downgrade, revision=revision))


def known_revisions() -> set[str]:
    """All revisions that this program has migrations for."""
    from alembic.script import ScriptDirectory

    return {script.revision for script in ScriptDirectory.from_config(migration_config()).walk_revisions()}


def migration_config(connection: Connection | None = None) -> Config:
    """Alembic's settings, made here so that there is no file of settings to keep."""
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def _migrate(database: str | URL | Engine, step: Any) -> None:
    engine = database if isinstance(database, Engine) else make_engine(database, poolclass=NullPool)
    files.create(engine)  # nobody else may
    with engine.connect() as connection:
        _lock(connection)
        try:
            step(migration_config(connection))
            connection.commit()
        finally:
            connection.rollback()
            _unlock(connection)


def _lock(connection: Connection) -> None:
    """Begin the one transaction of a migration and keep other processes out of it."""
    if connection.dialect.name == "sqlite":
        raw: Any = connection.connection.dbapi_connection
        raw.execute("PRAGMA foreign_keys=OFF").close()  # a table rebuilt by ALTER must not empty its children
        raw.isolation_level = None  # else the driver would not put DDL into the transaction
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        without_limit(connection)
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})


def _unlock(connection: Connection) -> None:
    """Give an ordinary connection back to the pool."""
    if connection.dialect.name == "sqlite":
        raw: Any = connection.connection.dbapi_connection
        raw.isolation_level = ""
        raw.execute("PRAGMA foreign_keys=ON").close()
