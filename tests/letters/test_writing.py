"""Writing a letter: nothing typed is lost, one form is one letter, the receipt is shown to its writer alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from govsite.database.clock import database_time
from govsite.database.keys import bind_keys
from govsite.database.session import reading, writing
from govsite.domain.common.days import today
from govsite.domain.common.workdays import calendar
from govsite.domain.letters import figures, sending
from govsite.domain.tickets import receipts
from govsite.domain.tickets.numbers import read_number
from govsite.models.letter import Letter
from govsite.models.tally import Tally
from govsite.models.ticket import Ticket, TicketEvent
from govsite.web.script import to_traditional
from tests.apps import database_of, portal_of, rows
from tests.helpers import Visitor
from tests.letters.writer import BODY, EMAIL, LETTER, NAME, PHONE, TITLE, act, blank, opened, patient, receipt_of, write
from tests.sealed import OLD
from tests.sites.samples import WITH_LETTERS
from tests.submitting import Redirect, submit
from tests.waiting import together, wait


def count(portal: Flask) -> int:
    with portal.app_context():
        found: int = reading().scalar(select(func.count()).select_from(Ticket)) or 0
        return found


def test_a_letter_is_stored_with_all_that_was_typed(portal: Flask) -> None:
    receipt = write(portal, name=NAME, phone=PHONE, email=EMAIL, public=True)
    assert read_number(receipt.number) == receipt.number and receipt.number.startswith("XJ-")
    with portal.app_context():
        both = select(Ticket, Letter).join(Letter).where(Ticket.number == receipt.number)
        ticket, letter = reading().execute(both).one()
        assert (ticket.name, ticket.phone, ticket.email) == (NAME, PHONE, EMAIL)
        assert (letter.title, letter.body, letter.kind, letter.consent) == (TITLE, BODY, "咨询", True)
        assert (ticket.site_code, ticket.state, ticket.kind) == ("420502", "submitted", "letter")
        assert ticket.due == calendar().due(today(), 5).day
        event = reading().scalars(select(TicketEvent).where(TicketEvent.ticket_id == ticket.id)).one()
        assert (event.action, event.who) == ("submit", "writer")


def test_nothing_in_the_database_tells_the_password_or_the_address(portal: Flask) -> None:
    receipt = write(portal, phone=PHONE)
    row = rows(portal, "SELECT * FROM ticket WHERE number = :number", number=receipt.number)[0]
    stored = " ".join(map(repr, row))
    for secret in (receipt.password, receipt.password.replace(" ", ""), PHONE, PHONE.replace(" ", ""), "127.0.0.1"):
        assert secret not in stored


def test_the_same_form_twice_is_one_letter_with_one_receipt(portal: Flask) -> None:
    page, before = blank(portal), count(portal)
    first, second = (receipt_of(submit(page, **LETTER)) for _ in range(2))
    assert first == second and count(portal) == before + 1


def test_two_clicks_at_once_are_one_letter(portal: Flask) -> None:
    page, before = blank(portal), count(portal)
    found: list[Any] = []
    together(4, lambda: found.append(receipt_of(submit(page, **LETTER))))
    assert len(found) == 4 and len(set(found)) == 1 and count(portal) == before + 1


def test_a_receipt_in_traditional_has_traditional_labels(portal: Flask) -> None:
    sent = submit(blank(portal, "/hant/xiling"), **LETTER)
    labels = [label.text_content() for label in sent.find("//dl[@class='secrets']/dt")]
    assert labels == ["編號", "查詢密碼"]


def test_a_saved_receipt_is_not_shown_to_the_next_person(portal: Flask) -> None:
    page = blank(portal)
    receipt = submit(page, **LETTER)
    assert submit(receipt) == Redirect(303, "/xiling/letters/lookup")
    back = submit(page, **LETTER)
    assert "已经收到" in back.h1 and receipt_of(receipt).password not in back.source
    assert not back.find("//main//form"), "who has the receipt needs no other"


def test_a_receipt_is_not_shown_for_other_words(portal: Flask) -> None:
    page = blank(portal)
    receipt = receipt_of(submit(page, **LETTER))
    other = submit(page, **(LETTER | {"title": "另一个标题"}))
    assert "已经收到" in other.h1 and receipt.password not in other.source and receipt.number not in other.source


def test_a_receipt_is_not_shown_after_five_minutes(portal: Flask) -> None:
    page = blank(portal)
    receipt = receipt_of(submit(page, **LETTER))
    with portal.app_context(), writing() as session:
        over = database_time(session)
        session.execute(update(Ticket).where(Ticket.number == receipt.number).values(shown_until=over))
    assert receipt.password not in submit(page, **LETTER).source
    with portal.app_context(), writing() as session:
        assert receipts.forget_prints(session) >= 1
        kept = select(func.count()).where(Ticket.number == receipt.number, Ticket.content_print != "")
        assert session.scalar(kept) == 0


def received(portal: Flask) -> int:
    """How many letters are counted."""
    with portal.app_context():
        return reading().scalar(select(func.sum(Tally.number)).where(Tally.measure == figures.RECEIVED)) or 0


def test_who_has_looked_a_letter_up_has_not_lost_its_receipt(portal: Flask) -> None:
    page = blank(portal)
    receipt = receipt_of(submit(page, **LETTER))
    tried = Visitor(portal.test_client())
    submit(tried.get("/xiling/letters/lookup"), "/xiling/letters/lookup", number=receipt.number, password="0")
    assert receipt_of(submit(page, **LETTER)) == receipt, "a wrong password says nothing of who has it"
    with portal.app_context(), writing() as session:
        over = database_time(session)
        session.execute(update(Ticket).where(Ticket.number == receipt.number).values(shown_until=over))
    offered = submit(page, **LETTER)  # the way to another receipt, left open in a window
    opened(portal, receipt)
    submit(patient(offered))
    with portal.app_context():
        row = reading().execute(select(Ticket).where(Ticket.number == receipt.number)).scalar_one()
        assert (row.saved, row.state, row.replaced_by) == (True, "submitted", None), "nothing takes its place"


def test_a_lost_receipt_is_replaced_by_another_letter(portal: Flask) -> None:
    before, page = received(portal), blank(portal)
    lost = receipt_of(submit(page, **LETTER))
    with portal.app_context(), writing() as session:
        over = database_time(session)
        session.execute(update(Ticket).where(Ticket.number == lost.number).values(shown_until=over))
    again = submit(patient(submit(page, **LETTER)))
    new = receipt_of(again)
    assert new.number != lost.number
    with portal.app_context():
        row = reading().execute(select(Ticket).where(Ticket.number == lost.number)).scalar_one()
        by = reading().execute(select(Ticket).where(Ticket.number == new.number)).scalar_one()
        assert (row.state, row.replaced_by, by.state) == ("withdrawn", by.id, "submitted")
        assert row.finished is not None and received(portal) == before + 1, "one letter came, not two"
        letter = reading().scalars(select(Letter).where(Letter.ticket_id == by.id)).one()
        assert (letter.title, letter.body) == (TITLE, BODY)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "请写标题"),
        ({"title": "题" * 61}, "最多 60 个字，现在有 61 个字"),
        ({"body": " \n "}, "请写内容"),
        ({"body": "字" * 2001}, "最多 2000 个字，现在有 2001 个字"),
        ({"phone": "123"}, "请写能打通的号码"),
        ({"email": "fan"}, "邮箱写得不完整"),
        ({"item": "没有这样的事项"}, "没有找到这个事项"),
        ({"name": "名" * 41}, "最多 40 个字"),
    ],
)
def test_a_mistake_is_told_beside_its_field_and_nothing_is_lost(portal: Flask, wrong: Any, said: str) -> None:
    before = count(portal)
    typed = LETTER | {"name": NAME, "phone": PHONE, "email": EMAIL} | wrong
    page = submit(blank(portal, "/hant/xiling"), **typed)
    assert page.status == 422 and count(portal) == before
    field = page.one(f"//*[@name='{next(iter(wrong))}']")
    error = page.one(f"//*[@id='{field.get('id')}-error']").text_content()
    assert to_traditional(said) in error
    for name in ("title", "name", "phone", "email"):
        if name not in wrong:
            assert page.one(f"//*[@name='{name}']").get("value") == typed[name], name
    if "body" not in wrong:
        assert page.one("//textarea[@name='body']").text.removeprefix("\n").replace("\r\n", "\n") == BODY
    assert page.one("//input[@name='form_key']").get("value")


def test_what_nobody_sees_is_left_out(portal: Flask) -> None:
    receipt = write(portal, title="路灯\x00坏了\x0b", body="一\x07\t二\r\n三\x85")
    with portal.app_context():
        letter = reading().scalars(select(Letter).join(Ticket).where(Ticket.number == receipt.number)).one()
        assert (letter.title, letter.body) == ("路灯坏了", "一\t二\n三")


def test_a_choice_that_is_not_offered_is_refused(portal: Flask) -> None:
    page = blank(portal)
    page.one("//input[@name='kind' and @value='咨询']").set("value", "举报")
    answer = submit(page, **(LETTER | {"kind": "举报"}))
    assert answer.status == 422 and "请从列出的选项里选一个" in answer.main


@pytest.mark.parametrize("key", ["", "x", "../../etc", "一" * 32, "a" * 500])
def test_a_key_that_is_none_gets_a_new_one(portal: Flask, key: str) -> None:
    page = blank(portal)
    page.one("//input[@name='form_key']").set("value", key)
    page = submit(page, **LETTER)
    assert page.status == 422, "nothing tells how long somebody has been writing"
    token = page.one("//input[@name='captcha_token']").get("value")
    assert page.one("//input[@name='form_key']").get("value") != key
    assert receipt_of(submit(page, captcha_answer=portal.extensions["captchas"]._letters(token))).number


def test_a_database_that_is_away_costs_no_word(tmp_path: Path) -> None:
    with portal_of(WITH_LETTERS, tmp_path) as own:
        page, file = blank(own), database_of(own)
        file.rename(file.with_suffix(".away"))
        answer = submit(page, **LETTER)
        assert answer.status == 503 and "您写的都还在" in answer.main
        assert answer.one("//input[@name='title']").get("value") == TITLE
        file.unlink(missing_ok=True)
        file.with_suffix(".away").rename(file)
        wait(lambda: own.test_client().get("/healthz").status_code == 200)
        assert receipt_of(submit(answer)).number, "the same form sends it once more"


def test_one_leaves_while_the_database_is_away(tmp_path: Path) -> None:
    with portal_of(WITH_LETTERS, tmp_path) as own:
        bind_keys(own, OLD)
        page, file = opened(own, write(own)), database_of(own)
        file.rename(file.with_suffix(".away"))
        left = act(page, "leave")
        assert "已经离开" in left.main and page.client.get_cookie("ticket") is None


def test_a_whole_book_comes_back_to_be_shortened(portal: Flask) -> None:
    page = submit(blank(portal), **LETTER | {"body": "长" * 60_000})
    assert page.status == 422 and "现在有 60000 个字" in page.main


def test_what_a_link_brings_is_filled_in(portal: Flask) -> None:
    page = blank(portal, query="?kind=%E6%8A%95%E8%AF%89&title=%E8%8C%83&about=4205021&item=nothing")
    assert page.one("//input[@name='kind' and @checked]").get("value") == "投诉"
    assert page.one("//input[@name='title']").get("value") == "范"
    assert page.one("//input[@name='about']").get("value") == "4205021"
    assert page.one("//input[@name='item']").get("value") == ""


def test_letters_are_counted(portal: Flask) -> None:
    wanted = select(func.sum(Tally.number)).where(Tally.measure == "letters.received", Tally.site_code == "420502")
    with portal.app_context():
        before = reading().scalar(wanted) or 0
    write(portal)
    with portal.app_context():
        assert reading().scalar(wanted) == before + 1


def test_a_kind_has_its_own_limit(portal: Flask) -> None:
    receipt = write(portal, kind="投诉")
    with portal.app_context():
        found = reading().execute(select(Ticket.limit, Ticket.due).where(Ticket.number == receipt.number)).one()
        assert found.limit == 10 and found.due == sending.promise(10).day


def test_a_site_without_letters_has_no_such_page(tmp_path: Path) -> None:
    with portal_of(WITH_LETTERS.replace("letters: true", "letters: false"), tmp_path) as silent:
        Visitor(silent.test_client()).get("/xiling/letters/new", 404)
        Visitor(silent.test_client()).get("/xiling/letters/lookup", 404)
