"""Where to go: what the administrator says, own places of the kind, those below, those of the city; or nobody knows."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest

from govsite.domain.catalogue.cards import HallCard, Office
from govsite.domain.catalogue.places import Places, Where
from tests.sites.samples import entry, tree_of

TREE = tree_of(
    {
        "hubei": entry(0, "province", None),
        "yichang": entry(500),
        "xiling": entry(502, "county", "yichang", name="西陵区"),
        "changyang": entry(528, "county", "yichang", name="长阳县"),
        "xiantao": entry(9004, "county"),
    }
)
HALL, STATION, CENTRE, CARS = "政务服务大厅", "派出所", "便民服务中心", "车管所"


def place(key: str, slug: str, kind: str, *units: str) -> HallCard:
    floors = ({"floor": "1楼", "units": [*units]},) if units else ()
    code = TREE.by_slug[slug].code
    return HallCard(key, code, key, "区", "一号", "9:00-17:00", "", "", floors, kind=kind)


PLACES = Places(
    [
        place("X1", "xiling", HALL, "综合窗口", "公安户政"),
        *(place(f"X{number}", "xiling", STATION) for number in range(2, 7)),
        place("L1", "changyang", CENTRE),
        place("Y1", "yichang", HALL, "社保"),
        place("Y2", "yichang", CARS),
        place("H1", "hubei", CARS),
    ]
)
POLICE = Office("420502", "公安局", "gongan", "公安", "公安局", "", "", "", windows=("公安", "户政"))
TAXES = Office("420502", "税务局", "shuiwu", "税务", "税务局", "", "", "")


def ids(where: Where) -> list[str]:
    return [hall.id for hall in (where.hall, *where.places) if hall]


@pytest.mark.parametrize(
    ("slug", "kinds", "office", "found"),
    [
        ("xiling", [STATION, HALL], POLICE, ["X2", "X3", "X4", "X5", "X6"]),
        ("xiling", [HALL], POLICE, ["X1"]),
        ("xiling", [], POLICE, ["X1"]),
        ("xiling", [HALL], TAXES, []),
        ("xiling", [CARS, HALL], TAXES, ["Y2"]),
        ("xiling", [CARS, HALL], POLICE, ["Y2"]),
        ("changyang", [CARS], POLICE, []),
        ("yichang", [CENTRE], None, ["L1"]),
        ("changyang", [STATION, HALL], POLICE, []),
        ("xiantao", [CARS], POLICE, []),
        ("xiling", [CENTRE], None, []),
    ],
)
def test_the_kinds_come_to_the_places_of_a_site(
    slug: str, kinds: list[str], office: Office | None, found: list[str]
) -> None:
    where = PLACES.find(TREE.by_slug[slug], kinds, office)
    assert ids(where) == found and where.known == bool(found)
    assert len(where.named) <= 3


def test_an_office_takes_an_errand_at_the_window_that_names_it_and_at_none_kept_for_others() -> None:
    hall = place("X9", "xiling", HALL, "不动产登记", "自然资源", "公安出入境")
    office = Office("420502", "自然资源和规划局", "ziran", "资源", "资源局", "", "", "", windows=("自然资源", "不动产"))
    police = replace(POLICE, windows=("公安", "只办出入境", "只办户政"))
    find = partial(Places([hall]).find, TREE.by_slug["xiling"], [HALL])
    assert find(office, "建设用地规划许可证核发").window == "1楼自然资源窗口"
    assert find(office, "不动产抵押权首次登记").window == "1楼不动产登记窗口"
    assert find(police, "出入境记录查询").window == "1楼公安出入境窗口"
    assert not find(police, "机动车驾驶证期满换证").known


@pytest.mark.parametrize(
    ("row", "hall", "window"),
    [
        ({"hall_id": "X1", "window": "9 号窗口"}, "X1", "9 号窗口"),
        ({"hall_id": None, "window": "三楼 301"}, None, "三楼 301"),
        ({"hall_id": "gone", "window": "9 号窗口"}, "X1", "1楼公安户政窗口"),
        ({"hall_id": None, "window": ""}, "X1", "1楼公安户政窗口"),
    ],
)
def test_what_the_administrator_says_comes_first(row: dict[str, Any], hall: str | None, window: str) -> None:
    where = PLACES.of(TREE.by_slug["xiling"], SimpleNamespace(**row), [HALL], POLICE)
    assert ((where.hall.id if where.hall else None), where.window) == (hall, window)


def test_a_window_may_have_hours_and_a_number_of_its_own() -> None:
    counters = ({"unit": "公安", "hours": "周六也开", "phone": "0717-1"},)
    hall = HallCard("H", "420502", "大厅", "区", "一号", "工作日", "", "", (), counters=counters)
    assert (hall.hours_at("1楼公安户政窗口"), hall.phone_at("1楼公安户政窗口")) == ("周六也开", "0717-1")
    assert (hall.hours_at("2楼社保窗口"), hall.phone_at("2楼社保窗口")) == ("工作日", "")
