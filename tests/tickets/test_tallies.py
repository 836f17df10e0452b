"""Counters add up, whoever counts at once, and their sums are those of the days, sites and measures asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlalchemy.orm import Session

from govsite.database.session import writing
from govsite.domain.tickets import tallies
from govsite.domain.tickets.tallies import BY_DEPARTMENT, BY_SITE, MONTH, Place, count, count_all, month_of, sums
from govsite.models.tally import Tally
from tests.apps import portal_of
from tests.sites.samples import SMALL
from tests.waiting import together

FIRST, SITES = date(2026, 11, 28), ("420000", "420500")
DAYS = st.integers(0, 40).map(lambda n: FIRST + timedelta(n))
COUNTED = st.tuples(DAYS, st.sampled_from(SITES), st.sampled_from(["", "公安"]), st.sampled_from("ab"))


@pytest.fixture(scope="module")
def portal(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder: Path = tmp_path_factory.mktemp("tallies")
    with portal_of(SMALL, folder, database_url=database_url) as made:
        yield made


def by_measure(session: Session, prefix: str = "") -> dict[tuple[str, str], int]:
    found = sums(session, prefix, FIRST, FIRST + timedelta(40), BY_SITE, site_codes=SITES)
    return {(s.of, s.measure): s.number for s in found}


@given(counted=st.lists(COUNTED, max_size=30), span=st.tuples(DAYS, DAYS))
def test_sums_are_those_of_what_was_counted(
    session: Session, counted: list[tuple[date, str, str, str]], span: tuple[date, date]
) -> None:
    session.execute(delete(Tally))
    for day, site, department, measure in counted:
        count(session, measure, site_code=site, department=department, day=day)
    first, last = sorted(span)
    within = [each for each in counted if first <= each[0] <= last]
    for column, place in ((BY_SITE, 1), (BY_DEPARTMENT, 2)):
        found = {(s.of, s.measure): s.number for s in sums(session, "", first, last, column, site_codes=SITES)}
        assert found == Counter((each[place], each[3]) for each in within)
    months = {(s.of, s.measure): s.number for s in sums(session, "", first, last, MONTH, site_codes=SITES)}
    assert months == Counter((month_of(each[0]), each[3]) for each in within)
    own = sums(session, "a", first, last, BY_SITE, site_codes=["420500"])
    assert sum(s.number for s in own) == sum(each[1] == "420500" and each[3] == "a" for each in within)


def test_a_day_counts_today_where_none_is_said(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tallies, "today", lambda: FIRST)
    count(session, "letters.received", site_code="420500", by=3)
    count(session, "letters.received", site_code="420500", by=-1)
    assert by_measure(session) == {("420500", "letters.received"): 2}


def test_a_prefix_is_taken_literally(session: Session) -> None:
    count(session, "a_b.c", site_code="420500", day=FIRST)
    count(session, "axb.c", site_code="420500", day=FIRST)
    assert by_measure(session, "a_b.") == {("420500", "a_b.c"): 1}


def test_nothing_is_lost_when_many_count_at_once(portal: Flask) -> None:
    rounds, workers, place = 15, 4, Place("420500", "公安")

    def work() -> None:
        for turn in range(rounds):
            names = ("a", "b", "c") if turn % 2 else ("c", "b", "a")  # whoever waits for whom, never in a circle
            with portal.app_context(), writing() as session:
                count_all(session, place, dict.fromkeys(names, 1), FIRST)

    together(workers, work)
    with portal.app_context(), writing() as session:
        assert by_measure(session) == {("420500", name): rounds * workers for name in "abc"}


def test_what_is_not_stored_is_not_counted(portal: Flask) -> None:
    with portal.app_context():
        with pytest.raises(RuntimeError, match="away"), writing() as session:
            count(session, "undone", site_code="420500", day=FIRST)
            raise RuntimeError("away")
        with writing() as session:
            assert by_measure(session, "undone") == {}
