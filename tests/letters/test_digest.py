"""The daily digest of clerks: what waits, once a day, on working days, without a word of a letter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from govsite.commands.digests import write_digests
from govsite.database.session import reading, writing
from govsite.domain.common.days import ZONE
from govsite.gateways.settings import MailSettings
from govsite.models import Letter, Outbox, Staff, Ticket, Used
from tests.cast import BY_KEY
from tests.console.people import sign_in, username_of
from tests.helpers import Visitor
from tests.letters.office import CLERK, OTHER, arrive
from tests.letters.writer import BODY, TITLE
from tests.submitting import Redirect, submit

MONDAY = datetime(2026, 11, 30, 8, 5, tzinfo=ZONE)
ADDRESS = "clerk@example.com"
MAIL = MailSettings("mail.example.com", 25, tls=False, sender="zwfw@example.com")


@pytest.fixture
def mailing(office: Flask) -> Iterator[Flask]:
    """With a mail server and no letters, outside any memory of digests before."""
    config = office.extensions["config"]
    office.extensions["config"] = replace(config, mail=MAIL)
    with office.app_context(), writing() as session:
        for model in (Letter, Ticket, Outbox, Used):
            session.execute(delete(model))
        session.execute(update(Staff).values(email=None))
        session.execute(update(Staff).where(Staff.username == username_of(BY_KEY[CLERK])).values(email=ADDRESS))
    yield office
    office.extensions["config"] = config


def mails(app: Flask) -> list[Outbox]:
    with app.app_context():
        return list(reading().scalars(select(Outbox).order_by(Outbox.id)))


def write(app: Flask, now: datetime = MONDAY) -> int:
    with app.app_context():
        return write_digests(now)


def test_a_clerk_is_told_what_waits_and_what_is_due_and_no_word_of_it(mailing: Flask) -> None:
    receipt, other = arrive(mailing), arrive(mailing, department="政务服务")
    with mailing.app_context(), writing() as session:
        session.execute(update(Ticket).values(due=MONDAY.date() - timedelta(1)))
    assert write(mailing) == 1
    (mail,) = mails(mailing)
    assert str(mail.recipient) == ADDRESS and mail.kind == "mail"
    text = str(mail.variables)
    assert "待受理：1 封" in text and "已超期：1 封" in text and receipt.number in text and "11月29日" in text
    assert other.number not in text and TITLE not in text and BODY[:6] not in text and receipt.password not in text


def test_it_is_written_once_a_day_whoever_asks(mailing: Flask) -> None:
    arrive(mailing)
    assert [write(mailing), write(mailing, MONDAY + timedelta(hours=3))] == [1, 0]
    assert write(mailing, MONDAY + timedelta(days=1)) == 1
    assert len(mails(mailing)) == 2


@pytest.mark.parametrize("now", [MONDAY.replace(hour=7), MONDAY - timedelta(days=1)], ids=["too early", "on a Sunday"])
def test_nobody_is_woken(mailing: Flask, now: datetime) -> None:
    arrive(mailing)
    assert write(mailing, now) == 0


def test_nothing_to_do_is_no_mail(mailing: Flask) -> None:
    arrive(mailing, department="政务服务")
    assert write(mailing) == 0 and mails(mailing) == []


def test_one_chooses_the_address_oneself(mailing: Flask) -> None:
    visitor: Visitor = sign_in(mailing.test_client(), BY_KEY[OTHER])
    page = visitor.get("/xiling/console/digest")
    wrong = submit(page, "/xiling/console/digest", email="nobody@")
    assert not isinstance(wrong, Redirect) and wrong.status == 422 and "邮箱写得不完整" in wrong.main
    assert wrong.one("//input[@name='email']").get("value") == "nobody@"
    assert isinstance(submit(page, "/xiling/console/digest", email=" two@example.com "), Redirect)
    assert "two@example.com" in visitor.get("/xiling/console/digest").source
    arrive(mailing, department="政务服务")
    assert write(mailing) == 1
    again = visitor.get("/xiling/console/digest")
    assert isinstance(submit(again, "/xiling/console/digest", email=""), Redirect)
    assert write(mailing, MONDAY + timedelta(days=1)) == 0
