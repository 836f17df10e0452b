"""The right place, time and number of each kind of errand, on the demo data: steps, tab and summary agree."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from flask import Flask

from govsite.domain.catalogue.places import places_of, words_of
from tests.apps import root_of, rows, site_of
from tests.helpers import Visitor, squeeze
from tests.pages.conftest import KINDS

BIRTH, VACCINE, MARRIAGE, CARE, FUND = "070010001000", "200140001000", "070020001000", "050020001000", "200050006000"
SIX = ("wuhan", "yichang", "enshizhou", "xiling", "changyang", "enshi")


@pytest.mark.parametrize(
    ("root", "code", "kind", "first", "number"),
    [
        ("/xiling", BIRTH, "派出所", "学院派出所", "tel:071712345"),
        ("/changyang", BIRTH, "派出所", "龙舟坪派出所", "tel:071712345"),
        ("/xiling", VACCINE, "接种门诊", "预防接种门诊", "tel:071712345"),
        ("/enshi", VACCINE, "接种门诊", "预防接种门诊", "tel:071812345"),
        ("/xiling", MARRIAGE, "婚姻登记处", "西陵区民政局婚姻登记处", "tel:071712345"),
        ("/changyang", CARE, "便民服务中心", "便民服务中心", "tel:071712345"),
        ("/xiling", FUND, "公积金服务大厅", "宜昌市住房公积金中心服务大厅", "tel:071712345"),
        ("/wuhan", FUND, "公积金服务大厅", "武汉市住房公积金中心服务大厅", "tel:02712345"),
        ("/yichang", "010010001000", "出入境接待大厅", "宜昌市公安局出入境接待大厅", "tel:071712345"),
        ("/xiling", "010010012000", "车管所", "宜昌市公安局交警支队车辆管理所", "tel:071712345"),
        ("/enshi", "070060003000", "不动产登记大厅", "恩施市不动产登记大厅", "tel:071812345"),
        ("/changyang", "200180002000", "公证处", "长阳土家族自治县公证处", "tel:071712345"),
        ("/xiling", "050320002000", "村（社区）", "社区党群服务中心", "tel:071712345"),
    ],
)
def test_a_guide_leads_to_the_places_of_its_kind(
    visitor: Visitor, root: str, code: str, kind: str, first: str, number: str
) -> None:
    page = visitor.get(f"{root}/guides/{code}/offices")
    names = [squeeze(h.text_content()) for h in page.find("//div[@class='place']/h3")]
    assert 1 <= len(names) <= 3 and first in names[0]
    hall = visitor.get(page.find("//div[@class='place']/h3/a/@href")[0])
    assert [dd.text for dd in hall.find("//dt[.='场所类型']/following-sibling::dd[1]")] == [kind]
    told = squeeze(page.find("string((//div[@class='place'])[1])"))
    for fact in ("地址", "办公时间"):
        assert squeeze(hall.find(f"string(//dt[.='{fact}']/following-sibling::dd[1])")) in told
    assert number in page.find("(//div[@class='place'])[1]//a/@href")
    assert "综合窗口" not in page.main
    summary = squeeze(page.find("string(//dl[@class='strip']/div[4]/dd)"))
    assert kind in summary or names[0] in summary


def test_more_than_a_few_are_behind_a_link(visitor: Visitor) -> None:
    page = visitor.get(f"/xiling/guides/{BIRTH}/offices")
    listed = visitor.get(page.link("全部 5 处派出所"))
    assert len(listed.find("//a[@class='row-name']")) == 5
    assert visitor.get(f"/hant/xiling/halls?kind={quote('派出所')}").find("//a[@class='row-name']")
    near = visitor.get(f"/xiling/halls?kind={quote('车管所')}")
    assert "西陵区没有设车管所，下面是宜昌市的车管所" in near.main


def test_steps_name_the_window_where_people_are_sent(visitor: Visitor) -> None:
    steps = visitor.get(f"/xiling/guides/{BIRTH}").find("string(//ol[@class='steps'])")
    assert "派出所窗口工作人员" in steps and "西陵区分局窗口" not in steps


def test_online_comes_first_and_townships_are_a_level(visitor: Visitor) -> None:
    page = visitor.get(f"/xiling/guides/{BIRTH}/basic")
    assert squeeze(page.find("string(//dl[@class='strip']/div[4]/dd)")).startswith("网上")
    page = visitor.get(f"/changyang/guides/{CARE}/basic")
    assert "在乡镇（街道）办" in squeeze(page.find("string(//dt[.='行使层级']/following-sibling::dd[1])"))
    lines = " ".join(visitor.get(f"/xiling/search?q={quote('低保')}").find("//p[@class='facts-line']/text()"))
    assert "在乡镇（街道）办" in lines


def test_no_guide_of_these_six_falls_back_to_nothing(app: Flask) -> None:
    """But schools, which are those of the child."""
    snapshot = app.extensions["memory"].current(app.extensions["freshness"].stamp().numbers["catalogue"], ())
    for slug in SIX:
        site = site_of(app, slug)
        with app.app_context():
            content, places = snapshot.site(site.code), places_of(snapshot)
            nowhere = {
                item.places[0]
                for item, offer in ((offer.item, offer) for offer in content.offers.values())
                if not places.find(site, item.places, content.offices[offer.department], words_of(item)).known
            }
        assert nowhere <= {"学校"}, slug


def test_nobody_is_sent_to_the_discipline_inspection_with_a_complaint(app: Flask, visitor: Visitor) -> None:
    for table in ("department", "offering"):
        assert not rows(app, f"SELECT 1 FROM {table} WHERE complaint_phone LIKE '%12388%' LIMIT 1")  # noqa: S608
    card = squeeze(visitor.get(f"/xiling/guides/{BIRTH}").find("string(//p[@class='ask'])"))
    assert "投诉：12389" in card
    card = squeeze(visitor.get("/guides/200480001000").find("string(//p[@class='ask'])"))
    assert card == "咨询、投诉：12345"


def test_the_offices_own_cards_are_in_the_data(visitor: Visitor) -> None:
    page = visitor.get("/yichang/departments/shichangjianguan").main
    assert all(fact in page for fact in ("0717-6851455", "发展大道35号"))
    page = visitor.get("/yichang/departments/zhengwu").main
    assert all(fact in page for fact in ("0717-6851680", "443000"))
    page = visitor.get("/yichang/halls/H005")
    assert {"tel:07176599111", "tel:07176851659"} <= set(page.find("//main//a/@href"))
    assert all(fact in page.main for fact in ("443000", "无障碍坡道", "自驾", "文旅"))
    assert page.find("//a[starts-with(@href, 'geo:')]") and page.find("//main//a[@rel='external']")


@pytest.mark.parametrize("slug", KINDS)
def test_halls_are_listed_by_area(app: Flask, visitor: Visitor, slug: str) -> None:
    site = site_of(app, slug)
    page = visitor.get(f"{root_of(site)}/halls")
    areas = [squeeze(h.text_content()) for h in page.find("//div[@id='halls']/h2")]
    assert areas[0] == site.name and len(set(areas)) == len(areas)


def test_a_place_leads_to_what_is_done_there(visitor: Visitor) -> None:
    station = visitor.get("/xiling/halls/P001")
    assert station.one("//h2[.='在这里办什么']/following-sibling::ul//a[.='出生登记']").get("href") == (
        "/xiling/guides/070010001000"
    )
    assert "在这里办什么" not in visitor.get("/xiling/halls/H015").main
    assert "不用去现场。不会上网的到：" in visitor.get("/yichang/guides/200050002000/brief").main
