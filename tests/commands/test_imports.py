"""The commands, in an application that has nothing but sites and a database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from govsite import commands as cli
from govsite.database import topics
from govsite.database.engine import engine_options
from govsite.database.migrate import upgrade
from govsite.database.session import bind_database
from govsite.extensions import db
from govsite.models import Item, Offering
from tests.databases import new_sqlite
from tests.importing.samples import ITEM, as_csv, small_tree


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    url = new_sqlite(tmp_path)
    upgrade(url)
    app = Flask(__name__)
    app.config["SQLALCHEMY_ENGINES"] = {"default": {"url": url, **engine_options(url)}}
    bind_database(app)
    app.extensions["sites"] = SimpleNamespace(current=small_tree())
    app.extensions["config"] = SimpleNamespace(sites=tmp_path / "sites.yaml", data=None, files=tmp_path / "forms")
    cli.register(app)
    yield app
    with app.app_context():
        db.engine.dispose()


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=list(words))


def items(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Item)) or 0


def test_import_and_its_trial(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "items.csv"
    file.write_bytes(as_csv([ITEM.keys(), ITEM.values()], encoding="gb18030"))
    trial = run(app, "import", "items", str(file), "--dry-run")
    assert trial.exit_code == 0 and "没有写入" in trial.output and items(app) == 0
    done = run(app, "import", "items", str(file))
    assert done.exit_code == 0 and "新增 1" in done.output and items(app) == 1


def test_errors_are_listed_and_fail(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "items.csv"
    file.write_bytes(as_csv([ITEM.keys(), {**ITEM, "visits": "x"}.values()]))
    result = run(app, "import", "items", str(file))
    assert result.exit_code == 1 and "第 2 行“visits”列" in result.output and items(app) == 0
    file.write_bytes(b"")
    result = run(app, "import", "items", str(file))
    assert result.exit_code == 1 and "是空的" in result.output


def test_a_file_for_download_that_is_not_there_is_told(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "items.csv"
    materials = "身份证|原件|1|必要|自备||there.docx|gone.docx"
    file.write_bytes(as_csv([ITEM.keys(), {**ITEM, "materials": materials}.values()]))
    assert run(app, "import", "items", str(file), "--dry-run").output.count("下载文件夹 forms 里没有") == 2, "no folder"
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "there.docx").touch()
    result = run(app, "import", "items", str(file))
    assert result.exit_code == 0 and items(app) == 1, "a warning stops nothing"
    assert result.output.count("下载文件夹 forms 里没有“gone.docx”") == 1
    assert "没有“there.docx”" not in result.output


def test_each_noun_has_its_command_with_its_columns(app: Flask) -> None:
    listing = run(app, "import", "--help").output
    assert all(noun in listing for noun in ("terms", "departments", "items", "halls", "offerings"))
    assert "basic_code" in run(app, "import", "items", "--help").output


def test_demo_load_is_safe_to_repeat(app: Flask) -> None:
    first = run(app, "demo", "load")
    assert first.exit_code == 0 and "实施清单：共" in first.output
    assert "已经是最新" in run(app, "demo", "load").output
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Offering))


def test_a_change_by_sql_is_made_known(app: Flask) -> None:
    with app.app_context():
        before = topics.current(db.session)
    result = run(app, "content", "touch")
    assert result.exit_code == 0 and f"内容版本：{before + 1}。" in result.output
    with app.app_context():
        assert topics.current(db.session) == before + 1


def test_db_upgrade_is_safe_to_repeat(app: Flask) -> None:
    assert run(app, "db", "upgrade").exit_code == 0
