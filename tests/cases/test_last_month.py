"""The home page says what was done last month, where there is enough to tell, and asks no database for it when warm."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete
from sqlalchemy.exc import OperationalError

from govsite.database.session import writing
from govsite.domain.cases import figures
from govsite.domain.cases.states import APPROVED
from govsite.domain.common.days import today
from govsite.domain.tickets.tallies import Place
from govsite.models.tally import MonthTally, Tally
from govsite.web.last_month import LastMonths
from tests.apps import portal_of, statements
from tests.helpers import Visitor, squeeze
from tests.sites.samples import WITH_LETTERS

ABOVE = ("420500", "420000")
BAND = "//section[@class='band']/p[b]"


@pytest.fixture(scope="module")
def month(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("month")
    with portal_of(WITH_LETTERS, folder, database_url=database_url, page_cache_bytes=0) as made:
        yield made


@pytest.fixture(autouse=True)
def nothing_yet(month: Flask) -> None:
    with month.app_context(), writing() as session:
        session.execute(delete(MonthTally))
        session.execute(delete(Tally))
    month.extensions["last_months"] = LastMonths()


def last_month() -> date:
    return today().replace(day=1) - timedelta(1)


def decided(app: Flask, times: int, *, late: int = 0, department: str = "公安局") -> None:
    with app.app_context(), writing() as session:
        for number in range(times):
            place = Place("420502", department, "070010015000")
            figures.received(session, place, last_month(), ABOVE)
            figures.decided(session, place, APPROVED, 2, number >= late, last_month(), ABOVE)


def test_a_site_says_how_many_were_done_in_time(month: Flask) -> None:
    decided(month, 20, late=1)
    band = squeeze(Visitor(month.test_client()).get("/yichang/").one(BAND).text_content())
    day = last_month()
    assert band == f"{day.year}年{day.month}月收件 20 件，办结 20 件，按时办结 95%。效能监督"
    with statements(month) as sent:
        month.test_client().get("/yichang/")
    assert not sent, "a warm page asks nothing"


@pytest.mark.parametrize("times", [0, 2])
def test_without_figures_nothing_is_said(month: Flask, times: int) -> None:
    decided(month, times)
    assert not Visitor(month.test_client()).get("/xiling/").find(BAND)


def test_offices_without_a_name_count(month: Flask) -> None:
    decided(month, 2)
    decided(month, 2, department="")
    assert "办结 4 件" in squeeze(Visitor(month.test_client()).get("/hant/").one(BAND).text_content()).replace(
        "辦結", "办结"
    )


def test_the_page_is_made_while_there_is_no_database(month: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = Visitor(month.test_client())
    visitor.get("/xiling/")
    month.extensions["last_months"] = LastMonths()

    def away() -> None:
        raise OperationalError("SELECT", {}, sqlite3.OperationalError("unable to open database file"))

    monkeypatch.setattr("govsite.web.last_month.reading", away)
    assert visitor.get("/xiling/").status == 200
