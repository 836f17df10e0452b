"""Departments, halls and notices on the search page: first where they were asked for, and links that lead there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from govsite.domain.common.days import today
from tests.apps import portal_of
from tests.helpers import Page, Visitor
from tests.sites.samples import dump, entry

ROWS = "//main//*[@id='results']//li[contains(@class, 'row')]//a/@href"


def first(page: Page) -> str:
    """What kind of thing the first row leads to; a bundle (一件事) is an errand before the errands."""
    row = next(href for href in page.find(ROWS) if "/bundles/" not in href)
    return next(kind for kind in ("guides", "departments", "halls", "notices") if f"/{kind}/" in row)


def ask(visitor: Visitor, root: str, query: str) -> Page:
    return visitor.get(f"{root}/search?q={quote(query)}")


@pytest.mark.parametrize(
    ("root", "query", "leads_to"),
    [
        ("/yichang", "民政局", "/yichang/departments/minzheng"),
        ("/yichang", "民政局电话", "/yichang/departments/minzheng"),
        ("/yichang", "税务局地址", "/yichang/departments/shuiwu"),
        ("/yichang", "宜昌市公安局电话", "/yichang/departments/gongan"),
        ("/yichang", "社保局几点上班", "/yichang/departments/renshe"),
        ("/yichang", "房管局", "/yichang/departments/zhujian"),
        ("/xiling", "车管所在哪", "/xiling/departments/gongan"),
        ("/xiling", "婚姻登记处周六上班吗", "/xiling/departments/minzheng"),
        ("/xiling", "社保电话", "/xiling/departments/renshe"),
        ("/yichang", "西陵区民政局", "/xiling/departments/minzheng"),
        ("/wuhan", "西陵区民政局怎么走", "/xiling/departments/minzheng"),
        ("/yichang", "gonganju", "/yichang/departments/gongan"),
        ("/yichang", "公案局", "/yichang/departments/gongan"),
        ("/hant/yichang", "稅務局電話", "/hant/yichang/departments/shuiwu"),
        ("/hant/yichang", "西陵區民政局", "/hant/xiling/departments/minzheng"),
        ("/yichang", "我想问下民政局几点上班", "/yichang/departments/minzheng"),
        ("/yichang", "社保局电话号码多少啊", "/yichang/departments/renshe"),
        ("/yichang", "市民之家几点上班", "/yichang/halls/H005"),
        ("/xiling", "省政务服务大厅", "/xiling/halls/H001"),
        ("/yichang", "市民中心", "/yichang/halls/H005"),
        ("/yichang", "窑湾便民服务中心", "/yichang/halls/H036"),
        ("/xiantao", "政务服务大听", "/xiantao/halls/H027"),
    ],
)
def test_a_name_puts_the_office_or_the_hall_first(visitor: Visitor, root: str, query: str, leads_to: str) -> None:
    page = ask(visitor, root, query)
    assert page.find(ROWS)[0] == leads_to
    visitor.get(leads_to)


@pytest.mark.parametrize(
    "query",
    [
        "公积金中心贷款",
        "去公安局开无犯罪证明",
        "去派出所上户口要多少钱",
        "税务登记",
        "派出所开证明",
        "公安局办身份证",
        "人社局退休",
        "民政局离婚",
        "教育局转学",
        "车管所换驾照",
        "医保局报销",
        "不动产登记中心过户",
        "公积金提取在哪个大厅",
        "市民之家办社保",
        "身份证在哪个派出所办",
        "企业",
        "公积金",
        "出入境",
        "12345",
        "变更地址",
        "公司地址变更",
    ],
)
@pytest.mark.parametrize("root", ["/xiling", "/yichang"])
def test_an_errand_shows_items_first(visitor: Visitor, root: str, query: str) -> None:
    assert first(ask(visitor, root, query)) == "guides"


def test_an_office_of_another_site_says_whose_it_is(visitor: Visitor) -> None:
    row = ask(visitor, "/yichang", "西陵区民政局").find("//li[.//a[contains(@href, '/departments/')]]")[0]
    assert "西陵区 · 电话" in row.text_content()
    own = ask(visitor, "/yichang", "民政局").find("//li[.//a[contains(@href, '/departments/')]]")[0]
    assert "宜昌市 · " not in own.text_content()


def test_what_is_left_out_has_a_way_to_it(visitor: Visitor) -> None:
    page = ask(visitor, "", "市民之家")
    assert len(page.find("//main//a[contains(@href, '/halls/')]")) == 5
    visitor.get(page.link("更多大厅"))
    assert "更多大厅" not in ask(visitor, "/yichang", "市民之家").main
    visitor.get(ask(visitor, "/yichang", "部门").link("更多部门"))


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    """A province and a city with notices of one id, and a county with one of its own."""

    def notice(key: str, title: str, begin: int, end: int = 9) -> dict[str, str]:
        begins, ends = ((today() + timedelta(day)).isoformat() for day in (begin, end))
        return {"id": key, "title": title, "body": "请周知。", "from": begins, "until": ends}

    sites = {
        "hubei": entry(
            0, "province", None, notices=[notice("n1", "系统维护公告", -2), notice("n3", "系统维护", -9, -3)]
        ),
        "yichang": entry(500, notices=[notice("n1", "系统维护期间的大厅安排", -1), notice("n4", "系统维护", 2)]),
        "xiling": entry(502, "county", "yichang", notices=[notice("n1", "停水", -1)]),
    }
    folder: Path = tmp_path_factory.mktemp("board")
    with portal_of(dump(sites), folder) as made:
        yield Visitor(made.test_client())


@pytest.mark.parametrize("script", ["", "/hant"])
def test_notices_of_the_sites_above_are_found_and_can_be_read(board: Visitor, script: str) -> None:
    page = ask(board, f"{script}/xiling", "系统维护")
    links = page.find("//main//a[contains(@href, '/notices/')]")
    assert [link.get("href") for link in links] == [f"{script}/yichang/notices/n1", f"{script}/notices/n1"]
    for link in links:
        assert board.get(link.get("href")).h1 == link.text_content()
    assert ask(board, "/xiling", "停水").find("//main//a[contains(@href, '/notices/')]/@href") == ["/xiling/notices/n1"]
