"""At the window: notices keep their words, what is lacking is not accepted by accident, receipts and passwords."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from govsite.database import topics
from govsite.database.session import reading, writing
from govsite.domain.cases import acts, supplementing
from govsite.domain.cases.reading import read
from govsite.domain.cases.supplied import action_of
from govsite.domain.common.days import today
from govsite.domain.common.workdays import calendar
from govsite.domain.tickets import clock
from govsite.domain.tickets.desks import Desk
from govsite.domain.tickets.door import by_password
from govsite.domain.tickets.form_keys import new_key
from govsite.domain.tickets.hands import Hand
from govsite.models import Case, Offering, Ticket
from govsite.models.item import NATURAL_DAYS
from govsite.models.staff import Staff
from govsite.models.ticket import TicketEvent
from tests.cases.applicant import act, opened
from tests.cases.conftest import ITEM
from tests.cases.window import NAME, NEW, QUEUE, audited, number_in, open_case, row_of, take_in
from tests.helpers import Page, Visitor, squeeze
from tests.letters.office import OTHER, at_desk, do, offers, send
from tests.letters.writer import Receipt
from tests.submitting import submit
from tests.waiting import wait


def notice_fields(page: Page, fault: str, remedy: str) -> dict[str, str]:
    """The fields of the first material of a notice's form."""
    key = page.find("//input[starts-with(@name, 'fault_')]/@name")[0]
    return {key: fault, key.replace("fault", "remedy"): remedy}


def test_a_second_notice_leaves_the_words_of_the_first_one(window: Flask) -> None:
    clerk = at_desk(window)
    number = number_in(take_in(clerk, materials=["0", "1"]))
    page = open_case(window, clerk, number)
    do(page, "ask", **notice_fields(page, "印章看不清", "重新盖章"))
    do(open_case(window, clerk, number), "supply", materials=True)
    page = open_case(window, clerk, number)
    do(page, "ask", reason="新的也看不清", **notice_fields(page, "还是看不清", "带原件来"))
    page = open_case(window, clerk, number)
    assert page.main.count("居民户口簿：还是看不清") == 2, "in the list and in the history"
    assert page.main.count("印章看不清") == 1, "in the history"
    prints = [clerk.get(address).main for address in page.find("//a[text()='打印一次性告知书']/@href")]
    assert "印章看不清" in prints[0] and "重新盖章" in prints[0] and "还是看不清" not in prints[0]
    assert "还是看不清" in prints[1] and "印章看不清" not in prints[1] and "新的也看不清" in prints[1]
    with window.app_context():
        ticket, _ = row_of(window, number)
        view = read(reading(), calendar(), ticket.id, today())
        assert view is not None and [row.fault for row in view.missing] == ["还是看不清"]
        assert [row.name for row in view.materials] == ["居民户口簿", "原居民身份证"]
    details = json.loads(audited(window, "case.ask")[-1].details)
    assert details["number"] == 2


def test_what_is_lacking_is_accepted_with_a_reason_alone(window: Flask) -> None:
    clerk = at_desk(window)
    number = number_in(take_in(clerk))
    page = open_case(window, clerk, number)
    assert "下一步：一次性告知" in page.main and "容缺受理" in page.main
    refused = send(page, "accept")
    assert isinstance(refused, Page) and refused.response.status_code == 422 and "材料还没有收齐" in refused.main
    do(page, "accept", reason="已签承诺书，12月4日前补交")
    assert row_of(window, number)[0].state == "reviewing"
    page = open_case(window, clerk, number)
    assert "已签承诺书" in page.main and "还缺 1 份" in page.main
    assert json.loads(audited(window, "case.accept")[-1].details) == {"lacking": 1}


def test_nothing_is_asked_where_all_is_there(window: Flask) -> None:
    clerk = at_desk(window)
    number = number_in(take_in(clerk, materials=["0", "1"]))
    page = open_case(window, clerk, number)
    assert "下一步：受理" in page.main and not page.find("//*[@id='accept-reason']")
    do(page, "accept")
    assert json.loads(audited(window, "case.accept")[-1].details) == {}


def test_a_promise_in_natural_days_is_taken_in_by_natural_days(window: Flask) -> None:
    clerk = at_desk(window)
    _promise(window, clerk, 60, NATURAL_DAYS, "承诺 60 日")
    try:
        page = take_in(clerk)
    finally:
        _promise(window, clerk, None, "", "承诺 7 个工作日")
    assert "60 日，" in page.main and "个工作日，" not in page.main, "the receipt reckons in the same unit"
    ticket, case = row_of(window, number_in(page))
    assert case.calendar_days and ticket.limit == 60 and 60 <= (ticket.due - ticket.started).days < 70
    assert "60 日，" in open_case(window, clerk, ticket.number).main


def _promise(app: Flask, clerk: Visitor, days: int | None, unit: str, said: str) -> None:
    with app.app_context(), writing() as session:
        own = update(Offering).where(Offering.item_code == ITEM)
        session.execute(own.values(promised_days=days, promised_unit=unit))
        topics.bump(session)
    wait(lambda: said in clerk.get(NEW).main)


@pytest.mark.parametrize("accepted", [True, False])
@pytest.mark.parametrize("calendar_days", [True, False])
def test_applicant_and_window_reckon_the_same_day(
    window: Flask, monkeypatch: pytest.MonkeyPatch, accepted: bool, calendar_days: bool
) -> None:
    monkeypatch.setattr(acts, "_lacks_files", lambda _session, _notice: False)
    clerk = at_desk(window)
    tickets = []
    for _ in range(2):
        number = number_in(take_in(clerk))
        do(open_case(window, clerk, number), "ask")
        ticket, _case = row_of(window, number)
        _made_long_ago(window, ticket.id, accepted, calendar_days)
        tickets.append(ticket.id)
    with window.app_context():
        acts.supply(tickets[0], new_key())
        ticket = reading().get_one(Ticket, tickets[1])
        desk = Desk(_staff(), ticket.site_code, None, None)
        revision = ticket.revision
        reading().rollback()
        supplementing.supply(Hand(desk, "staff 1", tickets[1], revision, new_key()), [])
        both = [reading().get_one(Ticket, number) for number in tickets]
        cases = [reading().get_one(Case, number) for number in tickets]
        assert both[0].due == both[1].due and both[0].started == both[1].started and both[0].state == both[1].state
        assert cases[0].answer_by == cases[1].answer_by
        assert both[0].state == ("reviewing" if accepted else "received")
        assert action_of(cases[0]) == ("resume" if accepted else "supply")
        assert both[0].due > today()


def _staff() -> int:
    return int(reading().scalar(select(func.min(Staff.id))) or 0)


def _made_long_ago(app: Flask, ticket_id: int, accepted: bool, calendar_days: bool) -> None:
    """It came three weeks ago; were it accepted, its clock stands since two."""
    came, stood = today() - timedelta(21), today() - timedelta(14)
    with app.app_context(), writing() as session:
        own: dict[str, Any] = {"calendar_days": calendar_days, "accepted": came if accepted else None}
        session.execute(update(Case).where(Case.ticket_id == ticket_id).values(own))
        values = {"started": came, "due": stood + timedelta(9)}
        session.execute(update(Ticket).where(Ticket.id == ticket_id).values(values))
        if accepted:
            clock.pause(session, ticket_id, stood)


def test_a_receipt_is_printed_again_and_a_new_password_is_shown_once(window: Flask) -> None:
    clerk = at_desk(window)
    page = take_in(clerk)
    number, old = number_in(page), squeeze(page.one("//*[@class='ticket-password']").text_content())
    following = clerk.get(page.link("收别的事项"))
    receipt = clerk.get(following.link("上一件的回执"))
    assert number in receipt.main and old not in receipt.text and not receipt.find("//*[@class='ticket-password']")
    path = receipt.find("//main//form/@action")[0]
    refused = submit(receipt, path)
    assert refused.response.status_code == 422 and "请先核对证件" in refused.main
    shown = submit(refused, path, known=True)
    new = squeeze(shown.one("//*[@class='ticket-password']").text_content())
    assert new != old and shown.response.headers["Cache-Control"] == "no-store"
    twice = submit(refused, path, known=True)
    assert squeeze(twice.one("//*[@class='ticket-password']").text_content()) == new, "a double click"
    with window.app_context():
        hasher = window.extensions["passwords"]
        assert by_password(hasher, number, old) is None and by_password(hasher, number, new)
    ticket, _ = row_of(window, number)
    assert [row.target for row in audited(window, "case.reissue")][-1] == f"case {ticket.id}"
    with window.app_context(), writing() as session:
        past = update(TicketEvent).where(TicketEvent.ticket_id == ticket.id, TicketEvent.action == "reissue")
        session.execute(past.values(at=ticket.added - timedelta(hours=1)))
    late = submit(refused, path, known=True)
    assert new not in late.text and "只显示一次" in late.main


def test_nobody_else_prints_a_receipt(window: Flask) -> None:
    number = number_in(take_in(at_desk(window)))
    ticket, _ = row_of(window, number)
    at_desk(window, OTHER).get(f"{QUEUE}/{ticket.id}/receipt", 404)


def test_one_like_it_is_taken_in_at_once(window: Flask) -> None:
    clerk = at_desk(window)
    page = take_in(clerk)
    assert "收件：居民身份证换领" in clerk.get(page.link("再收一件同样的")).main
    assert not clerk.get(f"{NEW}&last=x").find("//a[text()='上一件的回执']")


def test_who_types_while_a_case_is_passed_on_keeps_the_words(window: Flask) -> None:
    clerk = at_desk(window)
    number = number_in(take_in(clerk, materials=["0", "1"]))
    page = open_case(window, clerk, number)
    do(open_case(window, at_desk(window), number), "pass", department="政务服务", reason="归他们办")
    gone = send(page, "ask", **notice_fields(page, "印章看不清", "重新盖章"))
    assert gone.response.status_code == 404 and "印章看不清" in gone.main and "重新盖章" in gone.main
    assert "现在由西陵区政务服务局办理" in gone.main and NAME not in gone.text
    assert audited(window, "case.open")[-1].outcome == "refused"


@pytest.mark.parametrize("page", ["", "/receipt", "/notice/1", "accept", "/receipt to be sent"])
def test_who_had_a_case_is_told_where_it_went(window: Flask, page: str) -> None:
    """By every page and form of it, also where nothing was typed."""
    clerk = at_desk(window)
    number = number_in(take_in(clerk, materials=["0", "1"]))
    opened, ticket = open_case(window, clerk, number), row_of(window, number)[0]
    receipt = clerk.get(f"{QUEUE}/{ticket.id}/receipt")
    do(open_case(window, at_desk(window), number), "pass", department="政务服务", reason="归他们办")
    if page == "accept":
        gone = send(opened, "accept")
    elif page.endswith("sent"):
        gone = send(receipt, "receipt", known=True)
    else:
        gone = clerk.get(f"{QUEUE}/{ticket.id}{page}", 404)
    assert gone.response.status_code == 404 and "现在由西陵区政务服务局办理" in gone.main
    assert ("您的操作没有生效" in gone.main) is (page in ("accept", "/receipt to be sent")) and NAME not in gone.text
    assert not gone.find("//textarea"), "nothing was typed"


def test_a_colleague_who_gives_a_password_too_is_told(window: Flask) -> None:
    clerk = at_desk(window)
    number = number_in(take_in(clerk, materials=["0", "1"]))
    address = f"{QUEUE}/{row_of(window, number)[0].id}/receipt"
    pages = [clerk.get(address), at_desk(window).get(address)]
    first, second = (send(page, "receipt", known=True) for page in pages)
    assert first.find("//*[contains(@class, 'ticket-password')]")
    assert second.response.status_code == 409 and "密码没有换" in second.main


def test_what_was_lacking_is_asked_for_again_at_the_decision(window: Flask) -> None:
    """Accepted without it (容缺): it has come, or somebody says why that is no matter."""
    clerk = at_desk(window)
    for fields, words in (({"came": True}, ""), ({"reason": "部门间已核验户籍"}, "部门间已核验户籍")):
        number = number_in(take_in(clerk))
        do(open_case(window, clerk, number), "accept", reason="已签承诺书")
        page = open_case(window, clerk, number)
        refused = send(page, "grant", result="居民身份证")
        assert refused.response.status_code == 422 and "材料还没有收齐" in refused.main
        assert row_of(window, number)[0].state == "reviewing"
        came = page.find("//*[@id='grant']//input[@name='came']/@value")
        do(page, "grant", result="居民身份证", **({"came": came} if "came" in fields else fields))
        assert row_of(window, number)[0].state == "approved"
        page = open_case(window, clerk, number)
        assert words in page.main and ("○ 原居民身份证" in squeeze(page.main)) is bool(words)
        assert json.loads(audited(window, "case.grant")[-1].details) == ({"lacking": 1} if words else {})


def test_where_nothing_is_lacking_a_decision_asks_for_nothing_more(window: Flask) -> None:
    clerk = at_desk(window)
    number = number_in(take_in(clerk, materials=["0", "1"]))
    do(open_case(window, clerk, number), "accept")
    assert not open_case(window, clerk, number).find("//*[@id='grant']//*[@name='came' or @name='reason']")


def test_a_bad_rating_is_followed_up_at_the_desk(window: Flask) -> None:
    """差评回访, as a clerk does it: found in its queue, answered once, read by the applicant."""
    clerk = at_desk(window)
    receipt = take_in(clerk, materials=["0", "1"])
    number = number_in(receipt)
    password = squeeze(receipt.one("//*[contains(@class, 'ticket-password')]").text_content())
    for action, fields in (("accept", {}), ("complete", {"result": "居民身份证"})):
        do(open_case(window, clerk, number), action, **fields)
    assert "follow-up" not in offers(open_case(window, clerk, number)), "nobody has rated it"
    applicant = opened(window, Receipt(number, password))
    act(applicant, "rate", rating="1", words="等了两个小时")
    assert number in clerk.get(f"{QUEUE}?queue=bad").main
    page, late = (open_case(window, clerk, number) for _ in range(2))
    assert "等了两个小时" in page.main
    empty = send(page, "follow-up", text=" ")
    assert empty.response.status_code == 422
    do(page, "follow-up", text="已增开窗口，向您致歉")
    told = send(late, "follow-up", text="再说一句")
    assert told.response.status_code == 409 and "再说一句" in told.main
    assert number not in clerk.get(f"{QUEUE}?queue=bad").main
    assert "follow-up" not in offers(open_case(window, clerk, number))
    assert "已增开窗口，向您致歉" in opened(window, Receipt(number, password)).main
    assert audited(window, "case.follow up")[-1].outcome == "done"


def test_where_a_case_is_is_told_to_nobody_who_never_had_it(window: Flask) -> None:
    number = number_in(take_in(at_desk(window), materials=["0", "1"]))
    other = at_desk(window, OTHER)
    page = open_case(window, at_desk(window), number)
    page.client = other.client
    theirs = other.get(QUEUE).find("//input[@name='csrf_token']/@value")[0]
    for token in page.find("//input[@name='csrf_token']"):
        token.set("value", theirs)
    form = next(one for one in page.find("//main//form") if one.get("action").partition("?")[0].endswith("/note"))
    form.set("id", "note")
    foreign = submit(page, "note", text="打听")
    assert foreign.response.status_code == 404 and "现在由" not in foreign.text


@pytest.mark.parametrize("unseen", ["\u200b", "\u3164\u2800", "\u202e \ufeff", "\x07"])
def test_a_name_that_nobody_sees_is_none_and_a_copied_one_is_clean(window: Flask, unseen: str) -> None:
    clerk = at_desk(window)
    refused = take_in(clerk, name=unseen)
    assert refused.response.status_code == 422 and "请写申请人的姓名" in refused.main
    number = number_in(take_in(clerk, name=f"{unseen}范{unseen}晓燕"))
    ticket, _ = row_of(window, number)
    assert ticket.name is not None and ticket.name.replace(" ", "") == NAME
