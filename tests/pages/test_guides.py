"""The guide: every item, every tab, on a site that offers it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from lxml import html

from govsite.domain.catalogue.guides import TABS
from tests.apps import change, copy_of, rows
from tests.columns import holes
from tests.helpers import Page, Visitor, squeeze
from tests.waiting import wait

HOT = "070010015000"


def spread(offered: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    """Every item with one of its sites, another kind of site each time."""
    for number, (code, slugs) in enumerate(offered.items()):
        yield code, slugs[(number * 7) % len(slugs)]


def prefix(slug: str) -> str:
    return "" if slug == "hubei" else f"/{slug}"


def test_every_item_is_offered_somewhere(app: Flask, offered: dict[str, list[str]]) -> None:
    codes = {code for (code,) in rows(app, "SELECT code FROM item WHERE state = '在用'")}
    assert set(offered) == codes
    assert len(codes) >= 350


def test_every_item_has_a_full_guide(visitor: Visitor, offered: dict[str, list[str]]) -> None:
    """All tabs at once, as the print version has them, inspected."""
    faults = []
    for number, (code, slug) in enumerate(spread(offered)):
        page = visitor.get(f"{'/hant' if number % 2 else ''}{prefix(slug)}/guides/{code}/print")
        faults += [f"{page.url}: {hole}" for hole in [*holes(page), *_thin(page)]]
    assert not faults, "\n".join(faults)


def _thin(page: Page) -> Iterator[str]:
    """What the field's guides lack: materials with all their facts, steps that say what, who and how long."""
    rows_ = page.find("//h3[@id='materials']/following-sibling::table[1]/tbody/tr")
    if not rows_ and "不需要提交材料" not in page.text and "不需要提交材料" not in page.text:
        yield "no materials"
    for row in rows_:
        if any(not squeeze(cell.text_content()) for cell in row):
            yield "a material with an empty cell"
        if re.search(r"^\d+\. (其他|其它|等)?(材料|資料|资料)$", squeeze(row[0].text_content())):
            yield "a catch-all material"
    steps = page.find("//ol[@class='steps']/li")
    if not steps:
        yield "no steps"
    for step in steps:
        name, what, who = (squeeze(part.text_content()) for part in step)
        if len(what) < 8 or what == name or " · " not in who:
            yield f"a step that is only a name: {name} {what} {who}"
    if len(page.find("//section[@class='tab']")) != len(TABS):
        yield "not all tabs"
    if len(page.find("//dl[@class='facts']")) < 2:
        yield "no facts"


def test_every_tab_of_every_guide_is_a_page_of_its_own(app: Flask, offered: dict[str, list[str]]) -> None:
    client = app.test_client()
    for number, (code, slug) in enumerate(spread(offered)):
        tab = list(TABS)[number % len(TABS)]
        for name in (tab, list(TABS)[(number + 3) % len(TABS)]):
            answer = client.get(f"{prefix(slug)}/guides/{code}/{name}", headers={"HX-Request": "true"})
            piece = html.fromstring(answer.get_data(as_text=True))
            assert answer.status_code == 200
            assert squeeze(piece.xpath("string(.//*[@aria-current='page']/text())")) == TABS[name]
            assert len(squeeze(piece.xpath("string(.//section)"))) > 20, f"{slug} {code} {name}"


@pytest.mark.parametrize("root", ["", "/hant"])
@pytest.mark.parametrize("tab", [None, *TABS])
def test_tabs_are_links_that_work_without_scripts(visitor: Visitor, root: str, tab: str | None) -> None:
    page = visitor.get(f"{root}/xiling/guides/{HOT}" + (f"/{tab}" if tab else ""))
    links = page.find("//ul[@class='tabs']//a/@href")
    assert len(links) == 5
    assert squeeze(page.one("//section[@class='tab']/h2").text_content()) == squeeze(
        page.one("//ul[@class='tabs']//*[@aria-current='page']").text
    )
    for link in links:
        assert visitor.get(link).h1 == page.h1
    piece = visitor.piece(page.url)
    assert piece.get("id") == "guide"
    assert squeeze(piece.text_content()) == squeeze(page.one("//*[@id='guide']").text_content())


def test_both_addresses_of_the_first_tab_are_one_page(visitor: Visitor) -> None:
    short, long = visitor.get(f"/xiling/guides/{HOT}"), visitor.get(f"/xiling/guides/{HOT}/online")
    assert short.main == long.main


def test_the_four_facts_come_first(visitor: Visitor) -> None:
    page = visitor.get(f"/xiling/guides/{HOT}")
    assert [squeeze(dt.text_content()) for dt in page.find("//dl[@class='strip']//dt")] == [
        "多久",
        "多少钱",
        "跑几次",
        "去哪办",
    ]
    assert not [dd for dd in page.find("//dl[@class='strip']//dd") if not squeeze(dd.text_content())]


def test_limits_are_said_in_words_with_their_units(visitor: Visitor) -> None:
    page = visitor.get(f"/xiling/guides/{HOT}/basic")
    assert "承诺 20 个工作日，法定 60 日" in page.main
    assert "20 个工作日，法定 60 日" in page.find("string(//dl[@class='strip'])")
    assert "20 元/证" in page.main and "40 元/证" in page.main and "怎么缴：在受理窗口缴纳" in page.main


def test_who_can_do_it_online_is_told_where_and_who_cannot_at_which_window(visitor: Visitor) -> None:
    page = visitor.get("/xiling/guides/010010008000")  # a national service, offered by this county too
    assert page.link("交管12123 App") == "https://gab.122.gov.cn/"
    told = squeeze(page.find("string(//h3[@id='online-at']/following-sibling::p[1])"))
    assert told.startswith("网上到交管12123 App（手机应用商店搜“交管12123”")
    assert "不会上网的，到宜昌市公安局交警支队车辆管理所" in told, "that of the city"
    own = visitor.get("/xiling/guides/070010012000")  # what the province's own app does
    assert "鄂汇办 App" in own.main and own.link("湖北政务服务网") == "https://zwfw.hubei.gov.cn/"
    headings = [squeeze(h.text_content()) for h in own.find("//section[@class='tab']//h3")]
    assert {"网上到哪里办", "网上办理流程", "窗口办理流程"} <= set(headings)
    assert "网上" not in own.find("string((//ol[@class='steps'])[2]/li[1])")
    assert "和网上办理一样" in own.main, "what is the same is not said twice"


def test_words_of_the_trade_are_explained_and_lead_to_their_like(visitor: Visitor) -> None:
    page = visitor.get("/xiling/guides/070010012000")
    assert "不会上网的，照样可以到窗口办" in page.find("string(//details//dl)")
    shelf = visitor.get(page.link("还有哪些全程网办"))
    assert "不会上网的，照样可以到窗口办" in shelf.main
    assert all("全程网办" in squeeze(line.text_content()) for line in shelf.find("//p[@class='facts-line']"))


def test_what_is_missing_is_said(app: Flask, visitor: Visitor) -> None:
    tabs = (
        ("agencies", "agencies", "无需中介服务"),
        ("notes", "faqs", "没有整理出"),
    )
    for tab, column, said in tabs:
        with_and_without = rows(
            app,
            "SELECT max(item_code), min(item_code) FROM item i JOIN offering o ON o.item_code = i.code "
            f"WHERE o.site_code = '420502' GROUP BY json_array_length(i.{column}) > 0 ORDER BY 1",
        )
        for code in {code for pair in with_and_without for code in pair}:
            missing = (
                rows(app, f"SELECT json_array_length({column}) FROM item WHERE code = :code", code=code)[0][0] == 0
            )
            assert (said in visitor.get(f"/xiling/guides/{code}/{tab}").main) == missing, (code, tab)


def test_the_hottest_items_have_forms_samples_and_answers(
    app: Flask, visitor: Visitor, offered: dict[str, list[str]]
) -> None:
    found: list[Any] = rows(app, "SELECT code, materials, faqs FROM item ORDER BY heat DESC, code LIMIT 30")
    for code, _, _ in found:
        root = f"{prefix(offered[code][0])}/guides/{code}"
        page = visitor.get(root)
        assert page.find("//a[contains(@href, '/forms/')]"), f"{code} has no form"
        assert len(visitor.get(f"{root}/notes").find("//dl[@class='faq']/dt")) >= 2, f"{code} has no questions"


def test_the_real_body_and_its_phones_stand_in_it(app: Flask, visitor: Visitor) -> None:
    office, phone, complaint = rows(
        app,
        "SELECT d.name, o.phone, o.complaint_phone FROM offering o JOIN department d ON d.site_code = o.site_code "
        "AND d.key = o.department WHERE o.site_code = '420502' AND o.item_code = :code",
        code=HOT,
    )[0]
    text = visitor.get(f"/xiling/guides/{HOT}/offices").text
    assert office in text
    assert phone != complaint
    assert phone in text
    assert complaint in text


def test_the_place_has_address_hours_phone_and_the_way(visitor: Visitor) -> None:
    page = visitor.get(f"/xiling/guides/{HOT}/offices")
    facts = {squeeze(e.text_content()) for e in page.find("//div[@class='place'][1]//dt")}
    assert {"地址", "办公时间", "电话", "怎么走"} <= facts


def test_a_sites_own_terms_take_the_place_of_the_items(app: Flask, tmp_path: Any) -> None:
    with copy_of(app, tmp_path) as own:
        change(
            own,
            "UPDATE offering SET promised_days = 17, fee = '每本 23 元', visits = 2, visit_reason = '拍照和领证', "
            "hours = '周六上午' WHERE site_code = '420502' AND item_code = :code",
            code=HOT,
        )
        change(own, "UPDATE item SET proof_level = 4 WHERE code = :code", code=HOT)
        visitor = Visitor(own.test_client())
        wait(lambda: "17 个工作日" in visitor.get(f"/xiling/guides/{HOT}").main)
        assert "拍照和领证" in visitor.get(f"/xiling/guides/{HOT}").main
        asks = f"/xiling/account/level?need=4&next=/guides/{HOT}"
        assert "认证等级到四级" in visitor.get(f"/xiling/guides/{HOT}").main
        assert visitor.get(f"/xiling/guides/{HOT}").find(f"//a[@href='{asks}']")
        assert "周六上午" in visitor.get(f"/xiling/guides/{HOT}/offices").main
        assert "每本 23 元" in visitor.get(f"/xiling/guides/{HOT}/basic").main
        assert "17 个工作日" not in visitor.get(f"/yuanan/guides/{HOT}").main


def test_where_an_item_is_not_offered_one_is_told_who_does(visitor: Visitor, offered: dict[str, list[str]]) -> None:
    code = next(code for code, slugs in offered.items() if "hubei" not in slugs)
    for tab in ("", "/basic", "/offices", "/print"):
        assert visitor.redirect(f"/guides/{code}{tab}") == f"/guides/{code}/elsewhere"
        assert visitor.redirect(f"/hant/guides/{code}{tab}") == f"/hant/guides/{code}/elsewhere"


@pytest.mark.parametrize(
    "path",
    [
        "/guides/999999999999",
        f"/guides/{HOT}/nothing",
        f"/guides/{HOT}/online/x",
        "/guides/",
        "/guides",
        "/guides/%00",
        "/guides/%FF",
        "/guides/🙂",
        "/guides/" + "0" * 4_000,
        "/guides/999999999999/print",
        "/guides/999999999999/elsewhere",
        f"/guides/{HOT}/ONLINES",
        "/guides/999999999999/basic",
    ],
)
@pytest.mark.parametrize("root", ["", "/hant/xiling"])
def test_an_unknown_item_or_tab_is_not_found(visitor: Visitor, root: str, path: str) -> None:
    page = visitor.led(f"{root}{path}", status=404)
    assert page.find("//main//a")


@pytest.mark.parametrize("query", ["?x=1", "?page=3", "?" + "x" * 4_000, "?%00", "?%FF=%ED%A0%80"])
def test_a_strange_query_changes_nothing(visitor: Visitor, query: str) -> None:
    assert visitor.get(f"/xiling/guides/{HOT}{query}").main == visitor.get(f"/xiling/guides/{HOT}").main
