"""What the writer does with a letter afterwards: once each, in its time, and nothing by another's hand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from govsite.database.clock import database_time
from govsite.database.session import reading, writing
from govsite.domain.common.days import today
from govsite.domain.common.workdays import calendar
from govsite.domain.letters import acts
from govsite.domain.tickets import clock, ratings, thread
from govsite.domain.tickets.form_keys import new_key
from govsite.domain.tickets.tallies import place_of
from govsite.models.letter import Letter
from govsite.models.message import Message
from govsite.models.tally import Tally
from govsite.models.ticket import Ticket
from tests.helpers import Page
from tests.letters.writer import EMAIL, NAME, PHONE, Receipt, act, opened, write
from tests.waiting import together


def found(portal: Flask, receipt: Receipt) -> tuple[Ticket, Letter]:
    with portal.app_context():
        both = select(Ticket, Letter).join(Letter).where(Ticket.number == receipt.number)
        ticket, letter = reading().execute(both).one()
        return ticket, letter


def moved(portal: Flask, receipt: Receipt, state: str, said: str = "", kind: str = thread.REPLY, **own: Any) -> None:
    """The office's part, as far as the writer sees it."""
    ticket, _ = found(portal, receipt)
    with portal.app_context(), writing() as session:
        session.execute(update(Ticket).where(Ticket.id == ticket.id).values(state=state, revision=Ticket.revision + 1))
        if own:
            session.execute(update(Letter).where(Letter.ticket_id == ticket.id).values(own))
        if said:
            thread.add(session, ticket.id, kind, said, place_of(ticket), staff_id=None)
            told = update(Message).where(Message.ticket_id == ticket.id, Message.kind == kind)
            session.execute(told.values(who="office"))


def answered(portal: Flask, receipt: Receipt, days_ago: int = 0) -> Page:
    with portal.app_context():
        replied = database_time(reading()) - timedelta(days=days_ago)
    moved(portal, receipt, "replied", "已经修好了。", replied=replied)
    return opened(portal, receipt)


def offers(page: Page) -> set[str]:
    """The forms of the page by their last segment."""
    return {action.rpartition("/")[2] for action in page.find("//main//form/@action")}


def rated(portal: Flask, rating: int) -> int:
    with portal.app_context():
        measure = f"letters.rated.{rating}"
        return reading().scalar(select(func.sum(Tally.number)).where(Tally.measure == measure)) or 0


def test_a_new_letter_offers_what_may_be_done(portal: Flask) -> None:
    page = opened(portal, write(portal))
    assert offers(page) == {"leave", "add", "withdraw", "password"}
    assert "erase" in offers(opened(portal, write(portal, phone=PHONE)))


def test_one_may_add_once_before_the_answer_and_once_after(portal: Flask) -> None:
    receipt = write(portal)
    page = act(opened(portal, receipt), "add", text="范家湾路口那盏。\n\n编号 12。")
    assert "补充已经提交" in page.main and "范家湾路口那盏" in page.main
    assert "add" not in offers(page)
    page = answered(portal, receipt)
    assert "add" in offers(page) and "不再另行答复" in page.main, "nobody waits for what does not come"


def test_the_same_form_twice_adds_once(portal: Flask) -> None:
    receipt = write(portal)
    page = opened(portal, receipt)
    for _ in range(2):
        act(page, "add", text="再说一句")
    ticket, _ = found(portal, receipt)
    with portal.app_context():
        assert len(thread.messages(reading(), ticket.id)) == 1


def test_an_empty_addition_is_told_beside_its_field(portal: Flask) -> None:
    page = act(opened(portal, write(portal)), "add", text="  ")
    assert page.status == 422 and "请写要补充的内容" in page.one("//*[@id='add-text-error']").text_content()


def test_an_answer_to_the_office_lets_the_clock_go_on(portal: Flask) -> None:
    receipt = write(portal)
    ticket, _ = found(portal, receipt)
    with portal.app_context():
        days = calendar()
        began = days_before(days, 3)
        with writing() as session:
            clock.pause(session, ticket.id, began)
            session.execute(update(Ticket).where(Ticket.id == ticket.id).values(due=days.due(began, 4).day))
    moved(portal, receipt, "waiting", "是哪一盏灯？", thread.QUESTION)
    page = opened(portal, receipt)
    assert "请您补充说明" in page.main and "add" in offers(page)
    assert "正在办理" in act(page, "add", text="路口那盏").main
    ticket, _ = found(portal, receipt)
    assert ticket.state == "handling" and ticket.due == days.due(today(), 4).day


def days_before(days: Any, number: int) -> Any:
    """The day so many working days before today."""
    day = today()
    while number:
        day -= timedelta(1)
        number -= days.is_worked(day)
    return day


def test_a_rating_counts_once_and_moves_when_it_is_changed(portal: Flask) -> None:
    receipt = write(portal)
    before = {n: rated(portal, n) for n in (2, 5)}
    page = act(answered(portal, receipt), "rate", rating="2", words="还是不亮")
    ticket, letter = found(portal, receipt)
    assert (letter.rating, letter.rating_words) == (2, "还是不亮") and ticket.state == "replied"
    with portal.app_context():
        assert letter.follow_up == calendar().due(today(), ratings.RATING_DAYS).day
    assert rated(portal, 2) == before[2] + 1
    act(page, "rate", rating="5")
    _, letter = found(portal, receipt)
    assert (letter.rating, letter.follow_up) == (5, None)
    assert (rated(portal, 2), rated(portal, 5)) == (before[2], before[5] + 1)


def test_of_many_ratings_at_one_moment_one_counts(portal: Flask) -> None:
    before = rated(portal, 4)
    for number in range(4):
        receipt = write(portal)
        answered(portal, receipt)
        ticket, _ = found(portal, receipt)

        def rate(ticket_id: int = ticket.id) -> None:
            with portal.app_context():
                acts.rate(ticket_id, new_key(), 4, "")

        together(4, rate)
        assert rated(portal, 4) == before + number + 1


@pytest.mark.parametrize("rating", ["0", "6", "x", ""])
def test_a_rating_that_is_none_is_refused(portal: Flask, rating: str) -> None:
    page = answered(portal, write(portal))
    page.one("//input[@name='rating' and @value='5']").set("value", rating)
    assert act(page, "rate", rating=rating).status == 422


def test_one_may_reopen_once_with_a_reason(portal: Flask) -> None:
    receipt = write(portal)
    page = answered(portal, receipt)
    assert act(page, "reopen", reason="").status == 422
    page = act(page, "reopen", reason="灯还是不亮")
    assert "重新办理" in page.main and "灯还是不亮" in page.main
    ticket, letter = found(portal, receipt)
    assert ticket.state == "handling" and letter.reopened is not None
    with portal.app_context():
        assert ticket.due == calendar().due(today(), 5).day
    assert "reopen" not in offers(answered(portal, receipt))


def test_an_old_answer_is_not_reopened(portal: Flask) -> None:
    assert "reopen" in offers(answered(portal, write(portal), 29))
    assert "reopen" not in offers(answered(portal, write(portal), 31))


def test_one_may_remind_once_when_it_is_late(portal: Flask) -> None:
    receipt = write(portal)
    assert "remind" not in offers(opened(portal, receipt))
    ticket, _ = found(portal, receipt)
    with portal.app_context(), writing() as session:
        session.execute(update(Ticket).where(Ticket.id == ticket.id).values(due=today() - timedelta(1)))
    page = opened(portal, receipt)
    assert "已经超过答复期限" in page.main
    again = act(page, "remind")
    assert "remind" not in offers(again)
    act(page, "remind")
    assert found(portal, receipt)[1].reminded is not None


def test_withdrawn_is_withdrawn(portal: Flask) -> None:
    receipt = write(portal)
    page = opened(portal, receipt)
    assert act(page, "withdraw").status == 422, "the box is to be ticked"
    assert "已经撤回" in act(page, "withdraw", sure=True).main
    ticket, _ = found(portal, receipt)
    assert ticket.state == "withdrawn" and ticket.finished is not None
    assert offers(opened(portal, receipt)) == {"leave", "password"}


def test_contact_details_are_erased_for_good(portal: Flask) -> None:
    receipt = write(portal, name=NAME, phone=PHONE, email=EMAIL)
    page = act(opened(portal, receipt), "erase", sure=True)
    assert "联系方式已经抹去" in page.main and "erase" not in offers(page)
    ticket, _ = found(portal, receipt)
    assert (ticket.name, ticket.phone, ticket.phone_print, ticket.email) == (None, None, None, None)


def test_what_became_impossible_meanwhile_is_said_and_the_words_are_kept(portal: Flask) -> None:
    receipt = write(portal)
    page = opened(portal, receipt)
    moved(portal, receipt, "refused")
    answer = act(page, "add", text="还有一句")
    assert answer.status == 409 and answer.one("//textarea[@id='kept']").text.strip() == "还有一句"
