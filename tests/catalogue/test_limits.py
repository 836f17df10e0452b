"""Limits: how they are worded, which is longer, and what the times of steps contradict."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from govsite.domain.catalogue import health
from govsite.domain.catalogue.limits import Limit, longer, own_or, written
from govsite.domain.catalogue.step_times import check
from govsite.models.item import MONTHS, NATURAL_DAYS
from tests.common.test_workdays import REAL

Cells = tuple[str, str]  # a step: its name and its time


@pytest.mark.parametrize(
    ("limit", "words", "promised"),
    [
        (Limit(20), "20 个工作日", "承诺 20 个工作日"),
        (Limit(60, NATURAL_DAYS), "60 日", "承诺 60 日"),
        (Limit(3, MONTHS), "3 个月", "承诺 3 个月"),
        (Limit(0, NATURAL_DAYS), "当场办结", "当场办结"),
    ],
)
def test_each_unit_is_worded(limit: Limit, words: str, promised: str) -> None:
    assert (str(limit), limit.promised) == (words, promised)


@pytest.mark.parametrize(
    ("promised", "statutory", "certain"),
    [
        (Limit(21), Limit(20), True),
        (Limit(20), Limit(20), False),
        (Limit(60), Limit(60, NATURAL_DAYS), True),
        (Limit(40), Limit(60, NATURAL_DAYS), False),
        (Limit(31, NATURAL_DAYS), Limit(1, MONTHS), True),
        (Limit(30, NATURAL_DAYS), Limit(1, MONTHS), False),
        (Limit(30, NATURAL_DAYS), Limit(20), False),
        (Limit(60, NATURAL_DAYS), Limit(20), True),
    ],
)
def test_a_longer_promise_is_found_where_that_is_certain(promised: Limit, statutory: Limit, certain: bool) -> None:
    assert bool(longer(promised, statutory)) == certain


def test_working_days_never_take_less_nor_more_than_is_said() -> None:
    """Against two years of real holidays and swapped weekends, from every day."""
    first = date(2025, 1, 1)
    for number in (1, 5, 7, 11, 14, 20, 45, 60):
        limit = Limit(number)
        for start in (first + timedelta(days) for days in range(600)):
            took = (REAL.due(start, number).day - start).days
            assert limit.least <= took <= limit.most, (number, start)


def test_a_site_may_have_its_own_number_and_unit() -> None:
    item = Limit(60, NATURAL_DAYS)
    assert own_or(None, "", item) == item
    assert own_or(30, "", item) == Limit(30, NATURAL_DAYS)
    assert own_or(30, "工作日", item) == Limit(30)
    assert [Limit(60).clock, item.clock, Limit(2, MONTHS).clock] == [(60, False), (60, True), (60, True)]


def test_limits_are_read_in_words() -> None:
    text = "三十日（自然日），不超过 5 个工作日，公示 5 至 10 日，公告 3 个月，3月15日，半个工作日内"
    assert written(text) == [Limit(30, NATURAL_DAYS), Limit(5), Limit(10, NATURAL_DAYS), Limit(3, MONTHS)]


@pytest.mark.parametrize(
    ("handling", "promised", "steps", "special", "column", "words"),
    [
        ("即办件", Limit(0), [("审查", "1 个工作日，计入承诺时限")], [], "steps", "“审查”这一步却要 1 个工作日"),
        ("即办件", Limit(1), [("公告", "公告 20 日，不计入承诺时限")], [], "steps", "却要 20 日"),
        ("即办件", Limit(1), [("办结", "当场")], ["驾驶人考试"], "special", "驾驶人考试"),
        (
            "承诺件",
            Limit(5),
            [("审查", "4 个工作日，计入"), ("决定", "2 个工作日")],
            [],
            "steps",
            "加起来是 6 个工作日",
        ),
        ("承诺件", Limit(60, NATURAL_DAYS), [("审理", "60 个工作日")], [], "steps", "至少 80 日"),
        ("承诺件", Limit(45), [("专家鉴定", "30 个工作日，计入承诺时限")], ["专家鉴定"], "special", "却计入了"),
        ("承诺件", Limit(60), [("听取意见（听证）", "不超过 30 日，计入承诺时限")], ["听证"], "special", "却计入了"),
    ],
)
def test_contradictions_have_their_reason(
    handling: str, promised: Limit, steps: list[Cells], special: list[str], column: str, words: str
) -> None:
    found = list(check(handling, promised, ([_step(*each) for each in steps], []), special))
    assert [each for each, _ in found] == [column] and words in found[0][1]


@pytest.mark.parametrize(
    ("handling", "promised", "steps", "special"),
    [
        ("即办件", Limit(0), [("受理", "当场；不能当场受理的，5 个工作日内一次告知补正内容，不计入承诺时限")], []),
        ("即办件", Limit(1), [("送达", "作出决定后 10 个工作日内送达，邮寄 3 日左右，不计入承诺时限")], []),
        ("承诺件", Limit(5), [("公示", "公示 10 日，不计入承诺时限"), ("决定", "5 个工作日，计入承诺时限")], ["公示"]),
        ("承诺件", Limit(30, NATURAL_DAYS), [("听证", "30 日，计入承诺时限，听证、鉴定时间不计入")], ["听证"]),
        ("承诺件", Limit(3), [("领证", "3 个工作日，计入承诺时限，邮寄另需 3 日左右，不计入")], []),
    ],
)
def test_what_agrees_is_left_alone(handling: str, promised: Limit, steps: list[Cells], special: list[str]) -> None:
    assert not list(check(handling, promised, ([_step(*each) for each in steps], []), special))


@pytest.mark.parametrize(
    ("standard", "basis", "pay", "column"),
    [
        ("按省定标准收取", "《条例》", "窗口", "fees"),
        ("10 元/证", "按省级部门公布的标准执行", "窗口", "fees"),
        ("10 元/证", "发改价格〔2019〕914号", "", "pay"),
        ("按合同约定付费", "国办函〔2020〕129号", "窗口", ""),
    ],
)
def test_a_standard_has_a_figure_or_a_rule_and_a_document(standard: str, basis: str, pay: str, column: str) -> None:
    fee = {"name": "工本费", "standard": standard, "basis": basis}
    assert [each for each, _ in health.check_standards({"fees": [fee], "pay": pay})] == [column] * bool(column)


def _step(name: str, time: str) -> dict[str, str]:
    return {"name": name, "what": "", "who": "窗口", "time": time}
