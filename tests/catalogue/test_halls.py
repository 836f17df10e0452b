"""Narrowing halls, and what the units on their floors do."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from govsite.domain.catalogue.cards import HallCard, Office
from govsite.domain.catalogue.halls import find_halls, hall_levels, units_with_items
from govsite.domain.importing import halls as importing
from govsite.folding import fold
from tests.sites.samples import entry, tree_of

TREE = tree_of(
    {
        "hubei": entry(0, "province", None),
        "yichang": entry(500),
        "xiling": entry(502, "county", "yichang"),
        "wuhan": entry(100),
    }
)


def hall(key: str, slug: str, level: str, name: str = "政务服务中心", floors: Any = ()) -> HallCard:
    return HallCard(
        key, TREE.by_slug[slug].code, name, level, f"{slug}路 1 号 A座", "9:00-17:00", "12345", "", tuple(floors)
    )


HALLS = [
    hall("H1", "hubei", "省"),
    hall("H2", "yichang", "市"),
    hall("H3", "xiling", "区"),
    hall("H4", "xiling", "街", "西陵街道便民服务中心"),
]
BRACKETS = hall("H5", "yichang", "市", "市民之家（ＸＬ）")


def found(slug: str, level: str = "", query: str = "") -> list[str]:
    return [h.id for h in find_halls(HALLS, TREE.by_slug[slug], level, fold(query))]


def test_an_area_holds_all_below_it() -> None:
    assert found("hubei") == ["H1", "H2", "H3", "H4"]
    assert found("yichang") == ["H2", "H3", "H4"]
    assert found("wuhan") == []


def test_level_and_every_word_of_name_or_address_narrow_it() -> None:
    assert found("yichang", "区") == ["H3"]
    assert found("hubei", "乡") == []
    assert found("hubei", "", "便民 西陵") == ["H4"]
    assert found("hubei", "", "yichang") == ["H2"]
    assert found("hubei", "", "a座 中心") == ["H1", "H2", "H3", "H4"]
    assert found("hubei", "", "没有") == []


def test_names_are_compared_in_the_form_of_queries() -> None:
    assert find_halls([BRACKETS], TREE.root, "", fold("市民之家（ＸＬ）")) == [BRACKETS]
    assert find_halls([BRACKETS], TREE.root, "", fold("之家(xl")) == [BRACKETS]


def test_levels_are_those_that_have_halls() -> None:
    assert hall_levels(HALLS, TREE.by_slug["yichang"]) == [("市", "市级", 1), ("区", "区级", 1), ("街", "街道", 1)]
    assert hall_levels(HALLS, TREE.by_slug["wuhan"]) == []


def test_every_level_that_is_imported_has_a_name() -> None:
    for level in importing.HALL_LEVELS:
        one = hall("H", "yichang", level)
        ((key, name, number),) = hall_levels([one], TREE.root)
        assert name != level and number == 1
        assert find_halls([one], TREE.root, key, "") == [one]


def office(key: str, title: str) -> Office:
    return Office("420500", key, key, title, f"宜昌市{key}", "", "", "")


OFFICES = {
    o.key: o
    for o in (
        office("公安局", "公安部门"),
        office("市场监督管理局", "市场监管部门"),
        office("文化和旅游局", "文化旅游部门"),
        office("人社局", "人力资源社会保障部门"),
    )
}


@pytest.mark.parametrize(
    ("sign", "key"),
    [
        ("公安", "公安局"),
        ("市场监管", "市场监督管理局"),
        ("文旅", "文化和旅游局"),
        ("人社", "人社局"),
        ("公证处", None),
        ("餐厅", None),
        ("综合窗口", None),
        ("", None),
    ],
)
def test_a_sign_leads_to_the_department_it_shortens(sign: str, key: str | None) -> None:
    offers = {str(n): SimpleNamespace(department=k) for n, k in enumerate([*OFFICES, "公安局"])}
    content: Any = SimpleNamespace(offers=offers, offices=OFFICES)
    ((floor, (unit,)),) = units_with_items(
        hall("H", "yichang", "市", floors=[{"floor": "一楼", "units": [sign]}]), content
    )
    assert floor == "一楼"
    assert unit.name == sign
    assert (unit.office.key if unit.office else None) == key
    assert unit.items == {"公安局": 2, None: 0}.get(key, 1)


def test_a_department_without_items_is_named_and_counts_none() -> None:
    content: Any = SimpleNamespace(offers={}, offices=OFFICES)
    ((_, (unit,)),) = units_with_items(
        hall("H", "yichang", "市", floors=[{"floor": "一楼", "units": ["公安"]}]), content
    )
    assert (unit.office.key if unit.office else None, unit.items) == ("公安局", 0)


def test_a_unit_has_the_number_that_its_departments_page_has() -> None:
    """A body that works under two names of the trade is one department."""
    offices = {key: replace(office(key, key), name="宜昌市市场监督管理局") for key in ("市场监督管理局", "药监局")}
    offers = {str(n): SimpleNamespace(department=key) for n, key in enumerate([*offices, "药监局"])}
    content: Any = SimpleNamespace(offers=offers, offices=offices)
    floors = [{"floor": "一楼", "units": ["市场监管", "药监"]}]
    ((_, units),) = units_with_items(hall("H", "yichang", "市", floors=floors), content)
    assert [unit.items for unit in units] == [3, 3]
