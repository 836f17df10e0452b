"""``flask check``: what it says of the database."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from flask import Flask

from govsite.commands import check
from govsite.commands.check import calendar_findings
from govsite.database.migrate import downgrade
from govsite.demo.sources import DEMO
from govsite.extensions import db
from tests.commands.conftest import Call
from tests.common.test_workdays import REAL


def on(day: date, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "days", SimpleNamespace(today=lambda: day))


def test_schedules_that_end_too_early_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    on(date(2026, 9, 28), monkeypatch)
    assert list(calendar_findings(REAL)) == []
    on(date(2026, 11, 29), monkeypatch)
    (told,) = calendar_findings(REAL)
    assert "2027-02-" in told and "2025、2026" in told and "flask import holidays" in told


def test_the_command_reads_the_table(app: Flask, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    on(date(2026, 6, 1), monkeypatch)
    monkeypatch.setattr(check, "findings", lambda _config: [])
    assert "没有" in call("check").output and "放假安排不够用" in call("check").output
    assert call("import", "holidays", DEMO / "holidays.csv").exit_code == 0
    assert call("check").output == "运行设置没有发现问题。\n"


def test_a_database_without_the_table_is_a_finding_too(app: Flask, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "findings", lambda _config: [])
    with app.app_context():
        downgrade(db.engine, "0007")
    result = call("check")
    assert result.exit_code == 0 and result.output.startswith("提示：")
