"""Bundles of errands (一件事), what saves a trip, and services of other sites: pages, search, home."""

from __future__ import annotations

import csv
from urllib.parse import quote

import pytest
from flask import Flask

from govsite.demo.sources import DEMO
from govsite.sites.load import load_file
from tests.apps import tree_of
from tests.helpers import Visitor, squeeze

with (DEMO / "bundles.csv").open(encoding="utf-8") as file:
    BUNDLES = list(csv.DictReader(file))


@pytest.mark.parametrize("root", ["", "/yichang", "/hant/xiling"])
def test_every_bundle_leads_to_the_guide_of_each_item_wherever_it_is(visitor: Visitor, root: str) -> None:
    for bundle in BUNDLES[:: 1 if root == "/yichang" else 4]:
        page = visitor.get(f"{root}/bundles/{bundle['slug']}")
        links = page.find("//ol/li/a[@class='row-name']/@href")
        codes = [step.partition("|")[0] for step in bundle["steps"].split(";")]
        assert [code for code in codes if any(code in link for link in links)] == codes
        for link in links[:3]:
            assert link.startswith("http") or visitor.get(link)


def test_a_material_stands_once_and_what_an_earlier_item_gives_is_not_brought(visitor: Visitor) -> None:
    page = visitor.get("/xiling/bundles/birth")
    names = [squeeze(name) for name in page.find("//ul[@class='rows']/li/strong/text()")]
    assert len(names) == len(set(names)) > 3
    card = page.one("//ul[@class='rows']/li[strong = '居民身份证']").text_content()
    assert "父母双方" in card and "出生登记" in card and "育儿补贴申领" in card  # one paper, whoever's it is
    given = "".join(page.find("//ul[@class='bullets']/li/text()"))
    assert "出生医学证明：办“出生医学证明首次签发”时就能拿到" in given
    assert "出生医学证明" not in names


def test_the_hall_of_one_application_comes_first(visitor: Visitor) -> None:
    page = visitor.get("/yichang/bundles/company")
    assert page.one("//div[@class='levels']//a/text()") == "企业开办“一件事”联办"
    assert not visitor.get("/yichang/bundles/school").find("//div[@class='levels']")


@pytest.mark.parametrize(
    ("asked", "path"),
    [("孩子刚出生要办什么手续", "birth"), ("我要开饭店", "restaurant"), ("退休手续", "retire"), ("一件事", "school")],
)
def test_the_search_finds_bundles(visitor: Visitor, asked: str, path: str) -> None:
    assert visitor.get(f"/xiling/search?q={quote(asked)}").find(f"//a[@href='/xiling/bundles/{path}']")
    assert not visitor.get(f"/xiling/search?q={quote('结婚登记')}").find("//a[contains(@href, '/bundles/')]")


def test_weather_is_not_handled_here_and_the_search_says_where(visitor: Visitor) -> None:
    page = visitor.get(f"/xiling/search?q={quote('查天气')}")
    assert page.find("//main//ul[@class='rows']/li/a/@href")[0] == "https://www.weather.com.cn/"
    assert "到“中国天气网”办，点开后离开本网" in page.text
    assert not page.find("//main//a[contains(@href, '/guides/')]")  # what 查 alone finds is no answer
    power = visitor.get(f"/xiling/search?q={quote('交电费')}")
    assert power.find("//main//ul[@class='rows']/li/a/@href")[0] == "https://www.95598.cn/"
    alone = visitor.get(f"/xiling/search?q={quote('今天天气怎么样')}")
    assert "没有找到" not in alone.text and "本网不办" in alone.text
    for errand in ("老年人公交优待证", "居民身份证到期换领"):
        assert not visitor.get(f"/xiling/search?q={quote(errand)}").find("//main//a[@rel='external']")


def test_services_and_applications_are_those_of_the_site(app: Flask, visitor: Visitor) -> None:
    links = visitor.get("/xiling/services").find("//main//a[@rel='external']/@href")
    assert links == [each.url for each in tree_of(app).by_slug["xiling"].services] and len(links) > 8
    assert "市民e家" in visitor.get("/xiling/easiest").text  # inherited from the city
    assert "市民e家" not in visitor.get("/wuhan/easiest").text
    other = load_file(DEMO / "hainan" / "sites.yaml").by_slug["haikou"]
    assert [each.title for each in other.apps] == ["海易办"]


def test_a_way_counts_the_items_of_the_site(visitor: Visitor) -> None:
    page = visitor.get("/yichang/easiest")
    assert {"手机办", "网上办", "邮寄办", "就近办", "预约办", "帮办代办"} <= set(page.find("//h2/text()"))
    for link in page.find("//main//a[contains(@href, '/guides/')]/@href")[:6]:
        assert "全程网办" in visitor.get(link).text


def test_home_and_help_lead_there(visitor: Visitor) -> None:
    assert len(visitor.get("/xiling/").find("//a[starts-with(@href, '/xiling/bundles/')]")) == len(BUNDLES)
    for path in ("bundles", "easiest", "services"):
        assert visitor.get("/xiling/help").find(f"//main//a[@href='/xiling/{path}']")
