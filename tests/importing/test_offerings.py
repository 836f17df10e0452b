"""Offerings from a table: whether a site may offer an item, and what it may change."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from govsite.models import Offering
from tests.importing.samples import HALL, ITEM, OFFERING, OFFICE, load, load_all


@pytest.fixture
def loaded(session: Session) -> Session:
    load_all(session)
    return session


def test_an_offering_arrives_with_code_and_department(loaded: Session) -> None:
    offering = loaded.scalars(select(Offering)).one()
    assert offering.code == OFFICE["credit_code"] + "3" + ITEM["basic_code"]
    assert (offering.department, offering.hall_id, offering.bookable) == ("公安局", "H005", True)
    assert (offering.promised_days, offering.visits, offering.fee) == (None, None, None)


@pytest.mark.parametrize(
    ("changes", "column", "words"),
    [
        ({"site_code": "420599"}, "site_code", "没有这个站点，是不是“4205"),
        ({"item_code": "070010010001"}, "item_code", "是不是“070010010000”"),
        ({"hall_id": "H006"}, "hall_id", "没有这个编号的大厅"),
        ({"complaint_phone": "0717-6219300"}, "complaint_phone", "不能和咨询电话相同"),
        ({"complaint_phone": "12388"}, "complaint_phone", "12388 只受理违纪举报"),
        ({"department": "教育局"}, "department", "没有登记部门"),
        ({"code": "1" * 31}, "code", "最后 12 位"),
        ({"code": "12"}, "code", "31 位"),
        ({"hall_id": ""}, "bookable", "必须写明大厅"),
        ({"promised_days": "61"}, "promised_days", "不能超过法定办结时限 60"),
        ({"visits": "0", "visit_reason": "要来"}, "visit_reason", "不能有"),
        ({"online_depth": "4"}, "visits", "应为 0"),
        ({"promised_unit": "日"}, "promised_unit", "没有写承诺几天"),
        ({"promised_days": "20日", "promised_unit": "工作日"}, "promised_days", "写成一样的"),
    ],
)
def test_a_wrong_offering_is_told(loaded: Session, changes: dict[str, str], column: str, words: str) -> None:
    row = {**OFFERING, **({} if "code" in changes else {"code": "1" * 19 + ITEM["basic_code"]}), **changes}
    report = load(loaded, "offerings", row)
    assert [error.column for error in report.errors] == [column]
    assert words in report.errors[0].reason


def test_a_level_that_does_not_handle_the_item_is_refused(loaded: Session) -> None:
    load(loaded, "departments", {**OFFICE, "site_code": "420000"})
    report = load(loaded, "offerings", {**OFFERING, "site_code": "420000"})
    assert [error.column for error in report.errors] == ["item_code"]
    assert "不在湖北省这一级办理" in report.errors[0].reason


def test_a_site_may_be_better_than_the_catalogue(loaded: Session) -> None:
    better = {"promised_days": "3", "visits": "0", "online_depth": "4", "fee": "免费", "hours": "周末"}
    row = {**OFFERING, **better}
    assert load(loaded, "offerings", row).errors == []
    offering = loaded.scalars(select(Offering)).one()
    assert (offering.promised_days, offering.visits, offering.visit_reason) == (3, 0, None)
    assert (offering.fee, offering.hours) == ("免费", "周末")


def test_who_is_sent_to_the_net_is_told_where(loaded: Session) -> None:
    report = load(loaded, "offerings", {**OFFERING, "online_depth": "3"})
    assert not report.errors and ["没有写在线办理地址" in str(one) for one in report.warnings] == [True]
    assert not load(loaded, "offerings", {**OFFERING, "online_depth": "3", "online_at": "例子 App"}).warnings


def test_an_import_without_the_overrides_keeps_them(loaded: Session) -> None:
    load(loaded, "offerings", {**OFFERING, "promised_days": "3"})
    row = {name: OFFERING[name] for name in ("site_code", "item_code", "window")}
    assert load(loaded, "offerings", {**row, "window": "2楼窗口"}).updated == 1
    offering = loaded.scalars(select(Offering)).one()
    assert (offering.window, offering.promised_days, offering.hall_id) == ("2楼窗口", 3, "H005")


def test_without_credit_code_the_code_must_be_written(loaded: Session) -> None:
    load(loaded, "departments", {**OFFICE, "site_code": "420527", "credit_code": ""})
    load(loaded, "halls", {**HALL, "id": "H006", "site_slug": "zigui"})
    row = {**OFFERING, "site_code": "420527", "hall_id": "H006"}
    assert [error.column for error in load(loaded, "offerings", row).errors] == ["code"]


VARIANT = ITEM["basic_code"] + "01"
BODY = OFFICE["credit_code"] + "3"


@pytest.mark.parametrize("code", ["", BODY + ITEM["basic_code"], BODY + VARIANT])
def test_variants_of_an_item_share_its_code_at_a_site(loaded: Session, code: str) -> None:
    """A 业务办理项 has the 基本编码 and two characters, and 33 characters where it is given by a site."""
    load(loaded, "items", {**ITEM, "basic_code": VARIANT, "slug": "variant", "name": "居民身份证丢失补领"})
    assert load(loaded, "offerings", {**OFFERING, "item_code": VARIANT, "code": code}).created == 1
    assert set(loaded.execute(select(Offering.item_code, Offering.code))) == {
        (ITEM["basic_code"], BODY + ITEM["basic_code"]),
        (VARIANT, BODY + ITEM["basic_code"]),
    }


@pytest.mark.parametrize(("item", "end"), [(VARIANT, ITEM["basic_code"] + "02"), (ITEM["basic_code"], VARIANT)])
def test_the_code_of_another_variant_is_refused(loaded: Session, item: str, end: str) -> None:
    load(loaded, "items", {**ITEM, "basic_code": VARIANT, "slug": "variant", "name": "居民身份证丢失补领"})
    report = load(loaded, "offerings", {**OFFERING, "item_code": item, "code": BODY + end})
    assert [error.column for error in report.errors] == ["code"] and item in report.errors[0].reason
