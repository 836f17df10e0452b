"""What was not sent, for operators: the reason, and another try."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from govsite.database.session import reading, writing
from govsite.domain.common import audit, outbox
from govsite.models.outbox import Outbox
from tests.cast import BY_KEY, leaks
from tests.console.people import follow, press, sign_in
from tests.helpers import Visitor

PHONE = "13800138000"


@pytest.fixture
def operator(portal: Flask) -> Visitor:
    return sign_in(portal.test_client(), BY_KEY["operator"])


@pytest.fixture
def failed(portal: Flask) -> Iterator[int]:
    """Three messages, one of them refused by the gateway."""
    with portal.app_context(), writing() as session:
        session.execute(delete(Outbox))
        number = outbox.add(session, outbox.SMS, PHONE, "letter-received", {"number": "XJ-1"}, site_code="420502")
        outbox.add(session, outbox.SMS, PHONE, "letter-answered", {"number": "XJ-1"})
        outbox.add(session, outbox.MAIL, "a@b.example", "digest", {"subject": "头发", "text": "x"})
        refused = update(Outbox).where(Outbox.id == number)
        session.execute(refused.values(state="failed", error="isv.BUSINESS_LIMIT_CONTROL", tries=3))
    yield number
    with portal.app_context(), writing() as session:
        session.execute(delete(Outbox))


def test_an_operator_sees_why_and_no_recipient(portal: Flask, operator: Visitor, failed: int) -> None:
    page = operator.get("/console/outbox")
    assert "isv.BUSINESS_LIMIT_CONTROL" in page.main and "letter-received" in page.main and "3 次" in page.main
    assert PHONE not in page.source and "letter-answered" not in page.main, "it only waits"
    assert "1 短信未发出" in page.main and "1 短信等待发送" in page.main and "1 邮件等待发送" in page.main
    assert "没有设置" in page.main and not list(leaks(page))
    assert "没有发出 1" in operator.get("/console/").main


def test_what_is_chosen_waits_again(portal: Flask, operator: Visitor, failed: int) -> None:
    page = operator.get("/console/outbox")
    page.one(f"//input[@value='{failed}' and @type='checkbox']").set("checked", "checked")
    page = follow(operator, press(page, "重发选中的"))
    assert "1 条重新等待发送" in page.main and "都发出去了" in page.main
    with portal.app_context():
        assert reading().scalar(select(Outbox.state).where(Outbox.id == failed)) == outbox.WAITING
        record = audit.last_records(reading(), 1)[0]
        assert (record.what, record.target) == ("outbox.retry", f"message {failed}")


def test_nothing_chosen_changes_nothing(portal: Flask, operator: Visitor, failed: int) -> None:
    page = follow(operator, press(operator.get("/console/outbox"), "重发选中的"))
    assert "没有选中" in page.main
    token = page.find("//main//input[@name='csrf_token']/@value")[0]
    wrong = {"number": ["x", "9" * 40, "-1", str(failed + 1)], "csrf_token": token}
    assert operator.client.post("/console/outbox", data=wrong).headers["Location"] == "/console/outbox?done=0"


def test_there_are_pages(portal: Flask, operator: Visitor, failed: int) -> None:
    with portal.app_context(), writing() as session:
        for _ in range(60):
            outbox.add(session, outbox.SMS, PHONE, "letter-received", {"number": "XJ-1"})
        session.execute(update(Outbox).values(state="failed"))
    page = operator.get("/console/outbox")
    first = page.find("//tbody/tr/th/label/text()")
    page = operator.get("/console/outbox" + page.link("更早的"))
    rest = page.find("//tbody/tr/th/label/text()")
    assert len(first) == 50 and len(rest) == 13 and not set(first) & set(rest)
