"""What a ranking holds, and that nothing anybody types breaks it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsite.domain.index.item_index import LONGEST_SEARCH, build_index
from govsite.folding import fold
from tests.indexes import demo_index
from tests.search.evaluate import demo_rows

INDEX = demo_index()
SLUGS = {row.code: row.slug for row in demo_rows()}


def first(query: str) -> str:
    codes = INDEX.rank(fold(query)).codes
    return SLUGS[codes[0]] if codes else ""


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("身份证丢了", "id-card-reissue"),
        ("身份证过期", "id-card-renew"),
        ("第一次办身份证", "id-card-first"),
        ("挂失身份证", "id-card-loss"),
        ("身份證補辦", "id-card-reissue"),
        ("ＫＴＶ", "ktv"),
        ("shenfenzheng guoqi", "id-card-renew"),
        ("shenfenzheng丢了", "id-card-reissue"),
        ("sfz", "id-card-reissue"),
        ("sfzbl", "id-card-reissue"),
        ("xin che shang pai", "vehicle-register"),
        ("护昭", "passport-first"),
        ("离昏登记", "divorce-register"),
        ("结婚登登记", "marriage-register"),
        ("结登婚记", "marriage-register"),
        ("婚登记结", "marriage-register"),
        ("12345", "hotline-12345"),
    ],
)
def test_first_result(query: str, slug: str) -> None:
    assert first(query) == slug


def test_siblings_are_told_apart_by_what_happened() -> None:
    assert first("驾照丢了") == "driver-lost"
    assert first("驾照快到期") == "driver-renew"
    assert first("考驾照") == "driver-first"
    assert first("公司不做了") == "company-cancel"
    assert first("开公司") == "company-setup"


def test_suggestion_says_what_was_probably_meant() -> None:
    assert INDEX.rank("jiehun dengji").suggestion == "结婚登记"
    assert INDEX.rank("护昭").suggestion == "护照"
    assert INDEX.rank("身份证丢了").suggestion is None


def test_marks_are_pieces_of_the_query() -> None:
    assert set(INDEX.rank("身份证").marks) == {"身份", "份证"}


def test_shares_fall_from_one() -> None:
    shares = INDEX.rank("身份证").shares
    assert shares[0] == 1.0
    assert list(shares) == sorted(shares, reverse=True)
    assert shares[-1] > 0.3


def test_limit() -> None:
    assert len(INDEX.rank("办证", limit=3).codes) == 3


@pytest.mark.parametrize(
    "query", ["", " ", "?", "*", "的", "怎么办", "。。。", "😀", "!!!", "-", '"', "\x00", "你好", "龘"]
)
def test_nothing_asked_finds_nothing(query: str) -> None:
    assert INDEX.rank(fold(query)).codes == ()


@pytest.mark.parametrize(
    "query", ['"身份证"', "身份证*", "-身份证", "身份证:补办", "身份证 OR 1=1", "😀身份证", "(身份证"]
)
def test_signs_are_no_syntax(query: str) -> None:
    assert first(query).startswith("id-card")


def test_a_common_word_is_no_answer_but_related_names() -> None:
    ranking = INDEX.rank("黄金价格")
    assert ranking.codes == ()
    assert "商家欺诈投诉" in ranking.related


@pytest.mark.parametrize("query", ["飞碟", "世界杯", "zzzz"])
def test_scattered_characters_are_nothing(query: str) -> None:
    assert INDEX.rank(query) == INDEX.rank("")._replace(words=(query,))


@pytest.mark.parametrize("query", ["五一放假", "王者荣耀", "唐诗三百首", "三峡大坝门票"])
def test_a_suggestion_is_something_one_can_say(query: str) -> None:
    assert INDEX.rank(query).suggestion is None


@pytest.mark.parametrize(
    "query", ["x" * 10_000, "身份证" * 3_000, "离昏" * 5_000, "a b " * 3_000, "nihao" * 2_000, "的" * 9_000]
)
def test_endless_queries_are_cut(query: str) -> None:
    assert INDEX.rank(query) == INDEX.rank(query[:LONGEST_SEARCH])


@given(st.text(max_size=60))
def test_any_text_at_all(text: str) -> None:
    ranking = INDEX.rank(fold(text))
    assert len(ranking.codes) == len(ranking.shares) <= 60


@given(st.text(alphabet="身份证补办领结婚登记abcshenfz12 ？“”离昏丢了公司的在", max_size=40))
def test_any_mixture_of_likely_characters(text: str) -> None:
    INDEX.rank(fold(text))


def test_items_may_leave_everything_empty() -> None:
    empty: Any = SimpleNamespace(
        code="1", name="测试事项", name_en="", aliases=None, words=None, pinyin=None, materials=None, result=None,
        conditions=None, department=None, themes=None, life_events=None, groups=None, heat=None,
    )  # fmt: skip
    assert build_index([empty]).rank("测试事项").codes == ("1",)


def test_an_empty_catalogue_finds_nothing() -> None:
    index = build_index([])
    assert len(index) == 0
    assert [index.rank(query).codes for query in ("身份证", "shenfenzheng", "证", "sfz")] == [()] * 4


def test_the_most_asked_for_of_equals_comes_first() -> None:
    def item(code: str, heat: int) -> Any:
        return SimpleNamespace(
            code=code, name="公园年卡办理", name_en="", aliases=[], words=[], pinyin=[], materials=[], result="",
            conditions=[], department="", themes=[], life_events=[], groups=[], heat=heat,
        )  # fmt: skip

    assert build_index([item("a", 1), item("b", 9), item("c", 5)]).rank("公园年卡").codes == ("b", "c", "a")


def test_pinyin_keys_of_an_item_are_found() -> None:
    item: Any = SimpleNamespace(
        code="1", name="还商贷", name_en="", aliases=[], words=[], pinyin=["huanshangdai", "hsd"], materials=[],
        result="", conditions=[], department="", themes=[], life_events=[], groups=[], heat=0,
    )  # fmt: skip
    index = build_index([item])
    assert index.rank("huanshangdai").codes == index.rank("hsd").codes == ("1",)


@pytest.mark.parametrize("typed", ["覆盖", "光纤覆盖", "光纖覆蓋", "著作权", "著作權", "計畫", "ＷＩＦＩ", "wifi"])
def test_an_item_is_found_by_all_forms_of_its_words(typed: str) -> None:
    def item(code: str, name: str) -> Any:
        return SimpleNamespace(
            code=code, name=name, name_en="", aliases=[], words=[], pinyin=[], materials=[], result="", conditions=[],
            department="", themes=[], life_events=[], groups=[], heat=0,
        )  # fmt: skip

    names = ("光纤覆盖WiFi计划著作权备案", "光纖覆蓋wifi計畫著作權備案", "别的")
    index = build_index([item(f"{number}", name) for number, name in enumerate(names, 1)])
    assert set(index.rank(fold(typed)).codes) == {"1", "2"}


def test_knows_words_of_names_only() -> None:
    assert INDEX.knows("公安") is False or INDEX.knows("户口")
    assert INDEX.knows("户口")
    assert not INDEX.knows("武昌")


def test_a_large_catalogue_gives_the_same_first_results() -> None:
    rows = demo_rows()
    more = []
    for copy in range(3):
        for row in rows:
            fields = {**vars(row), "code": f"{copy}{row.code}"}
            if copy:
                fields |= {"name": f"外{copy}甲", "aliases": [], "words": ["乙丙丁"]}
            more.append(SimpleNamespace(**fields))
    large = build_index(more)
    assert len(large) > 1000
    for query in ("身份证丢了", "开公司", "jiehun dengji"):
        assert large.rank(query).codes[0] == "0" + INDEX.rank(query).codes[0]


@given(st.text(alphabet="身份证补办领结婚登记离昏丢公司电动车", min_size=1, max_size=12))
def test_a_character_counts_only_where_no_known_bigram_holds_it(text: str) -> None:
    known = INDEX._known(INDEX._lexicon.analyse(text).features)
    pairs = [feature for feature in known if len(feature) == 2 and feature[0] not in "#="]
    assert not set("".join(pairs)) & set(known)
    assert all(pair in text for pair in pairs)


@pytest.mark.parametrize(
    ("query", "slug"),
    [("驾照", "driver-renew"), ("社保", "si-record-print"), ("护照", "passport-first"), ("户口", "hukou-birth")],
)
def test_a_broad_word_leads_to_what_most_people_want_of_it(query: str, slug: str) -> None:
    assert first(query) == slug


@pytest.mark.parametrize("query", ["shenfen", "shenfenz", "gongji"])
def test_a_word_that_is_not_yet_typed_out_finds_something(query: str) -> None:
    assert INDEX.rank(query).codes
