"""Subscriptions, messages and what goes out of them: by inbox, mail, SMS, private feed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from govsite.database import topics
from govsite.database.session import reading, writing
from govsite.domain.common import inbox
from govsite.domain.common.days import ZONE
from govsite.domain.subscriptions.digests import MAIL_TEMPLATE, SMS_TEMPLATE, write_all
from govsite.domain.subscriptions.noticing import notice_all
from govsite.domain.tickets.told import ANSWERED, ASKED, Channels, tell
from govsite.models.article import Article
from govsite.models.inbox import InboxMessage
from govsite.models.item import Item
from govsite.models.offering import Offering
from govsite.models.outbox import Outbox
from govsite.models.profile import Profile
from govsite.models.subscription import Subscription, Watch
from govsite.models.term import Term
from govsite.models.ticket import Ticket
from tests.accounts.citizens import ANOTHER, PASSWORD, browser, followed, forget_limits, new_phone, registered
from tests.helpers import Page, Visitor
from tests.letters.writer import patient, write
from tests.submitting import submit

ITEM, OTHER = "070010001000", "070010002000"
ROOT = "/xiling/account"
MORNING = datetime.now(ZONE).replace(hour=9)


@pytest.fixture(autouse=True)
def one_guide(portal: Flask) -> Iterator[None]:
    """西陵区 offers one item, and nobody has subscribed to anything."""
    with portal.app_context(), writing() as session:
        for table in (Offering, Item, Article, InboxMessage, Profile, Outbox, Subscription, Watch):
            session.execute(delete(table))
        session.add(_item(ITEM, "居民身份证换领"))
        session.flush()
        session.add(Offering(site_code="420502", item_code=ITEM, code=f"{'1' * 19}{ITEM}", department="公安局"))
        topics.bump(session)
    portal.extensions["freshness"].look()
    yield


def _item(code: str, name: str) -> Item:
    item = Item(code=code, slug=code, name=name, audience="natural", type="行政确认", handling="承诺件", result="证")
    item.department, item.promised_days, item.themes, item.groups = "公安局", 7, ["户籍办理"], ["老年人"]
    item.materials = [{"name": "居民户口簿"}]
    return item


def changed(portal: Flask, **values: Any) -> None:
    """Somebody edits the guide."""
    with portal.app_context(), writing() as session:
        session.execute(update(Item).where(Item.code == ITEM).values(**values, changed=datetime.now(UTC)))
        topics.bump(session)


def noticed(portal: Flask) -> int:
    with portal.app_context():
        return notice_all(portal.extensions["sites"].current)


def subscriber(portal: Flask) -> Visitor:
    """Somebody who keeps the guide, and wants to be told."""
    visitor = registered(portal, new_phone())
    form = f"{ROOT}/favourites/new"
    page = followed(visitor, submit(visitor.get(f"{form}?item={ITEM}"), form, tell=True))
    assert "已经收藏" in page.main and "居民身份证换领" in page.main
    return visitor


def words(page: Page) -> list[str]:
    return [li.text_content() for li in page.find("//ul[@class='waits']/li/p[1]")]


def written(portal: Flask, now: datetime = MORNING) -> int:
    with portal.app_context():
        return write_all(portal.extensions["ways_of_news"](), now)


def waiting(portal: Flask, template: str) -> list[Any]:
    with portal.app_context():
        rows = reading().scalars(select(Outbox).where(Outbox.template == template).order_by(Outbox.id)).all()
        return [json.loads(row.variables or "{}") for row in rows]


def with_mail(portal: Flask, visitor: Visitor) -> Page:
    """The page of subscriptions, once an address was proved."""
    form = f"{ROOT}/profile"
    page = followed(visitor, submit(visitor.get(form), form, email="fan@example.cn", called="范晓燕"))
    assert "还没有确认" in page.main
    forget_limits(portal)
    page = submit(visitor.get(f"{form}/mail"), f"{form}/mail", "send")
    wrong = submit(page, f"{form}/mail", "确认", code="000000")
    code = waiting(portal, "profile-code")[-1]["text"].split("验证码是 ")[1][:6]
    if code != "000000":
        assert wrong.status == 422 and "验证码不对" in wrong.main
    assert "邮箱已经确认" in followed(visitor, submit(wrong, f"{form}/mail", "确认", code=code)).main
    return visitor.get(f"{ROOT}/subscriptions")


def test_a_guide_that_changed_is_told_once_in_a_sentence_however_many_notice_it(portal: Flask) -> None:
    visitor = subscriber(portal)
    assert noticed(portal) == 0
    changed(portal, promised_days=5, materials=[{"name": "居民户口簿"}, {"name": "近期照片"}])
    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(lambda _: noticed(portal), range(3))) == 1
    page = visitor.get(f"{ROOT}/messages")
    assert "站内消息（1 条没读）" in page.source and len(words(page)) == 1
    assert "承诺时限由“7 个工作日”改为“5 个工作日”；材料增加“近期照片”。" in words(page)[0]
    opened = submit(page, page.one("//ul[@class='waits']//form").get("action"))
    assert opened.to == f"/xiling/guides/{ITEM}"
    assert "条没读" not in visitor.get(ROOT).source
    changed(portal, state="停用")
    assert noticed(portal) == 1 and noticed(portal) == 0
    assert "这里不再办理" in words(visitor.get(f"{ROOT}/messages"))[0]
    page = visitor.get(f"{ROOT}/messages")
    page = followed(visitor, submit(page, f"{ROOT}/messages/read"))
    assert "还没有消息" in followed(visitor, submit(page, f"{ROOT}/messages/read", "删去读过的")).main
    stranger = registered(portal, new_phone())
    assert "还没有消息" in stranger.get(f"{ROOT}/messages").main


def test_new_notices_and_new_guides_of_a_theme_are_told_old_ones_not(portal: Flask) -> None:
    visitor, form = registered(portal, new_phone()), f"{ROOT}/subscriptions/new"
    followed(visitor, submit(visitor.get(f"{form}?kind=notices"), form))
    page = followed(visitor, submit(visitor.get(f"{form}?kind=theme&key=户籍办理"), form))
    assert "西陵区的通知公告" in page.main and "“户籍办理”主题" in page.main
    assert visitor.client.get(f"{form}?kind=theme&key=没有").status_code == 404
    day = datetime.now(ZONE).date()
    with portal.app_context(), writing() as session:
        for name, title, since in (("new", "窗口搬家", day), ("old", "去年的事", day - timedelta(days=300))):
            now = datetime.now(UTC)
            row = Article(site_code="420502", column_key="notices", public_id=name, title=title, text="x")
            row.shown_from, row.created, row.changed = since, now, now
            session.add(row)
        session.add(_item(OTHER, "户口迁移"))
        session.flush()
        session.add(Offering(site_code="420502", item_code=OTHER, code=f"{'1' * 19}{OTHER}", department="公安局"))
    assert noticed(portal) == 2
    told = "".join(words(visitor.get(f"{ROOT}/messages?kind=news")))
    assert "窗口搬家" in told and "去年的事" not in told and "增加了“户口迁移”" in told
    page = visitor.get(f"{ROOT}/subscriptions")
    number = page.find("//button[@name='watch']/@value")[0]
    left = followed(visitor, submit(page, f"{ROOT}/subscriptions/remove", number))
    assert len(left.find("//button[@name='watch']")) == 1


def test_mails_go_once_a_day_of_what_is_not_read_and_end_without_a_sign_in(portal: Flask) -> None:
    visitor = subscriber(portal)
    assert not visitor.get(f"{ROOT}/subscriptions").find("//input[@name='digest']"), "no address was proved"
    page = with_mail(portal, visitor)
    followed(visitor, submit(page, f"{ROOT}/subscriptions/ways", digest="daily", sms=True))
    assert written(portal) == 0
    changed(portal, promised_days=3)
    assert noticed(portal) == 1
    assert written(portal, MORNING.replace(hour=23)) == 0, "nobody is woken"
    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(lambda _: written(portal), range(3))) == 2
    changed(portal, promised_days=2)
    assert noticed(portal) == 1 and written(portal) == 0, "once a day"
    assert written(portal, MORNING + timedelta(days=1)) == 1, "a short message once a week"
    first, second = waiting(portal, MAIL_TEMPLATE)
    assert "改为“3 个工作日”" in first["text"] and "改为“2 个工作日”" not in first["text"]
    assert "改为“2 个工作日”" in second["text"] and "改为“3 个工作日”" not in second["text"]
    assert waiting(portal, SMS_TEMPLATE) == [{}]
    with portal.app_context():
        anybody, path = browser(portal), f"/account/leave/{reading().scalar(select(Profile.leave))}"
    assert anybody.get(path).h1 == "停止订阅邮件"
    assert anybody.client.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    changed(portal, promised_days=1)
    assert noticed(portal) == 1 and written(portal, MORNING + timedelta(days=3)) == 0
    assert anybody.client.get(path[:-3] + "xxx").status_code == 404


def test_the_address_of_a_feed_is_shown_once_renewed_and_taken_away(portal: Flask) -> None:
    visitor = subscriber(portal)
    changed(portal, promised_days=3)
    noticed(portal)
    form = f"{ROOT}/subscriptions/feed"
    page = submit(visitor.get(f"{ROOT}/subscriptions"), form)
    address = page.one("//*[@class='code']").text_content().strip()
    path = address[address.index("/xiling") :]
    anybody = browser(portal).client
    feed = anybody.get(path).get_data(as_text=True)
    assert "改为“3 个工作日”" in feed and feed.count("<entry>") == 1
    assert anybody.get(path).headers["Cache-Control"] == "no-store"
    second = submit(page, form)
    assert path not in visitor.get(f"{ROOT}/subscriptions").source and path not in second.source
    assert anybody.get(path).status_code == 404
    assert "已经停用" in followed(visitor, submit(second, form, "停用")).main


def test_a_letter_written_while_signed_in_is_ones_own_unless_one_says_no(portal: Flask) -> None:
    visitor = registered(portal, new_phone())
    form = f"{ROOT}/profile"
    typed = {"called": "范晓燕", "phone": "0717-6219300", "email": "fan@example.cn", "contact": "phone"}
    followed(visitor, submit(visitor.get(form), form, **typed))
    page = patient(visitor.get("/xiling/letters/new"))
    filled = [page.one(f"//input[@name='{name}']").get("value") for name in ("name", "phone", "email")]
    assert filled == ["范晓燕", "0717-6219300", ""]
    blank = visitor.get("/xiling/letters/new?anonymous=1")
    assert not blank.find("//input[@name='own']") and not blank.one("//input[@name='name']").get("value")
    sent = submit(page, kind="咨询", title="路灯坏了", body="在家门口。")
    number = sent.one("//*[@class='ticket-number']").text_content()
    assert "已放进您的用户空间" in sent.main
    assert number in visitor.get(f"{ROOT}/tickets?kind=questions").main


def test_what_a_writer_is_told_is_in_the_inbox_of_who_has_the_letter(portal: Flask) -> None:
    receipt, visitor, form = write(portal), registered(portal, new_phone()), f"{ROOT}/tickets"
    followed(visitor, submit(visitor.get(form), form, number=receipt.number, password=receipt.password))
    for notice in (ASKED, ANSWERED):
        with portal.app_context(), writing() as session:
            ticket = session.scalar(select(Ticket).where(Ticket.number == receipt.number))
            assert ticket
            tell(session, ticket, notice, Channels())
    page = visitor.get(f"{ROOT}/messages")
    assert len(words(page)) == 1 and ANSWERED.subject in words(page)[0], "one line a ticket, the last"
    opened = followed(visitor, submit(page, page.one("//ul[@class='waits']//form").get("action")))
    assert receipt.number in opened.main


def test_what_is_suggested_is_what_was_chosen_and_can_be_switched_off(portal: Flask) -> None:
    visitor, form = registered(portal, new_phone()), f"{ROOT}/suggestions"
    with portal.app_context(), writing() as session:
        session.execute(delete(Term))
        session.add(Term(facet="group", audience="both", term="老年人", position=1))
        topics.bump(session)
    portal.extensions["freshness"].look()
    page = followed(visitor, submit(visitor.get(form), form, groups=["老年人"]))
    assert "因为您选了：老年人" in page.main and "居民身份证换领" in visitor.get(ROOT).main
    off = followed(visitor, submit(page, form, suggests=False))
    assert "因为您选了" not in off.main and "推荐已经关掉" in off.main


def test_another_password_is_told_in_the_inbox_and_old_messages_go(portal: Flask) -> None:
    visitor, form = registered(portal, new_phone()), f"{ROOT}/security/password"
    followed(visitor, submit(visitor.get(form), form, old=PASSWORD, new=ANOTHER, again=ANOTHER))
    assert "账号修改了密码" in visitor.get(f"{ROOT}/messages").main
    with portal.app_context(), writing() as session:
        assert inbox.forget_old(session) == 0
        session.execute(update(InboxMessage).values(at=datetime.now(UTC) - timedelta(days=400)))
        assert inbox.forget_old(session) == 1
