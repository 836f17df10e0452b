"""What is said of the offices is what was counted, for a site with those below it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from govsite.database.session import writing
from govsite.domain.cases import figures
from govsite.domain.cases.cards import deal
from govsite.domain.cases.states import APPROVED, DENIED, RECEIVED, REVIEWING, SUPPLEMENT, WITHDRAWN
from govsite.domain.cases.supervision import statement_of
from govsite.domain.common.days import today
from govsite.domain.common.workdays import Calendar
from govsite.domain.tickets.tallies import Place
from tests.apps import portal_of, site_of
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
    received(session)
    received(session, "医保局", date(2025, 12, 1))
    received(session, day=date(2025, 11, 30))  # before the twelve months
    figures.received(session, Place("420503", "公安局", ITEM), DAY, ABOVE)
    decided(session, APPROVED, 3)
    decided(session, DENIED, 8, late=True)
    decided(session, WITHDRAWN, 1)
    found = {slug: statement_of(session, site_of(board, slug), DAY) for slug in ("xiling", "yichang", "hubei")}
    assert [found[slug].total.of("received") for slug in found] == [2, 3, 3]
    county = found["xiling"].total
    assert (county.of("decided"), county.on_time_share, county.mean) == (2, "1/2", "5.5")
    assert (county.of("granted"), county.of("denied"), county.of("withdrawn")) == (1, 1, 1)
    offices = [(each.label, each.of("received")) for each in found["yichang"].departments]
    assert offices == [("公安局", 2), ("医保局", 1)]
    assert [each.of("received") for each in found["yichang"].months][::11] == [2, 1]
    assert [each.label for each in found["yichang"].months][::11] == ["2026年11月", "2025年12月"]
    assert all(each.label for each in found["yichang"].months)
    assert {each.label: each.of("received") for each in found["yichang"].areas} == {"第502站": 2, "第503站": 1}
    assert found["xiling"].areas == []


def test_the_slowest_items_come_first_where_enough_were_decided(session: Session, board: Flask) -> None:
    for number in range(5):
        decided(session, APPROVED, 2 + number)
        decided(session, APPROVED, 10, item=OTHER)
    decided(session, APPROVED, 90, item="990000000000")
    slowest = statement_of(session, site_of(board, "xiling"), DAY).slowest
    assert [(each.label, each.mean) for each in slowest] == [(OTHER, "10"), (ITEM, "4")]


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
    strip = [squeeze(dd.text_content()) for dd in page.find("//dl[@class='strip']//dd")]
    assert strip[:3] == ["12 件 已办结 12 件", "91% 在已办结的办件里", "4 个工作日 不含补正和特别程序"]
    text = board.test_client().get("/yichang/supervision.csv").get_data(as_text=True)
    assert text.startswith("\ufeff分类,名称,收件,办结")
    rows = [row for row in csv.reader(text.removeprefix("\ufeff").splitlines()) if row[0] == "合计"]
    assert [row[2:6] for row in rows] == [["12", "12", "91%", "4"]]


@pytest.mark.parametrize("slug", ["", "/yichang", "/hant/xiling", "/elder/xiling"])
def test_every_site_has_its_own(reader: Visitor, slug: str) -> None:
    assert reader.get(f"{slug}/supervision").status == 200
