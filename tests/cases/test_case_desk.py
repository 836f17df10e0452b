"""The window desk: a clerk takes a case in, tells what is missing, decides and delivers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select, update

from govsite.database.session import reading, writing
from govsite.domain.cases import taking_in
from govsite.domain.cases.deeming import deem_all
from govsite.domain.common.days import today
from govsite.domain.common.workdays import Calendar
from govsite.domain.tickets.desks import Desk
from govsite.domain.tickets.form_keys import new_key
from govsite.domain.tickets.told import Channels
from govsite.models import Case, Ticket
from govsite.models.staff import Staff
from govsite.models.ticket import TicketEvent
from tests.apps import site_of
from tests.cases.conftest import ITEM
from tests.cases.rows import OFFERING
from tests.cases.window import NAME, NEW, PHONE, number_in, open_case, row_of, take_in, tallied
from tests.helpers import Page
from tests.letters.desks import POLICE
from tests.letters.office import ADMIN, OTHER, at_desk, do, offers, send
from tests.submitting import submit


def test_a_clerk_takes_a_case_from_the_window_to_its_result(window: Flask) -> None:
    clerk = at_desk(window)
    found = submit(clerk.get("/xiling/console/cases/new"), q="身份证")
    assert "居民身份证换领" in found.main
    receipt = take_in(clerk)
    number = number_in(receipt)
    ticket, case = row_of(window, number)
    assert case.serial == f"{OFFERING}{today():%Y%m%d}{case.serial[-4:]}" and case.applicant == "范*"
    assert ticket.due == Calendar({}).due(today(), 7).day and "有 1 份没有交" in receipt.main
    page = open_case(window, clerk, number)
    assert NAME in page.main and offers(page) >= {"accept", "ask", "refuse", "withdraw", "note"}
    assert len(page.find("//section[@id='acts']//button[not(@class)]")) == 1
    assert "已一次性告知" in do(page, "ask").main
    ticket, case = row_of(window, number)
    assert ticket.state == "supplement" and case.answer_by is None
    page = open_case(window, clerk, number)
    notice = clerk.get(page.link("打印一次性告知书"))
    assert "原居民身份证" in notice.main and "请交到窗口" in notice.main and "居民户口簿" not in notice.main
    do(page, "supply", materials=[page.find("//input[@name='materials']/@value")[0]])
    assert row_of(window, number)[0].state == "received"
    do(open_case(window, clerk, number), "accept")
    ticket, case = row_of(window, number)
    assert ticket.state == "reviewing" and case.accepted == today() and ticket.started == today()
    page = open_case(window, clerk, number)
    assert "打证" not in page.main
    do(page, "step", name="现场核查")
    do(open_case(window, clerk, number), "pause", reason="专家评审")
    page = open_case(window, clerk, number)
    assert not offers(page) & {"grant", "deny", "extend", "pause", "ask"}
    do(page, "go-on")
    before = tallied(window, "cases.decided")
    do(open_case(window, clerk, number), "grant", result="居民身份证")
    assert row_of(window, number)[0].state == "approved" and tallied(window, "cases.decided") == before + 1
    do(open_case(window, clerk, number), "produce")
    do(open_case(window, clerk, number), "deliver", words="本人领取")
    ticket, case = row_of(window, number)
    assert ticket.state == "done" and ticket.finished and case.delivery == "本人领取"
    assert tallied(window, "cases.decided") == before + 1
    with window.app_context():
        done = select(TicketEvent.action).where(TicketEvent.ticket_id == ticket.id).order_by(TicketEvent.id)
        assert list(reading().scalars(done)) == [
            *("submit", "ask", "supply", "accept", "step", "pause", "go on", "grant", "produce", "deliver")
        ]


def test_a_second_notice_needs_a_reason(window: Flask) -> None:
    clerk = at_desk(window)
    number = number_in(take_in(clerk))
    do(open_case(window, clerk, number), "ask")
    do(open_case(window, clerk, number), "supply")
    page = open_case(window, clerk, number)
    key = page.find("//input[starts-with(@name, 'fault_')]/@name")[0]
    told = {key: "模糊", key.replace("fault", "remedy"): "重新复印"}
    again = send(page, "ask", **told)
    assert isinstance(again, Page) and again.response.status_code == 422 and "再次告知请写理由" in again.main
    assert again.find("//input[@value='模糊']")
    do(page, "ask", reason="第一次没有看清", **told)
    assert row_of(window, number)[0].state == "supplement"


def test_the_later_of_two_clerks_is_told(window: Flask) -> None:
    clerk = at_desk(window)
    number = number_in(take_in(clerk, materials=["0", "1"]))
    first, second = (open_case(window, clerk, number) for _ in range(2))
    do(first, "accept")
    late = send(second, "refuse", kind="materials", reason="材料不全")
    assert isinstance(late, Page) and late.response.status_code == 409
    assert "您的操作没有生效" in late.main and "受理" in late.main and "材料不全" in late.text
    assert row_of(window, number)[0].state == "reviewing"


def test_what_is_typed_wrong_is_said_beside_its_field(window: Flask) -> None:
    clerk = at_desk(window)
    page = submit(clerk.get(NEW), "/xiling/console/cases/new?item=" + ITEM, name="", phone="12", materials=["1"])
    assert page.response.status_code == 422 and "请写 11 位手机号" in page.main
    assert page.find("//input[@name='materials'][@value='1'][@checked]")


def test_who_sees_a_case(window: Flask) -> None:
    number = number_in(take_in(at_desk(window)))
    assert "居民身份证换领" in at_desk(window).get(f"/xiling/console/cases?q={number}").main
    other = at_desk(window, OTHER)
    open_case(window, other, number, 404)
    assert number not in other.get("/xiling/console/cases?queue=all").main
    other.get(NEW, 404)
    at_desk(window, "operator").get("/xiling/console/cases", 404)
    admin = at_desk(window, ADMIN)
    page = open_case(window, admin, number)
    assert NAME not in page.text and PHONE not in page.text
    assert NAME in do(page, "take-over", sure=True).main


def test_nobody_is_found_by_name(window: Flask) -> None:
    clerk = at_desk(window)
    number = number_in(take_in(clerk, phone="139 0013 9000"))
    assert number in clerk.get("/xiling/console/cases?q=13900139000").main
    assert number not in clerk.get(f"/xiling/console/cases?q={NAME}").main
    assert number in clerk.get(f"/xiling/console/cases?q={row_of(window, number)[1].serial}").main


def test_a_case_that_nobody_answers_is_accepted_from_the_day_it_came(window: Flask) -> None:
    number = number_in(take_in(at_desk(window)))
    ticket, _ = row_of(window, number)
    came = today() - timedelta(14)
    with window.app_context(), writing() as session:
        due = Calendar({}).due(came, 7).day
        session.execute(update(Ticket).where(Ticket.id == ticket.id).values(started=came, due=due))
        session.execute(update(Case).where(Case.ticket_id == ticket.id).values(answer_by=today()))
    with window.app_context():
        assert deem_all(lambda _code: Channels()) == 0
        with writing() as session:
            session.execute(update(Case).where(Case.ticket_id == ticket.id).values(answer_by=today() - timedelta(1)))
        assert deem_all(lambda _code: Channels()) == 1
        assert deem_all(lambda _code: Channels()) == 0
    ticket, case = row_of(window, number)
    assert ticket.state == "reviewing" and case.accepted == came and ticket.due == due


def test_numbers_of_a_day_are_given_out_once(window: Flask) -> None:
    code = site_of(window, "xiling").code
    offering = OFFERING[:18] + "4" + ITEM

    def one(_turn: int) -> str:
        with window.app_context():
            desk = Desk(0, code, None, None)
            intake = taking_in.Intake(POLICE, ITEM, offering, "居民身份证换领", 7, NAME)
            passwords = window.extensions["passwords"]
            return taking_in.take_in(passwords, new_key(), _as_staff(desk), "staff 1", intake).serial[-4:]

    with ThreadPoolExecutor(6) as pool:
        turns = sorted(pool.map(one, range(18)))
    assert turns == [f"{turn:04}" for turn in range(1, 19)]


def _as_staff(desk: Desk) -> Desk:
    number = reading().scalar(select(func.min(Staff.id))) or 0
    reading().rollback()
    return Desk(number, desk.site_code, None, None)
