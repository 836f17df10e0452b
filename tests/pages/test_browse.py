"""Browsing: the listing rule, facets whose counts are true, tags, and wrong values."""

from __future__ import annotations

import random
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask

from govsite.demo.sources import DEMO
from govsite.domain.catalogue.offerings import levels_of
from govsite.sites.load import load_file
from tests.apps import change, copy_of, root_of, rows, site_of
from tests.helpers import Page, Visitor, squeeze
from tests.pages.conftest import KINDS
from tests.waiting import wait

BOTH = ("/personal", "/business")


def total(page: Page) -> int:
    found = re.search(r"共 (\d+) [项項]", squeeze(page.one("//p[@class='count']").text_content()))
    return int(found[1]) if found else -1


def codes(page: Page) -> list[str]:
    """Item codes of the rows, in their order."""
    return [href.rpartition("/")[2] for href in page.find("//ul[@class='rows']/li/a[@class='row-name']/@href")]


def everything(visitor: Visitor, url: str) -> list[str]:
    """Item codes of all pages of a list."""
    found, page = [], visitor.get(url)
    while True:
        found += codes(page)
        more = page.find("//nav[@class='pager']//a[@rel='next']/@href")
        if not more:
            return found
        page = visitor.get(url.partition("?")[0] + more[0])


@pytest.mark.parametrize("path", BOTH)
@pytest.mark.parametrize("slug", KINDS)
def test_a_site_lists_all_items_of_its_own_level_and_no_others(
    app: Flask, visitor: Visitor, slug: str, path: str
) -> None:
    site = site_of(app, slug)
    audience = "natural" if path == "/personal" else "legal"
    wanted = rows(
        app,
        "SELECT i.code, i.levels FROM item i JOIN offering o ON o.item_code = i.code "
        "WHERE o.site_code = :code AND i.audience IN (:audience, 'both') AND i.state = '在用'",
        code=site.code,
        audience=audience,
    )
    found = everything(visitor, root_of(site) + path)
    assert len(found) == len(set(found)) == total(visitor.get(root_of(site) + path))
    assert set(found) == {code for code, _ in wanted}
    assert all(set(levels_of(site)) & set(re.findall(r"\w+", levels)) for _, levels in wanted)


@pytest.mark.parametrize("root", ["", "/yichang", "/xiling", "/hant/yichang"])
def test_it_says_which_level_it_lists_and_leads_to_the_others(visitor: Visitor, root: str) -> None:
    page = visitor.get(f"{root}/personal?theme={quote('社会保障')}")
    levels = page.one("//div[@class='levels']")
    assert ("这里只列出" in levels.text_content()) or ("這裡只列出" in levels.text_content())
    links = levels.xpath(".//a/@href")
    assert len(links) >= 2
    kept = [link for link in links if "/sites" not in link]
    assert kept and all(link.endswith(f"/personal?theme={quote('社会保障')}") for link in kept)
    for link in links:
        visitor.get(link)


def test_a_short_list_begins_with_where_else_and_says_how_many_are_there(app: Flask, visitor: Visitor) -> None:
    theme = quote("户籍办理")
    page = visitor.get(f"/personal?theme={theme}")  # the household registers are the counties'
    assert total(page) <= 5
    assert page.find("//div[@class='levels']/following-sibling::div[@class='empty']")
    (number,) = page.find("//div[@class='levels']//b/text()")
    items = rows(app, "SELECT code FROM item WHERE audience IN ('natural', 'both') AND themes LIKE :t", t="%户籍办理%")
    assert int(number) == len(items) - total(page)
    assert not visitor.get(f"/xiling/personal?theme={theme}").find("//div[@class='levels']//b")


def test_a_city_without_counties_lists_their_items_too() -> None:
    tree = load_file(DEMO / "hainan" / "sites.yaml")
    assert levels_of(tree.by_slug["haikou"]) == ("city", "county", "township", "village")
    assert levels_of(tree.root) == ("province",)
    assert levels_of(load_file(DEMO.parent / "sites.yaml").by_slug["yichang"]) == ("city",)


def test_rows_say_limit_fee_visits_depth_and_whether_one_can_book(app: Flask, visitor: Visitor) -> None:
    lines = [squeeze(e.text_content()) for e in visitor.get("/xiling/personal").find("//p[@class='facts-line']")]
    assert lines
    for line in lines:
        assert re.match(
            r"(承诺 \d+ (个工作日|日|个月)|当场办结) · .+ · (不用跑|跑 \d+ 次) · (到窗口|网上|全程).+", line
        ), line
    assert any(line.endswith("可预约") for line in lines)


def facets(page: Page) -> dict[str, list[tuple[str, int, str]]]:
    """Label, count and address of the values that may be added, by the facet's heading."""
    found: dict[str, list[tuple[str, int, str]]] = {}
    for heading in page.find("//div[@class='facets']/h2"):
        values = heading.getnext().xpath("./li/a[not(@class='on')]")
        found[squeeze(heading.text_content())] = [
            (squeeze(a.text), int(a.xpath("string(./small)")), a.get("href")) for a in values
        ]
    return found


@pytest.mark.parametrize("path", BOTH)
@pytest.mark.parametrize("seed", range(4))
def test_counts_are_what_one_gets_by_following_them(app: Flask, visitor: Visitor, path: str, seed: int) -> None:
    choose = random.Random(f"{seed}{path}")
    base = root_of(site_of(app, choose.choice(KINDS)), hant=seed % 2 == 1) + path
    page, url = visitor.get(base), base
    for _ in range(3):
        choices = [value for values in facets(page).values() for value in values]
        assert all(count > 0 for _, count, _ in choices), "a value with nothing behind it"
        if not choices:
            break
        for label, count, href in choose.sample(choices, min(3, len(choices))):
            shown = visitor.get(base + href)
            assert total(shown) == count == len(everything(visitor, base + href)), (url, label)
            assert any(label in squeeze(tag.text_content()) for tag in shown.find("//a[@class='tag']"))
        url = base + choose.choice(choices)[2]
        page = visitor.get(url)


def test_tags_take_conditions_off_one_by_one(visitor: Visitor) -> None:
    page = visitor.get("/xiling/personal")
    before = [total(page)]
    for facet in ("主题", "人生事件", "特定群体"):
        label, count, href = max(facets(page)[facet], key=lambda value: value[1])
        page = visitor.get(f"/xiling/personal{href}")
        before.append(count)
        assert len(page.find("//a[@class='tag']")) == len(before) - 1
        on = [squeeze(a.text) for a in page.find("//div[@class='facets']//a[@class='on']")]
        assert label in on
    for wanted in reversed(before[:-1]):
        last = page.find("//a[@class='tag']/@href")[-1]
        page = visitor.get(f"/xiling/personal{last}")
        assert total(page) == wanted
    assert not page.find("//a[@class='tag']")


def test_all_conditions_together_come_off_by_one_link(visitor: Visitor) -> None:
    page = visitor.get(f"/xiling/personal?theme={quote('社会保障')}&department=renshe")
    assert page.link("全部取消") == "/xiling/personal"


def test_another_condition_begins_at_the_first_page(visitor: Visitor) -> None:
    page = visitor.get("/xiling/personal?page=3")
    assert all("page=" not in href for values in facets(page).values() for _, _, href in values)


@pytest.mark.parametrize("value", ["社会保障", "社會保障", " 社会保障 ", "社会　保障".replace("　", "")])
@pytest.mark.parametrize("root", ["", "/hant"])
def test_a_value_is_known_in_either_script(visitor: Visitor, root: str, value: str) -> None:
    page = visitor.get(f"{root}/xiling/personal?theme={quote(value)}")
    assert total(page) == total(visitor.get(f"/xiling/personal?theme={quote('社会保障')}")) > 0


def test_links_of_traditional_pages_name_values_in_simplified(visitor: Visitor) -> None:
    plain = [href for _, _, href in facets(visitor.get("/xiling/personal"))["主题"]]
    assert [href for _, _, href in facets(visitor.get("/hant/xiling/personal"))["主題"]] == plain


@pytest.mark.parametrize("facet", ["theme", "event", "group", "way", "department"])
@pytest.mark.parametrize("value", ["没有这个", "x", "'", "<b>", "x" * 4_000, "\x00", "🙂", "%FF", "%ED%A0%80"])
def test_an_unknown_value_is_not_found(visitor: Visitor, facet: str, value: str) -> None:
    address = f"/xiling/personal?{facet}={value if value.startswith('%') else quote(value)}"
    page = visitor.led(address, status=200 if value == "%FF" else 404)  # which says nothing
    assert page.status == 200 or (page.h1, page.link("看全部")) == ("没有这个条件", "/xiling/personal")


def test_a_value_of_the_other_audience_is_not_found(visitor: Visitor) -> None:
    visitor.get(f"/xiling/business?theme={quote('婚姻登记')}", status=404)


@pytest.mark.parametrize("query", ["theme=", "theme=&event=&group=&department=&page=", "theme=+", "unknown=1", "&&&"])
def test_an_empty_value_is_no_condition(visitor: Visitor, query: str) -> None:
    page = visitor.get(f"/xiling/personal?{query}")
    assert total(page) == total(visitor.get("/xiling/personal"))
    assert not page.find("//a[@class='tag']")


@pytest.mark.parametrize(
    ("page", "number"),
    [
        ("999", "last"),
        ("0", 1),
        ("-1", 1),
        ("abc", 1),
        ("", 1),
        ("2", 2),
        ("02", 2),
        ("9" * 4_000, "last"),
        ("1e3", 1),
        ("%00", 1),
        ("２", 1),
        ("²", 1),
        ("1.5", 1),
        ("%FF", 1),
    ],
)
@pytest.mark.parametrize("path", ["/personal", "/departments/renshe"])
def test_a_wrong_page_number_is_the_nearest_page(visitor: Visitor, path: str, page: str, number: int | str) -> None:
    shown = visitor.led(f"/xiling{path}?page={page if page.startswith('%') else quote(page)}")
    numbers = [
        squeeze(e.text) for e in shown.find("//nav[@class='pager']//li/a[not(@rel)]|//nav[@class='pager']//strong")
    ]
    wanted = str(max(map(int, numbers)) if number == "last" else number)
    assert squeeze(shown.one("//nav[@class='pager']//*[@aria-current='page']").text) == wanted


def test_the_piece_is_the_list_alone(visitor: Visitor) -> None:
    url = f"/xiling/personal?theme={quote('社会保障')}"
    piece = visitor.piece(url)
    assert piece.get("id") == "browse"
    page = visitor.get(url)
    assert [a.get("href") for a in piece.xpath(".//a")] == page.find("//*[@id='browse']//a/@href")


def test_a_list_without_rows_says_what_to_do(visitor: Visitor) -> None:
    themes = [href for _, _, href in facets(visitor.get("/xiling/personal"))["主题"]]
    theme = next(
        t
        for t in themes
        if not any(
            "department=tuiyijunren" in h for _, _, h in facets(visitor.get(f"/xiling/personal{t}")).get("部门", [])
        )
    )
    page = visitor.get(f"/xiling/personal{theme}&department=tuiyijunren")
    assert total(page) == 0
    assert "没有符合条件的事项" in page.main
    assert len(page.find("//a[@class='tag']")) == 2


def test_an_item_out_of_use_is_nowhere(app: Flask, tmp_path: Path) -> None:
    code = codes(Visitor(app.test_client()).get("/xiling/personal"))[0]
    with copy_of(app, tmp_path) as own:
        visitor = Visitor(own.test_client())
        assert code in codes(visitor.get("/xiling/personal"))
        change(own, "UPDATE item SET state = '取消' WHERE code = :code", code=code)
        wait(lambda: code not in codes(visitor.get("/xiling/personal")))
        visitor.get(f"/xiling/guides/{code}", status=410)
        assert code not in visitor.client.get("/xiling/sitemap.xml").get_data(as_text=True)
