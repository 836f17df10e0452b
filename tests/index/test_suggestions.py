"""What is suggested in the place of a query: words of the thesaurus and names of items, as they are written."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsite.config import PROJECT
from govsite.domain.common.word_lists import read_lines
from govsite.domain.index.lexicon import RUN
from govsite.domain.index.vocabulary import VERBS
from govsite.folding import fold
from tests.indexes import demo_index
from tests.search.evaluate import SETS, demo_rows, read_queries

INDEX = demo_index()
LEAST_SUGGESTED = 155  # of the 881 queries of all sets
PINYIN = "shen fen zheng hu kou lv shi nv chang ji yi ge ren qu xin dong jin fan cheng gu".split()  # noqa: SIM905


def suggested(query: str) -> str | None:
    return INDEX.rank(fold(query)).suggestion


@cache
def words() -> frozenset[str]:
    """All words that may be suggested."""
    folder = PROJECT / "govsite" / "domain" / "index"
    lists = [*read_lines(folder / "synonyms.txt"), *read_lines(folder / "questions.txt")]
    names = [run for row in demo_rows() for name in (row.name, *row.aliases) for run in RUN.findall(name)]
    pairs = Counter(name[at : at + 2] for name in set(names) for at in range(len(name) - 1))
    often = [pair for pair, times in pairs.items() if times > 1]  # 处理, 补办
    return frozenset([*(word for line in lists for word in line), *names, *often])


def consists_of_words(text: str) -> bool:
    ends = {0}
    for end in range(1, len(text) + 1):
        if any(text[at:end] in words() or (end == 1 and text[0] in VERBS) for at in ends):
            ends.add(end)
    return len(text) in ends


@pytest.mark.parametrize(
    "query",
    [
        "新区",
        "机场",
        "襄樊社保",
        "东津新区",
        "changhu",
        "kuaijizheng",
        "QQ",
        "证份身",
        "五一放假",
        "qq",
        "jc",
        "lu shi gu",
    ],
)
def test_what_is_no_word_is_not_suggested(query: str) -> None:
    assert suggested(query) is None


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("护昭", "护照"),
        ("办护昭", "办护照"),
        ("jiehun dengji", "结婚登记"),
        ("zhuzuoquan", "著作权"),
        ("youdaizheng", "优待证"),
        ("sfz", "身份证"),
        ("lü you", "旅游"),
    ],
)
def test_words_are_suggested_as_they_are_written(query: str, words: str) -> None:
    assert suggested(query) == words


@given(st.lists(st.sampled_from(PINYIN), min_size=1, max_size=4), st.sampled_from(["", " "]))
def test_whatever_pinyin_gives_is_words(syllables: list[str], between: str) -> None:
    typed = between.join(syllables)
    for run in (suggested(typed) or "").split():
        assert consists_of_words(run)


@given(st.text(alphabet="身份证补办领结婚登记离昏丢居往护昭公司车新区机场", min_size=2, max_size=6))
def test_whatever_is_mistyped_gives_words(typed: str) -> None:
    for run in (suggested(typed) or "").split():
        assert consists_of_words(run)


def test_mistyped_queries_still_get_one() -> None:
    given = {query.text: suggested(query.text) for name in SETS for query in read_queries(name)}
    assert sum(map(bool, given.values())) >= LEAST_SUGGESTED


@pytest.mark.parametrize(
    ("query", "read_as"), [("qq", "侵权"), ("QQ", "侵权"), ("q q", "侵权"), ("身份证qq", "身份证 侵权")]
)
def test_it_is_told_what_a_few_letters_were_read_as(query: str, read_as: str) -> None:
    assert INDEX.rank(fold(query)).read_as[0] == read_as


@pytest.mark.parametrize("query", ["sfz", "护照", "shen fen zheng", "ok", "vvvv", "lu shi gu"])
def test_nothing_else_is_told_so(query: str) -> None:
    assert INDEX.rank(fold(query)).read_as == ()
