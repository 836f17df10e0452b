"""Finding a site by what people type, and what a wrong address may have meant."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsite.config import PROJECT
from govsite.sites.find import distance
from govsite.sites.load import load_file, load_text
from govsite.sites.tree import SiteTree
from govsite.web.script import to_traditional
from tests.sites.samples import many

HUBEI = load_file(PROJECT / "sites.yaml")


@pytest.fixture(scope="module")
def large() -> SiteTree:
    return load_text(many(3200))


def slugs(sites: list) -> list[str]:  # type: ignore[type-arg]
    return [site.slug for site in sites]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("宜昌", "yichang"),
        ("宜昌市", "yichang"),
        ("西陵", "xiling"),
        ("yichang", "yichang"),
        ("YiChang", "yichang"),
        ("ｙｉｃｈａｎｇ", "yichang"),
        ("yich", "yichang"),
        ("yc", "yichang"),
        ("420500", "yichang"),
        ("宜昌西陵", "xiling"),
        ("宜昌市西陵区", "xiling"),
        ("湖北省宜昌市西陵区", "xiling"),
        ("宜昌 西陵区", "xiling"),
        ("高新 宜昌", "yichanggaoxin"),
        ("神农架", "shennongjia"),
        ("湖北", "hubei"),
        ("襄樊", "xiangyang"),
        ("鄖縣", "yunyang"),
        ("光谷", "donghugaoxin"),
        ("鍾祥", "zhongxiang"),
        ("蕲春縣", "qichun"),
    ],
)
def test_match(query: str, first: str) -> None:
    assert slugs(HUBEI.match(query))[:1] == [first]


def test_match_is_a_filter() -> None:
    assert HUBEI.match("") == HUBEI.match("  ") == list(HUBEI.all)
    assert HUBEI.match("没有这个地方") == []
    assert set(slugs(HUBEI.match("4205"))) == {site.slug for site in HUBEI.all if site.code.startswith("4205")}
    assert "yichanggaoxin" in slugs(HUBEI.match("高新"))


def test_a_city_is_not_found_by_the_name_of_its_province() -> None:
    assert slugs(HUBEI.match("湖北省")) == ["hubei"]


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("yichagn", "yichang"),
        ("yichan", "yichang"),
        ("yichangg", "yichang"),
        ("Yichang", "yichang"),
        ("yicahng", "yichang"),
        ("yc", "yichang"),
        ("yichang-city", "yichang"),
        ("www.yichang", "yichang"),
        ("宜昌", "yichang"),
        ("宜昌市政务服务网", "yichang"),
        ("/yichagn/guides/1", "yichang"),
        ("wuhn", "wuhan"),
        ("enshi1", "enshi"),
        ("襄樊市政府", "xiangyang"),
    ],
)
def test_suggest(wrong: str, right: str) -> None:
    assert right in slugs(HUBEI.suggest(wrong))[:3]


@pytest.mark.parametrize("wrong", ["", "/", "guides", "letters", "wp-login.php", ".env", "x" * 10_000, "某" * 10_000])
def test_nothing_is_suggested_for_pages_of_ours_and_rubbish(wrong: str) -> None:
    assert HUBEI.suggest(wrong) == []


def test_a_bounded_number_of_suggestions() -> None:
    assert len(HUBEI.suggest("gaoxin")) == 6
    assert len(HUBEI.suggest("gaoxin", limit=2)) == 2


@given(st.text(max_size=60))
def test_no_text_makes_them_raise(text: str) -> None:
    HUBEI.match(text)
    assert len(HUBEI.suggest(text)) <= 6


words = st.text("abc", max_size=6)


@given(words, words)
def test_the_distance_is_one(a: str, b: str) -> None:
    assert (distance(a, b, 9) == 0) == (a == b)
    assert distance(a, b, 9) == distance(b, a, 9)
    assert abs(len(a) - len(b)) <= distance(a, b, 9) <= max(len(a), len(b))
    assert distance(a, b, 1) == min(distance(a, b, 9), 2)


@pytest.mark.parametrize("text", ["yichagn", "wp-login.php", "宜昌" * 5000, "x" * 10_000, "某县"])
def test_any_text_gives_few_suggestions_among_3200_sites(large: SiteTree, text: str) -> None:
    assert len(large.suggest(text)) <= 6


@pytest.mark.parametrize("name", ["sites.yaml", "demo/guangzhou/sites.yaml", "demo/hainan/sites.yaml"])
def test_every_site_is_found_by_its_own_names(name: str) -> None:
    tree = load_file(PROJECT / Path(name))
    for site in tree.all:
        for query in (site.slug, site.name, site.code):
            assert tree.match(query)[0] is site
        assert site in tree.match(site.initials)
        for name in (site.short_name, *site.other_names, to_traditional(site.name)):
            assert site in tree.match(name)
