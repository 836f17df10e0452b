"""``flask audit``: the last records, and a chain that is whole or not."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import update

from govsite.database.session import writing
from govsite.domain.common import audit
from govsite.extensions import db
from govsite.models.audit import Audit
from tests.commands.conftest import Call
from tests.tampering import begin_anew, tampering


@pytest.fixture
def records(app: Flask) -> None:
    with app.app_context(), writing() as session:
        for number in (1, 2, 3):
            audit.append(session, who=f"staff {number}", what="letter.accept", target="letter 9", details={"days": 5})
        audit.append(session, who="-", what="sign_in", site_code="420500", outcome=audit.REFUSED)


def test_the_last_records_are_listed(records: None, call: Call) -> None:
    lines = call("audit", "list").output.splitlines()
    assert [line.split("  ")[0] for line in lines] == ["4", "3", "2", "1"]
    assert lines[0].endswith("-  sign_in  —  420500  被拒绝  {}")
    assert lines[1].endswith('staff 3  letter.accept  letter 9  —  完成  {"days":5}')
    assert len(call("audit", "list", "--most", "2").output.splitlines()) == 2


def test_a_whole_chain_is_told_with_its_end(app: Flask, records: None, call: Call) -> None:
    done = call("audit", "verify")
    with app.app_context():
        end = audit.last_records(db.session, 1)[0].hash
    assert done.exit_code == 0 and f"共 4 条，全部完好。链尾：4:{end}\n" in done.output


def test_a_chain_made_anew_is_not_the_one_that_was_noted(app: Flask, records: None, call: Call) -> None:
    noted = call("audit", "verify").output.partition("链尾：")[2].split()[0]
    with app.app_context():
        with writing() as session:
            audit.append(session, who="staff 4", what="letter.accept")
        assert call("audit", "verify", "--noted", noted).exit_code == 0
        begin_anew()
        with writing() as session:
            for _ in range(5):
                audit.append(session, who="somebody else", what="letter.accept")
    assert call("audit", "verify").exit_code == 0
    done = call("audit", "verify", "--noted", noted)
    assert done.exit_code == 1 and "第 4 条与记下的摘要不符" in done.output
    assert call("audit", "verify", "--noted", f"9{noted}").exit_code == 1, "there is no such record"


@pytest.mark.parametrize("noted", ["4", "4:", ":abc", "-1:abc", "四:abc", "9" * 30 + ":abc"])
def test_what_is_no_end_of_a_chain_is_told(call: Call, noted: str) -> None:
    done = call("audit", "verify", "--noted", noted)
    assert done.exit_code == 2 and "条数:摘要" in done.output


def test_the_first_broken_record_is_told(app: Flask, records: None, call: Call) -> None:
    with app.app_context(), tampering() as session:
        session.execute(update(Audit).where(Audit.number > 1).values(at="yesterday"))
    done = call("audit", "verify")
    assert done.exit_code == 1 and "第 2 条与摘要不符" in done.output and "之前的 1 条完好" in done.output
    assert "yesterday" in call("audit", "list").output


def test_nothing_was_done_yet(call: Call) -> None:
    assert call("audit", "list").output == "没有记录。\n"
    assert "共 0 条，全部完好" in call("audit", "verify").output
