"""A case is read by number and password wherever one asks; to everybody else it is as if there were none."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from govsite.database.session import reading, writing
from govsite.domain.cases.states import APPROVED, DENIED, DONE, RECEIVED, REFUSED, REVIEWING, WITHDRAWN
from govsite.domain.common.days import today
from govsite.domain.common.passwords import Passwords
from govsite.domain.tickets import door, timeline
from govsite.domain.tickets.tallies import place_of
from govsite.models import Case, Supplement, Ticket, TicketEvent
from govsite.models.throttle import Throttle
from govsite.models.ticket import OFFICE
from tests.apps import portal_of, statements
from tests.cases.applicant import (
    FAULT,
    ITEM_NAME,
    PASSWORD,
    REMEDY,
    Receipt,
    act,
    ask_for,
    case_of,
    look_up,
    new_case,
    opened,
    state_of,
)
from tests.cast import leaks
from tests.common.sent_files import pdf, picture, saved
from tests.helpers import Page, Visitor
from tests.letters import writer
from tests.sites.samples import SMALL
from tests.submitting import File, Redirect, submit

NOBODYS = Receipt("BJ-20261130-4K7PA3", "9999 8888 7777 6666")
PHOTO, PAPER = File("范家湾.png", picture()), File("申请.pdf", saved(pdf()))


@pytest.fixture(autouse=True)
def full_buckets(portal: Flask) -> None:
    with portal.app_context(), writing() as session:
        session.execute(Throttle.__table__.delete())


def happened(app: Flask, receipt: Receipt, *, own: dict[str, Any] | None = None, **values: Any) -> None:
    """Change the rows of a case, as the desk does."""
    with app.app_context(), writing() as session:
        found = select(Ticket.id).where(Ticket.number == receipt.number).scalar_subquery()
        if values:
            session.execute(update(Ticket).where(Ticket.number == receipt.number).values(values))
        if own:
            session.execute(update(Case).where(Case.ticket_id == found).values(own))


def test_the_case_is_read_on_any_site_at_either_look_up_and_in_either_script(portal: Flask) -> None:
    receipt = new_case(portal)
    for root in ("/xiling", "/yichang", "", "/hant/xiling", "/elder"):
        for column in ("progress", "letters"):
            page = opened(portal, receipt, root, column)
            assert page.url == f"{root}/{column}/lookup" and receipt.number in page.source
            assert "審核中" in page.main if "hant" in root else "审核中" in page.main
            assert not list(leaks(page))


@pytest.mark.parametrize("path", ["/xiling/progress", "/yichang/"])
def test_the_look_up_begins_on_the_pages_beside_it(portal: Flask, path: str) -> None:
    receipt, visitor = new_case(portal), Visitor(portal.test_client())
    typed = {"number": receipt.number.lower(), "password": receipt.password}
    sent = submit(visitor.get(path), f"{path.rstrip('/').removesuffix('/progress')}/progress/lookup", **typed)
    assert isinstance(sent, Redirect) and receipt.number in visitor.get(sent.to).source


def test_a_letter_is_read_at_the_look_up_of_cases(portal: Flask) -> None:
    page = opened(portal, writer.write(portal))
    assert page.h1 == writer.TITLE and page.url == "/xiling/progress/lookup"
    assert "补充已经提交" in act(page, "add", text="范某的补充").main


def test_the_long_number_opens_the_case_too(portal: Flask) -> None:
    receipt = new_case(portal)
    serial = case_of(portal, receipt).serial
    assert receipt.number in opened(portal, Receipt(f" {serial.lower()[:20]} {serial[20:]}", PASSWORD)).source


def test_a_number_without_kind_is_a_cases_at_the_look_up_of_cases(portal: Flask) -> None:
    receipt = new_case(portal)
    assert isinstance(look_up(portal, Receipt(receipt.number[3:], PASSWORD)), Redirect)
    assert look_up(portal, Receipt(receipt.number[3:], PASSWORD), column="letters").status == 422


def test_every_wrong_try_gets_one_answer_at_one_cost(portal: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    verified: list[bool] = []
    real = Passwords.verify

    def counted(self: Passwords, password: str, stored: str | None) -> bool:
        verified.append(True)
        return real(self, password, stored)

    monkeypatch.setattr(Passwords, "verify", counted)
    own, pushed = new_case(portal), new_case(portal, secret=False)
    tries = [NOBODYS, Receipt(own.number, NOBODYS.password), pushed, Receipt(pushed.number, NOBODYS.password)]
    tries.append(Receipt(writer.write(portal).number, NOBODYS.password))
    serials = [Receipt(case_of(portal, own).serial, NOBODYS.password), Receipt("Z" * 43, PASSWORD)]
    for group in (tries, serials):
        costs, answers = [], []
        for receipt in group:
            for column in ("progress", "letters"):
                verified.clear()
                with statements(portal) as seen:
                    page = look_up(portal, receipt, "/yichang", column)
                costs.append((len(verified), [statement.split("WHERE")[0] for statement in seen]))
                answers.append((page.status, door.WRONG in page.main))
                assert receipt.password not in page.source and receipt.number in page.source
        assert all(cost == costs[0] for cost in costs) and costs[0][0] == 1
        assert set(answers) == {(422, True)}


def test_who_has_no_password_is_told_how_to_get_one(portal: Flask) -> None:
    page = look_up(portal, new_case(portal, secret=False))
    assert "带身份证到受理的窗口" in page.main


def test_the_home_page_has_both_look_ups(portal: Flask) -> None:
    receipt = new_case(portal)
    home = Visitor(portal.test_client()).get("/xiling/")
    sent = submit(home, "/xiling/progress/lookup", number=receipt.number, password=PASSWORD)
    assert sent.to == "/xiling/progress/lookup"
    wrong = submit(home, "/xiling/letters/lookup", number=receipt.number, password="1")
    assert wrong.status == 422 and wrong.one("//input[@name='number']").get("value") == receipt.number
    assert receipt.number not in Visitor(portal.test_client()).get("/xiling/").source


def test_a_site_without_progress_has_none_of_it(tmp_path: Any) -> None:
    with portal_of(SMALL, tmp_path) as bare:
        visitor = Visitor(bare.test_client())
        for path in ("/progress", "/progress/lookup", "/hant/xiling/progress"):
            visitor.get(path, 404)
        assert "/progress" not in visitor.get("/xiling/").source.partition("<main")[2]


def test_the_promise_is_told_with_its_arithmetic(portal: Flask) -> None:
    page = opened(portal, new_case(portal))
    assert "承诺 7 个工作日，" in page.main and "（周末）" in page.main
    received = opened(portal, new_case(portal, RECEIVED))
    assert "待审核" in received.main and "行政许可法第三十二条" in received.main
    assert "停止计时" not in page.main
    days = opened(portal, new_case(portal, calendar_days=True))
    assert "承诺 7 日，" in days.main
    paused = opened(portal, new_case(portal, paused=True))
    assert "特别程序" in paused.main
    assert "延长了 10 个工作日" in opened(portal, new_case(portal, extended=page_time(portal))).main


def page_time(portal: Flask) -> Any:
    with portal.app_context():
        return reading().scalar(select(Ticket.added).limit(1))


def test_only_the_steps_that_the_guide_names_are_shown(portal: Flask) -> None:
    receipt = new_case(portal, step="现场核查")
    steps = opened(portal, receipt).find("//ol[@class='course']/li")
    assert [step.find("b").text for step in steps] == ["申请", "受理", "现场核查", "审批", "打证"]
    assert [step.get("class") for step in steps] == ["past", "past", "now", "next", "next"]
    happened(portal, receipt, own={"step": "公示"})
    page = opened(portal, receipt)
    assert "公示" not in page.main
    classes = [step.get("class") for step in page.find("//ol[@class='course']/li")]
    assert classes == ["past", "now", "next", "next", "next"], "what the guide calls as the office does"
    happened(portal, receipt, state=DONE)
    assert {step.get("class") for step in opened(portal, receipt).find("//ol[@class='course']/li")} == {"past"}


def test_the_timeline_tells_time_step_unit_and_remark_the_last_first(portal: Flask) -> None:
    receipt = new_case(portal)
    with portal.app_context(), writing() as session:
        ticket = session.scalars(select(Ticket).where(Ticket.number == receipt.number)).one()
        number = timeline.record(
            session, ticket.id, "step", REVIEWING, OFFICE, place_of(ticket), words="范师傅去看过了"
        )
        timeline.record(
            session, ticket.id, "note", REVIEWING, OFFICE, place_of(ticket), words="内部的话", internal=True
        )
        session.execute(
            update(TicketEvent).where(TicketEvent.id == number).values(step="现场核查", unit="西陵区市场监管所")
        )
    lines = [" ".join(li.text_content().split()) for li in opened(portal, receipt).find("//ol[@class='timeline']/li")]
    assert "办到下一个环节 · 现场核查 · 西陵区市场监管所" in lines[0] and "范师傅去看过了" in lines[0]
    assert "已受理" in lines[1] and "申请已收到" in lines[2] and len(lines) == 3


def test_what_is_missing_is_sent_in_file_by_file_and_then_handed_in(portal: Flask) -> None:
    receipt = new_case(portal)
    first, second = ask_for(portal, receipt, "一寸照片", "居住证明")
    page = opened(portal, receipt)
    assert page.main.count(FAULT) >= 2 and REMEDY in page.main
    empty = act(page, f"materials/{first}")
    assert empty.status == 422 and "请选择文件" in empty.main
    page = act(page, f"materials/{first}", files=PHOTO)
    assert "文件已经收到" in page.main and "范家湾.jpg" in page.main
    assert not page.find("//form[@id='supply']")
    page = act(page, f"materials/{second}", files=PAPER)
    page = act(page, f"materials/{second}", files=PHOTO)
    assert "申请.pdf" not in page.main, "the later file takes the place of the first"
    page = act(page, "supply")
    assert "补正材料已经提交" in page.main and state_of(portal, receipt) == REVIEWING
    assert "您已补充材料，继续办理" in page.main
    links = [url for url in page.links().values() if "/files/" in url]
    assert page.client and all(page.client.get(url).status_code == 200 for url in links) and links
    assert portal.test_client().get(links[0]).status_code == 404


def test_files_may_be_sent_from_a_page_that_one_came_back_to(portal: Flask) -> None:
    receipt = new_case(portal)
    first, second = ask_for(portal, receipt, "一寸照片", "居住证明")
    page = opened(portal, receipt)
    for material in (first, second, first):
        after = act(page, f"materials/{material}", files=PHOTO)
    assert after.find("//form[@id='supply']") and after.main.count("范家湾.jpg") == 2


def test_before_it_was_accepted_the_case_is_looked_at_anew(portal: Flask) -> None:
    receipt = new_case(portal, RECEIVED, answer_by=today() - timedelta(1))
    (only,) = ask_for(portal, receipt, "一寸照片", clock_stands=False)
    act(act(opened(portal, receipt), f"materials/{only}", files=PHOTO), "supply")
    answer_by = case_of(portal, receipt).answer_by
    assert state_of(portal, receipt) == RECEIVED and answer_by and answer_by > today()


def test_a_form_that_is_sent_twice_does_its_work_once(portal: Flask) -> None:
    receipt = new_case(portal)
    (only,) = ask_for(portal, receipt, "一寸照片")
    page = act(opened(portal, receipt), f"materials/{only}", files=PHOTO)
    assert "补正材料已经提交" in act(page, "supply").main
    assert "补正材料已经提交" in act(page, "supply").main
    assert opened(portal, receipt).main.count("您已补充材料") == 1
    receipt = new_case(portal, days=40)
    page = opened(portal, receipt)
    assert "已经催办" in act(page, "remind").main
    assert act(page, "remind").status in (200, 409)
    assert opened(portal, receipt).main.count("您催办了一次") == 1


def test_after_the_deadline_nothing_is_taken(portal: Flask) -> None:
    receipt = new_case(portal)
    (only,) = ask_for(portal, receipt, "一寸照片")
    page = opened(portal, receipt)
    with portal.app_context(), writing() as session:
        session.execute(update(Supplement).values(due=today() - timedelta(1)))
    assert act(page, f"materials/{only}", files=PHOTO).status == 409
    late = opened(portal, receipt)
    assert "已经过了" in late.main and not late.find("//input[@type='file']")


def test_nobody_sends_files_to_a_material_of_another_case(portal: Flask) -> None:
    other = new_case(portal)
    (theirs,) = ask_for(portal, other, "一寸照片")
    mine = new_case(portal)
    (own,) = ask_for(portal, mine, "一寸照片")
    page = opened(portal, mine)
    page.one(f"//form[contains(@action, '/materials/{own}')]").set(
        "action", f"/xiling/progress/lookup/materials/{theirs}"
    )
    assert act(page, f"materials/{theirs}", files=PHOTO).status == 409


@pytest.mark.parametrize("kind", ["conditions", "materials", "entries"])
@pytest.mark.parametrize("state", [REFUSED, DENIED])
def test_a_refusal_says_which_kind_it_is_and_three_ways_on(portal: Flask, state: str, kind: str) -> None:
    receipt = new_case(portal, state, refusal=kind)
    page = opened(portal, receipt)
    said = {"conditions": "条件不符", "materials": "材料不全或不准", "entries": "填写有误"}[kind]
    assert said in page.main and "重新申请" in page.main and "到窗口去问" in page.main
    asked = Visitor(portal.test_client()).get(page.link("写信问清楚"))
    assert asked.one("//input[@name='item']").get("value") == ITEM_NAME
    assert asked.one("//input[@name='about']").get("value") == receipt.number


@pytest.mark.parametrize(("by_post", "words"), [(True, "邮寄给您：顺丰"), (False, "领取：二楼")])
def test_the_result_says_how_one_gets_it(portal: Flask, by_post: bool, words: str) -> None:
    page = opened(portal, new_case(portal, APPROVED, result="居民身份证", by_post=by_post, delivery=words[-2:]))
    assert "居民身份证" in page.main and words in page.main


def test_a_case_is_withdrawn_and_its_doors_are_closed(portal: Flask) -> None:
    receipt = new_case(portal)
    page = opened(portal, receipt)
    assert act(page, "withdraw").status == 422
    assert "已经撤回" in act(page, "withdraw", sure=True).main
    assert state_of(portal, receipt) == WITHDRAWN
    assert Visitor(page.client).get("/xiling/progress/lookup").h1 == "查进度"
    assert "现在可以做什么" in opened(portal, receipt).main


def test_a_new_password_is_shown_once(portal: Flask) -> None:
    receipt = new_case(portal)
    made = act(opened(portal, receipt), "password", sure=True)
    new = made.one("//*[@class='ticket-password']").text_content()
    assert look_up(portal, receipt).status == 422
    assert isinstance(look_up(portal, Receipt(receipt.number, new)), Redirect)


def test_leaving_closes_the_door(portal: Flask) -> None:
    page = opened(portal, new_case(portal))
    assert "已经离开" in act(page, "leave").main
    assert page.client
    for path in ("/print", "/due.ics", "/files/1"):
        assert page.client.get(f"/xiling/progress/lookup{path}").status_code == 404


def test_the_sheet_has_the_number_and_never_the_password(portal: Flask) -> None:
    receipt = new_case(portal)
    page = opened(portal, receipt)
    sheet = Visitor(page.client).get("/xiling/progress/lookup/print")
    assert receipt.number in sheet.source and sheet.find("//div[@class='qr']/svg")
    assert PASSWORD not in sheet.source and PASSWORD.replace(" ", "") not in sheet.source
    assert not list(leaks(sheet))


@pytest.mark.parametrize("root", ["/xiling", "/hant/xiling"])
def test_the_day_goes_into_a_calendar(portal: Flask, root: str) -> None:
    page = opened(portal, new_case(portal, item_name="范" * 60), root)
    assert page.client
    answer = page.client.get(f"{root}/progress/lookup/due.ics")
    assert answer.mimetype == "text/calendar"
    lines = answer.text.split("\r\n")
    assert lines[-1] == "" and all(len(line.encode()) <= 75 for line in lines)
    whole = answer.text.replace("\r\n ", "")
    assert f"DTSTART;VALUE=DATE:{due_of(page)}" in whole and "范" * 60 in whole.replace("範", "范")
    assert any(line.startswith("DTSTAMP:") and line.endswith("Z") for line in lines)


def due_of(page: Page) -> str:
    words = page.find("string(//p[contains(., '最晚')]/strong)")
    year, month, day = (int(part) for part in words.replace("年", " ").replace("月", " ").replace("日", "").split())
    return f"{date(year, month, day):%Y%m%d}"


def test_materials_of_the_guide_are_read_in_the_script_of_the_page(portal: Flask) -> None:
    receipt = new_case(portal)
    ask_for(portal, receipt, "居住证明", "头发照片", "余家湾证明")
    page = opened(portal, receipt, "/hant/xiling")
    for shown in (page, Visitor(page.client).get("/hant/xiling/progress/lookup/print")):
        assert "居住證明" in shown.main, "the guide's own words"
        assert "头发照片" in shown.main and "余家湾证明" in shown.main, "a clerk's words"
    assert "居住证明" in opened(portal, receipt).main
