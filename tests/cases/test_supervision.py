"""What is said of the offices is what was counted, for a site with those below it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import delete
from sqlalchemy.orm import Session

from govsite.database.session import reading, writing
from govsite.domain.cases import figures
from govsite.domain.cases.cards import deal
from govsite.domain.cases.states import APPROVED, DENIED, DONE, RECEIVED, REVIEWING, SUPPLEMENT, WITHDRAWN
from govsite.domain.cases.supervision import statement_of
from govsite.domain.common.days import today
from govsite.domain.common.workdays import Calendar
from govsite.domain.tickets.tallies import Place
from govsite.models import Ticket
from tests.apps import portal_of, site_of, statements
from tests.cases.rows import add_case
from tests.helpers import Visitor, squeeze
from tests.sites.samples import dump, entry

DAY = date(2026, 11, 30)
ITEM, OTHER = "070010015000", "010100005000"
XILING, ABOVE = "420502", ("420500", "420000")


SITES = {
    "hubei": entry(0, "province", None),
    "yichang": entry(500),
    "xiling": entry(502, "county", "yichang"),
    "wujiagang": entry(503, "county", "yichang"),
}


@pytest.fixture(scope="module")
def board(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with portal_of(dump(SITES), tmp_path_factory.mktemp("board"), database_url=database_url) as made:
        yield made


@pytest.fixture
def reader(board: Flask) -> Visitor:
    return Visitor(board.test_client())


def received(session: Session, department: str = "公安局", day: date = DAY, item: str = ITEM) -> None:
    figures.received(session, Place(XILING, department, item), day, ABOVE)


def decided(session: Session, state: str, days: int, *, late: bool = False, item: str = ITEM, day: date = DAY) -> None:
    figures.decided(session, Place(XILING, "公安局", item), state, days, not late, day, ABOVE)


def test_a_case_counts_for_its_site_and_for_those_above(session: Session, board: Flask) -> None:
    for _ in range(3):
        received(session)
        received(session, "医保局", date(2025, 12, 1))
        received(session, day=date(2025, 11, 30))  # before the twelve months
        figures.received(session, Place("420503", "公安局", ITEM), DAY, ABOVE)
    decided(session, APPROVED, 3)
    decided(session, DENIED, 8, late=True)
    decided(session, APPROVED, 4)
    decided(session, WITHDRAWN, 1)
    found = {slug: statement_of(session, site_of(board, slug), DAY) for slug in ("xiling", "yichang", "hubei")}
    assert [found[slug].total.of("received") for slug in found] == [6, 9, 9]
    county = found["xiling"].total
    assert (county.of("decided"), county.on_time_share, county.mean) == (3, "2/3", "5")
    assert (county.of("granted"), county.of("denied"), county.of("withdrawn")) == (2, 1, 1)
    offices = [(each.label, each.of("received")) for each in found["yichang"].departments]
    assert offices == [("公安局", 6), ("医保局", 3)]
    assert [each.of("received") for each in found["yichang"].months][::11] == [6, 3]
    assert [each.label for each in found["yichang"].months][::11] == ["2026年11月", "2025年12月"]
    assert all(each.label for each in found["yichang"].months)
    assert {each.label: each.of("received") for each in found["yichang"].areas} == {"第502站": 6, "第503站": 3}
    assert found["xiling"].areas == []


def test_the_slowest_items_come_first_where_enough_were_decided(session: Session, board: Flask) -> None:
    for number in range(5):
        decided(session, APPROVED, 2 + number)
        decided(session, APPROVED, 10, item=OTHER)
    decided(session, APPROVED, 90, item="990000000000")
    slowest = statement_of(session, site_of(board, "xiling"), DAY).slowest
    assert [(each.label, each.mean) for each in slowest] == [(OTHER, "10"), (ITEM, "4")]


def test_of_fewer_than_three_nothing_is_told(session: Session, board: Flask) -> None:
    for number in range(3):
        received(session, day=date(2026, 10, 1))
        if number:
            received(session, "医保局")
    figures.received(session, Place("420503", "医保局", ITEM), DAY, ABOVE)
    county, city = (statement_of(session, site_of(board, slug), DAY) for slug in ("xiling", "yichang"))
    assert county.total.of("received") == 5 and county.departments == [], "of five, three would tell of the other two"
    assert [each.few for each in county.months[:3]] == [True, True, False]
    assert county.months[0].cells() == ("2026年11月", "不单列")
    assert [each.label for each in city.departments] == ["公安局", "医保局"], "together they are three"
    assert city.areas == []


def test_what_is_held_back_cannot_be_reckoned_from_the_total(session: Session, board: Flask) -> None:
    for number, office in enumerate(("公安局", "医保局", "民政局", "教育局", "司法局")):
        for _ in range((9, 7, 4, 1, 1)[number]):
            received(session, office)
    found = statement_of(session, site_of(board, "xiling"), DAY)
    assert [(each.label, each.of("received")) for each in found.departments] == [("公安局", 9), ("医保局", 7)]
    assert found.total.of("received") == 22, "six are left, of three offices"
    received(session, "司法局")
    found = statement_of(session, site_of(board, "xiling"), DAY)
    assert [each.label for each in found.departments] == ["公安局", "医保局", "民政局"], (
        "three are left, of two offices"
    )


def test_ratings_stand_beside_the_rest(session: Session, board: Flask) -> None:
    for rating in (5, 4, 1):
        received(session)
        figures.count(session, Place(XILING, "公安局", ITEM), {f"{figures.RATED}{rating}": 1}, DAY, ABOVE)
    found = statement_of(session, site_of(board, "hubei"), DAY)
    assert (found.total.good_share, found.departments[0].good_share, found.total.rated) == ("2/3", "2/3", 3)


def test_the_figures_of_other_sites_are_not_read(session: Session, board: Flask) -> None:
    """The key of the table has the month before the site: months are looked up one by one, none is read whole."""
    with board.app_context():
        with statements(board) as sent:
            statement_of(reading(), site_of(board, "yichang"), DAY)
        if session.get_bind().dialect.name != "sqlite":
            return
        for statement in [each for each in sent if "month_tally" in each]:
            values = tuple("1" for _ in range(statement.count("?")))
            plan = reading().connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
            words = "\n".join(row[3] for row in plan)
            assert "(month=? AND site_code=? AND department" in words, words


def test_cards_are_dealt_once_on_the_day_they_fall_due(session: Session, board: Flask) -> None:
    monday, days = DAY, Calendar({})
    due = {"yesterday": date(2026, 11, 29), "today": monday, "tomorrow": date(2026, 12, 1), "later": date(2026, 12, 2)}
    for state, when in ((REVIEWING, "yesterday"), (RECEIVED, "tomorrow"), (REVIEWING, "later")):
        add_case(session, state=state, due=due[when], site_code=XILING)
    add_case(session, state=SUPPLEMENT, due=due["yesterday"], site_code=XILING)
    add_case(session, state=APPROVED, due=due["yesterday"], site_code=XILING)
    add_case(session, state=REVIEWING, due=due["yesterday"], site_code=XILING, paused=True)
    assert deal(session, days, monday, lambda _: ABOVE) == 2
    assert deal(session, days, monday, lambda _: ABOVE) == 0
    city = statement_of(session, site_of(board, "yichang"), monday).total
    assert (city.of("yellow"), city.of("red")) == (1, 1)
    assert deal(session, days, date(2026, 12, 1), lambda _: ABOVE) == 1  # the one that is due the day after
    assert statement_of(session, site_of(board, "yichang"), date(2026, 12, 1)).total.of("yellow") == 2


def test_the_page_and_its_table_say_the_same(board: Flask, reader: Visitor) -> None:
    empty = reader.get("/xiling/supervision")
    assert "还没有办件" in empty.main and not empty.find("//table")
    with board.app_context(), writing() as session:
        for number in range(12):
            received(session, day=today())
            decided(session, APPROVED, 4, late=number == 0, day=today())
    page = reader.get("/yichang/supervision")
    assert "办件公示" not in page.main, "nothing is listed"
    strip = [squeeze(dd.text_content()) for dd in page.find("//dl[@class='strip']//dd")]
    assert strip[:3] == ["12 件，已办结 12 件", "91%，黄牌 0 张，红牌 0 张", "4 个工作日，不含补正和特别程序"]
    text = board.test_client().get("/yichang/supervision.csv").get_data(as_text=True)
    assert text.startswith("\ufeff类别,分类,名称,收件,办结")
    rows = [row for row in csv.reader(text.removeprefix("\ufeff").splitlines()) if row[:2] == ["办件", "合计"]]
    assert [row[3:7] for row in rows] == [["12", "12", "91%", "4"]]


@pytest.mark.parametrize("slug", ["", "/yichang", "/hant/xiling", "/elder/xiling"])
def test_every_site_has_its_own(reader: Visitor, slug: str) -> None:
    assert reader.get(f"{slug}/supervision").status == 200


def test_the_cases_done_last_are_told_without_names_and_times(portal: Flask) -> None:
    with portal.app_context(), writing() as session:
        session.execute(delete(Ticket))
        for number, (state, listed) in enumerate([(DONE, True), (DENIED, True), (DONE, False), (WITHDRAWN, True)]):
            ended = datetime(2026, 11, 20 + number, 3, tzinfo=UTC)
            ticket = add_case(
                session, state=state, due=DAY, site_code=XILING, listed=listed, item_name=f"事项{number}", decided=ended
            )
            ticket.finished, ticket.name = ended, "范晓燕"
    page = Visitor(portal.test_client()).get("/xiling/supervision")
    rows = [squeeze(row.text_content()) for row in page.find("//h2[.='办件公示']/following::ul[1]/li")]
    assert [row.split()[0] for row in rows] == ["事项1", "事项0"]
    assert not any(re.search(r"\d:\d\d|范|张|BJ-", row) for row in rows), rows
