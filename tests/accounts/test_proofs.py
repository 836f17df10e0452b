"""Other ways to prove who one is: a bank's card, a window; what items ask for; children and their guardian."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update

from govsite.database.clock import database_time
from govsite.database.session import reading, writing
from govsite.domain.accounts import levels
from govsite.domain.common import bank_cards, id_cards
from govsite.forms.accounts import PersonForm
from govsite.gateways.identity import Match
from govsite.models.account import Account
from govsite.models.audit import Audit
from govsite.models.child import Child
from govsite.models.item import Item
from govsite.models.ticket import Ticket
from govsite.models.window_proof import WindowProof
from govsite.simulators.identity import CARDS, PEOPLE
from tests.accounts.citizens import (
    browser,
    code_of,
    exported,
    followed,
    forget_limits,
    messages,
    new_phone,
    registered,
)
from tests.accounts.firms import anybody
from tests.accounts.test_attacks import valid
from tests.cast import BY_KEY
from tests.console.people import hire, sign_in
from tests.helpers import Page, Visitor
from tests.letters.writer import write
from tests.submitting import Redirect, submit

LEVEL, WINDOW, DESK = "/xiling/account/level", "/xiling/account/level/window", "/xiling/console/proofs"
CARD, (OWNER, BANK_PHONE) = next(iter(CARDS.items()))
ITEM = {
    **{"code": "990010001000", "slug": "proof", "name": "范例证办理", "audience": "natural", "type": "行政确认"},
    **{"handling": "承诺件", "department": "公安局", "promised_days": 5, "result": "证", "proof_level": 3},
}
CHILDREN = [number for number in PEOPLE if levels.is_too_young(number)]


@pytest.fixture(autouse=True)
def _nobody_yet(portal: Flask) -> None:
    nobody_has_a_name(portal)


def nobody_has_a_name(portal: Flask) -> None:
    with portal.app_context(), writing() as session:
        session.execute(update(Account).values(id_print=None, id_no=None, name=None, level=2))
        session.execute(delete(Child))
    forget_limits(portal)


def at_form(portal: Flask, visitor: Visitor, phone: str, way: str = "code", address: str = LEVEL) -> Page:
    """The second step of a way that begins with a code."""
    forget_limits(portal)
    step = submit(visitor.get(address), f"{LEVEL}/{way}")
    return submit(step, f"{LEVEL}/prove", "下一步", code=code_of(portal, phone))  # type: ignore[no-any-return]


def test_a_banks_card_proves_a_name_and_is_kept_nowhere(portal: Flask) -> None:
    phone = new_phone()
    visitor = registered(portal, phone)
    page, form = at_form(portal, visitor, phone, "card"), f"{LEVEL}/card/check"
    assert page.h1 == "银行卡认证"
    fields = {"name": PEOPLE[OWNER], "id_no": OWNER, "card": f"{CARD[:4]} {CARD[4:]}", "phone": BANK_PHONE}
    assert "逐位核对" in submit(page, form, **fields | {"card": CARD[:-1] + "8"}).main
    assert "16 到 19 位" in submit(page, form, **fields | {"card": "621099"}).main
    wrong = submit(page, form, **fields | {"phone": "13900000009"})
    assert wrong.status == 422 and "有一项核对不上" in wrong.main
    assert wrong.one("//input[@name='card']").get("value") == fields["card"], "what was typed is still there"
    done = followed(visitor, submit(wrong, form, **fields))
    assert "三级" in done.main and "银行卡认证" in done.main
    with portal.app_context():
        engine = reading().get_bind()
        tables = [str(row) for table in Account.metadata.sorted_tables for row in reading().execute(select(table))]
        assert engine is not None and CARD not in "".join(tables) and BANK_PHONE not in "".join(tables)


def window_code(visitor: Visitor) -> str:
    page = followed(visitor, submit(visitor.get(LEVEL), WINDOW))
    return str(page.one("//strong[@class='code']").text_content())


def at_window(officer: Visitor, code: str, name: str, id_no: str, **others: Any) -> Any:
    fields = {"seen": True, **others}
    return submit(officer.get(DESK), DESK, code=code, name=name, id_no=id_no, **fields)


def test_a_window_confirms_by_code_and_card_once_and_says_what_is_wrong(portal: Flask) -> None:
    phone, (number, name) = new_phone(), next(iter(PEOPLE.items()))
    visitor = registered(portal, phone)
    hire(portal)
    officer = sign_in(browser(portal).client, BY_KEY["clerk"])
    first = window_code(visitor)
    code = window_code(visitor)
    assert "没有这个窗口认证码" in at_window(officer, first, name, number).main or first == code
    assert "看过原件" in at_window(officer, code, name, number, seen=False).main
    assert "监护人" in at_window(officer, code, PEOPLE[CHILDREN[0]], CHILDREN[0]).main
    done = followed(officer, at_window(officer, f"{code[:4]} {code[4:]}", name, number.lower()))
    assert "五级" in done.main
    assert "已经用过" in at_window(officer, code, name, number).main
    page = visitor.get(LEVEL)
    assert "五级" in page.main and "窗口认证，" in page.main and not page.find(f"//form[@action='{WINDOW}']")
    assert messages(portal, phone)[0][0] == "account-window"
    assert "账号通过了窗口认证，现在是五级" in visitor.get("/xiling/account/messages").main
    other_phone = new_phone()
    other = registered(portal, other_phone)
    assert "另一个账号" in at_window(officer, window_code(other), name, number).main
    with portal.app_context(), writing() as session:
        late = database_time(session) - timedelta(minutes=1)
        session.execute(update(WindowProof).where(WindowProof.used.is_(None)).values(expires=late))
        code = str(session.scalar(select(WindowProof.code).where(WindowProof.used.is_(None)).limit(1)))
    assert "已经过期" in at_window(officer, code, name, number).main
    with portal.app_context():
        found = reading().scalars(select(Audit).where(Audit.what == "account.in_person")).all()
        assert {one.outcome for one in found} == {"done", "refused"}
        assert all(name not in str(one.details) and number not in str(one.details) for one in found)


def test_a_window_never_gives_an_account_another_name_and_is_throttled(portal: Flask) -> None:
    (number, name), (other, other_name) = list(PEOPLE.items())[:2]
    visitor = anybody(portal, name, number)
    hire(portal)
    officer = sign_in(browser(portal).client, BY_KEY["clerk"])
    code = window_code(visitor)
    assert "不是一个人" in at_window(officer, code, other_name, other).main
    followed(officer, at_window(officer, code, name, number))
    answers = [at_window(officer, "00000000", name, number).status for _ in range(12)]
    assert answers[0] == 409 and answers[-1] == 429


def test_stepping_up_leads_back_to_the_page_that_asked_and_nowhere_else(portal: Flask) -> None:
    phone, (number, name) = new_phone(), list(PEOPLE.items())[2]
    visitor = registered(portal, phone)
    assert "要求认证等级到三级" in visitor.get(f"{LEVEL}?need=3&next=/halls").main
    for following, led in (("//evil.example/", "/account/level"), ("/halls?page=2", "/xiling/halls?page=2")):
        page = at_form(portal, visitor, phone, "code", f"{LEVEL}?need=3&next={following}")
        if led.startswith("/xiling"):
            sent = submit(page, f"{LEVEL}/check", name=name, id_no=number)
            assert isinstance(sent, Redirect) and sent.to.endswith(led), sent
        else:
            assert "evil" not in page.source


def test_a_ticket_of_an_item_that_asks_for_a_level_is_opened_with_it(portal: Flask) -> None:
    receipt, tickets = write(portal), "/xiling/account/tickets"
    with portal.app_context(), writing() as session:
        session.execute(insert(Item).values(**ITEM))
        session.execute(update(Ticket).where(Ticket.number == receipt.number).values(item_code=ITEM["code"]))
    visitor = registered(portal, new_phone())
    page = visitor.get(tickets)
    page = followed(visitor, submit(page, tickets, number=receipt.number, password=receipt.password))
    action = page.one("//table//form").get("action")
    led = followed(visitor, submit(page, action))
    assert "要求认证等级到三级" in led.main and led.find(f"//form[@action='{LEVEL}/code']//input[@name='next']")
    with portal.app_context(), writing() as session:
        session.execute(update(Account).values(level=3))
    assert receipt.number in followed(visitor, submit(visitor.get(tickets), action)).main


def test_who_is_under_fourteen_is_led_to_a_guardian_who_registers_and_forgets_them(portal: Flask) -> None:
    phone = new_phone()
    young = registered(portal, phone)
    twin, other = CHILDREN[:2]
    page = at_form(portal, young, phone)
    assert "监护人用自己的账号登录" in submit(page, f"{LEVEL}/check", name=PEOPLE[twin], id_no=twin).main
    page = young.get("/xiling/account/children")
    assert "完成您本人的实名认证" in page.main and not page.find("//input[@name='id_no']")
    number, name = list(PEOPLE.items())[3]
    visitor, form = anybody(portal, name, number), "/xiling/account/children"
    fields = {"name": PEOPLE[twin], "id_no": twin, "relation": "parent", "agree": True}
    forget_limits(portal)
    page = visitor.get(form)
    assert "监护人同意" in submit(page, form, **fields | {"agree": False}).main
    assert "已满 14 周岁" in submit(page, form, **fields | {"id_no": number}).main
    assert "核对不上" in submit(page, form, **fields | {"id_no": other}).main, "a twin's number is the twin's"
    page = followed(visitor, submit(page, form, **fields))
    assert "已经登记" in page.main and twin not in page.source and PEOPLE[twin] not in page.source
    forget_limits(portal)
    assert "已经登记在您的账号里" in submit(page, form, **fields).main
    followed(visitor, submit(page, form, **fields | {"name": PEOPLE[other], "id_no": other}))
    assert [one["身份证号"] for one in exported(visitor)["登记的孩子"]] == [twin, other]
    gone = followed(visitor, submit(visitor.get(form), f"{form}/{child_of(portal, twin)}/drop"))
    assert "已经撤回同意" in gone.main
    told = visitor.get("/xiling/account/messages").main
    assert told.count("登记了一个孩子") == 2 and told.count("撤回了一个孩子的登记") == 1
    assert young.client.post(f"{form}/{child_of(portal, other)}/drop").status_code in (403, 404)


def child_of(portal: Flask, number: str) -> int:
    with portal.app_context():
        return reading().scalars(select(Child.id).where(Child.id_print == number)).one()


class Yes:
    """A register that knows everybody."""

    def check(self, _name: str, _id_no: str) -> Match:
        return Match()


RARE = {
    "42011819900101001": "王𠮷",  # of an area that was dissolved
    "81000019900101001": "陈嘉怡",
    "82000019900101001": "林\ue863",  # with a character that machines keep in a place of their own
    "83000019900101001": "\U00031350〇",
    "91144019900101001": "JEAN-LUC D’ARC",
    "65010019900101001": "买买提·阿不都热西提·艾合买提江·吐尔逊",
}


def test_rare_names_and_numbers_are_taken_as_they_are(portal: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("govsite.blueprints.space.real_name.identity_of", lambda _settings: Yes())
    phone = new_phone()
    visitor = registered(portal, phone)
    for first, name in RARE.items():
        nobody_has_a_name(portal)
        page, number = at_form(portal, visitor, phone), valid(first)
        done = followed(visitor, submit(page, f"{LEVEL}/check", name=name.replace("·", "•"), id_no=number.lower()))
        assert "三级" in done.main
        with portal.app_context():
            row = reading().scalars(select(Account).where(Account.id_print == number)).one()
            assert (row.name, row.id_no) == (name, number)


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.integers(0, 999), st.sampled_from("123456789"))
@settings(max_examples=max(1, settings.default.max_examples // 4))
def test_every_number_with_its_check_character_is_taken_and_no_neighbour(born: date, serial: int, first: str) -> None:
    number = valid(f"{first}10099{born:%Y%m%d}{serial:03}")
    assert id_cards.fault(number.lower()) == "" and id_cards.birth_date(number) == born
    wrong = number[:-1] + ("0" if number[-1] != "0" else "1")
    assert id_cards.fault(wrong)


@given(st.text("0123456789", min_size=15, max_size=18))
@settings(max_examples=max(1, settings.default.max_examples // 4))
def test_one_check_digit_of_a_card_is_right(digits: str) -> None:
    right = [digit for digit in "0123456789" if not bank_cards.fault(digits + digit)]
    assert len(right) == 1


def test_what_is_no_name_is_told(portal: Flask) -> None:
    for name in ("范", "·范晓燕", "范晓燕1", "范晓燕😀", "范" * 41, "", "阿_依"):
        with portal.test_request_context("/", method="POST", data={"name": name}):
            form = PersonForm()
            form.validate()
            assert form.name.errors, name
