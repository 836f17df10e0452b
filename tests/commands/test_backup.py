"""``flask backup`` and ``flask restore`` on files of every kind, sound and not."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import text

from govsite.database import backup as backups
from govsite.database import restore as restores
from govsite.database.migrate import downgrade
from govsite.database.session import writing
from tests.apps import bump, database_of, portal_of, rows
from tests.sites.samples import SMALL
from tests.waiting import together, wait

PUT = "INSERT INTO content_version VALUES (:name, 1)"
COUNT = "SELECT count(*) FROM content_version WHERE name NOT IN ('catalogue', 'letters', 'articles')"
PAGE = 4096  # bytes of a page of SQLite
SIGN_IN = "INSERT INTO sign_in (token, kind, who, data, began, seen, ends) VALUES ('t', 'space', 'w', '{}', 0, 0, 0)"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    folder = tmp_path / "portal"
    folder.mkdir()
    with portal_of(SMALL, folder) as made:
        write(made, "first")
        yield made


@pytest.fixture
def file(app: Flask, tmp_path: Path) -> Path:
    """A backup of the portal."""
    file = tmp_path / "backup.sqlite3"
    assert run(app, "backup", file).exit_code == 0
    return file


def run(app: Flask, *words: object) -> Result:
    return app.test_cli_runner().invoke(args=[str(word) for word in words])


def write(app: Flask, name: str) -> None:
    with app.app_context(), writing() as session:
        session.execute(text(PUT), {"name": name})


def count(app: Flask) -> int:
    return int(rows(app, COUNT)[0][0])


def ask(file: Path, statement: str) -> object:
    with closing(sqlite3.connect(file)) as connection, connection:
        row = connection.execute(statement).fetchone()
        return row and row[0]


def refused(result: Result, words: str) -> bool:
    return result.exit_code == 1 and words in result.output and result.output.count("\n") == 1


def test_a_backup_is_one_sound_file_for_its_owner(app: Flask, file: Path, tmp_path: Path) -> None:
    assert file.stat().st_mode & 0o777 == 0o600
    assert ask(file, COUNT) == count(app)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup.sqlite3", "portal"], "nothing beside it"


def test_it_is_never_overwritten_unasked(app: Flask, file: Path) -> None:
    write(app, "second")
    before = file.read_bytes()
    assert refused(run(app, "backup", file), "已经存在")
    assert file.read_bytes() == before
    assert run(app, "backup", file, "--force").exit_code == 0
    assert ask(file, COUNT) == count(app)


def test_it_is_one_state_of_a_database_that_is_written_to(app: Flask, tmp_path: Path) -> None:
    """Each writer adds its rows in pairs; a backup never has half a pair."""
    names = iter(range(10_000))

    def work() -> None:
        for _ in range(10):
            number = next(names)
            with app.app_context(), writing() as session:
                for end in "ab":
                    session.execute(text(PUT), {"name": f"{number}{end}"})
            with app.app_context():
                backups.back_up(database_of(app), tmp_path / f"{number}.sqlite3")

    before = count(app)
    together(3, work)
    found = [ask(path, COUNT) for path in tmp_path.glob("*.sqlite3")]
    assert len(found) == 30 and all(isinstance(n, int) and (n - before) % 2 == 0 for n in found)


@pytest.mark.parametrize("end", ["", "-wal", "-shm"])
def test_it_is_never_made_in_the_place_of_the_database(app: Flask, tmp_path: Path, end: str) -> None:
    """Whoever has the old file open would go on storing in one that is gone."""
    file = Path(f"{database_of(app)}{end}")
    link = tmp_path / "link"
    link.symlink_to(file)
    before = file.stat().st_ino
    for target in (file, link):
        assert refused(run(app, "backup", target, "--force"), "正在使用的数据库")
    assert file.stat().st_ino == before and link.is_symlink()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("command", ["backup", "restore"])
def test_a_signal_leaves_no_copy_behind(
    app: Flask, file: Path, monkeypatch: pytest.MonkeyPatch, command: str, number: signal.Signals
) -> None:
    def interrupted(*_: object) -> None:
        os.kill(os.getpid(), number)

    before, handler = everything(app, file), signal.getsignal(number)
    monkeypatch.setattr(backups, "_check", interrupted)
    assert run(app, command, file, *(["--force"] if command == "backup" else [])).exit_code == 128 + number
    assert everything(app, file) == before and signal.getsignal(number) is handler


def everything(app: Flask, file: Path) -> list[Path]:
    """What is beside the database and beside a backup."""
    return sorted([*database_of(app).parent.iterdir(), *file.parent.iterdir()])


def test_a_damaged_database_leaves_no_backup(app: Flask, tmp_path: Path) -> None:
    harm_database(app, as_text)
    assert refused(run(app, "backup", tmp_path / "backup"), "已损坏")
    assert refused(run(app, "backup", tmp_path / "nowhere" / "backup"), "写不了")
    assert [path.name for path in tmp_path.iterdir()] == ["portal"]


def test_a_restore_brings_back_what_was_and_keeps_what_is(app: Flask, file: Path) -> None:
    write(app, "second")
    bump(app)
    number = content(app)
    result = run(app, "restore", file)
    assert result.exit_code == 0 and "不用重启" in result.output
    assert count(app) == 1 and content(app) > number, "no worker has seen this number"
    [kept] = [p for p in database_of(app).parent.glob("*.sqlite3.*") if not p.name.endswith(("-wal", "-shm"))]
    assert str(kept) in result.output and ask(kept, COUNT) == 2
    assert ask(database_of(app), "PRAGMA integrity_check") == "ok"
    assert database_of(app).stat().st_mode & 0o777 == 0o600
    write(app, "third")
    assert count(app) == 2


def content(app: Flask) -> int:
    number: int = app.test_client().get("/healthz").get_json()["content"]
    return number


def test_each_restore_of_a_backup_has_numbers_of_its_own(app: Flask, file: Path) -> None:
    """Also where the database between the two is lost, so that nobody can look how far it was."""
    seen = set()
    for _ in range(3):
        run(app, "restore", file)
        for change in (lambda: None, lambda: bump(app)):
            change()
            number = rows(app, "SELECT number FROM content_version WHERE name = 'catalogue'")[0][0]
            assert number not in seen
            seen.add(number)
        harm_database(app, Path.unlink)


def test_sessions_that_may_have_ended_since_do_not_come_back(app: Flask, tmp_path: Path) -> None:
    with app.app_context(), writing() as session:
        session.execute(text(SIGN_IN))
    file = tmp_path / "backup.sqlite3"
    run(app, "backup", file)
    assert ask(file, "SELECT count(*) FROM sign_in") == 1
    assert "重新登录" in run(app, "restore", file).output
    assert ask(database_of(app), "SELECT count(*) FROM sign_in") == 0


def test_an_older_schema_is_brought_up_to_date(app: Flask, file: Path) -> None:
    downgrade(f"sqlite:///{file}", "0004")
    before = file.read_bytes()
    result = run(app, "restore", file)
    assert result.exit_code == 0 and "备份的结构版本是 0004，已升级到" in result.output
    assert app.test_client().get("/healthz").status_code == 200
    assert file.read_bytes() == before, "the backup is as it was"


def no_portal(file: Path) -> None:
    file.unlink()
    ask(file, "CREATE TABLE x (y)")


def newer(file: Path) -> None:
    ask(file, "UPDATE alembic_version SET version_num = '9999'")


def as_text(file: Path) -> None:
    file.write_text("这不是数据库\n" * 1000, "utf-8")


def cut(file: Path) -> None:
    os.truncate(file, 20_000)


def harm_database(app: Flask, harm: Callable[[Path], None]) -> None:
    """Damage or remove the file when all of it is there and nothing in its journal."""
    file = database_of(app)
    whole = file.with_suffix(".whole")
    backups.back_up(file, whole)
    whole.replace(file)
    for end in ("-wal", "-shm"):
        Path(f"{file}{end}").unlink()
    harm(file)


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (no_portal, "没有门户的数据"),
        (newer, "比程序新"),
        (as_text, "已损坏"),
        (cut, "已损坏"),
        (Path.unlink, "没有数据库文件"),
    ],
)
def test_what_cannot_be_used_changes_nothing(app: Flask, file: Path, harm: Callable[[Path], None], words: str) -> None:
    harm(file)
    before = sorted(database_of(app).parent.iterdir())
    assert refused(run(app, "restore", file), words)
    write(app, "second")
    assert count(app) == 2 and sorted(database_of(app).parent.iterdir()) == before


@pytest.mark.parametrize("harm", [as_text, cut, Path.unlink])
def test_a_database_that_is_lost_or_damaged_is_restored(app: Flask, file: Path, harm: Callable[[Path], None]) -> None:
    harm_database(app, harm)
    assert app.test_client().get("/healthz").status_code == 503
    result = run(app, "restore", file)
    assert result.exit_code == 0 and count(app) == 1
    wait(lambda: app.test_client().get("/healthz").status_code == 200)


@pytest.mark.parametrize("pages", [16, pytest.param(3, marks=pytest.mark.long)])
def test_a_disk_that_fills_up_meanwhile_leaves_a_sound_database(app: Flask, file: Path, pages: int) -> None:
    """At each size that a file may have, the restore is refused or whole: pages may be left in the copy's journal."""
    downgrade(f"sqlite:///{file}", "0003")
    make_small(file)
    results = []
    least, enough = file.stat().st_size, database_of(app).stat().st_size + 40 * PAGE
    for room in range(least, enough, pages * PAGE):
        before = everything(app, file)
        with files_up_to(room):
            result = run(app, "restore", file)
        results.append(result.exit_code)
        assert result.exit_code == 0 or refused(result, "没有")
        assert result.exit_code == 0 or everything(app, file) == before
        assert ask(database_of(app), "PRAGMA integrity_check") == "ok" and count(app) == 1
    assert set(results) == {0, 1}


def make_small(file: Path) -> None:
    """Without the room that tables of later revisions took."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE").close()
        connection.execute("VACUUM").close()


@contextmanager
def files_up_to(size: int) -> Iterator[None]:
    """No file can grow above so many bytes; Python has the signal ignored, so writing fails."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_backup_that_cannot_be_migrated_changes_nothing(app: Flask, file: Path) -> None:
    """Its tables are not those of its revision."""
    downgrade(f"sqlite:///{file}", "0003")
    ask(file, "DROP TABLE content_version")
    before = everything(app, file)
    assert refused(run(app, "restore", file), "no such table")
    assert everything(app, file) == before and count(app) == 1


def test_a_database_that_is_being_written_to_without_end_stays(
    app: Flask, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restores, "PATIENCE", 0.05)
    with app.app_context(), writing() as session:
        session.execute(text(PUT), {"name": "second"})
        assert refused(run(app, "restore", file), "一直有人在写入")
    assert count(app) == 2


def test_postgresql_has_tools_of_its_own(new_url: Callable[[str], str], tmp_path: Path) -> None:
    with portal_of(SMALL, tmp_path, migrated=False, database_url=new_url("postgresql")) as app:
        for command, tool in (("backup", "pg_dump -Fc -d 'postgresql://"), ("restore", "pg_restore --no-owner")):
            result = run(app, command, tmp_path / "x")
            assert result.exit_code == 1 and tool in result.output
