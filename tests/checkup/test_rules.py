"""Each rule of the check-up: what it finds, and what it leaves alone."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from govsite.domain.catalogue.cards import HallCard, Office
from govsite.domain.catalogue.places import Where
from govsite.domain.checkup import kinds
from govsite.domain.checkup.faults import COLUMNS, DEPARTMENTS, HALLS, ITEMS, OFFERINGS
from govsite.domain.checkup.items import basics_of
from govsite.domain.checkup.offerings import check_facts, check_offering, check_online
from govsite.domain.checkup.offices import check_halls, check_offices
from govsite.domain.importing import IMPORTERS
from tests.checkup.conftest import WHOLE

FORM = {"name": "户口迁移申请表", "form": "原件", "copies": 1, "need": "必要", "blank": "", "sample": ""}
BOTH = {"blank": "a.docx", "sample": "b.docx"}
ITEM = {
    **{
        "code": "070010015000",
        "name": "换证",
        "type": "行政确认",
        "handling": "承诺件",
        "promised_days": 5,
        "fee": "免费",
    },
    **{"fees": [], "places": ["派出所"], "online_depth": 0, "post": False, "notes": [], "faqs": [], **WHOLE},
    **{
        "statutory_unit": "工作日",
        "promised_unit": "工作日",
        "special": [],
        "window_steps": [],
        "online_at": [],
        "pay": "",
    },
}
FEE = {"name": "工本费", "standard": "10 元", "basis": "发改价格〔2003〕2322号", "reduction": ""}
APP = {"name": "鄂汇办 App", "url": "", "how": ""}
PAID = {"fee": "10 元", "fees": [FEE]}
UNSEEN = {"visits": 0, "visit_reason": "", "post": True}
STEP = {"name": "受理", "what": "窗口核对身份证并登记", "who": "窗口", "time": "当场"}
OFFICE = Office("420502", "公安局", "gongan", "公安部门", "西陵分局", "0717-6219301", "12389", "一号")
HALL = HallCard("H1", "420502", "西陵区政务服务中心", "县", "一号", "9:00-17:00", "0717-6219300", "", ())
OWN = {
    "promised_unit": "",
    "online_at": [],
    "promised_days": None,
    "visits": None,
    "visit_reason": None,
    "online_depth": None,
    "hours": None,
}
ROW = {"department": "公安局", "hall_id": "H1", "window": "一楼", "phone": "", "complaint_phone": "", **OWN}


TWICE = {"phone": "12345", "complaint_phone": "0717-12345"}
NOWHERE = {"hall": None, "hall_id": None, "window": ""}


def found(**values: Any) -> set[str]:
    """The kinds of faults of an item that is good but for some values."""
    item = basics_of({**ITEM, **values})
    return {each.kind for each in (*item.texts, *item.facts)}


def found_here(item: dict[str, Any] | None = None, office: Any = OFFICE, hall: Any = HALL, **values: Any) -> set[str]:
    """The kinds of faults of an offering that is good but for some values."""
    row, basics = SimpleNamespace(**{**ROW, **values}), basics_of({**ITEM, **(item or {})})
    own, others = check_facts(row, basics)
    where = Where(hall, row.window) if hall else Where(kind="派出所", places=values.get("places", ()))
    ours = (*check_offering(row, basics, office, where), *check_online(row, basics), *own)
    return {each.kind for each in (*ours, *others, *basics.texts)}


def test_a_good_guide_has_no_fault() -> None:
    assert found() == found_here() == set()


@pytest.mark.parametrize(
    ("kind", "bad", "good"),
    [
        (kinds.BASIS, {"basis": [" "]}, {"basis": ["《条例》"]}),
        (kinds.CONDITIONS, {"conditions": []}, {"conditions": ["本地居民"]}),
        (kinds.NO_LIMIT, {"statutory_days": None}, {"statutory_days": None, "handling": "即办件", "promised_days": 0}),
        (kinds.LIMIT, {"promised_days": 21}, {"promised_days": 20}),
        (kinds.LIMIT, {"handling": "即办件"}, {"handling": "即办件", "promised_days": 1}),
        (kinds.VISITS, {"visit_reason": ""}, {"visits": 0, "visit_reason": "", "post": True}),
        (kinds.FEE, {"fee": "10 元"}, {"fee": "10 元", "fees": [FEE], "pay": "窗口缴纳"}),
        (kinds.FEE, {"fee": "10 元", "fees": [{**FEE, "basis": ""}]}, {"fee": "免费"}),
        (kinds.CATCH_ALL, {"materials": [{**FORM, "name": "法律法规规定的其他材料"}]}, {"materials": []}),
        (kinds.MATERIALS, {"materials": [{**FORM, "name": "有关文件"}]}, {"materials": [{**FORM, "name": "户口簿"}]}),
        (kinds.FORM, {"materials": [FORM]}, {"materials": [{**FORM, "filling": "到窗口现场填"}]}),
        (kinds.FORM, {"materials": [{**FORM, "blank": "a.pdf"}]}, {"materials": [{**FORM, **BOTH}]}),
        (kinds.FORM, {"materials": [{**FORM, **BOTH, "name": "居民户口簿"}]}, {"materials": [{**FORM, **BOTH}]}),
        (kinds.FORM, {"materials": [FORM]}, {"materials": [{**FORM, "need": "容缺"}]}),
        (kinds.STEPS, {"steps": [{**STEP, "what": "受理"}]}, {"steps": [STEP]}),
        (kinds.LIMIT, {"steps": [{**STEP, "time": "8 个工作日"}]}, {"steps": [{**STEP, "time": "5 个工作日"}]}),
        (kinds.LIMIT, {"notes": ["承诺 9 个工作日办结"]}, {"notes": ["承诺 5 个工作日办结"]}),
        (kinds.VISITS, {**UNSEEN, "special": ["资格考试"]}, {**UNSEEN, "special": ["公示"]}),
        (kinds.FEE, PAID, {**PAID, "pay": "窗口缴纳"}),
        (kinds.FEE, {**PAID, "pay": "窗口", "fees": [{**FEE, "standard": "按规定"}]}, {"fee": "免费"}),
        (kinds.BAD_LINK, {"notes": ["登录 http;//a.gov.cn 办理"]}, {"notes": ["登录 http://a.gov.cn。"]}),
        (kinds.BAD_LINK, {"faqs": [{"q": "哪里", "a": "www.gov.cn"}]}, {"faqs": [{"q": "哪里", "a": "窗口"}]}),
    ],
)
def test_what_stands_in_the_catalogue(kind: str, bad: dict[str, Any], good: dict[str, Any]) -> None:
    assert kind in found(**bad) and kind not in found(**good)


@pytest.mark.parametrize(
    ("kind", "bad", "good"),
    [
        (kinds.CONTACT, {"office": replace(OFFICE, phone="")}, {"office": replace(OFFICE, phone=""), "phone": "12345"}),
        (kinds.AREA_CODE, {"phone": "6219300"}, {"phone": "0717-6219300、6219301"}),
        (kinds.OFFICE, {"office": None}, {}),
        (kinds.PLACE, {"window": ""}, {"window": "一楼"}),
        (
            kinds.SAME_LINE,
            {"phone": "12315", "complaint_phone": "12315"},
            {"phone": "12345", "complaint_phone": "12345"},
        ),
        (kinds.DISCIPLINE, {"complaint_phone": "12388"}, {"complaint_phone": "12389"}),
        (kinds.PLACE, {"hall": None}, {"hall": None, "hall_id": None, "places": (HALL,)}),
        (kinds.PLACE, NOWHERE, {**NOWHERE, "visits": 0, "online_depth": 4}),
        (kinds.HOURS, {"hall": replace(HALL, hours="")}, {"hall": replace(HALL, hours=""), "hours": "9:00-17:00"}),
        (kinds.LIMIT, {"promised_days": 21}, {"promised_days": 3}),
        (kinds.LIMIT, {"item": {"promised_days": 30}}, {"item": {"promised_days": 30}, "promised_days": 20}),
        (kinds.VISITS, {"visits": 0, "online_depth": 0}, {"visits": 0, "online_depth": 3}),
        (kinds.ONLINE, {"item": {"online_depth": 3}}, {"item": {"online_depth": 3}, "online_depth": 1}),
        (kinds.ONLINE, {"online_depth": 3}, {"online_depth": 3, "online_at": [APP]}),
        (kinds.ONLINE, {"online_depth": 3}, {"online_depth": 3, "item": {"online_at": [APP]}}),
        (kinds.LIMIT, {"promised_days": 50, "promised_unit": "日"}, {"promised_days": 28, "promised_unit": "日"}),
    ],
)
def test_what_a_site_says(kind: str, bad: dict[str, Any], good: dict[str, Any]) -> None:
    assert kind in found_here(**bad) and kind not in found_here(**good)


def test_an_own_value_is_mended_where_it_stands() -> None:
    row = SimpleNamespace(**{**ROW, "visits": 0, "online_depth": 0})
    own, others = check_facts(row, basics_of(ITEM))
    assert [each.column for each in own] == ["online_depth"] and not others, "the site says nothing of post"
    row = SimpleNamespace(**{**ROW, "visits": 2})
    own, others = check_facts(row, basics_of({**ITEM, "promised_days": 30}))
    assert not own and [each.column for each in others] == ["promised_days"]


def test_offices_and_halls() -> None:
    bad = replace(OFFICE, phone="6219300", complaint_phone="0717-6219300")
    assert [fault.kind for fault in check_offices([bad, OFFICE])] == [kinds.AREA_CODE, kinds.SAME_LINE]
    halls = [HALL, replace(HALL, phone="", hours=""), replace(HALL, phone="6219300")]
    assert [fault.kind for fault in check_halls(halls)] == [kinds.CONTACT, kinds.HOURS, kinds.AREA_CODE]


@pytest.mark.parametrize("table", [ITEMS, OFFERINGS, DEPARTMENTS, HALLS])
def test_columns_are_called_as_their_tables_call_them(table: str) -> None:
    importer = IMPORTERS[table]
    titles = {column.field: column.label for column in importer.columns}
    assert {attribute: title for attribute, (title, _) in COLUMNS[table].items()}.items() <= titles.items()
