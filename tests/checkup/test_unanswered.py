"""Searches without an answer: what a search notes, what is written, and what is shown to nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from govsite.database.session import reading, writing
from govsite.domain.checkup import unanswered
from govsite.domain.checkup.unanswered import Noted, add_up, forget_old, most_asked, word_of
from govsite.domain.common.days import today
from govsite.models.unanswered import Unanswered
from tests.apps import portal_of, rows, statements
from tests.helpers import Visitor
from tests.sites.samples import SMALL


@pytest.fixture(scope="module")
def searched(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with portal_of(SMALL, tmp_path_factory.mktemp("searched"), database_url=database_url) as made:
        yield made


@pytest.fixture
def empty(searched: Flask) -> Flask:
    searched.extensions["searches"]._noted.take()
    with searched.app_context(), writing() as session:
        session.query(Unanswered).delete()
    return searched


def kept(app: Flask) -> list[tuple[str, str, int]]:
    app.extensions["searches"].write()
    return sorted(tuple(row) for row in rows(app, "SELECT site_code, word, number FROM unanswered"))


def test_a_search_in_vain_is_counted_and_costs_no_query(empty: Flask) -> None:
    visitor = Visitor(empty.test_client())
    visitor.get("/search?q=无此事项")
    with statements(empty) as sent:
        page = visitor.get("/xiling/search?q=西陵区限高令")
    assert not [one for one in sent if "unanswered" in one.lower()]
    assert page.response.headers["Cache-Control"] == "public, max-age=60, s-maxage=60"
    visitor.get("/hant/xiling/search?q=限高令")
    assert kept(empty) == [("420000", "无此事项", 1), ("420502", "限高令", 2)], "without the place, in one script"
    Visitor(empty.test_client()).get("/search?q=另一件事")
    Visitor(empty.test_client()).get("/search?q=另一件事")
    assert ("420000", "另一件事", 1) in kept(empty), "the same again within a minute comes from the cache"


def test_what_is_found_is_not_counted(empty: Flask) -> None:
    visitor = Visitor(empty.test_client())
    for query in ("", "?q=", "?q=西陵区"):
        visitor.get(f"/search{query}")
    assert kept(empty) == []


@pytest.mark.parametrize(
    "query",
    [
        *(
            "13800138000",
            "张三13800138000",
            "138 0013 8000",
            "0717-6219300",
            "420502199001011234",
            "42050219900101123x",
        ),
        *("一三八零零一三八", "a@b.cn", "www.gov.cn", "https://gov.cn", "鄂e12345", "鄂adf1234", "6222021234567890123"),
        *("我妈妈上个月住院了医保局说不能报销怎么办呢", "限", "12", "——"),
    ],
)
def test_what_may_be_somebodys_is_never_counted(query: str) -> None:
    assert word_of(query) == "" and not Noted().note("420502", query)


@pytest.mark.parametrize("query", ["限高令", "2024年社保", "12345", "90后补贴", "wuhan  luohu", "第三代身份证"])
def test_other_words_are_counted(query: str) -> None:
    assert word_of(query) in (" ".join(query.split()), "")
    assert bool(word_of(query)) == (query != "12345")


def test_words_are_shown_when_several_asked(empty: Flask) -> None:
    for _ in range(unanswered.LEAST - 1):
        empty.extensions["searches"].note("420502", "限高令")
    assert kept(empty) == [("420502", "限高令", 2)]
    with empty.app_context():
        assert most_asked(reading(), "420502", today()) == []
    empty.extensions["searches"].note("420502", "限高令")
    kept(empty)
    with empty.app_context():
        assert most_asked(reading(), "420502", today()) == [("限高令", 3)]
        assert most_asked(reading(), "420500", today()) == []
        assert most_asked(reading(), "420502", today() + timedelta(unanswered.SHOWN_DAYS)) == []


def test_made_up_words_do_not_fill_the_disk(empty: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unanswered, "MOST_NOTED", 3)
    noted = Noted()
    assert [noted.note("420000", f"生造词{char}") for char in "甲乙丙丁甲"] == [True, True, True, False, True]
    monkeypatch.setattr(unanswered, "MOST_A_DAY", 3)
    with empty.app_context():
        for words in (noted.take(), {(today(), "420000", "生造词甲"): 5, (today(), "420000", "生造词戊"): 1}):
            with writing() as session:
                add_up(session, words)
    assert kept(empty) == [("420000", "生造词丙", 1), ("420000", "生造词乙", 1), ("420000", "生造词甲", 7)]


def test_old_searches_are_forgotten(empty: Flask) -> None:
    def count(day: date) -> None:
        with empty.app_context(), writing() as session:
            add_up(session, {(day, "420000", "限高令"): 3})

    count(today() - timedelta(unanswered.KEPT_DAYS + 1))
    count(today())
    with empty.app_context():
        with writing() as session:
            forget_old(session)
        assert list(reading().scalars(select(Unanswered.day))) == [today()]


def test_what_cannot_be_written_is_noted_again(empty: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise OperationalError("", {}, Exception("away"))

    empty.extensions["searches"].note("420502", "限高令")
    with monkeypatch.context() as patched:
        patched.setattr("govsite.web.unanswered.add_up", away)
        assert kept(empty) == []
    assert kept(empty) == [("420502", "限高令", 1)]
