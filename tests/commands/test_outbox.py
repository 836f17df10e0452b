"""``flask outbox`` and what else an operator sees of messages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from govsite.commands import check, chores
from govsite.commands.channels import channels
from govsite.config import Config
from govsite.database.keys import bind_keys
from govsite.database.session import writing
from govsite.domain.common.outbox import MAIL, SMS, add
from govsite.domain.common.sending import send_due
from govsite.extensions import db
from govsite.gateways.outcomes import Outcome, Refused, Sent, Unknown
from govsite.gateways.settings import PROTOCOLS, MailSettings
from govsite.models.outbox import FAILED, SENT, UNKNOWN, Outbox
from tests.commands.conftest import Call
from tests.gateways.servers import settings_of, simulators
from tests.sealed import OLD

PHONE = "13800000000"
NOWHERE = MailSettings("127.0.0.1", 1, False, "zwfw@example.gov.cn")
CONFIG = Config(Path("sites.yaml"), Path("instance"), "secret" * 8)


@pytest.fixture(autouse=True)
def keys(app: Flask) -> None:
    bind_keys(app, OLD)


def added(kind: str = SMS) -> int:
    with writing() as session:
        return add(session, kind, PHONE, "letter-received", {"subject": "甲", "text": "乙"}, site_code="420500")


def ended(app: Flask, *outcomes: Outcome) -> list[int]:
    left = list(outcomes)
    with app.app_context():
        numbers = [added() for _ in outcomes]
        send_due({SMS: lambda _message: left.pop(0)})
    return numbers


def state(number: int) -> str:
    db.session.rollback()
    return db.session.get_one(Outbox, number, populate_existing=True).state


def test_the_list_shows_why_and_never_to_whom(app: Flask, call: Call) -> None:
    assert call("outbox", "list").output == "没有记录。\n"
    failed, unknown, _sent = ended(app, Refused("isv.ACCOUNT_NOT_EXISTS"), Unknown("no-answer"), Sent("biz-1"))
    lines = call("outbox", "list").output.splitlines()
    assert len(lines) == 3 and PHONE not in "".join(lines)
    assert lines[2].startswith(f"{failed}  未发出  短信  letter-received  420500  试过 1 次  于 ")
    assert lines[2].endswith("isv.ACCOUNT_NOT_EXISTS") and lines[0].endswith("biz-1")
    (line,) = call("outbox", "list", "--state", UNKNOWN).output.splitlines()
    assert line.startswith(f"{unknown}  结果不明") and line.endswith("no-answer")


def test_retry_says_what_waits_and_what_cannot(app: Flask, call: Call) -> None:
    failed, unknown, sent = ended(app, Refused("x"), Unknown("y"), Sent())
    result = call("outbox", "retry", failed, unknown)
    assert result.exit_code == 0 and result.output == f"重新等待发送：{failed}、{unknown}\n"
    result = call("outbox", "retry", sent, 10**6)
    assert result.exit_code == 1 and f"{sent}、1000000" in result.output


def test_check_says_when_messages_wait_for_settings(app: Flask, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "findings", lambda _config: [])
    with app.app_context():
        added(SMS), added(SMS), added(MAIL)
    told = call("check").output
    assert "有 2 条短信等待发送" in told and "GOVSITE_SMS_PROTOCOL" in told
    assert "有 1 条邮件等待发送" in told and "GOVSITE_MAIL_SERVER" in told
    app.extensions["config"].sms = settings_of("generic", 1)
    assert "GOVSITE_SMS_PROTOCOL" not in call("check").output
    ended(app, Refused("x"), Refused("x"), Refused("x"))
    assert "flask outbox list" in call("check").output


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_the_chores_send_by_what_the_settings_name(app: Flask, call: Call, protocol: str) -> None:
    with simulators() as server, app.app_context():
        number, mail = added(), added(MAIL)
        app.extensions["config"].sms = settings_of(protocol, server.server_port)
        app.extensions["config"].mail = NOWHERE
        assert call("chores", "once").output.startswith(f"已做 {len(chores.CHORES)} 件")
        assert state(number) == SENT and server.sms.messages[0].phone == PHONE
        assert state(mail) == FAILED, "a number is no address"


def test_there_is_a_channel_for_what_has_settings() -> None:
    assert channels(CONFIG) == {}
    assert set(channels(replace(CONFIG, sms=settings_of("aliyun", 1)))) == {SMS}
    assert set(channels(replace(CONFIG, mail=NOWHERE))) == {MAIL}
