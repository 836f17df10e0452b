"""The search page: one box, two scripts, what was typed, wrong input. How good it is, is held elsewhere."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from flask import Flask

from tests.columns import holes
from tests.helpers import Visitor
from tests.places import ITEM
from tests.submitting import submit

WIDE = "０７００１００１９０００"


@pytest.mark.parametrize("root", ["", "/xiling", "/hant/xiling", "/donghugaoxin", "/xiantao"])
def test_every_page_has_the_box_and_it_leads_here(visitor: Visitor, root: str) -> None:
    page = visitor.get(f"{root}/help")
    form = page.one("//header//form[@role='search']")
    assert (form.get("action"), form.get("method")) == (f"{root}/search", "get")
    assert form.xpath(".//input[@name='q']")
    found = visitor.get(f"{root}/search?q={quote('社保')}")
    assert found.find("//main//a[contains(@href, '/guides/')]")
    assert not list(holes(found))


@pytest.mark.parametrize("query", ["身份证", "身份證", "SHENFENZHENG", "结婚", "結婚"])
def test_either_script_finds_the_same(visitor: Visitor, query: str) -> None:
    plain = visitor.get(f"/xiling/search?q={quote(query)}").find("//main//a[contains(@href, '/guides/')]/@href")
    hant = visitor.get(f"/hant/xiling/search?q={quote(query)}").find("//main//a[contains(@href, '/guides/')]/@href")
    assert plain
    assert [href.removeprefix("/hant") for href in hant] == plain
    assert plain[0].startswith("/xiling/guides/")


@pytest.mark.parametrize("root", ["/xiling", "/hant/xiling"])
@pytest.mark.parametrize("query", ["身份证", "身份證", "<b>&\"'", "没有这种东西", "一 二", "🙂"])
def test_what_was_typed_comes_back_unchanged(visitor: Visitor, root: str, query: str) -> None:
    page = visitor.get(f"{root}/search?q={quote(query)}")
    assert page.one("//input[@id='q']").get("value") == query


@pytest.mark.parametrize("root", ["/xiling", "/hant/xiling"])
@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("身份证", "身份证"),
        ("頭髮 头发", "頭髮 头发"),
        ("</title><b>&\"'", "</title><b>&\"'"),
        ("证" * 30, "证" * 30),
        ("证" * 31, "证" * 29 + "…"),
    ],
)
def test_the_title_names_what_was_typed(visitor: Visitor, root: str, query: str, words: str) -> None:
    page = visitor.get(f"{root}/search?q={quote(query)}")
    assert page.find("string(//title)").startswith(f"{words} - 搜索 - ")


def test_without_words_the_title_is_the_pages_name(visitor: Visitor) -> None:
    page = visitor.get("/xiling/search?q=+")
    assert page.find("string(//title)").startswith("搜索 - ")
    assert page.one("//nav[@class='crumbs']").text_content().endswith("› 搜索")


@pytest.mark.parametrize("query", ["qqqzzz", "🙂🙂", "", "   ", "。，！", "%"])
def test_nothing_found_is_said_with_a_way_on(visitor: Visitor, query: str) -> None:
    page = visitor.get(f"/xiling/search?q={quote(query)}")
    assert not list(holes(page))
    assert page.find("//main//a[starts-with(@href, '/xiling/')]")


PLACES = "//*[@id='results']//li[contains(@class, 'row')]/a[@class='row-name']/@href"


@pytest.mark.parametrize("root", ["/xiling", "/hant/xiling"])
@pytest.mark.parametrize(
    ("query", "homes"),
    [
        ("恩施", ["/enshizhou/", "/enshi/"]),
        ("wuhan", ["/wuhan/"]),
        ("襄樊", ["/xiangyang/"]),
        ("鄖縣", ["/yunyang/"]),
        ("汉口", ["/jiangan/", "/jianghan/", "/qiaokou/"]),
    ],
)
def test_places_are_listed_as_sites(visitor: Visitor, root: str, query: str, homes: list[str]) -> None:
    before = root.removesuffix("/xiling")
    page, piece = visitor.get(f"{root}/search?q={quote(query)}"), visitor.piece(f"{root}/search?q={quote(query)}")
    assert page.find(PLACES) == piece.xpath(PLACES.replace("//*[@id='results']", ".")) == [before + h for h in homes]
    assert not list(holes(page))
    visitor.get(before + homes[0])


@pytest.mark.parametrize(("typed", "rest"), [("宜昌著作權登記", "著作權登記"), ("WuHan 光纤覆盖", "光纤覆盖")])
def test_the_rest_of_a_query_goes_on_as_it_was_typed(visitor: Visitor, typed: str, rest: str) -> None:
    page = visitor.get(f"/hant/xiling/search?q={quote(typed)}")
    assert page.find("//p[@class='did'][1]/a/@href")[0].endswith(f"/search?q={quote(rest)}")


def test_several_places_are_all_asked(visitor: Visitor) -> None:
    page = visitor.get(f"/xiling/search?q={quote('恩施公积金')}")
    wanted = [f"/{slug}/search?q={quote('公积金')}" for slug in ("enshizhou", "enshi")]
    assert page.find("//p[@class='did'][1]/a/@href") == wanted
    assert page.find("//main//a[contains(@href, '/guides/')]")


@pytest.mark.parametrize("typed", ["著作权", "著作權", "ＺＨＵＺＵＯＱＵＡＮ"])
def test_what_was_found_is_marked_as_it_is_written(visitor: Visitor, typed: str) -> None:
    marks = visitor.get(f"/xiling/search?q={quote(typed)}").find("//mark/text()")
    assert not [mark for mark in marks if "着" in mark]


def test_the_piece_is_what_the_page_shows(visitor: Visitor) -> None:
    url = f"/xiling/search?q={quote('社保')}"
    piece = visitor.piece(url)
    assert piece.get("id") == "results"
    assert [a.get("href") for a in piece.xpath(".//a")] == visitor.get(url).find("//*[@id='results']//a/@href")


def test_it_leads_to_what_it_found(visitor: Visitor) -> None:
    page = visitor.get(f"/xiling/search?q={quote('公积金')}")
    for link in dict.fromkeys(page.find("//*[@id='results']//a/@href")):
        if link.startswith("/"):
            answer = visitor.client.get(link, follow_redirects=True)
            assert answer.status_code == 200, link


def test_robots_stay_away(app: Flask) -> None:
    assert "Disallow: /search" in app.test_client().get("/robots.txt").get_data(as_text=True)


@pytest.mark.parametrize("root", ["/xiling", "/hant/xiling"])
def test_what_two_letters_were_read_as_is_said_and_leads_on(visitor: Visitor, root: str) -> None:
    page = visitor.get(f"{root}/search?q=hz")
    (line,) = page.find("//p[@class='did']")
    assert "首字母" in line.text_content()
    assert f"{root}/search?q={quote('换证')}" in line.xpath(".//a/@href")
    assert not visitor.get(f"{root}/search?q=sfz").find("//p[contains(., '首字母')]")


@pytest.mark.parametrize(
    "typed", [ITEM, f"{ITEM[:4]} {ITEM[4:]}", f"11420502MB0000019P4{ITEM}", "０７００１００１９０００"]
)
def test_an_item_is_found_by_its_code(visitor: Visitor, typed: str) -> None:
    page = visitor.get(f"/xiling/search?q={quote(typed)}")
    code = "070010019000" if typed == WIDE else ITEM
    assert page.find("//main//a[contains(@href, '/guides/')]/@href") == [f"/xiling/guides/{code}"]


def test_what_is_not_sure_is_said_and_a_long_text_goes_into_a_letter(visitor: Visitor) -> None:
    page = visitor.get(f"/xiling/search?q={quote('银行卡被冻结了怎么解冻')}").one("//main").text_content()
    assert "不在本网办理" in page
    assert "12378" in page
    text = "我家住在三楼，楼上漏水一直没有人管。" * 5
    page = visitor.get(f"/xiling/search?q={quote(text)}")
    letter = submit(page, "/xiling/letters/new")
    assert letter.one("//textarea[@name='body']").text.strip() == text
    assert not letter.find("//*[@class='error']")
