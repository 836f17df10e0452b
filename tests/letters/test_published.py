"""Published letters: listed newest first, found in either script, never more of them than was made public."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from govsite.domain.letters import answers
from tests.apps import statements
from tests.columns import holes
from tests.helpers import Page, Visitor, squeeze
from tests.letters.letters import MORNING, SECRET_WORDS, published, take_back

ROWS = "//div[@id='letters']//a[@class='row-name']"


def titles(page: Page) -> list[str]:
    return [squeeze(a.text_content()) for a in page.find(ROWS)]


def test_a_site_lists_its_own_and_those_below_newest_first(board: Flask, reader: Visitor) -> None:
    published(
        board,
        {"title": "区里的信", "site_code": "420502"},
        {"title": "市里的信", "site_code": "420500"},
        {"title": "另一个区的信", "site_code": "420503"},
        {"title": "从未公开的信", "published": None},
    )
    assert titles(reader.get("/letters")) == ["另一个区的信", "市里的信", "区里的信"]
    assert titles(reader.get("/yichang/letters")) == ["另一个区的信", "市里的信", "区里的信"]
    page = reader.get("/hant/xiling/letters")
    assert titles(page) == ["区里的信"] and not list(holes(page))
    city = reader.get("/yichang/letters")
    assert "第503站公安局" in city.main and "第500站公安局" not in city.main


def test_a_letter_stands_at_the_site_that_answered_it(board: Flask, reader: Visitor) -> None:
    (one,) = published(board, {"title": "区里的信", "body": "第一段\n换行\n\n第二段", "rating": 2})
    assert reader.get("/yichang/letters").link("区里的信") == f"/xiling/letters/{one}"
    for root in ("", "/yichang", "/wujiagang"):
        assert reader.redirect(f"{root}/letters/{one}") == f"/xiling/letters/{one}"
    assert reader.redirect(f"/elder/hant/letters/{one}") == f"/elder/hant/xiling/letters/{one}"
    page = reader.get(f"/xiling/letters/{one}")
    assert page.h1 == "区里的信" and "不满意" in page.main and "您好！可以的。" in page.main
    assert [p.text_content() for p in page.find("//p[@class='written']")][:2] == ["第一段\n换行", "第二段"]
    assert page.link("我也要问").startswith("/xiling/letters/new?kind=")
    assert page.one("//meta[@name='ArticleTitle']").get("content") == "区里的信"


def test_what_was_typed_is_the_same_in_both_scripts(board: Flask, reader: Visitor) -> None:
    (one,) = published(board, {"title": "余家的頭发", "body": "于是发了，后来干了。"})
    for root in ("/xiling", "/hant/xiling", "/elder/hant/xiling"):
        page = reader.get(f"{root}/letters/{one}")
        assert page.h1 == "余家的頭发" and "于是发了，后来干了。" in page.main
        assert titles(reader.get(f"{root}/letters")) == ["余家的頭发"]
    assert "不作轉換" in reader.get(f"/hant/xiling/letters/{one}").main


def test_only_what_was_made_public_leaves(board: Flask, reader: Visitor) -> None:
    (one,) = published(board, {"title": "身份证怎么补办"})
    paths = (
        "/letters",
        "/letters?q=身份证",
        f"/xiling/letters/{one}",
        "/letters/feed.xml",
        "/search?q=身份证怎么补办",
        "/",
    )
    for path in paths:
        source = reader.client.get(path).get_data(as_text=True)
        assert "身份证怎么补办" in source and SECRET_WORDS not in source and "XJ-TEST" not in source, path


def test_a_letter_that_is_taken_back_is_gone_everywhere(board: Flask, reader: Visitor) -> None:
    one, other = published(board, {"title": "身份证怎么补办"}, {"title": "护照怎么补办"})
    assert f"/letters/{one}<" in reader.client.get("/xiling/sitemap.xml").get_data(as_text=True)
    take_back(board, one)
    reader.get(f"/xiling/letters/{one}", 404)
    paths = (
        "/letters",
        "/letters?q=怎么补办",
        "/letters/feed.xml",
        "/search?q=怎么补办",
        "/xiling/",
        "/xiling/sitemap.xml",
    )
    for path in paths:
        assert one not in reader.client.get(path).get_data(as_text=True), path
    assert titles(reader.get("/letters?q=怎么补办")) == ["护照怎么补办"] and other


def test_older_letters_follow_each_once_whatever_comes_meanwhile(board: Flask, reader: Visitor) -> None:
    moments = [MORNING + timedelta(hours=number // 3) for number in range(50)]  # three at each moment
    published(board, *({"title": f"信{n}", "published": at, "kind": "投诉"} for n, at in enumerate(moments)))
    seen: list[str] = []
    path = "/xiling/letters?kind=投诉"
    while path:
        page = reader.get(path)
        seen += titles(page)
        if len(seen) == 20:
            published(board, {"title": "刚刚公开的", "published": MORNING + timedelta(days=9), "kind": "投诉"})
        older = page.find("//div[@id='letters']//a[@rel='next']/@href")
        path = f"/xiling/letters{older[0]}" if older else ""
    assert seen == [f"信{n}" for n in reversed(range(50))]
    assert titles(reader.get("/xiling/letters?before=nobody"))[0] == "刚刚公开的"
    assert titles(reader.get("/xiling/letters?before=123456789"))[0] == "刚刚公开的"


def test_they_are_narrowed_by_kind_and_department(board: Flask, reader: Visitor) -> None:
    published(
        board,
        {"title": "甲", "kind": "投诉", "department": "公安局"},
        {"title": "乙", "kind": "咨询", "department": "医保局"},
        {"title": "丙", "kind": "投诉", "department": "医保局"},
    )
    page = reader.get("/xiling/letters?kind=投诉&department=医保局")
    assert titles(page) == ["丙"]
    assert page.find("//select/option[@selected]/@value") == ["投诉", "医保局"]
    assert titles(reader.get("/hant/xiling/letters?kind=投訴")) == ["丙", "甲"]
    assert titles(reader.get("/hant/xiling/letters?department=醫保局")) == ["丙", "乙"]
    assert titles(reader.get("/xiling/letters?kind=不存在&department=x")) == ["丙", "乙", "甲"]
    nothing = reader.get("/xiling/letters?kind=表扬")
    assert titles(nothing) == [] and nothing.link("看看全部来信") == "/xiling/letters"


@pytest.mark.parametrize("query", ["公积金提取", "公積金提取", "公积金　提取", "公积金"])
def test_a_keyword_finds_title_body_and_reply_in_either_script(board: Flask, reader: Visitor, query: str) -> None:
    published(
        board,
        {"title": "公积金提取要多久"},
        {"title": "租房的事", "body": "公積金提取是按月還是按年？"},
        {"title": "别的", "public_reply": "您好！公积金提取当天到账。"},
        {"title": "无关的信"},
    )
    for root in ("/xiling", "/hant/yichang"):
        found = titles(reader.get(f"{root}/letters?q={query}"))
        assert found[0] == "公积金提取要多久" and sorted(found[1:]) == ["别的", "租房的事"]
    assert titles(reader.get("/wujiagang/letters?q=公积金")) == []
    piece = reader.piece(f"/xiling/letters?q={query}")
    assert piece.get("id") == "letters" and "找到 3 件" in squeeze(piece.text_content())


@pytest.mark.parametrize("query", ["%", "_", "'", "a", "证", "qqqzzz"])
def test_what_cannot_be_found_is_said(board: Flask, reader: Visitor, query: str) -> None:
    published(board, {"title": "公积金提取要多久"})
    page = reader.get("/letters", 200) if not query else reader.get(f"/letters?q={query.replace('%', '%25')}")
    assert titles(page) == [] and "没有找到" in page.main and page.link("写信问") == "/letters/new"


def test_a_site_without_any_shows_the_way(reader: Visitor) -> None:
    page = reader.get("/hant/xiling/letters")
    assert page.link("我要寫信") == "/hant/xiling/letters/new"
    assert page.link("查看答覆") == "/hant/xiling/letters/lookup"
    assert "諮詢 5 個工作日" in page.main and "還沒有公開的來信" in page.main and not list(holes(page))
    assert not page.find("//main//form"), "there is nothing to narrow"


def test_a_site_that_has_switched_letters_off_has_none_of_it(board: Flask, reader: Visitor) -> None:
    (one,) = published(board, {"title": "武汉的信", "site_code": "420100"})
    for path in ("/letters", f"/letters/{one}", "/letters/figures", "/letters/feed.xml", "/letters/new"):
        for root in ("/wuhan", "/hant/wuhan", "/elder/wuhan"):
            assert reader.client.get(root + path, headers={"Cookie": ""}).status_code == 404, root + path
    assert reader.client.post("/wuhan/letters/new").status_code == 404
    page = reader.get("/wuhan/letters", 404)
    assert "没有开通互动交流" in page.main
    assert page.find("//main//a[@href='/letters']"), "the site above has it"
    assert "/letters" not in reader.get("/wuhan/").source
    assert "/letters" not in reader.client.get("/wuhan/sitemap.xml").get_data(as_text=True)
    assert titles(reader.get("/letters")) == [], "it would lead nowhere"
    assert reader.get("/xiling/").find("//nav[@class='nav']//a[.='互动交流']/@href") == ["/xiling/letters"]


def test_pages_cost_the_same_however_many_there_are(board: Flask, reader: Visitor) -> None:
    (one,) = published(board, {"title": "第一封"})
    before = {path: _cost(board, path) for path in ("/xiling/letters", f"/xiling/letters/{one}", "/letters/feed.xml")}
    published(board, *({"title": f"信{n}"} for n in range(60)))
    assert {path: _cost(board, path) for path in before} == before
    assert _cost(board, "/xiling/letters?q=第一封") == 0 and _cost(board, "/search?q=第一封") == 0


def _cost(app: Flask, path: str) -> int:
    client, cache = app.test_client(), app.extensions["page_cache"]
    client.get(path)
    cache.enabled = False
    try:
        with statements(app) as sent:
            assert client.get(path).status_code == 200
    finally:
        cache.enabled = True
    return len(sent)


def test_a_keyword_search_says_where_it_ends(board: Flask, reader: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "MOST_ANSWERS", 5)
    monkeypatch.setattr("govsite.domain.letters.wanted.MOST_FOUND", 4)
    monkeypatch.setattr("govsite.blueprints.letters.MOST_FOUND", 4)
    published(board, *({"title": f"公积金提取{n}"} for n in range(6)))
    page = reader.get("/xiling/letters?q=公积金")
    assert len(titles(page)) == 4 and "最接近的 4 件" in page.main and "只查最近公开的 5 件" in page.main
    assert len(titles(reader.get("/xiling/letters"))) == 6


def test_the_writer_is_told_that_files_stay_unpublished(board: Flask) -> None:
    page = Visitor(board.test_client()).get("/xiling/letters/new")
    assert "信公开了，附件也不公开" in page.one("//*[@id='files-hint']").text_content()
