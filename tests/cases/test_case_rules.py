"""The rules of cases: states, numbers, clocks, what the public sees."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsite.domain.cases.clocks import answer_by, extended, promise
from govsite.domain.cases.public import masked, may_be_listed
from govsite.domain.cases.serials import prefix_of, read_serial
from govsite.domain.cases.states import CASE, REACHED, STAGES, WORDS
from govsite.domain.cases.table import COLUMNS, MOST_HINTS, Offered, Offers
from govsite.domain.common.sheets import csv_of
from govsite.domain.common.workdays import Calendar, Special
from govsite.models.item import Item
from govsite.models.offering import Offering

DAYS = st.dates(date(2020, 1, 1), date(2035, 1, 1))
OFFERING = "11420500011023456A" + "3" + "070010015000"


def holidays(days: frozenset[date]) -> Calendar:
    return Calendar({day: Special(working=False, name="放假") for day in days})


def test_every_state_has_its_words() -> None:
    assert set(CASE.states) == set(WORDS) == set(REACHED) == set(STAGES)


def test_no_step_of_the_office_takes_a_decided_case_back() -> None:
    back = [step for step in CASE.steps if REACHED[step.target] < REACHED[step.source]]
    assert [step.action for step in back] == ["supply"]  # what was missing has come, and is looked at


def test_a_number_is_read_into_its_parts() -> None:
    serial = prefix_of(OFFERING, date(2026, 11, 2)) + "0017"
    found = read_serial(serial)
    assert found is not None
    assert (found.offering, found.day, found.turn) == (OFFERING, date(2026, 11, 2), "0017")
    assert found.item_code == "070010015000"


@pytest.mark.parametrize("text", ["", "1" * 42, "1" * 44, OFFERING + "202602300001", OFFERING + "2026110200 1"])
def test_what_is_no_number_is_not_read(text: str) -> None:
    assert read_serial(text) is None


@given(start=DAYS, limit=st.integers(0, 60), calendar_days=st.booleans())
def test_a_promise_never_ends_before_it_begins(start: date, limit: int, calendar_days: bool) -> None:
    due = promise(Calendar({}), start, limit, calendar_days=calendar_days)
    assert due.day >= start
    assert due.limit == limit
    assert limit == 0 or Calendar({}).is_worked(due.day)


@given(DAYS, st.integers(0, 40), st.booleans(), st.frozensets(st.integers(0, 60), max_size=5))
def test_a_day_off_more_never_makes_a_promise_end_earlier(
    start: date, limit: int, calendar_days: bool, off: frozenset[int]
) -> None:
    known = frozenset(date(year, 10, 1) for year in range(2020, 2037))  # what is published is no estimate any more
    more = known | {start + timedelta(number) for number in off}
    before, after = (promise(holidays(days), start, limit, calendar_days=calendar_days) for days in (known, more))
    assert after.day >= before.day


def test_days_of_the_calendar_end_on_a_day_that_is_worked() -> None:
    friday = date(2026, 11, 27)
    assert promise(Calendar({}), friday, 1, calendar_days=True).day == date(2026, 11, 30)
    assert promise(Calendar({}), friday, 3, calendar_days=True).day == date(2026, 11, 30)
    assert answer_by(Calendar({}), friday) == date(2026, 12, 4)
    assert extended(Calendar({}), friday, joint=False) == date(2026, 12, 11)
    assert extended(Calendar({}), friday, joint=True) == date(2026, 12, 18)


def test_the_public_sees_no_name_of_a_person() -> None:
    assert masked("张晓明", is_firm=False) == "张*"
    assert masked(" 欧阳春 ", is_firm=False) == "欧*"
    assert masked("西陵区某某商贸有限公司", is_firm=True) == "西陵区某某商贸有限公司"


@pytest.mark.parametrize(
    ("name", "themes", "groups", "listed"),
    [
        ("最低生活保障金给付", ["社会保障"], ["低收入群体"], False),
        ("法律援助申请", ["司法公证"], [], False),
        ("残疾人证办理", ["证件办理"], ["残疾人"], False),
        ("收养登记", ["生育收养"], [], False),
        ("食品经营许可", ["准营准办"], [], True),
        ("机动车驾驶证补换领", ["交通出行"], [], True),
    ],
)
def test_items_that_tell_of_need_are_not_listed(name: str, themes: list[str], groups: list[str], listed: bool) -> None:
    assert may_be_listed(name, themes, groups) is listed


def test_a_table_of_strange_items_is_told_what_was_meant_a_few_times() -> None:
    name = "居民身份证换领"
    offers = Offers({name: Offered(Offering(code=OFFERING), Item(name=name, code="070010015000"))})
    told = [offers.missing("居民身份证换") for _ in range(MOST_HINTS + 3)]
    assert all(name in each for each in told[:MOST_HINTS])
    assert told[MOST_HINTS:] == ["本部门在本站没有这个事项。"] * 3


@pytest.mark.parametrize("cell", ["=1+1", "＝1+1", "\n=1", "＠SUM(A1)", "－1"])
def test_no_cell_is_calculated_by_a_spreadsheet(cell: str) -> None:
    assert f"'{cell}" in csv_of(("编号",), [(cell,)])


def test_a_code_that_several_items_share_is_not_guessed() -> None:
    offers = Offers()
    for code in ("070010015000", "07001001500001"):
        item = Item(name=f"事项{code}", code=code)
        for name in (item.name, code, OFFERING):
            offers.name(name, Offered(Offering(code=OFFERING), item))
    (column,) = (column for column in COLUMNS if column.name == "item")
    assert column.resolve and column.resolve("07001001500001", offers).item.code == "07001001500001"
    with pytest.raises(ValueError, match="请写事项的基本编码"):
        column.resolve(OFFERING, offers)
