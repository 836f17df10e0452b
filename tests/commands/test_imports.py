"""``flask import``, ``demo``, ``content``, ``db`` and ``jobs``, on both databases."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from govsite.commands import imports
from govsite.database import topics
from govsite.database.session import reading
from govsite.demo.sources import DEMO
from govsite.domain.common import jobs
from govsite.domain.common.audit import last_records
from govsite.domain.importing import OutdatedPlanError, checking, runs
from govsite.extensions import db
from govsite.models import Item, Job, Offering
from tests.apps import tree_of
from tests.commands.conftest import Call
from tests.importing.samples import ITEM, as_csv


def items(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Item)) or 0


def test_import_and_its_trial(app: Flask, call: Call, tmp_path: Path) -> None:
    file = tmp_path / "items.csv"
    file.write_bytes(as_csv([ITEM.keys(), ITEM.values()], encoding="gb18030"))
    trial = call("import", "items", str(file), "--dry-run")
    assert trial.exit_code == 0 and "没有写入" in trial.output and items(app) == 0
    done = call("import", "items", str(file))
    assert done.exit_code == 0 and "新增 1" in done.output and items(app) == 1


def test_what_the_command_stored_is_a_run_that_can_be_undone(app: Flask, call: Call, tmp_path: Path) -> None:
    file = tmp_path / "items.csv"
    file.write_bytes(as_csv([ITEM.keys(), ITEM.values()]))
    assert call("import", "items", str(file)).exit_code == 0
    assert call("import", "items", str(file)).exit_code == 0, "nothing changes, nothing is kept"
    tree = tree_of(app)
    with app.app_context():
        (run,) = runs.last_runs(reading(), tree.root.code, ["items"], 9)
        assert (run.state, run.who, run.created, run.file) == (runs.DONE, 0, 1, "items.csv")
        assert last_records(reading(), 1)[0].target == f"import {run.id}"
        around = runs.Around(tree, None, lambda _site, _office: "")
        number, _ = runs.begin_undo("k" * 64, run, 1)
        reading().rollback()
        runs.look(number, around)
        assert runs.store(number, 1, around)
    assert items(app) == 0


def test_errors_are_listed_and_fail(app: Flask, call: Call, tmp_path: Path) -> None:
    file = tmp_path / "items.csv"
    file.write_bytes(as_csv([ITEM.keys(), {**ITEM, "visits": "x"}.values()]))
    result = call("import", "items", str(file))
    assert result.exit_code == 1 and "第 2 行“visits”列" in result.output and items(app) == 0
    file.write_bytes(b"")
    result = call("import", "items", str(file))
    assert result.exit_code == 1 and "是空的" in result.output


def test_columns_that_nobody_knows_are_left_out_on_request(app: Flask, call: Call, tmp_path: Path) -> None:
    file = tmp_path / "items.csv"
    file.write_bytes(as_csv([[*ITEM, "权力来源"], [*ITEM.values(), "法定"]], encoding="utf-16"))
    assert call("import", "items", str(file)).exit_code == 1 and items(app) == 0
    done = call("import", "items", str(file), "--leave-out")
    assert done.exit_code == 0 and "“权力来源”列：不认识的列，没有导入" in done.output and items(app) == 1


def test_templates_are_written_and_a_workbook_says_what_was_read(app: Flask, call: Call, tmp_path: Path) -> None:
    written = call("import-templates", tmp_path / "new" / "folder")
    assert written.exit_code == 0 and "大厅：halls.xlsx" in written.output
    done = call("import", "terms", tmp_path / "new" / "folder" / "terms.xlsx")
    assert done.exit_code == 0 and "新增 1" in done.output
    for words in ("读的是工作表“分类词”。", "没有读另外 2 张工作表：填写说明、可选。", "还是模板里的例子"):
        assert words in done.output


def test_a_file_for_download_that_is_not_there_is_told(app: Flask, call: Call, tmp_path: Path) -> None:
    file = tmp_path / "items.csv"
    materials = "申请表|原件|1|必要|自备||there.docx|gone.docx"
    file.write_bytes(as_csv([ITEM.keys(), {**ITEM, "materials": materials}.values()]))
    assert call("import", "items", str(file), "--dry-run").output.count("下载文件夹 forms 里没有") == 2, "no folder"
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "there.docx").touch()
    result = call("import", "items", str(file))
    assert result.exit_code == 0 and items(app) == 1, "a warning stops nothing"
    assert result.output.count("下载文件夹 forms 里没有“gone.docx”") == 1
    assert "没有“there.docx”" not in result.output


def test_each_noun_has_its_command_with_its_columns(app: Flask, call: Call) -> None:
    listing = call("import", "--help").output
    assert all(noun in listing for noun in ("terms", "departments", "items", "halls", "offerings"))
    assert "basic_code" in call("import", "items", "--help").output


def test_demo_load_is_safe_to_repeat(app: Flask, call: Call) -> None:
    first = call("demo", "load")
    assert first.exit_code == 0 and "实施清单：共" in first.output and "来信：" in first.output
    assert "已经是最新" in call("demo", "load").output
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Offering))


@pytest.mark.parametrize("name", ["letters.csv", "cases.csv"])
def test_changed_demo_letters_and_cases_stay_and_it_is_said(call: Call, tmp_path: Path, name: str) -> None:
    """Somebody may have answered them."""
    assert "办件：" in call("demo", "load").output
    own = tmp_path / name
    own.write_text((DEMO / name).read_text("utf-8").split("\n")[0], "utf-8")
    result = call("demo", "load")
    assert result.exit_code == 0 and f"{name} 改过了" in result.output and "最新" not in result.output
    own.unlink()
    assert "已经是最新" in call("demo", "load").output


def test_the_demo_comes_from_the_folder_of_the_data(app: Flask, call: Call, tmp_path: Path) -> None:
    app.extensions["config"].data = tmp_path
    (tmp_path / "vocab.csv").write_text("facet,audience,order,term\ntheme,nobody,1,户籍办理\n", "utf-8")
    result = call("demo", "load")
    assert result.exit_code == 1 and "nobody" in result.output
    assert "GOVSITE_DATA" in call("demo", "load", "--help").output


def test_a_change_by_sql_is_made_known(app: Flask, call: Call) -> None:
    with app.app_context():
        before = topics.current(db.session)
    result = call("content", "touch")
    assert result.exit_code == 0 and f"内容版本：{before + 1}。" in result.output
    with app.app_context():
        assert topics.current(db.session) == before + 1


def test_db_upgrade_is_safe_to_repeat(app: Flask, call: Call) -> None:
    assert call("db", "upgrade").exit_code == 0


def recorded(app: Flask) -> list[tuple[str, int, int]]:
    with app.app_context():
        return [(job.state, job.done, job.total) for job in db.session.scalars(select(Job))]


def test_a_large_import_is_recorded_as_a_job(
    app: Flask, call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "items.csv"
    file.write_bytes(as_csv([ITEM.keys(), ITEM.values()]))
    assert call("import", "items", file).exit_code == 0 and recorded(app) == [], "it is small"
    assert "没有记录" in call("jobs", "list").output
    monkeypatch.setattr(imports, "LARGE_ROWS", 1)
    assert call("import", "items", file, "--dry-run").exit_code == 0 and recorded(app) == [], "a trial"
    assert call("import", "items", file).exit_code == 0
    assert recorded(app) == [("done", 1, 1)]
    line = call("jobs", "list").output
    assert "已完成  1/1 行" in line and line.endswith("命令行  导入事项：items.csv\n")


def test_the_job_of_an_import_that_fails_says_why(
    app: Flask, call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "items.csv"
    file.write_bytes(as_csv([ITEM.keys(), {**ITEM, "visits": "x"}.values()]))
    monkeypatch.setattr(imports, "LARGE_ROWS", 1)
    assert call("import", "items", file).exit_code == 1

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    def outdated(*_: object, **__: object) -> None:
        raise OutdatedPlanError("请稍后再导入。")

    monkeypatch.setattr(imports, "run_import", interrupted)
    call("import", "items", file)
    monkeypatch.setattr(imports, "run_import", outdated)
    result = call("import", "items", file)
    assert result.exit_code == 1 and "请稍后再导入。" in result.output
    assert [state for state, _, _ in recorded(app)] == ["failed"] * 3
    lines = call("jobs", "list").output.splitlines()
    assert lines[1::2] == ["    请稍后再导入。", "    KeyboardInterrupt", lines[5]] and "第 2 行“visits”列" in lines[5]
    assert len(call("jobs", "list", "--most", "1").output.splitlines()) == 2


@pytest.mark.parametrize(("visits", "told"), [("1", "新增 1"), ("x", "第 2 行“visits”列")])
def test_a_record_that_cannot_be_written_ends_no_import(
    app: Flask, call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, visits: str, told: str
) -> None:
    """Another process holds the lock whenever a step is to be recorded."""
    file = tmp_path / "items.csv"
    file.write_bytes(as_csv([ITEM.keys(), {**ITEM, "visits": visits}.values()]))
    monkeypatch.setattr(imports, "LARGE_ROWS", 1)
    monkeypatch.setattr(checking, "ROWS_A_REPORT", 1)

    def locked(*_: object) -> None:
        raise OperationalError("UPDATE job", {}, sqlite3.OperationalError("database is locked"))

    for step in ("progress", "finish", "fail"):
        monkeypatch.setattr(jobs, step, locked)
    result = call("import", "items", file)
    assert told in result.output and "正由另一个进程写入" not in result.output
    assert (result.exit_code, items(app)) == ((0, 1) if visits == "1" else (1, 0))

    def outdated(*_: object, **__: object) -> None:
        raise OutdatedPlanError("请稍后再导入。")

    monkeypatch.setattr(imports, "run_import", outdated)
    result = call("import", "items", file)
    assert result.exit_code == 1 and "请稍后再导入。" in result.output, "why it failed, not why that was not recorded"


def test_the_name_of_a_large_file_may_be_no_utf_8(
    app: Flask, call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a disk of a system that wrote GB18030."""
    file = tmp_path / os.fsdecode("事项".encode("gb18030") + b".csv")
    file.write_bytes(as_csv([ITEM.keys(), ITEM.values()]))
    monkeypatch.setattr(imports, "LARGE_ROWS", 1)
    assert call("import", "items", file).exit_code == 0
    assert recorded(app) == [("done", 1, 1)]
    assert ".csv" in call("jobs", "list").output


def test_a_job_that_still_runs_is_listed(app: Flask, call: Call) -> None:
    with app.app_context():
        jobs.progress(jobs.begin("import", "导入大厅：halls.csv", total=9000, who="命令行"), 4000)
    assert "进行中  4000/9000 行" in call("jobs", "list").output


def test_every_command_explains_itself_in_chinese(app: Flask, call: Call) -> None:
    groups = ("audit", "chores", "content", "db", "demo", "import", "jobs", "sites")
    listing = call("--help").output
    for group in groups:
        assert group in listing
        text = call(group, "--help").output
        commands = text.partition("Commands:")[2].splitlines()[1:]
        assert commands and all(not line.isascii() for line in commands if line.strip()), text
