"""What a clerk does with a case on its way: clocks that stand, longer promises, other desks, every end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from govsite.database.session import reading, writing
from govsite.domain.cases.deeming import deem_all
from govsite.domain.common import audit
from govsite.domain.tickets.told import Channels
from govsite.models import Case, Ticket
from govsite.models.ticket import TicketPause
from tests.cases.applicant import act, opened
from tests.cases.moving_clock import HOLIDAYS, MovingClock, moving
from tests.cases.test_case_told import receipt_of
from tests.cases.window import number_in, open_case, row_of, take_in, take_in_whole, tallied
from tests.cast import BY_KEY
from tests.console.people import number_of
from tests.helpers import Page, Visitor
from tests.letters.office import ADMIN, CLERK, OTHER, at_desk, do, offers, send

MONDAY = date(2026, 9, 21)  # on Friday is 中秋节, from 1 to 7 October 国庆节
REFUSAL = {"kind": "conditions", "reason": "不符合条例第九条"}


@pytest.fixture
def clock() -> Iterator[MovingClock]:
    with moving(MovingClock(MONDAY, HOLIDAYS)) as found:
        yield found


@pytest.fixture
def clerk(window: Flask) -> Visitor:
    return at_desk(window)


def accepted(app: Flask, clerk: Visitor) -> str:
    number = number_in(take_in_whole(clerk))
    do(open_case(app, clerk, number), "accept")
    return number


def done(app: Flask, clerk: Visitor, number: str, action: str, **fields: Any) -> tuple[Ticket, Case]:
    do(open_case(app, clerk, number), action, **fields)
    return row_of(app, number)


def refused(page: Page, action: str, **fields: Any) -> Page:
    """A form that comes back, with a sentence and what was typed."""
    answer = send(page, action, **fields)
    assert isinstance(answer, Page) and answer.response.status_code in (409, 422)
    return answer


def queue(clerk: Visitor, name: str) -> str:
    return clerk.get(f"/xiling/console/cases?queue={name}").main


@pytest.mark.parametrize(("joint", "due"), [(False, date(2026, 10, 21)), (True, date(2026, 10, 28))])
def test_a_promise_is_extended_once_with_leave(
    window: Flask, clerk: Visitor, clock: MovingClock, joint: bool, due: date
) -> None:
    number = accepted(window, clerk)
    assert row_of(window, number)[0].due == date(2026, 9, 30) + timedelta(8), "seven working days without the holidays"
    page = open_case(window, clerk, number)
    assert "请写批准人" in refused(page, "extend", reason="要听证").main
    ticket, case = done(window, clerk, number, "extend", reason="要听证", leave="副局长王某", joint=joint)
    assert ticket.due == due and case.extended and case.joint is joint
    page = open_case(window, clerk, number)
    assert "extend" not in offers(page) and "要听证（副局长王某批准）" in page.main
    clock.go_to(due)
    do(page, "pause", reason="专家评审")
    assert not {"extend", "grant"} & offers(open_case(window, clerk, number))


def test_the_applicant_reads_why_it_takes_longer(window: Flask, clerk: Visitor, clock: MovingClock) -> None:
    receipt = receipt_of(take_in_whole(clerk))
    do(open_case(window, clerk, receipt.number), "accept")
    done(window, clerk, receipt.number, "extend", reason="要听证", leave="副局长王某", joint=True)
    page = opened(window, receipt)
    assert "延长了 15 个工作日" in page.main and "要听证（副局长王某批准）" in page.main


def test_what_is_late_is_not_extended(window: Flask, clerk: Visitor, clock: MovingClock) -> None:
    number = accepted(window, clerk)
    page = open_case(window, clerk, number)
    clock.go_to(row_of(window, number)[0].due + timedelta(1))
    answer = refused(page, "extend", reason="要听证", leave="副局长王某")
    assert "现在不能办理" in answer.main and "要听证" in answer.text, "what was typed is kept"
    assert "extend" not in offers(open_case(window, clerk, number))


def test_special_procedures_give_back_what_they_took(window: Flask, clerk: Visitor, clock: MovingClock) -> None:
    number = accepted(window, clerk)
    due = row_of(window, number)[0].due
    clock.go_to(MONDAY + timedelta(2))
    done(window, clerk, number, "pause", reason="鉴定")
    clock.go_to(due + timedelta(30))
    assert number not in queue(clerk, "overdue") and number not in queue(clerk, "soon")
    ticket, case = done(window, clerk, number, "go-on")
    assert not case.paused and ticket.due == date(2026, 11, 13), "five days were left on 23 September"
    with window.app_context():
        (pause,) = reading().scalars(select(TicketPause).where(TicketPause.ticket_id == ticket.id))
        assert (pause.began, pause.ended) == (MONDAY + timedelta(2), due + timedelta(30))


def test_a_promise_in_days_counts_all_of_them(window: Flask, clerk: Visitor, clock: MovingClock) -> None:
    number = number_in(take_in_whole(clerk))
    with window.app_context(), writing() as session:
        session.execute(update(Case).values(calendar_days=True))
    ticket, _ = done(window, clerk, number, "accept")
    assert ticket.due == MONDAY + timedelta(7)
    done(window, clerk, number, "pause", reason="检测")
    clock.go_to(MONDAY + timedelta(7))
    ticket, _ = done(window, clerk, number, "go-on")
    assert ticket.due == date(2026, 10, 8), "seven days later is a holiday"


def test_the_fifth_day_warns_and_then_decides(window: Flask, clerk: Visitor, clock: MovingClock) -> None:
    number = number_in(take_in_whole(clerk))
    assert number not in queue(clerk, "fifth")
    last = row_of(window, number)[1].answer_by
    assert last == date(2026, 9, 29), "中秋节 is no working day"
    page = open_case(window, clerk, number)
    for day, warned in ((last - timedelta(1), True), (last, True)):
        clock.go_to(day)
        assert (number in queue(clerk, "fifth")) is warned
        with window.app_context():
            deem_all(lambda _code: Channels())
        assert row_of(window, number)[0].state == "received"
    clock.go_to(last + timedelta(1))
    answer = refused(page, "refuse", **REFUSAL)
    assert "视为受理" in answer.main and "您的操作没有生效" in answer.main, "the law was faster than the chore"
    ticket, case = row_of(window, number)
    assert (ticket.state, case.accepted, ticket.started) == ("reviewing", MONDAY, MONDAY)
    assert ticket.due == date(2026, 10, 8) and number not in queue(clerk, "fifth")


def test_what_is_done_while_one_waits_is_done(window: Flask, clerk: Visitor) -> None:
    number, before = accepted(window, clerk), tallied(window, "cases.granted")
    ticket, case = done(window, clerk, number, "complete", result="居民身份证")
    assert ticket.state == "done" and ticket.finished and case.decided and case.result == "居民身份证"
    assert tallied(window, "cases.granted") == before + 1
    assert not offers(open_case(window, clerk, number)) & {"grant", "deny", "complete", "note", "withdraw"}


def test_a_denial_names_its_kind_and_its_reason(window: Flask, clerk: Visitor) -> None:
    receipt = receipt_of(take_in_whole(clerk))
    do(open_case(window, clerk, receipt.number), "accept")
    page, before = open_case(window, clerk, receipt.number), tallied(window, "cases.denied")
    assert "请写理由" in refused(page, "deny", kind="conditions").main
    ticket, case = done(window, clerk, receipt.number, "deny", **REFUSAL)
    assert (ticket.state, case.refusal) == ("denied", "conditions") and tallied(window, "cases.denied") == before + 1
    page = opened(window, receipt)
    assert "条件不符" in page.main and REFUSAL["reason"] in page.main and "写信问清楚" in page.links()


def test_there_is_no_second_decision(window: Flask, clerk: Visitor) -> None:
    number = accepted(window, clerk)
    first, second = (open_case(window, clerk, number) for _ in range(2))
    do(first, "grant", result="居民身份证")
    before = tallied(window, "cases.decided")
    answer = refused(second, "deny", **REFUSAL)
    assert "您的操作没有生效" in answer.main and "准予" in answer.main and REFUSAL["reason"] in answer.text
    again = refused(_as_read_now(window, second, number), "deny", **REFUSAL)
    assert "现在不能办理" in again.main
    assert row_of(window, number)[0].state == "approved" and tallied(window, "cases.decided") == before


def _as_read_now(app: Flask, page: Page, number: str) -> Page:
    """A page whose forms claim to have read the case as it is."""
    for field in page.find("//input[@name='revision']"):
        field.set("value", str(row_of(app, number)[0].revision))
    for field in page.find("//input[@name='form_key']"):
        field.set("value", f"{field.get('value')[:-4]}0000")
    return page


def test_who_withdraws_at_the_window_is_not_asked_for_anything_any_more(window: Flask, clerk: Visitor) -> None:
    receipt = receipt_of(take_in(clerk))
    do(open_case(window, clerk, receipt.number), "ask")
    ticket, case = done(window, clerk, receipt.number, "withdraw", reason="本人来窗口撤回")
    assert ticket.state == "withdrawn" and ticket.finished and case.answer_by is None
    page = opened(window, receipt)
    assert "申请已撤回" in page.main and not page.find("//input[@type='file']")
    assert not offers(open_case(window, clerk, receipt.number)) & {"supply", "accept", "withdraw"}


def test_who_withdraws_online_is_faster_than_the_office(window: Flask, clerk: Visitor) -> None:
    receipt = receipt_of(take_in_whole(clerk))
    do(open_case(window, clerk, receipt.number), "accept")
    page = open_case(window, clerk, receipt.number)
    act(opened(window, receipt), "withdraw", sure=True)
    answer = refused(page, "grant", result="居民身份证")
    assert "撤回" in answer.main and "您的操作没有生效" in answer.main
    assert row_of(window, receipt.number)[0].state == "withdrawn"


def test_who_is_late_is_reminded_once(window: Flask, clerk: Visitor, clock: MovingClock) -> None:
    receipt = receipt_of(take_in_whole(clerk))
    do(open_case(window, clerk, receipt.number), "accept")
    assert not opened(window, receipt).find("//form[contains(@action, '/remind')]")
    clock.go_to(row_of(window, receipt.number)[0].due + timedelta(1))
    assert "已经催办" in act(opened(window, receipt), "remind").main
    assert not opened(window, receipt).find("//form[contains(@action, '/remind')]")
    assert receipt.number in queue(clerk, "overdue") and "申请人催办" in open_case(window, clerk, receipt.number).main


def test_another_department_goes_on_with_it(window: Flask, clerk: Visitor) -> None:
    number = accepted(window, clerk)
    due = row_of(window, number)[0].due
    page = open_case(window, clerk, number)
    after = do(page, "pass", department="政务服务", reason="不归我们管")
    assert number in after.main and "已转办" in after.main
    ticket, _ = row_of(window, number)
    assert (ticket.department, ticket.assignee, ticket.due) == ("政务服务", None, due), "its clock runs on"
    open_case(window, clerk, number, 404)
    assert number not in queue(clerk, "all")
    other = at_desk(window, OTHER)
    page = open_case(window, other, number)
    assert "不归我们管" in page.main and number in queue(other, "reviewing")
    ticket, _ = done(window, other, number, "grant", result="居民身份证")
    assert ticket.state == "approved"


def test_a_case_is_given_to_a_colleague_of_its_department(window: Flask, clerk: Visitor) -> None:
    number = number_in(take_in_whole(clerk))
    page = open_case(window, clerk, number)
    assert number not in queue(clerk, "mine")
    own, stranger = (number_of(window, BY_KEY[key]) for key in (CLERK, OTHER))
    choices = page.find("//form[contains(@action, '/assign')]//option/@value")
    assert str(own) in choices and str(stranger) not in choices
    ticket, _ = done(window, clerk, number, "assign", to=str(own))
    assert ticket.assignee == own and number in queue(clerk, "mine")


def test_who_takes_a_case_over_reads_it_until_it_is_passed_on(window: Flask, clerk: Visitor) -> None:
    number = number_in(take_in_whole(clerk))
    admin = at_desk(window, ADMIN)
    page = open_case(window, admin, number)
    assert refused(page, "take-over").response.status_code == 422, "one says that one is sure"
    page = do(page, "take-over", sure=True)
    assert row_of(window, number)[0].assignee == number_of(window, BY_KEY[ADMIN])
    with window.app_context():
        (record,) = audit.last_records(reading(), 1)
        assert record.what == "case.take over"
    assert offers(page) >= {"pass", "note"}
    do(page, "pass", department="政务服务", reason="请窗口办")
    page = open_case(window, admin, number)
    assert "take-over" in offers(page) and "范晓燕" not in page.source


def test_a_stranger_gets_404_for_every_act_and_the_audit_knows(window: Flask, clerk: Visitor) -> None:
    number = number_in(take_in_whole(clerk))
    ticket, _ = row_of(window, number)
    token = open_case(window, clerk, number).find("//input[@name='form_token']/@value")
    other = at_desk(window, OTHER)
    for slug in ("accept", "refuse", "grant", "note", "no-such-thing"):
        answer = other.client.post(
            f"/xiling/console/cases/{ticket.id}/{slug}", data={"form_token": token, "revision": ticket.revision}
        )
        assert answer.status_code in (400, 403, 404)
    page = other.client.get(f"/xiling/console/cases/{ticket.id}")
    assert page.status_code == 404
    with window.app_context():
        (record,) = audit.last_records(reading(), 1)
        assert (record.what, record.target, record.outcome) == ("case.open", f"case {ticket.id}", audit.REFUSED)
    assert row_of(window, number)[0].revision == ticket.revision


def test_a_notice_that_should_have_been_answered_before_it_was_written_is_refused(
    window: Flask, clerk: Visitor, clock: MovingClock
) -> None:
    number = number_in(take_in(clerk))
    answer = refused(open_case(window, clerk, number), "ask", day=(MONDAY - timedelta(1)).isoformat())
    assert "请写今天或者以后的日期" in answer.main and row_of(window, number)[0].state == "received"
