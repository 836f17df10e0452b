"""Departments, halls and notices are found by what people call them, and compared in the form queries are brought to.

``queries_beside.csv`` was written together with the search: it shows that nothing is lost, not how good it is.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from govsite.config import PROJECT
from govsite.database import topics
from govsite.domain.articles.memory import BoardsMemory
from govsite.domain.catalogue.cards import HallCard, Office
from govsite.domain.catalogue.halls import find_halls as filter_halls
from govsite.domain.catalogue.snapshot import Snapshot
from govsite.domain.common.word_lists import word_list
from govsite.domain.search import offices
from govsite.domain.search.find import search as find
from govsite.domain.search.halls import HallTexts
from govsite.domain.search.notices import find_notices
from govsite.domain.search.results import Results
from govsite.extensions import db
from govsite.folding import fold
from tests.apps import tree_of
from tests.sites.samples import entry
from tests.sites.samples import tree_of as sample

NAMES = ("市民之家（宜昌）", "ＥＴＣ服务中心", "Ａ座政务大厅")
HALLS = [HallCard(f"H{n}", "420500", name, "市", "１号", "9:00", "", "", ()) for n, name in enumerate(NAMES)]
TODAY = date(2026, 11, 21)
FOUND = 0.95
Search = Callable[[str, str], Results]


@pytest.fixture(scope="module")
def search(app: Flask) -> Iterator[Search]:
    tree = tree_of(app)
    with app.app_context():
        snapshot = Snapshot(lambda: db.session, 1)
        boards = BoardsMemory(lambda: db.session).at(topics.numbers(db.session), lambda: None)
        yield lambda query, slug: find(fold(query), tree.by_slug[slug], tree, snapshot, TODAY, boards=boards)


@pytest.mark.parametrize("at", range(len(NAMES)))
@pytest.mark.parametrize("cut", [0, 1, 2])
def test_a_hall_is_found_by_what_stands_in_its_name(at: int, cut: int) -> None:
    word = fold(NAMES[at][: len(NAMES[at]) - cut])
    assert HALLS[at] in HallTexts(HALLS).holding(word)


def test_a_notice_is_found_by_what_stands_in_its_title_or_body() -> None:
    written = {"title": "ＥＴＣ（通行卡）办理", "body": "Ｂ座停电", "from": "2026-11-01"}
    site = sample({"hubei": entry(0, "province", None, notices=[written])}).root
    for typed in ("ＥＴＣ", "etc", "通行卡", "ＥＴＣ（通行卡）", "b座停电", "通行卡办理"):
        assert find_notices(site, fold(typed).replace("(", " ").replace(")", "").split(), TODAY), typed


@pytest.mark.parametrize("typed", ["覆盖", "光纤覆盖", "光纖覆蓋", "光纤复盖", "计划", "計畫", "著作权", "著作權"])
def test_words_of_a_notice_are_found_in_either_script(typed: str) -> None:
    for text in ("全区行政村实现光纤覆盖，计划公布著作权", "全區行政村實現光纖覆蓋，計畫公佈著作權"):
        for written in ({"title": text, "body": "见附件"}, {"title": "公告", "body": text}):
            site = sample({"hubei": entry(0, "province", None, notices=[{**written, "from": "2026-11-01"}])}).root
            assert find_notices(site, [fold(typed)], TODAY), (text, typed)


@pytest.mark.parametrize("typed", ["画室", "畫室", "著作权服务", "著作權服務", "覆盖", "覆蓋"])
def test_words_of_a_hall_are_found_in_either_script(typed: str) -> None:
    halls = [
        HallCard(f"H{n}", "420500", name, "市", address, "9:00", "", "", ())
        for n, (name, address) in enumerate([("著作权服务画室", "全覆盖路1号"), ("著作權服務畫室", "全覆蓋路1號")])
    ]
    assert HallTexts(halls).holding(fold(typed)) == halls
    assert filter_halls(halls, sample({"hubei": entry(500, "province", None)}).root, "", fold(typed)) == halls


@pytest.mark.parametrize("typed", ["著作权中心", "著作權中心", "招待画院", "招待畫院"])
def test_words_of_an_office_are_found_in_either_script(typed: str) -> None:
    class Content:
        offices = {"招待画院": Office("420500", "招待画院", "x", "著作权中心", "宜昌市著作权中心", "", "", "")}

    assert offices._by_part(Content(), fold(typed)) == ({"招待画院": None}, True)  # type: ignore[arg-type]


def test_a_notice_is_found_by_most_of_the_query_and_the_better_one_first() -> None:
    near = {"title": "医保集中缴费提醒", "body": "12月底结束。", "from": "2026-11-01"}
    far = {"title": "居民医保集中缴费12月31日截止", "body": "请缴费。", "from": "2026-11-01"}
    over = {**far, "id": "over", "until": "2026-11-02"}
    tree = sample(
        {
            "hubei": entry(0, "province", None, notices=[far, over]),
            "yichang": entry(500, notices=[near, {"title": "停电", "body": "身份证", "from": "2026-11-01"}]),
            "xiling": entry(502, "county", "yichang"),
        }
    )
    site = tree.by_slug["xiling"]
    assert [site.slug for site, _ in find_notices(site, ["医保缴费截止"], TODAY)] == ["hubei"]
    assert [site.slug for site, _ in find_notices(site, ["医保缴费"], TODAY)] == ["yichang", "hubei"]
    assert find_notices(site, ["身份证丢"], TODAY) == []
    assert find_notices(tree.root, ["停电"], TODAY) == []  # it is of a site below


def test_everyday_names_belong_to_departments_there_are() -> None:
    with (PROJECT / "demo" / "departments.csv").open(encoding="utf-8", newline="") as file:
        keys = [row["key"] for row in csv.DictReader(file)]
    assert [words[0] for words in word_list(offices.__file__, "offices.txt")] == keys


def test_offices_halls_and_notices_are_among_the_first_three(search: Search, app: Flask) -> None:
    slugs = {site.code: site.slug for site in tree_of(app).all}
    with (Path(__file__).parent / "queries_beside.csv").open(encoding="utf-8", newline="") as file:
        queries = list(csv.DictReader(file))
    missed = []
    for query in queries:
        results = search(query["query"], query["site"] or "hubei")
        found = {
            "office": [f"{office.slug}@{slugs[office.site_code]}" for office in results.departments],
            "hall": [f"{hall.id}@{slugs[hall.site_code]}" for hall in results.halls],
            "notice": [f"{notice.id}@{site.slug}" for site, notice in results.notices],
        }[query["kind"]][:3]
        if query["expected"] not in (*found, *(name.partition("@")[0] for name in found)):
            missed.append((query["query"], query["site"], found))
    assert len(missed) <= (1 - FOUND) * len(queries), missed


@pytest.mark.parametrize("query", ["1", "46", "11月22日", "12345", "路46号"])
def test_a_number_alone_is_no_address(search: Search, query: str) -> None:
    assert search(query, "yichang").halls == []


def test_an_address_is_one(search: Search) -> None:
    found = search("体育场路46号", "yichang").halls
    assert found[0].id == "H005" and all("体育场路46号" in hall.address for hall in found)


def test_a_department_that_a_site_lacks_is_that_of_the_nearest_site_above(search: Search) -> None:
    assert [office.name for office in search("海关", "xiling").departments] == ["宜昌海关"]
    assert search("燃气公司", "hubei").departments == []


@pytest.mark.parametrize(
    "query", ["劳务公司", "福利中心", "采购中心", "殡仪馆", "失业金", "syj", "失明", "大货车", "养护中心"]
)
def test_what_only_sounds_a_little_like_a_name_is_none(search: Search, query: str) -> None:
    assert search(query, "xiling").offices_and_halls_first is False
