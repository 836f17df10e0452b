"""Searching a site of the real portal."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from govsite.config import PROJECT
from govsite.database import topics
from govsite.database.engine import make_engine
from govsite.domain.articles.memory import BoardsMemory
from govsite.domain.catalogue.guides import find_guide
from govsite.domain.catalogue.snapshot import Snapshot
from govsite.domain.search.find import search as find
from govsite.domain.search.results import Results
from govsite.folding import fold
from govsite.sites.load import load_file, load_text
from govsite.sites.tree import SiteTree
from tests.demo_data import copy_demo
from tests.sites.samples import dump, entry

TODAY = date(2026, 11, 10)


class Portal:
    """Searches with one snapshot."""

    def __init__(self, tree: SiteTree, session: Session) -> None:
        self.tree = tree
        self.session = session
        self.snapshot = Snapshot(lambda: session, 1)
        self.boards = BoardsMemory(lambda: session).at(topics.numbers(session), lambda: None)

    def search(self, query: str, slug: str = "wuchang", **chosen: str) -> Results:
        site = self.tree.by_slug[slug]
        return find(fold(query), site, self.tree, self.snapshot, TODAY, chosen, self.boards)


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    tree = load_file(PROJECT / "sites.yaml")
    engine = make_engine(f"sqlite:///{tmp_path_factory.mktemp('search')}/portal.sqlite3")
    copy_demo(engine, PROJECT / "sites.yaml", PROJECT)
    with Session(engine) as session:
        yield Portal(tree, session)
    engine.dispose()


def slugs(found: Any) -> list[str]:
    return [each.item.slug for each in found]


def test_items_of_this_site(portal: Portal) -> None:
    results = portal.search("身份证丢了")
    assert slugs(results.here)[0] == "id-card-reissue"
    assert not results.elsewhere_first
    assert not results.empty


def test_what_only_others_handle(portal: Portal) -> None:
    results = portal.search("身份证丢了", "hubei")
    assert results.elsewhere_first
    assert results.here == []
    first = results.elsewhere[0]
    assert first.item.slug == "id-card-reissue"
    assert first.site is None
    assert first.where == "各县（市、区）"


def test_the_nearest_site_above_is_named(portal: Portal) -> None:
    results = portal.search("驾照增驾")
    first = results.elsewhere[0]
    assert first.item.slug == "driver-upgrade"
    assert first.site is portal.tree.by_slug["wuhan"]
    assert first.where == "武汉市"


def test_what_is_near_stays_behind_what_was_asked_for(portal: Portal) -> None:
    results = portal.search("车太旧开不得了怎么处理", "xiling")
    assert results.elsewhere_first
    assert "vehicle-scrap" in slugs(results.here)


def test_the_best_answer_comes_first_wherever_it_is(portal: Portal) -> None:
    results = portal.search("小孩满16第一次照相办证", "yichang")
    assert results.best is not None
    assert results.best.item.slug == "id-card-first"
    assert results.here
    assert not results.elsewhere_first
    assert results.best not in results.elsewhere
    assert results.others == len(results.elsewhere) + 1


def test_place_in_the_query(portal: Portal) -> None:
    results = portal.search("宜昌市公积金提取")
    assert results.place is portal.tree.by_slug["yichang"]
    assert results.query == "公积金提取"
    assert portal.search("武昌区公积金提取").place is None  # one is there already


def test_only_a_place(portal: Portal) -> None:
    results = portal.search("宜昌")
    assert results.place is portal.tree.by_slug["yichang"]
    assert results.here == results.elsewhere == []


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("恩施", "enshizhou enshi"),
        ("wuhan", "wuhan"),
        ("enshi", "enshizhou enshi"),
        ("xiling", "xiling"),
        ("武当山", "wudangshan"),
        ("光谷", "donghugaoxin"),
        ("汉口", "jiangan jianghan qiaokou"),
        ("襄樊", "xiangyang"),
        ("襄樊市", "xiangyang"),
        ("沔陽", "xiantao"),
        ("东津新区", "dongjin"),
        ("420502", "xiling"),
        ("dhfjq", "donghufengjing"),
    ],
)
def test_a_place_is_offered_as_a_site(portal: Portal, query: str, places: str) -> None:
    results = portal.search(query)
    assert [place.slug for place in results.places] == places.split()
    assert results.here == results.elsewhere == []
    assert results.suggestion is None


def test_pinyin_that_is_a_word_as_well_finds_both(portal: Portal) -> None:
    results = portal.search("yichang")
    assert [place.slug for place in results.places] == ["yichang"]
    assert results.query == ""
    assert [offer.item.name for offer in results.here] == ["经营异常名录移出与信用修复"]
    assert results.suggestion is None


@pytest.mark.parametrize("query", ["wuhan shebao", "wu han shebao", "襄樊社保", "恩施社保", "xiangfan社保"])
def test_items_at_a_place(portal: Portal, query: str) -> None:
    results = portal.search(query, "xiling")
    assert results.places
    assert "社会保险" in (results.here or [results.elsewhere[0]])[0].item.name
    assert fold(results.query) in ("shebao", "社保")


def test_every_site_is_offered_by_name_pinyin_and_key(portal: Portal) -> None:
    for site in portal.tree.all:
        for name in (site.name, site.short_name, *site.other_names, site.slug, site.code):
            if site.slug != "gongan" or name not in ("公安", "gongan"):
                assert site in portal.search(name, "wuchang").places or site.slug == "wuchang", name


def test_departments(portal: Portal) -> None:
    assert [office.key for office in portal.search("公安局").departments] == ["公安局"]
    assert [office.key for office in portal.search("派出所").departments] == ["公安局"]
    assert portal.search("身份证丢了").departments == []


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("公安局", True),
        ("宜昌市公安局", True),
        ("市民之家", True),
        ("公安局办身份证", False),
        ("身份证", False),
    ],
)
def test_an_office_or_a_hall_that_is_named_comes_first(portal: Portal, query: str, named: bool) -> None:
    assert portal.search(query).offices_and_halls_first is named


def test_halls_of_this_site_those_above_and_below(portal: Portal) -> None:
    halls = portal.search("市民之家").halls
    assert "武汉市民之家" in [hall.name for hall in halls]
    assert all(hall.site_code in ("420106", "420100", "420000") for hall in halls)
    found = portal.search("宜昌市民之家在哪").halls
    assert "市民之家" in found[0].name and {hall.site_code for hall in found} == {"420500"}


def test_notices(portal: Portal) -> None:
    site = portal.tree.by_slug["yichang"]
    head = portal.boards.of(site).active(TODAY)[0]
    assert (site, head) in portal.search(head.title, "yichang").notices
    assert portal.search("的", "yichang").notices == []


def test_facets_count_what_is_here(portal: Portal) -> None:
    results = portal.search("公积金")
    facets = {facet.name: facet for facet in results.facets}
    natural = next(value for value in facets["audience"].values if value.term == "natural")
    narrowed = portal.search("公积金", audience="natural")
    assert natural.label == "个人"
    assert natural.count == len(narrowed.here) < len(results.here)
    assert "audience=natural" in natural.query
    chosen = next(v for facet in narrowed.facets for v in facet.values if v.chosen)
    assert chosen.term == "natural"
    assert "audience" not in chosen.query


def test_facets_combine(portal: Portal) -> None:
    results = portal.search("公积金", audience="natural", theme="离职退休")
    assert results.here
    assert all("离职退休" in offer.item.themes for offer in results.here)
    assert len(portal.search("公积金", color="red").here) == len(portal.search("公积金").here)


def test_conditions_of_another_search_narrow_nothing(portal: Portal) -> None:
    whole = portal.search("公积金")
    narrowed = portal.search("公积金", theme="没有的", department="none")
    assert len(narrowed.here) == len(whole.here)
    assert narrowed.chosen == {}


def test_conditions_that_leave_nothing_can_be_taken_off(portal: Portal) -> None:
    results = portal.search("执照", "xiling", audience="natural", theme="设立变更")
    assert results.found_here
    assert results.here == []
    chosen = {value.term: value for facet in results.facets for value in facet.values if value.chosen}
    assert set(chosen) == {"natural", "设立变更"}
    assert "theme" not in chosen["设立变更"].query
    assert "audience=natural" in chosen["设立变更"].query


def test_conditions_narrow_what_others_handle_as_well(portal: Portal) -> None:
    assert portal.search("身份证").elsewhere == portal.search("身份证", audience="natural").elsewhere
    whole, narrowed = portal.search("许可证", "xiling"), portal.search("许可证", "xiling", audience="natural")
    assert narrowed.chosen
    assert all(other.item.audience in ("natural", "both") for other in narrowed.elsewhere)
    assert any(other.item.audience == "legal" for other in whole.elsewhere)
    assert portal.search("许可证", "xiling", department=whole.here[0].department).elsewhere == whole.elsewhere


def test_department_facet_has_titles(portal: Portal) -> None:
    facet = next(f for f in portal.search("证").facets if f.name == "department")
    assert all(value.label != value.term for value in facet.values)
    one = facet.values[0]
    assert len(portal.search("证", department=one.term).here) == one.count


def test_nothing_found(portal: Portal) -> None:
    results = portal.search("飞碟")
    assert results.empty
    assert results.facets == ()


@pytest.mark.parametrize(
    "query", ["", "?", "%", "_", "'; drop table item; --", "x" * 10_000, "身份证" * 4_000, "\x00", "😀"]
)
def test_whatever_is_typed(portal: Portal, query: str) -> None:
    for slug in ("hubei", "wuchang"):
        portal.search(query, slug)


def test_no_query_to_the_database_once_the_sites_are_known(portal: Portal) -> None:
    queries = ("身份证丢了", "驾照增驾", "宜昌公积金", "市民之家")
    for query in queries:
        portal.search(query)
    said: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        said.append(statement)

    event.listen(portal.session.get_bind(), "before_cursor_execute", note)
    try:
        for query in queries:
            portal.search(query)
    finally:
        event.remove(portal.session.get_bind(), "before_cursor_execute", note)
    assert said == []


def test_a_snapshot_and_a_tree_are_freed_with_all_that_was_derived_from_them(portal: Portal) -> None:
    """Both are replaced while the portal runs; what is remembered by object must not keep old ones alive."""
    tree, snapshot = load_file(PROJECT / "sites.yaml"), Snapshot(lambda: portal.session, 2)
    site = tree.by_slug["yichang"]
    for query in ("民政局电话", "gonganju", "宜昌市民之家"):
        find(query, site, tree, snapshot, TODAY)
    assert find_guide(snapshot, site, next(iter(snapshot.site(site.code).offers)))
    alive = [weakref.ref(tree), weakref.ref(snapshot), weakref.ref(snapshot.site(site.code))]
    del tree, snapshot, site
    load_text(dump({"hubei": entry(0, "province", None)}))  # what was loaded last is kept until the next
    gc.collect()
    assert [found() for found in alive] == [None, None, None]
