"""Departments, halls and the vocabulary from tables."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from govsite.models import Department, Hall, Term
from tests.importing.samples import HALL, OFFICE, load


def test_an_office_arrives(session: Session) -> None:
    report = load(session, "departments", OFFICE)
    assert (report.errors, report.warnings) == ([], [])
    office = session.scalars(select(Department)).one()
    assert (office.site_code, office.name) == ("420500", "宜昌市公安局")


@pytest.mark.parametrize(
    ("changes", "column", "words"),
    [
        ({"site_code": "yichan"}, "site_code", "没有这个站点，是不是“yichang”？"),
        ({"complaint_phone": "0717-6219300"}, "complaint_phone", "不能和咨询电话相同"),
        ({"complaint_phone": "0717-12388"}, "complaint_phone", "网上会写 12345"),
        ({"postcode": "4430"}, "postcode", "6 位数字"),
        ({"email": "banshi"}, "email", "banshi@"),
        ({"phone": "请打热线"}, "phone", "电话号码"),
        ({"credit_code": "114205"}, "credit_code", "18 位"),
        ({"slug": "公安"}, "slug", "小写字母"),
    ],
)
def test_a_wrong_office_is_told(session: Session, changes: dict[str, str], column: str, words: str) -> None:
    report = load(session, "departments", {**OFFICE, **changes})
    assert [error.column for error in report.errors] == [column]
    assert words in report.errors[0].reason


def test_a_site_may_be_named_by_slug(session: Session) -> None:
    load(session, "departments", {**OFFICE, "site_code": "yichang"})
    assert session.scalars(select(Department.site_code)).one() == "420500"


def test_an_early_credit_code_is_taken_with_a_warning(session: Session) -> None:
    report = load(session, "departments", {**OFFICE, "credit_code": "91350100m0001tgqxm"})
    assert report.created == 1
    assert [warning.column for warning in report.warnings] == ["credit_code"]
    assert session.scalars(select(Department.credit_code)).one() == "91350100M0001TGQXM"


def test_a_hall_arrives_with_its_floors(session: Session) -> None:
    assert load(session, "halls", HALL).errors == []
    hall = session.get_one(Hall, "H005")
    assert hall.site_code == "420500"
    assert hall.floors == [
        {"floor": "1楼", "units": ["综合受理窗口", "公安户政（身份证、户口簿）"]},
        {"floor": "2楼", "units": ["人社", "医保窗口"]},
    ]


@pytest.mark.parametrize(
    ("changes", "column", "words"),
    [
        ({"site_slug": "nowhere"}, "site_slug", "没有这个站点"),
        ({"floors": "1楼综合窗口"}, "floors", "应写成"),
        ({"floors": "1楼：甲窗口;1楼：乙窗口"}, "floors", "写了两次"),
        ({"level": "国"}, "level", "省、市、县"),
        ({"counters": "婚姻登记|周六 9:00—12:00"}, "counters", "楼层里没有窗口"),
        ({"hours": ""}, "hours", "不能空着"),
        ({"id": "H 5"}, "id", "字母"),
    ],
)
def test_a_wrong_hall_is_told(session: Session, changes: dict[str, str], column: str, words: str) -> None:
    report = load(session, "halls", {**HALL, **changes})
    assert [error.column for error in report.errors] == [column]
    assert words in report.errors[0].reason


def test_terms_keep_their_order(session: Session) -> None:
    row = {"facet": "theme", "audience": "natural", "order": "2", "term": "证件办理", "items": "23"}
    assert load(session, "terms", row, {**row, "order": "1", "term": "户籍办理"}).created == 2
    assert session.scalars(select(Term.term).order_by(Term.position)).all() == ["户籍办理", "证件办理"]
    assert load(session, "terms", {**row, "order": "5"}).updated == 1


def test_the_kind_of_a_hall_follows_from_its_level_where_nobody_says_it(session: Session) -> None:
    row = {key: value for key, value in HALL.items() if key != "kind"}
    load(session, "halls", {**row, "level": "乡"})
    assert session.scalars(select(Hall.kind)).one() == "便民服务中心"
    report = load(session, "halls", {**row, "level": "乡", "kind": "派出所", "counters": "婚姻登记|周六"})
    assert [error.column for error in report.errors] == ["counters"] or not HALL.get("floors")
    load(session, "halls", {**row, "level": "乡", "kind": "派出所", "access": "无障碍坡道;轮椅"})
    load(session, "halls", {**row, "level": "乡"})
    hall = session.scalars(select(Hall).execution_options(populate_existing=True)).one()
    assert (hall.kind, hall.access) == ("派出所", ["无障碍坡道", "轮椅"])
    assert load(session, "halls", {**row, "kind": "土地庙"}).errors[0].column == "kind"
