"""Texts taken apart, and the data files beside the code."""

from __future__ import annotations

from collections import Counter

import pytest

from govsite.config import PROJECT
from govsite.domain.common.word_lists import read_lines, word_list
from govsite.domain.index import lexicon, pinyin
from govsite.domain.index.lexicon import RUN, Lexicon
from govsite.folding import fold

DOMAIN = PROJECT / "govsite" / "domain"

SMALL = Lexicon(
    {"身份证": ("#0",), "丢了": ("#1",), "丢": ("#1",), "怎么办": (), "证丢": ("#9",), "c1": ("#2",), "65岁": ("#3",)}
)


def test_words_of_questions_are_left_out() -> None:
    found = SMALL.analyse("身份证丢了怎么办")
    assert found.runs == ["身份证丢了"]
    assert "#0" in found.features
    assert "#1" in found.features
    assert "了怎" not in found.features


def test_longest_word_wins_and_inner_words_are_not_noted() -> None:
    assert SMALL.analyse("丢了").features.count("#1") == 1


def test_words_may_overlap() -> None:
    assert "#9" in SMALL.analyse("身份证丢").features


@pytest.mark.parametrize(("text", "found"), [("c1", True), ("办c1证", True), ("abc1", False), ("c12", False)])
def test_latin_words_are_whole(text: str, found: bool) -> None:
    assert ("#2" in SMALL.analyse(text).features) is found


def test_numbers_are_whole() -> None:
    assert "#3" in SMALL.analyse("满65岁").features
    assert "#3" not in SMALL.analyse("165岁").features


def test_nothing_in_nothing() -> None:
    assert SMALL.analyse("") == ([], [], "", [])


@pytest.mark.parametrize(
    "name",
    [
        "index/synonyms.txt",
        "index/questions.txt",
        "index/acts.txt",
        "index/circumstances.txt",
        "search/offices.txt",
        "search/contact_words.txt",
        "search/halls.txt",
        "search/complaints.txt",
    ],  # fmt: skip
)
def test_words_stand_once_a_line(name: str) -> None:
    for words in read_lines(DOMAIN / name):
        assert [word for word in words if not RUN.search(word)] == []
        assert [word for word, times in Counter(map(fold, words)).items() if times > 1] == []


def test_concepts_have_two_words_at_least() -> None:
    assert [words for words in word_list(lexicon.__file__, "synonyms.txt") if len(words) < 2] == []


def test_short_words_inside_longer_ones_are_listed() -> None:
    small = lexicon.Lexicon({"违章": ("#1",), "违章建筑": ("#2",), "建": ("#3",), "罚": ("#1",), "罚款": ("#1",)})
    assert lexicon.inside_longer(small, ["违章", "建", "罚"]) == {"违章": ["违章建筑"], "建": ["违章建筑"]}


def test_no_word_means_too_much() -> None:
    assert [word for word, concepts in lexicon.load().terms.items() if len(concepts) > 4] == []


def test_a_portals_line_means_what_its_first_word_means() -> None:
    package = lexicon.load()
    own = lexicon.load((("身份证", "阿证"), ("首次领身份证", "新証", "领证")))
    (known,) = package.terms["身份证"]
    assert own.terms["阿证"] == own.terms["身份证"] == (known,)
    assert known in own.terms["新证"]
    assert "#+1" in own.terms["新证"]
    assert own.terms["新证"] == own.terms["首次领身份证"]
    assert set(own.terms["领证"]) >= {*package.terms["领证"], *own.terms["新证"]}
    assert "阿证" not in lexicon.load().terms
    assert lexicon.load() is package


def test_data_files_stay_small() -> None:
    assert sum(path.stat().st_size for path in DOMAIN.rglob("*.txt")) < 160_000
    assert (DOMAIN / "index" / "pinyin.txt").stat().st_size < 30_000


def test_sounds_of_common_characters() -> None:
    table = pinyin.load()
    assert table.readings["身"] == ("shen",)
    assert set(table.readings["行"]) == {"hang", "xing"}
    assert "sfz" in table.initials("身份证")
    assert table.classes["身"] == table.classes["深"]
    assert table.class_of["shang"] == table.class_of["san"]
    assert pinyin.fuzzy("zheng") == "zen"


@pytest.mark.parametrize(
    ("text", "syllables"),
    [
        ("shenfenzheng", ["shen", "fen", "zheng"]),
        ("shenfenzh", []),
        ("sfz", []),
        ("ktv", []),
        ("", []),
        ("nv", ["nv"]),
    ],
)
def test_syllables(text: str, syllables: list[str]) -> None:
    assert pinyin.load().syllables(text) == syllables
