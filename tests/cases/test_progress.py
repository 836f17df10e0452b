"""What everybody may see of cases: found by number, department and day; never enough to find a person."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, text

from govsite.database.session import reading, writing
from govsite.domain.cases.listed import Wanted, last_done, list_cases
from govsite.domain.cases.public import read_day
from govsite.domain.cases.states import DONE, REVIEWING, WITHDRAWN
from govsite.domain.common.days import ZONE, today
from govsite.domain.common.workdays import calendar
from govsite.domain.tickets.numbers import LETTER, new_number
from govsite.models import Ticket
from tests.apps import statements
from tests.cases.rows import add_case
from tests.helpers import Page, Visitor

SITE = "420502"
ROWS = "//ul[@class='rows']/li"


@pytest.fixture(autouse=True)
def no_other_cases(portal: Flask) -> None:
    with portal.app_context(), writing() as session:
        session.execute(delete(Ticket))


def add(app: Flask, name: str = "居民身份证换领", *, state: str = REVIEWING, days: int = 0, **own: Any) -> str:
    """A case that came so many days ago; returns its 办件流水号."""
    with app.app_context(), writing() as session:
        values = {key: own.pop(key) for key in ("department", "finished") if key in own}
        ticket = add_case(
            session, state=state, due=today(), site_code=own.pop("site_code", SITE), item_name=name, **own
        )
        ticket.added = datetime.now(UTC) - timedelta(days)
        for key, value in values.items():
            setattr(ticket, key, value)
        ticket.name = "范晓燕"
        session.flush()
        serial = session.execute(text("SELECT serial FROM case_file WHERE ticket_id = :id"), {"id": ticket.id}).scalar()
        return str(serial)


def seen(app: Flask, query: str = "", root: str = "/xiling") -> Page:
    return Visitor(app.test_client()).get(f"{root}/progress{query}")


def names(page: Page) -> list[str]:
    return [row.find("strong").text for row in page.find(ROWS)]


def test_the_last_received_come_first_and_only_those_of_this_site(portal: Flask) -> None:
    for number in range(3):
        add(portal, f"事项{number}", days=number)
    add(portal, "别处的", site_code="420500")
    assert names(seen(portal, "?recent=1")) == ["事项0", "事项1", "事项2"]
    assert names(seen(portal, "?recent=1", "/yichang")) == ["别处的"]


def test_a_row_has_no_name_no_number_and_no_time_of_day(portal: Flask) -> None:
    serial = add(portal, state=DONE, days=3, finished=datetime.now(UTC), decided=datetime.now(UTC))
    page = seen(portal, "?department=")
    row = " ".join(page.one(ROWS).text_content().split())
    assert re.search(r"已办结 · 西陵区公安局 · \d+年\d+月\d+日收件 · (用了 \d 个工作日|当天办结)", row), row
    assert not re.search(r"\d+:\d\d|范|张|BJ-", row) and serial not in page.main


def test_what_tells_too_much_is_listed_nowhere(portal: Flask) -> None:
    secret, open_ = add(portal, "最低生活保障金给付", listed=False), add(portal)
    assert names(seen(portal, "?recent=1")) == ["居民身份证换领"]
    hidden, unknown = (seen(portal, f"?number={number}") for number in (secret, "Z" * 43))
    assert hidden.main.replace(secret, "") == unknown.main.replace("Z" * 43, "") and "没有找到可以公开" in hidden.main
    assert names(seen(portal, f"?number={open_}")) == ["居民身份证换领"]
    assert names(seen(portal, f"?number={open_}", "/hant/yichang")) == ["居民身份證換領"], "a number finds it anywhere"


def test_a_hidden_case_costs_what_an_unknown_one_costs(portal: Flask) -> None:
    secret = add(portal, listed=False)
    costs = []
    for number in (secret, "Z" * 43):
        with statements(portal) as sent:
            seen(portal, f"?number={number}&page=1")
        costs.append(list(sent))
    assert costs[0] == costs[1]


def test_department_and_days_narrow_the_list(portal: Flask) -> None:
    for days in (0, 10, 100):
        add(portal, f"{days}天前", days=days)
    day = datetime.now(ZONE).date() - timedelta(10)
    assert names(seen(portal, f"?from={day}&until={day}")) == ["10天前"]
    assert names(seen(portal, f"?until={day}&from={day - timedelta(200)}")) == ["10天前", "100天前"]
    turned = seen(portal, f"?from={day}&until={day - timedelta(200)}")
    assert names(turned) == ["10天前", "100天前"], "the wrong way round"
    assert names(seen(portal, "?recent=1&page=")) == ["0天前", "10天前"]
    assert names(seen(portal, "?department=%E5%85%AC%E5%AE%89%E5%B1%80")) == ["0天前", "10天前", "100天前"]
    assert "没有看懂日期" in seen(portal, "?from=yesterday").main
    assert "这些条件下没有" in seen(portal, "?from=2001-01-01&until=2001-01-02").main


def test_page_by_page_every_case_is_seen_once(portal: Flask) -> None:
    for number in range(45):
        add(portal, f"事项{number}", days=number // 7)
    page, found = seen(portal, "?recent=1"), []
    while True:
        found += names(page)
        older = page.find("//a[@rel='next']/@href")
        if not older:
            break
        page = seen(portal, older[0])
    assert len(found) == len(set(found)) == 45


def test_the_address_of_a_further_page_does_not_tell_how_many_there_are(portal: Flask) -> None:
    for number in range(25):
        add(portal, f"事项{number}", days=number)
    older = seen(portal, "?recent=1").one("//a[@rel='next']/@href")
    mark = older.rpartition("page=")[2]
    assert not mark.isdigit() and len(mark) == 22
    for page in ("1", "25", mark[:-2] + "AA", "x" * 22, "%00", "%F0%9F%99%82" * 22):
        assert names(seen(portal, f"?recent=1&page={page}"))[0] == "事项0", page


@pytest.mark.parametrize("text", ["2026-13-45", "0000-00-00", "明天", "🙂", "9" * 300, "%00x", "2026-02-30"])
def test_what_is_no_day_is_told_and_kept(portal: Flask, text: str) -> None:
    add(portal)
    page = seen(portal, f"?from={text}&until=2026-11-30")
    assert page.status == 200 and "没有看懂日期" in page.main
    field = page.one("//input[@name='from']")
    assert field.get("value") == text.replace("%00", "")[:40] and field.get("aria-invalid") == "true"
    assert page.one("//input[@name='until']").get("value") == "2026-11-30"


def test_an_office_that_is_none_is_told(portal: Flask) -> None:
    add(portal)
    page = seen(portal, "?department=%E7%99%BD%E9%93%81%E5%B1%80")
    assert "没有“白铁局”这个部门" in page.main and names(page)
    assert "没有“" not in seen(portal, "?department=").main


@pytest.mark.parametrize("number", ["🙂", "%00", "9" * 300, "BJ-20261130-00000", "%E2%80%AE", "' OR 1=1 --"])
def test_what_is_no_number_finds_nothing(portal: Flask, number: str) -> None:
    add(portal)
    page = seen(portal, f"?number={number}")
    assert "没有找到可以公开的办件" in page.main or names(page), "what nobody sees is no number at all"
    assert page.one("//main//form[@method='post']").get("action") == "/xiling/progress/lookup"


def test_the_number_of_a_letter_leads_to_the_letters(portal: Flask) -> None:
    page = seen(portal, f"?number={new_number(LETTER, today()).lower()}")
    assert "这是信件的编号" in page.main and page.find("//main//a[@href='/xiling/letters/lookup'][.='查信件的答复']")


def test_what_was_withdrawn_is_not_said_to_have_taken_days(portal: Flask) -> None:
    add(portal, state=WITHDRAWN, days=3, finished=datetime.now(UTC))
    row = " ".join(seen(portal, "?recent=1").one(ROWS).text_content().split())
    assert "撤回" in row and "用了" not in row and "当天办结" not in row


def test_htmx_gets_the_piece(portal: Flask) -> None:
    answer = portal.test_client().get("/xiling/progress", headers={"HX-Request": "true"})
    assert answer.text.partition("</title>")[2].lstrip().startswith('<div id="progress"')
    assert "max-age=60" in answer.headers["Cache-Control"]


def test_without_cases_the_next_step_is_named(portal: Flask) -> None:
    page = seen(portal, "?recent=&number=")
    assert "还没有可以公开的办件" in page.main and page.link("湖北省的办件") == "/progress"


def test_the_list_is_read_along_an_index(portal: Flask) -> None:
    """As many rows for a million cases as for a thousand: none is sorted, and the pages go on where they ended."""
    with portal.app_context():
        session = reading()
        days = calendar()
        with statements(portal) as sent:
            list_cases(session, days, SITE, Wanted(), 20, 5)
            list_cases(session, days, SITE, Wanted("公安局", today(), today()), 20, None)
            last_done(session, days, SITE, 10)
        if session.get_bind().dialect.name != "sqlite":
            return
        for statement in (each for each in sent if "case_file" in each):
            plan = session.connection().exec_driver_sql(
                f"EXPLAIN QUERY PLAN {statement}", tuple("1" for _ in range(statement.count("?")))
            )
            words = "\n".join(row[3] for row in plan)
            assert re.search(r"ticket USING INDEX ix_ticket_site_code_(department_added|added|finished)\b", words), (
                words
            )
            assert "SCAN" not in words, words


@given(st.text(max_size=30))
def test_any_text_is_a_day_or_none(text: str) -> None:
    read_day(text)


@given(st.dates())
def test_days_are_read_as_people_write_them(day: Any) -> None:
    if day.year >= 1000 and day.year < 3000:
        for pattern in (
            "{0.year}-{0.month}-{0.day}",
            "{0.year}年{0.month}月{0.day}日",
            "{0.year}.{0.month:02}.{0.day:02}",
        ):
            assert read_day(pattern.format(day)) == day
        assert read_day(f"{day:%Y%m%d}") == day
