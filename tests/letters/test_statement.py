"""Statistics of letters are those of what was counted, and say nothing of nothing."""

from __future__ import annotations

import statistics
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlalchemy.orm import Session

from govsite.database.session import writing
from govsite.domain.common.days import today
from govsite.domain.letters import figures
from govsite.domain.letters.statement import Figures, statement_of
from govsite.domain.tickets.statements import NO_DEPARTMENT, share
from govsite.models import Tally
from tests.apps import site_of
from tests.helpers import Visitor, squeeze

TODAY = date(2026, 11, 30)


def ticket(site_code: str = "420502", department: str = "公安局") -> Any:
    return SimpleNamespace(site_code=site_code, department=department, item_code="")


@given(st.lists(st.integers(0, 90), min_size=1))
def test_the_median_is_the_median(session: Session, board: Flask, days: list[int]) -> None:
    session.execute(delete(Tally))
    for number in days:
        figures.answered(session, ticket(), number, number <= 10, TODAY)
    total = statement_of(session, site_of(board, "xiling"), TODAY).total
    capped = [min(number, figures.MOST_DAYS) for number in days]
    assert float(total.median) == statistics.median(capped)
    assert total.answered == len(days) and total.on_time == sum(number <= 10 for number in days)


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(0, 0, ""), (0, 1, "0/1"), (9, 9, "9/9"), (10, 10, "100%"), (999, 1000, "99%"), (0, 10, "0%")],
)
def test_a_share_says_of_how_many(part: int, whole: int, said: str) -> None:
    assert share(part, whole) == said


def test_nothing_is_told_of_nothing() -> None:
    nothing = Figures()
    assert nothing.empty and not (nothing.on_time_share or nothing.median or nothing.good_share)


def test_they_are_told_by_month_department_and_area(session: Session, board: Flask) -> None:
    for place in (ticket(), ticket(), ticket("420503", ""), ticket("420100"), ticket("429999")):
        figures.received(session, place, TODAY)
    figures.received(session, ticket(), date(2025, 12, 1))
    figures.received(session, ticket(), date(2025, 11, 30))  # before the twelve months
    figures.rated(session, ticket(), 2, day=TODAY)
    figures.rated(session, ticket(), 4, before=2, day_before=TODAY, day=TODAY + timedelta(0))
    city = statement_of(session, site_of(board, "yichang"), TODAY)
    assert city.total.received == 4 and city.total.good_share == "1/1"
    assert [each.label for each in city.months][::11] == ["2026年11月", "2025年12月"]
    assert [each.received for each in city.months][::11] == [3, 1]
    assert [(each.label, each.received) for each in city.departments] == [("公安局", 3), (NO_DEPARTMENT, 1)]
    assert [(each.label, each.received) for each in city.areas] == [("第502站", 3), ("第503站", 1)]
    root = statement_of(session, site_of(board, "hubei"), TODAY)
    assert [(each.label, each.received) for each in root.areas] == [("第500站", 4), ("第100站", 1)]
    assert statement_of(session, site_of(board, "xiling"), TODAY).areas == []


def test_the_page_shows_them_as_a_chart_and_a_table(board: Flask, reader: Visitor) -> None:
    empty = reader.get("/xiling/letters/figures")
    assert "还没有来信" in empty.main and not empty.find("//*[name()='svg' and @role='img']")
    with board.app_context(), writing() as session:
        for number in range(12):
            figures.received(session, ticket())
            figures.answered(session, ticket(), number % 3, number > 0)
    page = reader.get("/yichang/letters/figures")
    strip = [squeeze(dd.text_content()) for dd in page.find("//dl[@class='strip']//dd")]
    assert strip[:3] == ["12 件，已答复 12 件", "91%，在已答复的信里", "1 个工作日，一半的信不超过（中位数）"]
    chart = page.one("//*[name()='svg' and @role='img']")
    assert chart.get("aria-label") == "每月收到和答复的来信，数字和下面的表格相同"
    first = [squeeze(cell.text_content()) for cell in page.find("(//tbody/tr)[1]/*")]
    assert first == [f"{today().year}年{today().month}月", "12", "12", "91%", "1", "—"]
    assert "第502站" in page.main
