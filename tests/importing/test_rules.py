"""Who offers what, how offices are called, where the window is, and credit codes."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from govsite.demo.office_names import Pattern, capital_of, office_name, read_patterns
from govsite.demo.sources import DEMO
from govsite.domain.catalogue.offerings import find_window, implementation_code, is_offered
from govsite.domain.common import credit_codes
from govsite.domain.common.phones import is_same_line
from govsite.domain.importing import read_table
from tests.importing.samples import small_tree

TREE = small_tree()


@pytest.mark.parametrize(
    ("levels", "audience", "department", "sites"),
    [
        ("province", "legal", "教育局", "hubei"),
        ("city", "natural", "公安局", "wuhan yichang xiantao"),
        ("county", "natural", "公安局", "jiangan zigui xiantao"),
        ("county", "legal", "公安局", "jiangan zigui yichanggaoxin xiantao xiantaogaoxin"),
        ("county", "both", "教育局", "jiangan zigui yichanggaoxin xiantao xiantaogaoxin"),
        ("county", "natural", "医保局", "jiangan zigui yichanggaoxin xiantao xiantaogaoxin"),
        ("province city", "natural", "公安局", "hubei wuhan yichang xiantao"),
    ],
)
def test_which_sites_offer_an_item(levels: str, audience: str, department: str, sites: str) -> None:
    item = SimpleNamespace(levels=levels.split(), audience=audience, department=department)
    assert [site.slug for site in TREE.all if is_offered(site, item)] == sites.split()


def patterns() -> dict[str, Pattern]:
    rows = read_table("departments.csv", DEMO / "departments.csv").dicts()
    overrides = read_table("departments_overrides.csv", DEMO / "departments_overrides.csv").dicts()
    return {pattern.key: pattern for pattern in read_patterns(rows, overrides, TREE.root.slug)}


@pytest.mark.parametrize(
    ("key", "site", "name"),
    [
        ("公安局", "hubei", "湖北省公安厅"),
        ("公安局", "wuhan", "武汉市公安局"),
        ("公安局", "jiangan", "武汉市公安局江岸区分局"),
        ("公安局", "zigui", "秭归县公安局"),
        ("公安局", "xiantao", "仙桃市公安局"),
        ("公安局", "yichanggaoxin", "宜昌高新区公安局"),
        ("水利局", "wuhan", "武汉市水务局"),
        ("水利局", "yichang", "宜昌市水利和湖泊局"),
        ("公积金中心", "zigui", "宜昌市住房公积金中心秭归办事处"),
        ("公积金中心", "xiantao", "仙桃市住房公积金中心"),
        ("海关", "hubei", "武汉海关"),
        ("海关", "zigui", ""),
        ("海关", "xiantaogaoxin", ""),
        ("供水企业", "hubei", ""),
        ("供电公司", "hubei", "国网湖北省电力有限公司"),
    ],
)
def test_offices_are_called_by_pattern(key: str, site: str, name: str) -> None:
    assert office_name(patterns()[key], TREE.by_slug[site], capital_of(TREE)) == name


def test_an_override_for_counties_holds_for_districts_unless_they_have_their_own() -> None:
    base = {f"{scope}_name": scope for scope in ("province", "city", "county", "district")}
    row = {"key": "水利局", "slug": "shuili", "title": "水", **base}
    county = {"system": "x", "key": "水利局", "scope": "county", "name": "县局"}
    district = {**county, "scope": "district", "name": "区局"}
    assert read_patterns([row], [county], "x")[0].names["district"] == "县局"
    assert read_patterns([row], [county, district], "x")[0].names["district"] == "区局"
    assert read_patterns([row], [county], "y")[0].names["district"] == "district"


FLOORS = [
    {"floor": "1楼", "units": ["综合受理窗口", "公安"]},
    {"floor": "2楼", "units": ["人社", "不动产登记区"]},
    {"floor": "3楼", "units": ["自然资源"]},
]


@pytest.mark.parametrize(
    ("words", "sign"),
    [
        ("公安 户政", "1楼公安窗口"),
        ("不动产", "2楼不动产登记区"),
        ("综合", "1楼综合受理窗口"),
        ("自然资源 不动产", "3楼自然资源窗口"),
    ],
)
def test_the_window_of_a_department(words: str, sign: str) -> None:
    window = find_window([("H1", FLOORS)], words.split())
    assert window and (window.hall_id, window.text) == ("H1", sign)


def test_no_sign_no_window() -> None:
    halls = [("H1", [{"floor": "1楼", "units": ["税务"]}]), ("H2", FLOORS)]
    window = find_window(halls, ["公安"])
    assert window and window.hall_id == "H2"
    assert find_window(halls, ["教育"]) is None, "a general window is nobody's"
    assert find_window([], ["公安"]) is None
    assert find_window(halls, ["公安"], ["安"]) is None, "kept for something else"


@pytest.mark.parametrize("code", ["91330100799655058B", "9144030071526726XG", "914403001922038216"])
def test_real_credit_codes_are_valid(code: str) -> None:
    assert credit_codes.is_valid(code)
    assert credit_codes.organisation_check_digit(code[8:16]) == code[16]


@pytest.mark.parametrize("code", ["91330100799655058A", "9133010079965505", "9133010079965505IB"])
def test_other_credit_codes_are_not(code: str) -> None:
    assert not credit_codes.is_valid(code)


def test_invented_credit_codes_are_valid_and_differ() -> None:
    codes = {credit_codes.synthetic(site.code, number) for site in TREE.all for number in range(1, 60)}
    assert len(codes) == len(TREE.all) * 59
    assert all(credit_codes.is_valid(code) for code in codes)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("0717-12345", "12345", True),
        ("（027）8723 0000", "027-87230000", True),
        ("12315", "12345", False),
        ("0717-6219300", "0717-6219301", False),
        ("010-12345", "12388", False),
    ],
)
def test_the_same_line_in_other_writing(one: str, other: str, same: bool) -> None:
    assert is_same_line(one, other) is same


def test_the_code_of_an_offering_has_31_characters() -> None:
    code = implementation_code(credit_codes.synthetic("420500", 1), "city", "070010001000")
    assert (len(code), code[18]) == (31, "3")
