"""The rating of a case that is done (好差评): once, counted, and a bad one comes back to the desk."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from govsite.database.session import reading
from govsite.domain.cases import acts, deciding, figures
from govsite.domain.cases import desk as desks
from govsite.domain.cases.queues import BAD, QUEUES, Wanted
from govsite.domain.cases.states import APPROVED, DONE
from govsite.domain.common.days import today
from govsite.domain.common.states import Refused
from govsite.domain.common.workdays import calendar
from govsite.domain.letters import figures as letters
from govsite.domain.tickets.desks import Desk
from govsite.domain.tickets.form_keys import new_key
from govsite.domain.tickets.hands import Hand
from govsite.domain.tickets.queues import days_of
from govsite.domain.tickets.ratings import RATING_DAYS, ratings_of
from govsite.domain.tickets.told import Channels
from govsite.models import Ticket
from govsite.models.tally import MonthTally
from tests.cases.applicant import act, case_of, new_case, opened
from tests.cases.conftest import ITEM
from tests.letters.writer import Receipt
from tests.waiting import together


def counted(app: Flask, rating: int) -> int:
    with app.app_context():
        found = select(func.sum(MonthTally.number)).where(MonthTally.site_code == "420500", MonthTally.item_code == "")
        return reading().scalar(found.where(MonthTally.measure == f"{figures.RATED}{rating}")) or 0


def ticket_of(app: Flask, receipt: Receipt) -> Ticket:
    with app.app_context():
        return reading().scalars(select(Ticket).where(Ticket.number == receipt.number)).one()


def test_what_is_done_is_rated_once(portal: Flask) -> None:
    before, receipt = counted(portal, 5), new_case(portal, DONE)
    page, elsewhere = opened(portal, receipt), opened(portal, receipt)
    after = act(page, "rate", rating="5", words="很快")
    assert "谢谢，评价已经记下" in after.main and "非常满意" in after.main and "很快" in after.main
    assert not after.find("//form[contains(@action, '/rate')]"), "once"
    assert counted(portal, 5) == before + 1
    assert act(elsewhere, "rate", rating="1", words="改主意了").status == 409
    assert case_of(portal, receipt).rating == 5 and counted(portal, 5) == before + 1


def test_what_was_typed_for_a_second_rating_is_kept(portal: Flask) -> None:
    receipt = new_case(portal, DONE)
    page, elsewhere = opened(portal, receipt), opened(portal, receipt)
    act(page, "rate", rating="4", words="")
    assert (
        "改主意了" in act(elsewhere, "rate", rating="1", words="改主意了").one("//textarea[@id='kept']").text_content()
    )


def test_no_level_is_chosen_for_anybody(portal: Flask) -> None:
    page = opened(portal, new_case(portal, DONE))
    assert not page.find("//input[@name='rating'][@checked]")
    wrong = act(page, "rate", words="忘了选")
    assert wrong.status == 422 and "请从列出的选项里选一个" in wrong.main and "忘了选" in wrong.main


@pytest.mark.parametrize("state", ["reviewing", APPROVED, "denied", "withdrawn"])
def test_what_is_not_delivered_is_not_rated(portal: Flask, state: str) -> None:
    receipt = new_case(portal, state)
    assert not opened(portal, receipt).find("//form[contains(@action, '/rate')]")
    with portal.app_context(), pytest.raises(Refused):
        acts.rate(ticket_of(portal, receipt).id, new_key(), 5, "", ())


def test_of_many_ratings_at_one_moment_one_counts(portal: Flask) -> None:
    before, ticket = counted(portal, 4), ticket_of(portal, new_case(portal, DONE))

    def rate() -> None:
        with portal.app_context(), suppress(Refused):
            acts.rate(ticket.id, new_key(), 4, "", ("420500",))

    together(4, rate)
    assert counted(portal, 4) == before + 1


def test_a_bad_one_comes_back_to_the_desk_with_a_clock_of_its_own(portal: Flask) -> None:
    receipt = new_case(portal, DONE)
    page = act(opened(portal, receipt), "rate", rating="2", words="跑了三趟")
    ticket = ticket_of(portal, receipt)
    keys = frozenset({ticket.department})
    with portal.app_context():
        desk, days = Desk(None, ticket.site_code, keys, keys), days_of(calendar(), today())
        due = calendar().due(today(), RATING_DAYS).day
        rows = desks.page(reading(), calendar(), desk, QUEUES[BAD], Wanted(), days).rows
        assert [(row.number, row.ends, row.light) for row in rows] == [(receipt.number, due, "calm")]
        assert desks.counts(reading(), desk, days)[BAD] == 1
        hand = Hand(desk, "clerk", ticket.id, ticket.revision, new_key())
    assert "就您的评价回复您" in page.main
    with portal.app_context():
        deciding.follow_up(hand, "窗口已经整改", Channels())
        assert not desks.page(reading(), calendar(), desk, QUEUES[BAD], Wanted(), days).rows
        again = replace(hand, revision=ticket.revision + 1, key=new_key())
        with pytest.raises(Refused):
            deciding.follow_up(again, "再说", Channels())
    later = opened(portal, receipt)
    assert "窗口已经整改" in later.main and "就您的评价回复您" not in later.main
    assert "部门就您的评价作了回复" in later.main


def test_the_ratings_of_an_item_are_those_of_its_cases_too(portal: Flask) -> None:
    act(opened(portal, new_case(portal, DONE)), "rate", rating="3", words="")
    with portal.app_context():
        found = ratings_of(reading(), ["420502"], ITEM, today(), (letters.RATED, figures.RATED))
        assert found.numbers[3] == 1 and found.total >= 1
