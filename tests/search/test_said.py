"""What the search says by itself: that it is not sure, what is not handled here, whom to ask, where to complain."""

from __future__ import annotations

import csv

import pytest

from govsite.domain.search.results import Results
from tests.search.evaluate import ALL, FOLDER, SETS, evaluate, read_queries
from tests.search.test_find import Portal, slugs
from tests.search.test_find import portal as portal
from tests.search.test_shown import shown

LEAST_FLAGGED, MOST_FLAGGED, LEAST_ENGLISH = 0.6, 0.05, 0.8


def is_flagged(results: Results) -> bool:
    """Whether a reader is told that this is not the answer, or sees none."""
    return results.said.unsure or results.said.not_here is not None or not shown(results)


def test_what_no_item_answers_is_said_to_have_none(portal: Portal) -> None:
    with (FOLDER / "queries_without.csv").open(encoding="utf-8", newline="") as file:
        found = [portal.search(record["query"], "yichang") for record in csv.DictReader(file)]
    assert sum(map(is_flagged, found)) >= LEAST_FLAGGED * len(found)
    alone = [each.said.unsure and each.said.not_here is None or not shown(each) for each in found]
    assert any(alone)


@pytest.mark.parametrize("name", SETS)
def test_right_answers_are_not_said_to_be_none(portal: Portal, name: str) -> None:
    found = [(query, portal.search(query.text, "xiling")) for query in read_queries(name)]
    right = [results for query, results in found if not query.slugs.isdisjoint(shown(results)[:1])]
    assert sum(map(is_flagged, right)) <= MOST_FLAGGED * len(right)


def test_english_finds_items_by_their_english_names(portal: Portal) -> None:
    rows = list(portal.snapshot.items.values())
    scores = evaluate(portal.snapshot.index, rows, read_queries("english"))  # type: ignore[arg-type]
    assert scores[ALL].third >= LEAST_ENGLISH
    assert portal.search("lost passport", "yichang").said.english
    assert portal.search("weather forecast tomorrow").suggestion is None
    assert not portal.search("shenfenzheng").said.english


@pytest.mark.parametrize(
    ("query", "contact"),
    [
        ("限高怎么解除", "12368"),
        ("台胞證過期了", "12367"),
        ("快递弄丢了", "https://sswz.spb.gov.cn"),
        ("ETC坏了", "95022"),
    ],
)
def test_what_is_not_handled_here_is_told_with_where_to_go(portal: Portal, query: str, contact: str) -> None:
    told = portal.search(query).said.not_here
    assert told is not None
    assert told.contact == contact


def test_beside_what_is_not_handled_stands_only_what_has_a_word_of_it(portal: Portal) -> None:
    found = portal.search("法院立案", "xiling")
    assert [offer.item.name for offer in found.here] == ["法律援助申请"], "备案 is only a guess at 立案"


def test_below_an_office_whose_telephone_is_wanted_stand_few_items(portal: Portal) -> None:
    for query in ("民政局电话", "民政局几点上班"):
        found = portal.search(query, "xiling")
        assert found.departments and found.offices_and_halls_first and not found.said.unsure
        assert 0 < len(found.here) <= 5 and {offer.department for offer in found.here} == {"民政局"}


def test_what_an_item_is_called_is_handled_here(portal: Portal) -> None:
    from govsite.domain.search.advice import not_handled

    assert not_handled(portal.tree, "限高", lambda _word: False)
    assert not_handled(portal.tree, "限高", {"限高"}.__contains__) is None
    assert not_handled(portal.tree, "sketch", lambda _word: False) is None


@pytest.mark.parametrize("query", ["开店", "我想开个店", "買房的證", "我要办证"])
def test_a_vague_word_is_answered_with_situations(portal: Portal, query: str) -> None:
    results = portal.search(query, "xiling")
    assert 4 <= len(results.said.situations) <= 6
    assert not results.said.unsure


def test_every_situation_finds_an_item(portal: Portal) -> None:
    from govsite.domain.search import advice

    options = [option for line in advice._package().ask_first for option in line.situations]
    assert [label for label, query in options if is_flagged(portal.search(query, "xiling"))] == []


def test_who_complains_is_told_where(portal: Portal) -> None:
    assert portal.search("楼下噪音扰民").said.complains
    assert portal.search("违建举报").said.unsure
    assert not portal.search("身份证").said.complains


def test_the_office_in_charge_of_the_best_item(portal: Portal) -> None:
    said = portal.search("低保谁管", "yichang").said
    assert said.charge is portal.snapshot.site("420500").offices["民政局"]
    assert said.item is not None
    assert said.item.slug == "dibao"
    hours = portal.search("几点上班", "yichang")
    assert hours.offices_and_halls_first
    assert slugs(hours.here) == slugs(hours.elsewhere) == []


def test_of_a_story_the_sentence_that_asks(portal: Portal) -> None:
    story = "我妈妈今年七十岁了，一直住在农村。前几年家里老房子塌了一半，也没钱修。请问危房改造补助怎么申请？" * 2
    assert shown(portal.search(story, "xiling"))[0] == "rural-house-fix"
