"""Every mistake in sites.yaml is told at once, each with its place and how to mend it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from govsite.sites.errors import MOST_ERRORS, SitesInvalid
from govsite.sites.load import load_bytes, load_file, load_text
from govsite.sites.reserved import RESERVED_SLUGS
from tests.sites.samples import PORTAL, SMALL, dump, entry, errors_of

ROOT = entry(0, "province", None)
NOTICE = {"id": "n1", "title": "停电", "body": "周六停电", "from": "2026-11-01", "until": "2026-11-02"}


def one(text: str) -> Any:
    """The only mistake of a text."""
    found = errors_of(text)
    assert len(found) == 1, found
    return found[0]


def site_error(**values: Any) -> Any:
    """The only mistake when a city has these values."""
    return one(dump({"hubei": ROOT, "yichang": {**entry(500), **values}}))


def test_the_example_of_the_design_loads() -> None:
    tree = load_text("""\
portal: {name: 湖北政务服务网, hotline: "12345", letters: {咨询: 5, 投诉: 10, 建议: 10, 求助: 10, 表扬: 10}}
defaults: {theme: blue, features: {letters: true, appointments: true}, footer: {icp: 鄂ICP备1号, site_id: "4200000001"}}
sites:
  hubei:   {code: "420000", name: 湖北省, title: 湖北政务服务网, level: province}
  yichang: {code: "420500", name: 宜昌市, level: city, parent: hubei, domain: null,
            contact: {organizer: 宜昌市政务服务和大数据管理局, phone: 0717-6219300, address: 宜昌市体育场路46号, postcode: "443000"},
            notices: [{title: 停机, body: 今晚停机, from: 2026-11-01, until: 2026-12-31}], links: [], hot: ["070010001000"]}
  xiling:  {code: "420502", name: 西陵区, level: county, parent: yichang}
""")  # noqa: E501
    assert [site.slug for site in tree.all] == ["hubei", "yichang", "xiling"]
    assert tree.portal.letters["咨询"] == 5


def test_an_unquoted_code_shows_its_place_and_how_to_quote_it() -> None:
    error = one(SMALL.replace('"420500"', "420500"))
    assert (error.line, error.column, error.site, error.path) == (10, 11, "yichang", "sites.yichang.code")
    assert error.message == '要加引号：写成 "420500"'


def test_a_number_is_shown_as_it_was_written() -> None:
    error = one(SMALL.replace("initials: yc", "hot: [070010001000]"))
    assert error.message == '要加引号：写成 "070010001000"'
    assert error.path == "sites.yichang.hot.0"


def test_an_unknown_key_names_the_near_one_at_the_place_of_the_key() -> None:
    error = one(SMALL.replace("initials: yc", "initails: yc"))
    assert (error.line, error.column) == (13, 5)
    assert "initails" in error.message and "是不是 initials？" in error.message


@pytest.mark.parametrize(
    ("values", "part"),
    [
        ({"phone": "12345"}, "要写在 contact 下面"),
        ({"icp": "鄂ICP备1号"}, "要写在 footer 下面"),
        ({"contact": {"phnoe": "12345"}}, "是不是 phone？"),
        ({"footer": {"qq": "1"}}, "这里可以写 organizer"),
        ({"columns": {"guides": {"nmae": "办事"}}}, "是不是 name？"),
        ({"features": {"leters": True}}, "是不是 letters？"),
    ],
)
def test_unknown_keys_in_other_places(values: dict[str, Any], part: str) -> None:
    assert part in site_error(**values).message


@pytest.mark.parametrize(
    ("values", "part"),
    [
        ({"code": "42050"}, "6 位数字"),
        ({"code": "42050O"}, "6 位数字"),
        ({"name": ""}, "不能空着"),
        ({"name": " 宜昌"}, "前后不留空格"),
        ({"name": "宜\n昌"}, "一行文字"),
        ({"name": ["宜昌"]}, "一行文字"),
        ({"level": "town"}, "可以写 province、city、county、zone"),
        ({"level": "citty"}, "是不是 city？"),
        ({"theme": "pink"}, "可以写 blue、red、green、teal"),
        ({"domain": "https://yc.gov.cn/"}, "不带 http://"),
        ({"domain": "yichang"}, "域名"),
        ({"domain": "yc.gov.cn:8000"}, "端口"),
        ({"contact": {"phone": "07176219300"}}, "带区号"),
        ({"contact": {"phone": 12345}}, '写成 "12345"'),
        ({"contact": {"postcode": "44300"}}, "6 位数字"),
        ({"contact": "宜昌"}, "一组“键: 值”"),
        ({"footer": {"site_id": "420500"}}, "10 位数字"),
        ({"features": {"letters": "yes"}}, "true（开）"),
        ({"features": {"letters": 1}}, "true（开）"),
        ({"hot": ["07001000100"]}, "业务办理项 14 位"),
        ({"hot": "070010001000"}, "一个列表"),
        ({"links": [{"title": "省政府", "url": "www.hubei.gov.cn"}]}, "http:// 或 https://"),
        ({"links": [{"title": "省政府", "url": "javascript:alert(1)"}]}, "http:// 或 https://"),
        ({"links": [{"url": "https://www.hubei.gov.cn/"}]}, "缺少 title"),
        ({"initials": "YC"}, "小写"),
        ({"notices": [{**NOTICE, "until": "2026-10-01"}]}, "早于 from"),
        ({"notices": [{**NOTICE, "from": "2026-02-30"}]}, "真实日期"),
        ({"notices": [{**NOTICE, "from": "2026年11月1日"}]}, "YYYY-MM-DD"),
        ({"notices": [{**NOTICE, "from": 20261101}]}, "YYYY-MM-DD"),
        ({"notices": [{**NOTICE, "id": "通知"}]}, "小写字母"),
        ({"notices": [{**NOTICE, "body": " \n"}]}, "不能空着"),
        ({"notices": [NOTICE, NOTICE]}, "用了两次"),
        ({"notices": [{**NOTICE, "id": None}, {**NOTICE, "id": None, "body": "改期"}]}, "写上 id"),
        ({"notices": [{**NOTICE, "id": []}, {**NOTICE, "id": "n2"}]}, "小写字母"),
        ({"parent": "hubie"}, "是不是 hubei？"),
        ({"parent": "420000"}, "是不是 hubei？"),
        ({"parent": "第0站"}, "是不是 hubei？"),
        ({"parent": "beijing"}, "请写已有站点的键"),
        ({"parent": None}, "只能有一个根站点"),
        ({"parent": "yichang"}, "绕成了圈"),
        ({"level": "province"}, "不比上级站点 hubei 的 province 低"),
        ({"code": "420000"}, "已经用在 hubei 上"),
    ],
)
def test_wrong_values_of_a_site(values: dict[str, Any], part: str) -> None:
    error = site_error(**values)
    assert error.site == "yichang"
    assert part in error.message


@pytest.mark.parametrize(
    ("portal", "part"),
    [
        ({"letters": {"咨询": 0}}, "1 到 60"),
        ({"letters": {"咨询": "5"}}, "不加引号"),
        ({"letters": {"资讯": 5}}, "咨询、求助"),
        ({"levels": {"county": ""}}, "不能空着"),
        ({"levels": {"town": "镇"}}, "province、city"),
        ({"hotline": 12345}, '写成 "12345"'),
        ({"holidays": {"rest": ["2027-13-01"]}}, "真实日期"),
        ({"holiday": {}}, "是不是 holidays？"),
        ({"site_count": 2}, "文件里只有 1 个"),
        ({"site_count": "1"}, "一个整数，不加引号"),
        ({"site_count": 0}, "一个整数"),
        ({"site_count": True}, "一个整数"),
    ],
)
def test_wrong_values_of_the_portal(portal: dict[str, Any], part: str) -> None:
    error = one(dump({"hubei": ROOT}, portal={**PORTAL, **portal}))
    assert error.site == "portal"
    assert part in error.message


@pytest.mark.parametrize("slug", ["Yichang", "yi chang", "宜昌", "-yichang", "yi_chang", "", "x" * 41, "a/b"])
def test_a_slug_that_cannot_stand_in_a_url(slug: str) -> None:
    assert "站点的键" in one(dump({"hubei": ROOT, slug: entry(1)})).message


@pytest.mark.parametrize("slug", sorted(word for word in RESERVED_SLUGS if "." not in word))
def test_a_slug_that_is_a_page_of_ours(slug: str) -> None:
    assert "网站自己的页面地址" in one(dump({"hubei": ROOT, slug: entry(1)})).message


def test_a_repeated_slug_stands_at_its_second_place() -> None:
    error = one(SMALL + '  yichang: {code: "420599", name: 又一个, level: city, parent: hubei}\n')
    assert (error.line, error.column) == (23, 3)
    assert "写了两次" in error.message


def test_the_same_domain_in_other_letters() -> None:
    text = dump({"hubei": {**ROOT, "domain": "a.gov.cn"}, "b": {**entry(1), "domain": "A.gov.cn"}})
    assert "已经用在 hubei 上" in one(text).message


def test_each_ring_of_parents_is_told_once() -> None:
    sites = {
        "hubei": ROOT,
        "a": entry(1, "city", "b"),
        "b": entry(2, "zone", "c"),
        "c": entry(3, "zone", "a"),
    }
    found = [error for error in errors_of(dump(sites)) if "绕成了圈" in error.message]
    assert len(found) == 1
    assert found[0].site == "a"


def test_no_root() -> None:
    messages = [error.message for error in errors_of(dump({"a": entry(1, "city", "b"), "b": entry(2, "zone", "a")}))]
    assert any("没有根站点" in message for message in messages)


def test_gaps_between_levels_and_zones_anywhere() -> None:
    sites = {
        "hubei": ROOT,
        "xiantao": entry(1, "county"),
        "xiantaogaoxin": entry(2, "zone", "xiantao"),
        "park": entry(3, "zone", "xiantaogaoxin"),
        "parkofprovince": entry(4, "zone"),
    }
    assert errors_of(dump(sites)) == []


def test_a_county_cannot_hang_under_a_zone() -> None:
    sites = {"hubei": ROOT, "zone": entry(1, "zone"), "county": entry(2, "county", "zone")}
    assert "低" in one(dump(sites)).message


def test_all_mistakes_at_once_in_the_order_of_the_lines() -> None:
    text = SMALL.replace('"12345"', "12345").replace("blue", "bleu").replace('"420500"', "4205").replace("xl", "XL")
    text = text.replace("parent: yichang", "parent: yichagn") + "    phone: '1'\n"
    with pytest.raises(SitesInvalid) as caught:
        load_text(text, "hubei.yaml")
    found = caught.value.errors
    assert [error.site for error in found] == ["portal", "defaults", "yichang", "xiling", "xiling", "xiling"]
    assert [error.line for error in found] == [1, 3, 10, 20, 22, 23]
    assert all(re.search(r"[\u4e00-\u9fff]", error.message) for error in found)
    assert caught.value.lines[1].startswith("hubei.yaml:3:10 defaults: ")
    assert "6 处错误" in str(caught.value)


def test_what_is_missing_stands_at_its_site() -> None:
    found = errors_of("portal: {name: 甲}\nsites:\n  hubei:\n    level: province\n")
    assert [(error.line, error.column) for error in found] == [(3, 3), (3, 3)]
    assert {error.message[:7] for error in found} == {"缺少 code", "缺少 name"}


@pytest.mark.parametrize(
    "text", ["", "# 空\n", "[]", "3", "portal: {name: 甲}\nsites: {}\n", "sites: [1]", "sites: {a: 1}"]
)
def test_texts_that_are_no_sites_at_all(text: str) -> None:
    assert errors_of(text)


def test_encodings() -> None:
    assert load_bytes(b"\xef\xbb\xbf" + SMALL.encode()).root.slug == "hubei"
    with pytest.raises(SitesInvalid, match="UTF-8") as caught:
        load_bytes(SMALL.encode("gb18030"))
    assert (caught.value.errors[0].line, caught.value.errors[0].column) == (1, 16)
    assert errors_of("portal: \ud800")


def test_empty_tables_are_as_good_as_none() -> None:
    text = SMALL.replace("  theme: blue\n", "") + "    contact:\n    domain: null\n    notices: []\n    features: {}\n"
    assert load_text(text).by_slug["xiling"].theme == "blue"


def test_a_file_that_is_not_there(tmp_path: Any) -> None:
    with pytest.raises(FileNotFoundError):
        load_file(tmp_path / "sites.yaml")


TOO_MANY = {
    "sites that lack all": SMALL + "".join(f"  s{number}: {{}}\n" for number in range(1000)),
    "unknown keys": SMALL + "".join(f"    key{number}: 1\n" for number in range(1000)),
    "repeated keys": SMALL + "    name: 西陵区\n" * 1000,
    "references": SMALL + f"    hot: [{'*a, ' * 1000}]\n",
    "several texts": SMALL + "---\na\n" * 1000,
}


@pytest.mark.parametrize("kind", TOO_MANY)
def test_mistakes_without_end_are_not_listed_without_end(kind: str) -> None:
    with pytest.raises(SitesInvalid) as caught:
        load_text(TOO_MANY[kind])
    error = caught.value
    assert len(error.errors) == MOST_ERRORS and error.more
    assert len(error.lines) == MOST_ERRORS + 1
    assert error.lines[-1] == f"sites.yaml: 错误太多，只列出 {MOST_ERRORS} 处：改好后请再检查一次"
    assert str(error).startswith(f"sites.yaml 有超过 {MOST_ERRORS} 处错误：\n")


def test_as_many_mistakes_as_are_listed_are_all() -> None:
    text = SMALL + "".join(f"    key{number}: 1\n" for number in range(MOST_ERRORS))
    with pytest.raises(SitesInvalid) as caught:
        load_text(text)
    assert len(caught.value.lines) == MOST_ERRORS and not caught.value.more


def test_a_long_cycle_is_told_in_short() -> None:
    names = {f"s{number}": entry(number, "zone", f"s{(number + 1) % 99}") for number in range(1, 99)}
    error = one(dump({"hubei": ROOT, **names, "s0": entry(400, "zone", "s1")}))
    assert error.path == "sites.s1.parent"
    assert "（s1 → s2 → s3 → s4 → s5 → s6 → s7 → s8 → s9 → s10 → … → s1）" in error.message
