"""Queues: their counts, filters, searches and pages; many letters given to somebody at once; a list as a file."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import delete, update

from govsite.database.session import reading, writing
from govsite.domain.common import audit
from govsite.domain.common.days import today
from govsite.domain.common.sheets import harmless
from govsite.domain.common.workdays import calendar
from govsite.domain.letters import acts
from govsite.domain.letters import desk as desks
from govsite.domain.letters.queues import ALL, NEW, OVERDUE, QUEUES, SOON, Wanted
from govsite.domain.tickets.desks import Desk
from govsite.domain.tickets.form_keys import new_key
from govsite.domain.tickets.queues import days_of
from govsite.models.ticket import Ticket
from tests.apps import site_of
from tests.cast import BY_KEY
from tests.console.people import number_of
from tests.helpers import Page, squeeze
from tests.letters.desks import POLICE
from tests.letters.office import CLERK, OTHER, arrive, at_desk, do, offers, open_letter, row_of
from tests.letters.writer import PHONE, TITLE, Receipt, opened
from tests.submitting import Redirect, submit

QUEUE = "/xiling/console/letters"


@pytest.fixture(autouse=True)
def _empty(office: Flask) -> None:
    with office.app_context(), writing() as session:
        session.execute(delete(Ticket))


def counts(page: Page) -> dict[str, str]:
    """What stands beside the name of each queue that is not empty."""
    links = page.find("//nav[@class='queues']//li/a")
    told = [squeeze(link.text_content()).rpartition(" ") for link in links]
    return {name: number for name, _, number in told if name and number != "0"}


def shown(page: Page) -> list[str]:
    """The titles of the list, in its order."""
    return [squeeze(link.text_content()) for link in page.find("//form[@id='many']//tbody/tr/th/a")]


def due_on(app: Flask, receipt: Receipt, day: date) -> None:
    with app.app_context(), writing() as session:
        session.execute(update(Ticket).where(Ticket.number == receipt.number).values(due=day))


def test_counts_and_lists_agree(office: Flask) -> None:
    late, soon, _calm = (arrive(office, title=title) for title in ("超期的", "快到的", "不急的"))
    arrive(office, department="政务服务")
    due_on(office, late, today() - timedelta(1))
    due_on(office, soon, today())
    clerk = at_desk(office)
    assert counts(clerk.get(QUEUE)) == {"待受理": "3", "快到期": "1", "已超期": "1"}
    assert shown(clerk.get(QUEUE)) == ["超期的", "快到的", "不急的"], "what is due first stands first"
    assert shown(clerk.get(f"{QUEUE}?queue=overdue")) == ["超期的"]
    assert shown(clerk.get(f"{QUEUE}?queue=soon")) == ["快到的"]
    assert "今天到期" in clerk.get(f"{QUEUE}?queue=soon").main
    do(open_letter(office, clerk, late), "accept")
    assert counts(clerk.get(QUEUE)) == {"待受理": "2", "分给我的": "1", "办理中": "1", "快到期": "1", "已超期": "1"}


def test_an_empty_queue_says_what_to_do(office: Flask) -> None:
    assert "没有分给您的信" in at_desk(office).get(f"{QUEUE}?queue=mine").main


def test_a_piece_is_the_same_list(office: Flask) -> None:
    arrive(office)
    clerk = at_desk(office)
    assert TITLE in clerk.piece(f"{QUEUE}?queue=all").text_content()


@pytest.mark.parametrize("key", ["number", "phone", "words"])
def test_a_letter_is_found(office: Flask, key: str) -> None:
    receipt = arrive(office, title="范家湾的水", phone=PHONE)
    arrive(office, title="别的")
    arrive(office, title="范家湾的水", department="政务服务", phone=PHONE)
    typed = {"number": receipt.number.lower().replace("-", " "), "phone": "138-0000-1234", "words": "家湾的"}[key]
    page = submit(at_desk(office).get(QUEUE), QUEUE, q=typed)
    assert shown(page) == ["范家湾的水"]


def test_filters_narrow_a_queue(office: Flask) -> None:
    arrive(office, title="问的"), arrive(office, title="投诉的", kind="投诉")
    clerk = at_desk(office)
    assert shown(submit(clerk.get(QUEUE), QUEUE, kind="投诉")) == ["投诉的"]
    assert len(shown(clerk.get(f"{QUEUE}?day={today()}"))) == 2
    assert not shown(clerk.get(f"{QUEUE}?day={today() - timedelta(1)}"))
    wrong = clerk.get(f"{QUEUE}?day=昨天")
    assert "日期请写成" in wrong.main and "昨天" in wrong.source and len(shown(wrong)) == 2
    assert shown(clerk.get(f"{QUEUE}?kind=%00&department=%27&after=x~y&queue=nothing&q=%00")) == shown(clerk.get(QUEUE))


@pytest.mark.parametrize(
    "query",
    [
        *(f"queue=all&day={day}" for day in ("0001-01-01", "9999-12-31", "2026-02-30")),
        *(f"queue=new&after={day}~{number}" for day in ("2026-01-01", "0001-01-01") for number in (10**30, -(10**30))),
        "queue=all&after=0001-01-01T00:00:00%2B23:59~1",
        "queue=all&after=9999-12-31T23:59:59-23:59~1",
        "q=%00%ff%25_",
    ],
)
def test_whatever_an_address_asks_for_there_is_a_list(office: Flask, query: str) -> None:
    clerk = at_desk(office)
    for path in ("", "/export.csv", f"/{row_of(office, arrive(office))[0].id}"):
        assert clerk.client.get(f"{QUEUE}{path}?{query}").status_code == 200


def test_words_are_looked_for_in_some_letters_at_a_time(office: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """All letters of a large office would take seconds; how far it got is said, and one goes on from there."""
    monkeypatch.setattr(desks, "MOST_READ", 3)
    for n in range(7):
        arrive(office, title=f"第{n}封", body="自来水" if n in (1, 6) else "路灯", department=POLICE)
    clerk, seen = at_desk(office), []
    page = clerk.get(f"{QUEUE}?q=自来水")
    for _ in range(3):
        seen.append(shown(page))
        if not (following := page.find("//a[@rel='next']/@href")):
            break
        assert f"{today():%Y年}" in page.main and "为止" in page.main
        page = clerk.get(following[0])
    assert seen == [["第6封"], ["第1封"], []] and "没有找到这样的信" in page.main
    listed = clerk.client.get(f"{QUEUE}/export.csv?q=自来水").text
    assert "第6封" in listed and "第1封" in listed, "a file has all of them"
    assert shown(clerk.get(f"{QUEUE}?q=自来水&department={POLICE}")) == ["第6封"]


def test_pages_follow_each_other_without_a_gap(office: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desks, "PER_PAGE", 2)
    receipts = [arrive(office, title=f"第{n}封") for n in range(5)]
    for n, receipt in enumerate(receipts):
        due_on(office, receipt, today() + timedelta(n // 2))  # two on a day
    clerk = at_desk(office)
    for queue, order in (("new", [0, 1, 2, 3, 4]), ("all", [4, 3, 2, 1, 0])):
        page, seen = clerk.get(f"{QUEUE}?queue={queue}"), []
        while True:
            seen += shown(page)
            following = page.find("//a[@rel='next']/@href")
            if not following:
                break
            page = clerk.get(following[0])
        assert seen == [f"第{n}封" for n in order]


def test_many_are_given_to_somebody_at_once(office: Flask) -> None:
    receipts = [arrive(office, title=f"第{n}封") for n in range(3)]
    clerk = at_desk(office)
    page = clerk.get(QUEUE)
    boxes = page.find("//input[@name='ticket']/@value")
    do(open_letter(office, at_desk(office), receipts[2]), "note", text="我看过了")
    sent = submit(page, f"{QUEUE}/assign?queue=new", ticket=boxes)
    assert isinstance(sent, Redirect) and "分派了 2 封" in (after := clerk.get(sent.to)).main
    assert "有 1 封没有分派" in after.main
    assert shown(clerk.get(f"{QUEUE}?queue=mine")) == ["第0封", "第1封"]
    assert row_of(office, receipts[0])[0].assignee == number_of(office, BY_KEY[CLERK])
    nothing = submit(clerk.get(QUEUE), f"{QUEUE}/assign?queue=new")
    assert isinstance(nothing, Redirect) and "没有勾选信件" in clerk.get(nothing.to).main


def test_nobody_is_given_what_is_not_theirs(office: Flask) -> None:
    mine, theirs = arrive(office), arrive(office, department="政务服务")
    clerk = at_desk(office)
    page = clerk.get(QUEUE)
    page.one("//input[@name='ticket']").set("value", f"{row_of(office, theirs)[0].id}.1")
    sent = submit(page, f"{QUEUE}/assign?queue=new", ticket=True)
    assert "分派了 0 封" in clerk.get(sent.to).main and row_of(office, theirs)[0].assignee is None
    options = [squeeze(option.text_content()) for option in page.find("//select[@name='to']/option")]
    assert options == ["我自己"] and mine, "clerks of other departments are no choice"


def test_a_list_is_a_file_that_calculates_nothing(office: Flask) -> None:
    arrive(office, title="=HYPERLINK(1)"), arrive(office, title="頭髮，范家湾")
    answer = at_desk(office).client.get(f"{QUEUE}/export.csv?queue=new")
    assert answer.mimetype == "text/csv" and answer.text.startswith("\ufeff编号,")
    assert "'=HYPERLINK(1)" in answer.text and ",=HYPERLINK" not in answer.text
    assert "頭髮，范家湾" in answer.text and "西陵区公安局" in answer.text
    assert at_desk(office, "site_admin").client.get(f"{QUEUE}/export.csv").status_code == 404
    assert [harmless(cell) for cell in ("-1", "a-1", "@x")] == ["'-1", "a-1", "'@x"]


def test_who_takes_a_list_away_is_in_the_audit(office: Flask) -> None:
    arrive(office), arrive(office)
    at_desk(office).client.get(f"{QUEUE}/export.csv?queue=all")
    with office.app_context():
        (row,) = audit.last_records(reading(), 1)
    assert (row.what, row.who) == ("letter.export", f"staff {number_of(office, BY_KEY[CLERK])}")
    assert row.details == '{"rows":2}' and row.site_code == site_of(office, "xiling").code


def test_a_bounded_number_of_queries(office: Flask) -> None:
    from tests.apps import statements

    clerk = at_desk(office)
    clerk.get(QUEUE)
    numbers = []
    for _ in range(2):
        for _ in range(3):
            arrive(office)
        with statements(office) as seen:
            clerk.get(f"{QUEUE}?queue=mine")
        numbers.append(len(seen))
    assert numbers[0] == numbers[1]


def plan(app: Flask, queue: str) -> str:
    """How the database finds a page of a queue."""
    code = site_of(app, "xiling").code
    desk = Desk(1, code, frozenset({POLICE}), frozenset({POLICE}))
    with app.app_context():
        session = reading()
        seen: list[str] = []
        execute = session.execute

        def explained(statement: Any, *rest: Any) -> Any:
            text = str(statement.compile(session.get_bind(), compile_kwargs={"literal_binds": True}))
            prefix = "EXPLAIN QUERY PLAN " if session.get_bind().dialect.name == "sqlite" else "EXPLAIN "
            seen.extend(str(row) for row in session.connection().exec_driver_sql(prefix + text.replace("%", "%%")))
            return execute(statement, *rest)

        days = days_of(calendar(), today())
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(session, "execute", explained)
            desks.page(session, calendar(), desk, QUEUES[queue], Wanted(), days)
        return "\n".join(seen)


@pytest.mark.parametrize("queue", [NEW, SOON, OVERDUE, ALL])
def test_a_page_of_a_queue_is_read_in_the_order_of_an_index(office: Flask, queue: str) -> None:
    found = plan(office, queue)
    if "QUERY PLAN" in found or "USING INDEX" in found or "SCAN" in found:
        assert "ix_ticket_site_code_kind_" in found and "TEMP B-TREE" not in found, found


def test_what_others_have_is_not_told(office: Flask) -> None:
    arrive(office, title="窗口的事", department="政务服务")
    clerk = at_desk(office)
    assert not counts(clerk.get(QUEUE)) and not shown(clerk.get(f"{QUEUE}?queue=all"))
    assert not shown(clerk.get(f"{QUEUE}?queue=all&department=政务服务"))
    assert shown(at_desk(office, OTHER).get(f"{QUEUE}?queue=all")) == ["窗口的事"]


def test_a_letter_whose_clerk_works_here_no_more_stands_where_nobody_has_it(office: Flask) -> None:
    receipt = arrive(office)
    do(open_letter(office, at_desk(office), receipt), "accept")
    colleague, queue = at_desk(office), f"{QUEUE}?queue=nobody"
    assert shown(colleague.get(queue)) == []
    with office.app_context(), writing() as session:
        session.execute(update(Ticket).values(assignee=number_of(office, BY_KEY[OTHER])))
    assert shown(colleague.get(queue)) == [TITLE], "who has it works for another department"
    with office.app_context(), writing() as session:
        session.execute(update(Ticket).values(assignee=None))
    assert shown(colleague.get(queue)) == [TITLE]


def test_what_the_writer_added_waits_until_somebody_has_read_it(office: Flask) -> None:
    receipt = arrive(office)
    clerk, queue = at_desk(office), f"{QUEUE}?queue=unread"
    do(open_letter(office, clerk, receipt), "reply", text="已经派人去修了。")
    assert shown(clerk.get(queue)) == []
    ticket, _ = row_of(office, receipt)
    with office.app_context():
        acts.add(ticket.id, new_key(), "还是不亮。")
    assert shown(clerk.get(queue)) == [TITLE]
    do(open_letter(office, clerk, receipt), "read")
    assert shown(clerk.get(queue)) == []


def test_what_the_writer_added_to_an_answer_can_be_answered(office: Flask) -> None:
    receipt, clerk = arrive(office), at_desk(office)
    do(open_letter(office, clerk, receipt), "reply", text="已经派人去修了。")
    ticket, _ = row_of(office, receipt)
    assert "answer-more" not in offers(open_letter(office, clerk, receipt))
    with office.app_context():
        acts.add(ticket.id, new_key(), "还是不亮。")
    do(open_letter(office, clerk, receipt), "answer-more", text="明天换一盏。")
    assert shown(clerk.get(f"{QUEUE}?queue=unread")) == []
    assert "明天换一盏。" in opened(office, receipt).main


@pytest.mark.parametrize("typed", ["头发", "頭髮"])
def test_words_are_found_in_either_script(office: Flask, typed: str) -> None:
    for title in ("头发太长", "頭髮太長", "路灯坏了"):
        arrive(office, title=title, body="请看标题。")
    found = shown(at_desk(office).get(f"{QUEUE}?q={quote(typed)}"))
    assert sorted(found) == ["头发太长", "頭髮太長"]


@pytest.mark.parametrize("typed", ["覆盖ＷｉＦｉ", "覆蓋wifi", "复盖wifi", "光 纤覆盖"])
def test_words_are_found_however_they_are_written(office: Flask, typed: str) -> None:
    for title in ("光 纤覆盖WIFI", "光  纖覆蓋wifi", "路灯[覆]坏了"):
        arrive(office, title=title, body="请看标题。")
    assert len(shown(at_desk(office).get(f"{QUEUE}?q={quote(typed)}"))) == 2
