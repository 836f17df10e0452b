"""A SQLite file that is taken away or replaced while the portal runs: noticed at once, recovered without a restart."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from werkzeug.test import TestResponse

from govsite.database import files
from govsite.database.engine import make_engine
from govsite.database.migrate import upgrade
from govsite.database.session import writing
from govsite.database.topics import TOPICS
from govsite.database.trouble import FileAway, Trouble, is_away, trouble_of
from govsite.extensions import db
from tests.apps import database_of, portal_of, rows
from tests.sites.samples import SMALL
from tests.waiting import wait
from tests.web.storey import letters_of, storey

PUT, READ = "INSERT INTO content_version VALUES (:name, 1)", "SELECT name FROM content_version WHERE number = 1"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    with portal_of(SMALL, tmp_path, testing=False) as made:
        yield made


@pytest.fixture
def file(app: Flask) -> Path:
    """The database's file; connections have it open."""
    write(app, "before")
    return database_of(app)


def write(app: Flask, name: str) -> None:
    with app.app_context(), writing() as session:
        session.execute(text(PUT), {"name": name})


def health(app: Flask) -> int:
    return app.test_client().get("/healthz").status_code


def names(app: Flask) -> set[str]:
    return {row.name for row in rows(app, READ)} - set(TOPICS)


def another(folder: Path, name: str) -> Path:
    """A whole other database, with one row."""
    path = folder / "another.sqlite3"
    upgrade(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(PUT, {"name": name})
    return path


def test_nothing_is_stored_in_a_file_that_is_gone(app: Flask, file: Path, tmp_path: Path) -> None:
    assert health(app) == 200
    away = file.rename(tmp_path / "away")
    assert health(app) == 503
    with pytest.raises(DBAPIError) as raised:
        write(app, "lost")
    assert trouble_of(raised.value) is Trouble.MISSING and is_away(raised.value)
    assert not file.exists(), "SQLite makes no empty one"
    away.rename(file)
    wait(lambda: health(app) == 200)
    assert names(app) == {"before"}
    write(app, "after")
    assert names(app) == {"before", "after"}


def test_a_file_that_goes_while_it_is_written_to_is_told(app: Flask, file: Path) -> None:
    with app.app_context(), pytest.raises(FileAway) as raised, writing() as session:
        session.execute(text(PUT), {"name": "lost"})
        file.unlink()
    assert is_away(raised.value)


@pytest.fixture
def linked(tmp_path: Path) -> Iterator[Flask]:
    """Its database is a symbolic link to a file in another folder."""
    link, real = tmp_path / "link.sqlite3", tmp_path / "disk" / "real.sqlite3"
    real.parent.mkdir()
    link.symlink_to(real)
    with portal_of(SMALL, tmp_path, testing=False, database_url=f"sqlite:///{link}") as made:
        write(made, "before")
        yield made


def test_behind_a_link_another_database_is_used_too(linked: Flask, tmp_path: Path) -> None:
    """SQLite keeps its journal beside the file that a link leads to."""
    real = tmp_path / "disk" / "real.sqlite3"
    assert real.with_name(f"{real.name}-wal").exists()
    another(tmp_path, "new").replace(real)
    assert names(linked) == {"new"}
    write(linked, "newer")
    assert names(linked) == {"new", "newer"} and len(list(real.parent.glob(f"{real.name}.*-wal"))) == 1


def test_a_link_that_leads_to_another_database_is_followed(linked: Flask, tmp_path: Path) -> None:
    link = tmp_path / "other-link"
    link.symlink_to(another(tmp_path, "new"))
    link.replace(database_of(linked))
    assert names(linked) == {"new"}
    write(linked, "newer")
    assert names(linked) == {"new", "newer"}


def test_a_restore_leaves_the_link(linked: Flask, tmp_path: Path) -> None:
    link, folder = database_of(linked), tmp_path / "disk"
    run = linked.test_cli_runner().invoke
    assert run(args=["backup", str(tmp_path / "backup")]).exit_code == 0
    write(linked, "after")
    assert run(args=["restore", str(tmp_path / "backup")]).exit_code == 0
    assert link.is_symlink() and names(linked) == {"before"}
    assert len([path for path in folder.glob("real.sqlite3.*") if not path.name.endswith(("-wal", "-shm"))]) == 1
    assert not list(tmp_path.glob("link.sqlite3*.*")), "what was there is kept beside the file"


def test_each_journal_that_is_put_away_is_kept(app: Flask, file: Path, tmp_path: Path) -> None:
    """However fast the file is replaced again."""
    for number in (1, 2, 3):
        another(tmp_path, f"new {number}").replace(file)
        write(app, "newer")
        assert len(list(tmp_path.glob(f"{file.name}.*-wal"))) == number


@pytest.mark.parametrize("journal", ["left", "removed"])
def test_another_database_in_its_place_is_used(app: Flask, file: Path, tmp_path: Path, journal: str) -> None:
    """Left behind, the old file's journal would be played into the new one."""
    new = another(tmp_path, "new")
    if journal == "removed":
        for end in ("-wal", "-shm"):
            Path(f"{file}{end}").unlink()
    new.replace(file)
    assert names(app) == {"new"}
    write(app, "newer")
    assert names(app) == {"new", "newer"}
    wait(lambda: health(app) == 200)
    with closing(sqlite3.connect(file)) as other:
        assert {name for (name,) in other.execute(READ)} == {"new", "newer", *TOPICS}
        assert other.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert len(list(tmp_path.glob(f"{file.name}.*-wal"))) == (1 if journal == "left" else 0), "it is kept"


def test_a_writer_that_waited_for_the_lock_writes_into_the_new_file(
    app: Flask, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is replaced when the connection has been handed out and before the transaction begins."""
    new, checks = another(tmp_path, "new"), []
    real = files.File.is_in_place

    def look(self: files.File) -> bool:
        checks.append(self)
        if len(checks) == 2:  # the first is the pool's
            new.replace(file)
        return real(self)

    monkeypatch.setattr(files.File, "is_in_place", look)
    write(app, "waited")
    assert names(app) == {"new", "waited"}


def test_a_file_that_is_replaced_again_and_again_is_trouble(
    app: Flask, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not a mistake of ours: 503, and stored is nothing."""
    monkeypatch.setattr(files.File, "is_in_place", lambda _: False)
    for call in (lambda: names(app), lambda: write(app, "lost")):
        with pytest.raises(FileAway):
            call()
    assert health(app) == 503
    monkeypatch.undo()
    write(app, "after")
    wait(lambda: health(app) == 200)
    assert names(app) == {"before", "after"}


def test_a_submission_that_was_not_stored_says_so(tmp_path: Path) -> None:
    with storey(tmp_path, testing=False) as app:
        client = app.test_client()

        def submit() -> TestResponse:
            return client.post("/counter/letter", data={"title": "x"}, headers={"Origin": "http://localhost"})

        assert submit().status_code == 200
        away = database_of(app).rename(tmp_path / "away")
        refused = submit()
        assert refused.status_code == 503 and "这次提交没有保存" in refused.get_data(as_text=True)
        page = client.get("/xiling/")
        assert page.status_code == 503 and "没有保存" not in page.get_data(as_text=True)
        away.rename(database_of(app))
        wait(lambda: client.get("/healthz").status_code == 200)
        assert submit().status_code == 200
        assert letters_of(app) == 2


def test_only_a_migration_makes_the_file(tmp_path: Path) -> None:
    path = tmp_path / "new & %20 ?.sqlite3"
    engine = make_engine(f"sqlite:///{path}".replace("%", "%25").replace("?", "%3F"))
    assert files.path_of(engine) == path
    with pytest.raises(DBAPIError), engine.connect():
        pass
    assert not path.exists()
    upgrade(engine)
    assert path.stat().st_mode & 0o777 == 0o600
    assert not files.create(engine), "it is there"
    engine.dispose()


def test_what_is_no_file_is_left_alone() -> None:
    memory = make_engine("sqlite://")
    with memory.connect() as connection:
        assert files.opened_by(connection) is None
    assert files.path_of(memory) is None and files.is_writable(memory) and not files.create(memory)
    memory.dispose()


def test_health_says_when_nothing_can_be_written(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def primary() -> object:
        return app.test_client().get("/healthz").get_json()["primary"]

    assert primary() is True
    monkeypatch.setattr(files, "ROOM", 2**62)
    assert primary() is False
    with app.app_context():
        assert files.path_of(db.engine) == database_of(app)
