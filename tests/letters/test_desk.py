"""The desk of an office: what a clerk does with a letter, step by step, and what its writer sees of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from govsite.database.session import reading, writing
from govsite.domain.common.days import today
from govsite.domain.common.workdays import Calendar, Special, calendar
from govsite.domain.letters import acts
from govsite.domain.letters.waiting import WAIT_DAYS, go_on_with_all
from govsite.domain.tickets import clock
from govsite.domain.tickets.told import ANSWERED, Channels, tell
from govsite.models.outbox import Outbox
from govsite.models.tally import Tally
from govsite.models.ticket import Ticket, TicketPause
from tests.cast import BY_KEY
from tests.console.people import number_of
from tests.letters.desks import POLICE
from tests.letters.office import OTHER, arrive, at_desk, do, form_of, offers, open_letter, row_of, send
from tests.letters.writer import BODY, NAME, PHONE, TITLE, Receipt, act, opened, write
from tests.submitting import submit


def set_row(app: Flask, receipt: Receipt, **values: object) -> None:
    with app.app_context(), writing() as session:
        session.execute(update(Ticket).where(Ticket.number == receipt.number).values(values))


def tallied(app: Flask, measure: str, department: str) -> int:
    with app.app_context():
        found = select(Tally.number).where(Tally.measure == measure, Tally.department == department)
        return sum(reading().scalars(found))


def test_a_clerk_accepts_and_answers(office: Flask) -> None:
    receipt = write(office, department=POLICE, name=NAME, phone=PHONE)
    clerk = at_desk(office)
    assert TITLE in clerk.get("/xiling/console/letters").main
    page = open_letter(office, clerk, receipt, "queue=new")
    assert BODY.split("\n")[0] in page.main and NAME in page.main and PHONE in page.main
    assert offers(page) >= {"accept", "reply", "ask", "pass", "assign", "refuse", "note"}
    assert len(page.find("//section[@id='acts']//button[not(@class or @tabindex)]")) == 1
    assert "已受理" in do(page, "accept").main
    ticket, _ = row_of(office, receipt)
    assert ticket.state == "handling" and ticket.assignee == number_of(office, BY_KEY["clerk"])
    answered = tallied(office, "letters.answered", POLICE)
    do(open_letter(office, clerk, receipt, "queue=mine"), "reply", text="已经修好了，谢谢您。")
    ticket, letter = row_of(office, receipt)
    assert ticket.state == "replied" and letter.replied and ticket.finished
    assert tallied(office, "letters.answered", POLICE) == answered + 1
    writer = opened(office, receipt)
    assert "已经修好了" in writer.main and "已受理，正在办理" in writer.main


def test_a_new_letter_is_accepted_by_its_answer(office: Flask) -> None:
    receipt = arrive(office)
    do(open_letter(office, at_desk(office), receipt), "reply", text="已经修好了。")
    main = opened(office, receipt).main
    assert main.index("已答复") < main.index("已受理，正在办理"), "both, the last first"


def test_the_next_letter_of_the_queue_opens_by_itself(office: Flask) -> None:
    first, second = arrive(office, title="第一封"), arrive(office, title="第二封")
    clerk = at_desk(office)
    set_row(office, first, due=today() - timedelta(300))
    set_row(office, second, due=today() - timedelta(299))
    page = open_letter(office, clerk, first, "queue=overdue")
    after = do(page, "refuse", reason="请找市医保局，0717-6219300。")
    assert after.h1 == "第二封" and f"已回复不予受理：{first.number}" in after.main
    assert after.link("已超期").endswith("queue=overdue")
    assert "请找市医保局" in opened(office, first).main


def test_a_letter_that_is_passed_on_leaves_the_desk_with_its_limit(office: Flask) -> None:
    receipt, clerk, other = arrive(office), at_desk(office), at_desk(office, OTHER)
    due, before = row_of(office, receipt)[0].due, tallied(office, "letters.received", "政务服务")
    do(open_letter(office, clerk, receipt), "accept")
    do(open_letter(office, clerk, receipt), "pass", department="政务服务", reason="这是窗口的事")
    ticket, _ = row_of(office, receipt)
    assert (ticket.department, ticket.due, ticket.assignee, ticket.state) == ("政务服务", due, None, "submitted")
    assert tallied(office, "letters.received", "政务服务") == before + 1, "it counts for whoever has it"
    clerk.get(f"/xiling/console/letters/{ticket.id}", 404)
    assert "这是窗口的事" in open_letter(office, other, receipt).main
    assert "已转到其他部门办理" in opened(office, receipt).main and "这是窗口的事" in opened(office, receipt).main


def test_what_was_typed_for_a_letter_that_has_gone_is_kept(office: Flask) -> None:
    receipt, clerk = arrive(office), at_desk(office)
    page = open_letter(office, clerk, receipt)
    do(open_letter(office, at_desk(office), receipt), "pass", department="政务服务")
    gone = send(page, "reply", text="头发店门口的灯已经修好。")
    assert gone.status == 404 and "头发店门口的灯已经修好。" in gone.main and TITLE not in gone.source
    assert "现在由西陵区政务服务局办理" in gone.main


def test_a_letter_goes_to_another_site_by_its_name(office: Flask) -> None:
    receipt, clerk = arrive(office), at_desk(office)
    page = open_letter(office, clerk, receipt)
    wrong = send(page, "pass", site="没有这个地方", reason="")
    assert wrong.status == 422 and "没有找到这个站点" in wrong.main
    neither = send(page, "pass", reason="留着")
    assert neither.status == 422 and "留着" in neither.source
    do(page, "pass", site="宜昌市")
    ticket, _ = row_of(office, receipt)
    assert (ticket.site_code, ticket.department) == ("420500", "政务服务"), "where it is shared out"
    assert "宜昌市" in opened(office, receipt).main


def test_the_clock_stands_while_the_writer_is_asked(office: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    off = {today() - timedelta(number): Special(False, "国庆节") for number in range(3, 10)}
    days = Calendar({**calendar_of(office).special, **off})  # a long holiday, in which nobody answers
    monkeypatch.setattr(acts, "calendar", lambda: days)
    receipt, clerk = arrive(office), at_desk(office)
    do(open_letter(office, clerk, receipt), "ask", text="是哪一盏灯？")
    ticket, letter = row_of(office, receipt)
    assert ticket.state == "waiting" and letter.asked
    assert "ask" not in offers(open_letter(office, clerk, receipt)), "one asks once"
    assert receipt.number in clerk.get("/xiling/console/letters?queue=mine").main, "whoever asked goes on with it"
    began = today() - timedelta(14)
    with office.app_context(), writing() as session:
        session.execute(update(TicketPause).where(TicketPause.ticket_id == ticket.id).values(began=began))
        session.execute(update(Ticket).where(Ticket.id == ticket.id).values(due=days.due(began, 4).day))
    act(opened(office, receipt), "add", text="路口那盏")
    assert row_of(office, receipt)[0].due == days.due(today(), 4).day, "as many days as were left"


def calendar_of(app: Flask) -> Calendar:
    with app.app_context():
        return calendar()


def test_who_is_not_answered_by_the_writer_goes_on(office: Flask) -> None:
    receipts = [arrive(office) for _ in range(2)]
    clerk = at_desk(office)
    for receipt in receipts:
        do(open_letter(office, clerk, receipt), "ask", text="是哪一盏灯？")
    late, _ = row_of(office, receipts[0])
    with office.app_context():
        began = working_days_ago(WAIT_DAYS)
        with writing() as session:
            session.execute(update(TicketPause).where(TicketPause.ticket_id == late.id).values(began=began))
        assert go_on_with_all() == 1 and go_on_with_all() == 0
    assert row_of(office, receipts[0])[0].state == "handling"
    assert "没有等到补充" in opened(office, receipts[0]).main
    do(open_letter(office, clerk, receipts[1]), "go-on")
    assert row_of(office, receipts[1])[0].state == "handling"


def working_days_ago(number: int) -> date:
    day = today()
    while clock.worked_between(calendar(), day, today()) < number:
        day -= timedelta(1)
    return day


def test_notes_are_the_offices_own(office: Flask) -> None:
    receipt, clerk = arrive(office), at_desk(office)
    page = do(open_letter(office, clerk, receipt), "note", text="先问问路灯所")
    assert page.h1 == TITLE and "先问问路灯所" in page.main and "备注已保存" in page.main
    assert "先问问路灯所" not in opened(office, receipt).source


def test_of_two_clerks_the_later_one_sees_what_changed(office: Flask) -> None:
    receipt, clerk, colleague = arrive(office), at_desk(office), at_desk(office)
    mine = open_letter(office, clerk, receipt)
    do(open_letter(office, colleague, receipt), "pass", department="政务服务", reason="窗口的事")
    do(open_letter(office, at_desk(office, OTHER), receipt), "pass", department=POLICE, reason="还是你们的")
    again = send(mine, "reply", text="这是我写的答复")
    assert again.status == 409 and "有了变化" in again.main
    news = again.one("//ol[contains(@class, 'news')]").text_content()
    assert "转办" in news and "还是你们的" in news
    assert "这是我写的答复" in again.one("//*[@id='reply-text']").text_content()
    assert row_of(office, receipt)[0].state == "submitted", "nothing was overwritten"
    do(again, "reply", text="这是我写的答复")
    assert row_of(office, receipt)[0].state == "replied"


def test_what_can_be_sent_no_more_is_kept_to_be_copied(office: Flask) -> None:
    receipt, clerk = arrive(office), at_desk(office)
    mine = open_letter(office, clerk, receipt)
    do(open_letter(office, at_desk(office), receipt), "reply", text="已经修好了。")
    again = send(mine, "ask", text="是哪一盏？")
    assert again.status == 409 and "是哪一盏？" in again.one("//*[@id='kept']").text_content()
    assert row_of(office, receipt)[0].state == "replied"


def test_a_double_click_answers_once(office: Flask) -> None:
    receipt, clerk = arrive(office), at_desk(office)
    page = open_letter(office, clerk, receipt)
    for _ in range(2):
        do(page, "reply", text="已经修好了。")
    assert opened(office, receipt).main.count("已经修好了。") == 1


def test_a_bad_rating_is_followed_up(office: Flask) -> None:
    receipt, clerk = arrive(office), at_desk(office)
    do(open_letter(office, clerk, receipt), "reply", text="已经修好了。")
    act(opened(office, receipt), "rate", rating="1", words="没有修好")
    queue = clerk.get("/xiling/console/letters?queue=bad")
    assert receipt.number in queue.main and "还有" in queue.main
    page = open_letter(office, clerk, receipt, "queue=bad")
    assert "没有修好" in page.main
    do(page, "follow-up", text="今天又去修了一次。")
    assert "今天又去修了一次" in opened(office, receipt).main
    assert receipt.number not in clerk.get("/xiling/console/letters?queue=bad").main


def test_a_template_is_put_behind_what_was_typed(office: Flask) -> None:
    receipt, clerk = arrive(office), at_desk(office)
    page = clerk.get("/xiling/console/letters/templates")
    submit(page, "new", name="路灯", text="您好，路灯归路灯所管。")
    page = open_letter(office, clerk, receipt)
    choice = page.one("//select[@id='reply-template']/option[.='路灯']").get("value")
    page = submit(page, form_of(page, "reply"), "插到答复后面", template=choice, text="范女士：")
    assert page.one("//*[@id='reply-text']").text_content().strip() == "范女士：\n\n您好，路灯归路灯所管。"
    other = open_letter(office, at_desk(office, OTHER), arrive(office, department="政务服务"))
    assert "您好，路灯" not in other.source and not other.find("//select[@id='reply-template']")


@pytest.mark.parametrize("root", ["/xiling", "/hant/xiling"])
def test_a_persons_words_are_as_they_were_written(office: Flask, root: str) -> None:
    receipt = arrive(office, name="范于余", title="頭髮店 范家湾 发票")
    clerk = at_desk(office)
    ticket, _ = row_of(office, receipt)
    page = clerk.get(f"{root}/console/letters/{ticket.id}?queue=all")
    assert page.h1 == "頭髮店 范家湾 发票" and "范于余" in page.main and "头发店门口的路灯坏了。" in page.main
    assert "余建国" in page.source, "names of staff too"


def test_the_writer_is_told_without_a_word_of_the_letter(office: Flask) -> None:
    receipt = arrive(office, phone="13800001234", email="fan@example.cn")
    ticket, _ = row_of(office, receipt)
    lookup = "https://zw.example/xiling/letters/lookup"
    with office.app_context():
        with writing() as session:
            for texts in (True, False):  # who cannot be sent a short message is sent a mail
                tell(session, ticket, ANSWERED, Channels(texts, True, "西陵政务服务网", lookup))
        rows = reading().scalars(select(Outbox).order_by(Outbox.id.desc()).limit(2)).all()
        mail, sms = sorted((row.kind, str(row.variables)) for row in rows)
    assert sms == ("sms", f'{{"number": "{receipt.number}"}}')
    assert receipt.number in mail[1] and lookup in mail[1]
    assert TITLE not in mail[1] and receipt.password not in mail[1]


def test_an_answer_tells_nobody_where_there_is_no_gateway(office: Flask) -> None:
    receipt = arrive(office, phone="13800001234", email="fan@example.cn")
    with office.app_context():
        before = reading().scalar(select(func.count()).select_from(Outbox))
    do(open_letter(office, at_desk(office), receipt), "reply", text="已经修好了。")
    with office.app_context():
        assert reading().scalar(select(func.count()).select_from(Outbox)) == before
