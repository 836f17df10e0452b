"""Looking a letter up: forgiving to its writer, one answer and one cost to everybody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from govsite.database.clock import database_time
from govsite.database.session import reading, writing
from govsite.domain.common.passwords import Passwords
from govsite.domain.tickets import door
from govsite.models.sign_in import SignIn
from govsite.models.throttle import Throttle
from govsite.models.ticket import Ticket
from tests.apps import statements
from tests.cast import leaks
from tests.helpers import Page, Visitor
from tests.letters.writer import BODY, LETTER, TITLE, Receipt, act, blank, form, opened, receipt_of, write
from tests.submitting import Redirect, submit

NOBODYS = ("XJ-20261130-4K7PA3", "1234 5678 9012 3456")
NUMERALS = str.maketrans("0123456789", "洞幺二三四五六拐八九")
WIDE = str.maketrans("0123456789-", "０１２３４５６７８９－")


@pytest.fixture(autouse=True)
def full_buckets(portal: Flask) -> None:
    with portal.app_context(), writing() as session:
        session.execute(Throttle.__table__.delete())


@pytest.fixture(scope="module")
def receipt(portal: Flask) -> Receipt:
    return write(portal)


def tried(portal: Flask, number: str, password: str, address: str = "203.0.113.7") -> Any:
    """What somebody at an address gets; nothing is followed."""
    visitor = Visitor(portal.test_client())
    visitor.client.environ_base["REMOTE_ADDR"] = address
    return submit(form(visitor), "/xiling/letters/lookup", number=number, password=password)


def test_the_letter_is_read_on_any_site_and_in_either_script(portal: Flask, receipt: Receipt) -> None:
    for root in ("/xiling", "/yichang", "", "/hant/xiling", "/elder"):
        page = opened(portal, receipt, root)
        assert page.h1 == TITLE, "nobody's words are converted"
        assert all(part in page.source for part in BODY.split("\n\n"))
        assert page.one("//form[@class='leave']") is not None
        assert not list(leaks(page))


@pytest.mark.parametrize(
    "typed",
    [
        lambda r: (r.number.lower(), r.password.replace(" ", "")),
        lambda r: (r.number.replace("-", " "), r.password.replace(" ", "-")),
        lambda r: (r.number.translate(WIDE), r.password.translate(WIDE)),
        lambda r: (r.number[3:], r.password.translate(NUMERALS)),
        lambda r: (f"  {r.number}　", r.password.replace("0", "O").replace("1", "l")),
        lambda r: (f"编号：{r.number}"[3:], r.password.replace("1", "一")),
    ],
)
def test_how_people_type_is_forgiven(portal: Flask, receipt: Receipt, typed: Any) -> None:
    number, password = typed(receipt)
    assert isinstance(tried(portal, number, password), Redirect)


@settings(max_examples=settings.default.max_examples // 3)
@given(number=st.text(max_size=40), password=st.text(max_size=40))
def test_anything_else_gets_the_common_answer(portal: Flask, number: str, password: str) -> None:
    with portal.app_context(), writing() as session:
        session.execute(Throttle.__table__.delete())
    page = tried(portal, number or "x", password or "x")
    assert page.status == 422 and (door.WRONG in page.main or "请写" in page.main)


def test_unknown_number_wrong_password_and_slip_of_the_hand_look_alike(portal: Flask, receipt: Receipt) -> None:
    slip = receipt.number[:-1] + ("0" if receipt.number[-1] != "0" else "1")
    pages = [
        tried(portal, number, password)
        for number, password in (NOBODYS, (receipt.number, NOBODYS[1]), (slip, receipt.password))
    ]
    shapes = {(page.status, shape_of(page)) for page in pages}
    assert len(shapes) == 1 and door.WRONG in pages[0].main


def shape_of(page: Page) -> str:
    """A page without what its reader typed."""
    for field in page.find("//main//input"):
        field.attrib.pop("value", None)
    return page.main + str([element.tag for element in page.tree.iter()])


def test_each_wrong_try_costs_one_verification_and_the_same_queries(
    portal: Flask, receipt: Receipt, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified: list[bool] = []
    real = Passwords.verify

    def counted(self: Passwords, password: str, stored: str | None) -> bool:
        verified.append(stored is None)
        return real(self, password, stored)

    monkeypatch.setattr(Passwords, "verify", counted)
    slip = receipt.number[:-1] + ("0" if receipt.number[-1] != "0" else "1")
    costs = []
    for n, number in enumerate((NOBODYS[0], receipt.number, slip, "x", "BJ-20261130-4K7PA3")):
        verified.clear()
        with statements(portal) as seen:
            tried(portal, number, NOBODYS[1], f"203.0.113.{n}")
        costs.append((len(verified), [statement.split("WHERE")[0] for statement in seen]))
    assert all(cost == costs[0] for cost in costs) and costs[0][0] == 1


def solved(portal: Flask, page: Page, **fields: Any) -> Any:
    """Send the form again with the captcha that it shows solved, if it shows one."""
    if page.find("//main//input[@name='captcha_answer']"):
        token = page.one("//main//input[@name='captcha_token']").get("value")
        fields["captcha_answer"] = portal.extensions["captchas"]._letters(token)
    return submit(page, "/xiling/letters/lookup", **fields)


def test_after_five_wrong_tries_of_a_number_a_captcha_is_wanted_of_everybody(portal: Flask, receipt: Receipt) -> None:
    for n, number in enumerate((receipt.number, NOBODYS[0])):
        pages = [tried(portal, number, NOBODYS[1], f"198.51.{n}.{m}") for m in range(6)]
        asked = [bool(page.find("//main//input[@name='captcha_answer']")) for page in pages]
        assert asked == [False] * 5 + [True], "the same for a number that nobody has"
        assert number in pages[-1].source
    page = tried(portal, receipt.number, receipt.password, "198.51.2.1")
    assert page.find("//main//input[@name='captcha_answer']"), "the right password has to wait, too"
    assert isinstance(solved(portal, page, password=receipt.password), Redirect)


def test_a_lock_is_of_the_number_and_the_address_together(portal: Flask, receipt: Receipt) -> None:
    for number in (receipt.number, NOBODYS[0]):
        page = tried(portal, number, NOBODYS[1], f"198.51.100.{len(number)}")
        answers = [page.status]
        for _ in range(20):
            page = solved(portal, page, password=NOBODYS[1])
            answers.append(page.status)
            if page.status == 429:
                break
        assert answers[0] == 422 and answers[-1] == 429, "the same for a number that nobody has"
        assert "分钟" in page.main
    page = tried(portal, receipt.number, receipt.password, "203.0.113.99")
    assert isinstance(solved(portal, page, password=receipt.password), Redirect), "elsewhere the writer gets in"


def test_an_address_has_twenty_wrong_tries(portal: Flask, receipt: Receipt) -> None:
    answers = [tried(portal, f"XJ-20261130-{n:06}", NOBODYS[1]).status for n in range(21)]
    assert answers == [422] * 20 + [429]
    assert isinstance(tried(portal, receipt.number, receipt.password, "203.0.113.8"), Redirect)


def test_behind_a_proxy_that_nobody_told_us_of_nobody_locks_the_others_out(portal: Flask, receipt: Receipt) -> None:
    def passed_on(number: str, password: str) -> Any:
        visitor = Visitor(portal.test_client())
        visitor.client.environ_base |= {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "8.1.2.3"}
        return submit(form(visitor), "/xiling/letters/lookup", number=number, password=password)

    assert {passed_on(f"XJ-20261130-{n:06}", NOBODYS[1]).status for n in range(21)} == {422}
    assert isinstance(passed_on(receipt.number, receipt.password), Redirect)


def test_a_right_password_counts_for_nothing(portal: Flask, receipt: Receipt) -> None:
    for _ in range(25):
        assert isinstance(tried(portal, receipt.number, receipt.password), Redirect)


def test_the_door_closes_by_itself_by_leaving_and_by_a_new_password(portal: Flask) -> None:
    receipt = write(portal)
    page = opened(portal, receipt)
    left = act(page, "leave")
    assert "已经离开" in left.main and left.response.headers["Clear-Site-Data"] == '"cache"'
    assert Visitor(page.client).get("/xiling/letters/lookup").h1 == "查回复"
    page = opened(portal, receipt)
    with portal.app_context(), writing() as session:
        session.execute(update(SignIn).values(seen=database_time(session) - timedelta(minutes=16)))
    assert Visitor(page.client).get("/xiling/letters/lookup").h1 == "查回复"


def test_a_new_password_is_shown_once_and_the_old_one_is_none(portal: Flask) -> None:
    receipt = write(portal)
    page, other = opened(portal, receipt), opened(portal, receipt)
    made = act(page, "password", sure=True)
    new = made.one("//*[@class='ticket-password']").text_content()
    assert new != receipt.password
    assert Visitor(other.client).get("/xiling/letters/lookup").h1 == "查回复", "all doors are closed"
    assert tried(portal, receipt.number, receipt.password).status == 422
    assert isinstance(tried(portal, receipt.number, new), Redirect)


def test_a_new_password_is_no_receipts_whose_key_somebody_has(portal: Flask) -> None:
    page = blank(portal)
    key = page.one("//main//input[@name='form_key']").get("value")
    lost = receipt_of(submit(page, **LETTER))
    own = opened(portal, write(portal))
    own.one("//form[contains(@action, '/password')]//input[@name='form_key']").set("value", key)
    made = receipt_of(act(own, "password", sure=True))
    assert made.password != lost.password
    assert "您换了查询密码" in opened(portal, made).main, "whoever did it, the writer sees it"


def test_what_was_typed_after_the_door_closed_is_given_back(portal: Flask) -> None:
    page = opened(portal, write(portal))
    with portal.app_context(), writing() as session:
        session.execute(SignIn.__table__.delete())
    answer = act(page, "add", text="范某的补充")
    assert answer.status == 422 and answer.one("//textarea[@id='kept']").text.strip() == "范某的补充"


def test_a_form_of_another_site_does_nothing(portal: Flask) -> None:
    receipt = write(portal)
    page = opened(portal, receipt)
    page.one("//form[contains(@action, '/withdraw')]//input[@name='csrf_token']").set("value", "x" * 43)
    answer = act(page, "withdraw", sure=True)
    assert answer.status == 422
    with portal.app_context():
        assert reading().scalar(select(Ticket.state).where(Ticket.number == receipt.number)) == "submitted"


def test_htmx_gets_the_piece(portal: Flask, receipt: Receipt) -> None:
    client = portal.test_client()
    typed = {"number": receipt.number, "password": receipt.password}
    headers = {"HX-Request": "true", "Origin": "http://localhost"}
    answer = client.post("/xiling/letters/lookup", data=typed, headers=headers, follow_redirects=True)
    assert answer.status_code == 200 and _piece(answer.text).startswith('<div id="lookup"')
    wrong = client.post("/xiling/letters/lookup", data=typed | {"password": "1"}, headers=headers)
    assert wrong.status_code == 422 and _piece(wrong.text).startswith('<div id="lookup"')


def _piece(text: str) -> str:
    """What is swapped in, behind the title."""
    return text.partition("</title>")[2].lstrip()


def test_no_answer_keeps_or_tells_the_password(portal: Flask, receipt: Receipt) -> None:
    page = tried(portal, receipt.number, "9999 8888 7777 6666")
    assert "9999" not in page.source and receipt.number in page.source
