"""Errands that one person does for another: by a code, confirmed, of one errand, until its day; all written down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update

from govsite.database.session import reading, writing
from govsite.domain.common.days import today
from govsite.models.account import Claim
from govsite.models.audit import Audit
from govsite.models.mandate import Mandate
from govsite.simulators.identity import PEOPLE
from tests.accounts.citizens import code_of, followed, forget_limits, new_phone, registered
from tests.accounts.firms import anybody
from tests.helpers import Page, Visitor
from tests.letters.writer import Receipt, write
from tests.submitting import submit

HOME, TICKETS, LOOKUP = "/xiling/account/errands", "/xiling/account/tickets", "/xiling/letters/lookup"
(NUMBER, NAME), (OTHER, OTHER_NAME) = list(PEOPLE.items())[:2]


@pytest.fixture
def two(portal: Flask) -> Iterator[tuple[Visitor, Visitor]]:
    """A principal and who does it, both with real names."""
    with portal.app_context(), writing() as session:
        for table in (Mandate, Claim):
            session.execute(delete(table))
    yield anybody(portal, NAME, NUMBER), anybody(portal, OTHER_NAME, OTHER)


def put_in(portal: Flask, visitor: Visitor) -> Receipt:
    receipt = write(portal)
    page = visitor.get(TICKETS)
    followed(visitor, submit(page, TICKETS, number=receipt.number, password=receipt.password))
    return receipt


def made(visitor: Visitor, receipt: Receipt, **fields: Any) -> Any:
    """Give the errand of a letter."""
    page = visitor.get(HOME)
    (value,) = [one.get("value") for one in page.find("//select/option") if receipt.number in one.text_content()]
    values = {"errand": value, "until": f"{today() + timedelta(days=30)}"} | fields
    return submit(page, HOME, **values)


def code_on(page: Page) -> str:
    return str(page.one("//strong[@class='code']").text_content())


def entered(visitor: Visitor, code: str) -> Any:
    return submit(visitor.get(HOME), f"{HOME}/enter", code=code)


def confirmed(principal: Visitor, agent: Visitor, receipt: Receipt) -> str:
    """The address of an errand that holds."""
    followed(agent, entered(agent, code_on(made(principal, receipt))))
    page = principal.get(HOME)
    action = page.one("//button[.='是他，确认']").get("formaction")
    assert "已经确认" in followed(principal, submit(page, action.replace("confirm", "end"), "是他，确认")).main
    return str(action.rpartition("/")[0])


def test_a_code_that_the_principal_confirms_opens_one_errand_and_who_acted_is_written_down(
    portal: Flask, two: tuple[Visitor, Visitor]
) -> None:
    principal, agent = two
    receipt, hidden = put_in(portal, principal), put_in(portal, principal)
    code = code_on(made(principal, receipt))
    assert "您自己开的" in entered(principal, code).main
    assert "等对方在他的" in followed(agent, entered(agent, code)).main
    assert "用过了" in entered(agent, code).main
    page = principal.get(HOME)
    errand = page.one("//button[.='是他，确认']").get("formaction").rpartition("/")[0]
    assert f"*{OTHER_NAME[-1]}" in page.main and OTHER_NAME not in page.source
    assert agent.client.get(errand).status_code == 404, "not before it is confirmed"
    followed(principal, submit(page, f"{errand}/end", "是他，确认"))
    page = agent.get(errand)
    assert receipt.number in page.main and hidden.number not in page.source and NAME not in page.source
    action = page.one("//table//form").get("action")
    opened = followed(agent, submit(page, action))
    assert "您在替" in opened.main and "放进我的用户空间" not in opened.main
    answer = submit(opened, f"{LOOKUP}/password", sure=True)
    assert answer.status == 409 and "要本人登录" in answer.main
    done = followed(agent, submit(agent.get(LOOKUP), f"{LOOKUP}/add", text="路灯还是不亮。"))
    assert "由代办人办理" in done.main
    mine = followed(principal, submit(principal.get(TICKETS), f"{TICKETS}/{action.split('/')[-2]}/open"))
    assert "由代办人办理" in mine.main and f"*{OTHER_NAME[-1]}" in mine.main
    with portal.app_context():
        about = select(Audit.what).where(Audit.what.startswith("mandate."), Audit.details.contains("account "))
        assert {"mandate.open", "mandate.act", "mandate.confirm"} <= set(reading().scalars(about))
    stranger = registered(portal, new_phone())
    assert stranger.client.get(errand).status_code == 404
    assert stranger.client.post(f"{errand}/end").status_code in (403, 404)


def test_it_ends_by_either_and_by_its_day_and_nothing_stands_open(portal: Flask, two: tuple[Visitor, Visitor]) -> None:
    principal, agent = two
    receipt = put_in(portal, principal)
    for ends in ("principal", "day"):
        errand = confirmed(principal, agent, receipt)
        page = agent.get(errand)
        assert receipt.number in followed(agent, submit(page, page.one("//table//form").get("action"))).main
        if ends == "principal":
            assert "已经结束" in followed(principal, submit(principal.get(HOME), f"{errand}/end")).main
        else:
            with portal.app_context(), writing() as session:
                session.execute(update(Mandate).values(until=today() - timedelta(days=1)))
        assert agent.client.get(errand).status_code == 404
        assert receipt.number not in agent.get(LOOKUP).main, "it stood open in their browser"
    assert "已到期" in agent.get(HOME).main and "已结束" in principal.get(HOME).main
    told, agents = (one.get("/xiling/account/messages").main for one in (principal, agent))
    assert told.count("等您确认是不是他") == 2 and "代办已经结束" not in told, "who ends it knows"
    assert agents.count("对方确认了由您代办") == 2 and agents.count("代办已经结束") == 1


def test_what_cannot_be_is_told_beside_the_field(portal: Flask, two: tuple[Visitor, Visitor]) -> None:
    principal, agent = two
    receipt = put_in(portal, principal)
    assert "今天起一年以内" in made(principal, receipt, until="2019-01-01").main
    page = principal.get(HOME)
    token = page.find("//input[@name='csrf_token']")[0].get("value")
    fields = {"csrf_token": token, "until": f"{today()}"}
    for errand in ("ticket-999999999", "item-000000000000", "\0", "ticket-1 OR 1"):
        assert principal.client.post(HOME, data=fields | {"errand": errand}).status_code == 422
    unnamed = registered(portal, new_phone()).get(HOME)
    assert "实名认证" in unnamed.main and not unnamed.find("//main//form[contains(@action, 'errands')]")
    forget_limits(portal)
    answers = [entered(agent, f"{code:08}").status for code in range(8)]
    assert answers[0] == 422 and answers[-1] == 429
    with portal.app_context():
        assert reading().scalar(select(func.count(Mandate.id))) == 0


def test_who_closes_an_account_acts_for_nobody(portal: Flask, two: tuple[Visitor, Visitor]) -> None:
    principal, agent = two
    errand = confirmed(principal, agent, put_in(portal, principal))
    forget_limits(portal)
    root, phone = "/xiling/account/security/close", str(agent.phone)  # type: ignore[attr-defined]
    step = submit(agent.get(root), root)
    followed(agent, submit(step, f"{root}/code", "注销账号", code=code_of(portal, phone)))
    assert "已结束" in principal.get(HOME).main
    assert agent.client.get(errand).status_code in (302, 404)
