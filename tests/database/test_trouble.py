"""Damage, a full disk, a folder that may not be written: 503 with what to do in the log, and no restart afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import pytest
from flask import Flask
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from govsite import create_app
from govsite.config import Config
from govsite.database.backup import back_up
from govsite.database.engine import make_engine
from govsite.database.migrate import upgrade
from govsite.database.session import writing
from govsite.database.trouble import Trouble, is_away, trouble_of
from govsite.models import ContentVersion
from tests.apps import database_of, portal_of
from tests.conftest import SECRET
from tests.sites.samples import SMALL
from tests.waiting import wait

PUT = "INSERT OR REPLACE INTO content_version VALUES (:name, 1)"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    with portal_of(SMALL, tmp_path, testing=False) as made:
        yield made


def health(app: Flask) -> int:
    return app.test_client().get("/healthz").status_code


def write(app: Flask, name: str) -> None:
    with app.app_context(), writing() as session:
        session.execute(text(PUT), {"name": name})


def fill(app: Flask) -> Exception:
    """Write until the database refuses."""
    with pytest.raises(DBAPIError) as raised:
        for number in range(10_000):
            write(app, f"{number:06}" * 4)
    return raised.value


def copies(file: Path, *names: str) -> list[Path]:
    """Whole copies, what is in the journal too."""
    made = [file.with_name(name) for name in names]
    for copy in made:
        back_up(file, copy)
    return made


def as_text(file: Path) -> None:
    file.write_text("这不是数据库\n" * 100, "utf-8")


def cut(file: Path) -> None:
    os.truncate(file, 40_960 + 512)


def spoil(file: Path) -> None:
    """Overwrite all pages but the first."""
    content = file.read_bytes()
    file.write_bytes(content[:4096] + b"\x05\xff\xaa" * ((len(content) - 4096) // 3))


@pytest.mark.parametrize("harm", [as_text, cut, spoil])
def test_damage_is_503_and_the_log_says_what_to_do(
    app: Flask, harm: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    file = database_of(app)
    sound, harmed = copies(file, "sound", "harmed")
    harm(harmed)
    harmed.replace(file)
    for url in ("/xiling/", "/healthz"):
        assert app.test_client().get(url).status_code == 503
    assert "run `flask --app wsgi restore" in caplog.text
    sound.replace(file)
    wait(lambda: health(app) == 200)


@pytest.mark.parametrize("harm", [as_text, cut])
def test_a_start_or_a_migration_on_a_damaged_file_says_so(
    app: Flask, harm: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    file, config = database_of(app), app.extensions["config"]
    [harmed] = copies(file, "harmed")
    harm(harmed)
    url = f"sqlite:///{harmed}"
    made = create_app(Config(config.sites, config.instance, SECRET, database_url=url))
    assert [record.levelname for record in caplog.records if "damaged" in record.message] == ["ERROR"]
    result = made.test_cli_runner().invoke(args=["db", "upgrade"])
    assert result.exit_code == 1
    assert result.output.startswith("Error: 数据库文件已损坏，或者不是数据库文件。") and result.output.count("\n") == 1


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of 2 MB, twice what an empty portal needs."""
    folder = Path(mkdtemp(prefix="govsite-"))
    options = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    mounted = shutil.which("mount") and subprocess.run(options, capture_output=True, check=False).returncode == 0
    if mounted:
        yield folder
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
    folder.rmdir()
    if not mounted:
        pytest.skip("mounting needs root")


def test_a_full_disk_stores_nothing_and_needs_no_restart(small_disk: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{small_disk}/portal.sqlite3"
    with portal_of(SMALL, tmp_path, testing=False, database_url=url) as app:
        ballast = small_disk / "ballast"
        ballast.write_bytes(bytes(256 * 1024))
        assert trouble_of(fill(app)) is Trouble.FULL
        health_then = app.test_client().get("/healthz")
        assert health_then.status_code == 200 and health_then.get_json()["primary"] is False, "reading goes on"
        ballast.unlink()
        write(app, "after")


def test_a_database_that_may_not_grow_is_full(app: Flask) -> None:
    with app.app_context(), pytest.raises(DBAPIError) as raised, writing() as session:
        session.execute(text("PRAGMA max_page_count = 1"))
        for number in range(10_000):
            session.execute(text(PUT), {"name": f"{number:06}" * 4})
    assert trouble_of(raised.value) is Trouble.FULL


@contextmanager
def as_nobody() -> Iterator[None]:
    """Without root's power over rights, if it is there."""
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)


@pytest.mark.parametrize("mode", [(0o500, 0o600), (0o500, 0o400), (0o700, 0o400)])
def test_a_folder_or_file_that_may_not_be_written(mode: tuple[int, int], tmp_path: Path) -> None:
    folder = Path(mkdtemp(prefix="govsite-"))
    file = folder / "portal.sqlite3"
    with portal_of(SMALL, tmp_path, testing=False, database_url=f"sqlite:///{file}") as app:
        write(app, "before")
    assert [path.name for path in folder.iterdir()] == [file.name], "all connections are closed"
    if os.geteuid() == 0:
        os.chown(folder, 65534, -1)
        os.chown(file, 65534, -1)
    folder.chmod(mode[0])
    file.chmod(mode[1])
    try:
        with as_nobody(), pytest.raises(DBAPIError) as raised:
            write(app, "refused")
        assert trouble_of(raised.value) in (Trouble.READ_ONLY, Trouble.MISSING)
        folder.chmod(0o700)
        for path in folder.iterdir():
            path.chmod(0o600)  # the journal has got the file's rights
        with as_nobody():
            write(app, "after")
        wait(lambda: health(app) == 200)
    finally:
        shutil.rmtree(folder)


def test_our_own_mistakes_are_none(empty_url: str) -> None:
    upgrade(empty_url)
    engine = make_engine(empty_url)
    for statement in ("SELECT FROM WHERE", "SELECT nothing('x')"):
        with engine.connect() as connection, pytest.raises(DBAPIError) as raised:
            connection.execute(text(statement))
        assert not is_away(raised.value)
    with engine.connect() as connection, pytest.raises(IntegrityError) as twice:
        connection.execute(insert(ContentVersion).values([{"name": "catalogue", "number": 1}]))
    assert not is_away(twice.value)
    engine.dispose()


def test_a_postgresql_that_may_only_be_read(new_url: Callable[[str], str]) -> None:
    url = new_url("postgresql")
    upgrade(url)
    engine = make_engine(url)
    with engine.connect() as connection, pytest.raises(DBAPIError) as raised:
        connection.execute(text("SET TRANSACTION READ ONLY"))
        connection.execute(insert(ContentVersion).values(name="x", number=1))
    assert trouble_of(raised.value) is Trouble.READ_ONLY
    engine.dispose()
