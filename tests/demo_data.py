"""Portals with demo data: each is loaded once, kept in .cache by the digest of all it is made of, and copied."""

from __future__ import annotations

import fcntl
import shutil
import time
from functools import cache
from hashlib import sha256
from pathlib import Path

from sqlalchemy import URL, Engine, NullPool, create_engine, text
from sqlalchemy.orm import Session

from govsite.config import PROJECT
from govsite.database.engine import make_engine
from govsite.database.migrate import upgrade
from govsite.demo import load_cases, load_demo, load_letters
from govsite.domain.common.days import today
from govsite.domain.common.passwords import CHEAPEST, Passwords
from govsite.sites.load import load_file

CACHE = PROJECT / ".cache" / "demo"
OLD = 3600.0  # seconds since the last use
MADE_OF = ("govsite/**/*.py", "govsite/**/*.txt", "migrations/**/*.py", "demo/**/*.csv", "constraints.txt")


@cache
def digest_of_code() -> bytes:
    """Of the code and the tables; a change of either makes the data anew."""
    files = sorted(path for pattern in MADE_OF for path in PROJECT.glob(pattern))
    return sha256(b"\0".join(part for path in files for part in (str(path).encode(), path.read_bytes()))).digest()


def name_of(sites: Path, tables: Path) -> str:
    """Of the data of a sites.yaml with a folder of tables."""
    return sha256(digest_of_code() + sites.read_bytes() + str(tables).encode()).hexdigest()[:16]


def load_into(url: str | URL, sites: Path, tables: Path) -> None:
    """Migrate an empty database and load the demo data."""
    upgrade(url)
    engine = make_engine(url, poolclass=NullPool)
    with Session(engine) as session:
        tree = load_file(sites)
        load_demo(session, tree, tables)
        nobodys = Passwords("nobody's", CHEAPEST).hash("nobody's")
        load_letters(session, tree, nobodys, today(), tables)
        load_cases(session, tree, nobodys, today(), tables)
        session.commit()
    engine.dispose()


def copy_demo(engine: Engine, sites: Path, tables: Path) -> None:
    """Put the data into a new database: a SQLite file that is not there yet, or an empty PostgreSQL database."""
    engine.dispose()
    if engine.dialect.name == "sqlite":
        copy_file(Path(str(engine.url.database)), sites, tables)
    else:
        copy_template(engine.url, sites, tables)


def copy_file(target: Path, sites: Path, tables: Path) -> None:
    """Copy the database file of the data; the first process that asks for it makes it, the others wait."""
    CACHE.mkdir(parents=True, exist_ok=True)
    file = CACHE / f"{name_of(sites, tables)}.sqlite3"
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            forget_old()
            fresh = file.with_suffix(".new")
            fresh.unlink(missing_ok=True)
            load_into(f"sqlite:///{fresh}", sites, tables)
            fresh.rename(file)
        file.touch()
        shutil.copyfile(file, target)


def forget_old() -> None:
    """Remove what nobody has asked for lately."""
    for file in CACHE.glob("*.sqlite3"):
        if time.time() - file.stat().st_mtime > OLD:
            file.unlink()


def copy_template(url: URL, sites: Path, tables: Path) -> None:
    """Make the database anew from a template, which is made once a server."""
    template = f"demo_{name_of(sites, tables)}"
    server = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with server.connect() as connection:
        known = text("SELECT count(*) FROM pg_database WHERE datname = :name")
        if not connection.scalar(known, {"name": template}):
            connection.execute(text(f"CREATE DATABASE {template}"))
            load_into(url.set(database=template), sites, tables)
        connection.execute(text(f"DROP DATABASE {url.database}"))
        connection.execute(text(f"CREATE DATABASE {url.database} TEMPLATE {template}"))
    server.dispose()
