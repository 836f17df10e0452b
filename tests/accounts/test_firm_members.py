"""Who acts for a legal person: invited, accepted, bounded, taken back; and the queue of staff."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update

from govsite.database.session import reading, writing
from govsite.domain.accounts.account import load
from govsite.domain.accounts.refused import Refused
from govsite.domain.common.days import today
from govsite.domain.companies import members, review
from govsite.models.account import Account, Claim
from govsite.models.audit import Audit
from govsite.models.company import Company, Member
from govsite.simulators.company import FIRMS
from tests.accounts.citizens import browser, followed, forget_limits, messages, new_phone, registered
from tests.accounts.firms import (
    CODES,
    EARLY,
    FORM,
    anybody,
    firm_of,
    firm_signed_in,
    first_step,
    second_step,
)
from tests.cast import BY_KEY
from tests.console.people import hire, sign_in
from tests.helpers import Page, Visitor
from tests.letters.writer import write
from tests.submitting import Redirect, submit

CODE, OTHER = CODES[:2]
ACCEPT = "/xiling/account/firms/accept"
AGENT = FIRMS[CODES[2]]  # whose representative acts for another one here


@pytest.fixture(autouse=True)
def none_yet(portal: Flask) -> None:
    with portal.app_context(), writing() as session:
        for table in (Member, Claim, Company):
            session.execute(delete(table))


def invite(page: Page, phone: str, **fields: Any) -> Any:
    values = {"phone": phone, "whole": "all", "until": f"{today() + timedelta(days=30)}"} | fields
    return submit(page, page.url.partition("?")[0], **values)


def invited(portal: Flask, representative: Visitor, home: Page, agent: Visitor, **fields: Any) -> str:
    """The code that the agent's phone has got."""
    forget_limits(portal)
    page = followed(representative, invite(representative.get(f"{home.url}/members"), phone_of(agent), **fields))
    assert "邀请已经发出" in page.main
    template, variables = messages(portal, phone_of(agent))[0]
    assert template == "company-invited"
    return variables["code"]


def phone_of(visitor: Visitor) -> str:
    found: str = visitor.phone  # type: ignore[attr-defined]
    return found


def accepted(visitor: Visitor, code: str) -> Any:
    return submit(visitor.get(ACCEPT), ACCEPT, code=code)


def test_an_agent_acts_until_it_is_taken_back_and_then_nothing_stands_open(portal: Flask) -> None:
    representative, home = firm_of(portal, CODE)
    agent = anybody(portal, AGENT.representative, AGENT.id_no)
    code = invited(portal, representative, home, agent)
    assert agent.client.get(home.url).status_code == 404
    page = followed(agent, accepted(agent, code))
    assert "替" in page.source and "经办人" in page.source and FIRMS[CODE].name in page.main
    assert messages(portal, phone_of(agent))[0] == ("account-changed", {"change": "绑定了单位"})
    assert isinstance(accepted(agent, code), Page), "a code is good once"
    for path in ("/members", "/password"):
        assert agent.client.get(home.url + path).status_code == 404
    receipt, form = write(portal), f"{home.url}/tickets"
    page = followed(agent, submit(agent.get(form), form, number=receipt.number, password=receipt.password))
    action = page.one("//table//form").get("action")
    lookup = followed(agent, submit(page, action))
    assert receipt.number in lookup.main
    listed = representative.get(f"{home.url}/members")
    assert "在办" in listed.main and AGENT.representative not in listed.source
    revoke = listed.one("//form[contains(@action,'/revoke')]").get("action")
    assert agent.client.post(revoke).status_code in (403, 404)
    assert "已经撤销" in followed(representative, submit(listed, revoke)).main
    assert agent.client.get(home.url).status_code == 404 and agent.client.post(action).status_code == 404
    assert receipt.number not in agent.get(lookup.url).main, "what was opened is closed, too"
    with portal.app_context():
        claim = reading().execute(select(Claim.account_id, Claim.company_id)).one()
        own = Audit.details.contains(f"company {claim.company_id}")
        rows = {row.what: row.who for row in reading().execute(select(Audit.what, Audit.who).where(own))}
    for what in ("company.accept", "account.claim", "company.open"):
        assert rows[what] == f"account {claim.account_id}", what
    assert rows["company.invite"] == rows["company.revoke"] != f"account {claim.account_id}"


def test_an_invitation_tells_nothing_of_a_phone_and_is_for_its_owner_alone(portal: Flask) -> None:
    representative, home = firm_of(portal, CODE)
    known = anybody(portal, AGENT.representative, AGENT.id_no)
    nobody = new_phone()
    forget_limits(portal)
    page = representative.get(f"{home.url}/members")
    answers = [invite(page, phone) for phone in (phone_of(known), nobody)]
    assert all(isinstance(answer, Redirect) and answer.to.endswith("done=invite") for answer in answers)
    code = messages(portal, phone_of(known))[0][1]["code"]
    stranger = FIRMS[CODES[3]]
    thief = anybody(portal, stranger.representative, stranger.id_no)
    assert "邀请码不对" in accepted(thief, code).main
    assert "邀请码不对" in accepted(known, "00000000" if code != "00000000" else "00000001").main
    assert "实名" in registered(portal, new_phone()).get(ACCEPT).main
    assert isinstance(accepted(known, code), Redirect)


def test_ten_wrong_codes_and_not_one_more(portal: Flask) -> None:
    representative, home = firm_of(portal, CODE)
    agent = anybody(portal, AGENT.representative, AGENT.id_no)
    code = invited(portal, representative, home, agent)
    for _ in range(members.MOST_TRIES):
        forget_limits(portal)
        assert "邀请码不对" in accepted(agent, f"{(int(code) + 1) % 10**members.DIGITS:08}").main
    assert "邀请码不对" in accepted(agent, code).main


def test_only_the_representative_in_person_invites(portal: Flask) -> None:
    representative, home = firm_of(portal, CODE)
    other, _ = firm_of(portal, OTHER)
    firm = browser(portal)
    followed(firm, firm_signed_in(firm, CODE))
    page = firm.get(f"{home.url}/members")
    assert "请法定代表人登录" in page.main and not page.find("//input[@name='phone']")
    for visitor in (firm, other):
        assert visitor.client.post(f"{home.url}/members", data={"phone": new_phone()}).status_code in (403, 404)
    page = representative.get(f"{home.url}/members")
    for fields, said in (
        ({"until": "2020-01-01"}, "一年以内"),
        ({"until": "明天"}, "年月日"),
        ({"phone": "12345"}, "11 位"),
        ({"whole": "some"}, "至少勾一类"),
    ):
        assert said in invite(page, **({"phone": new_phone()} | fields)).main
    with portal.app_context():
        assert reading().scalar(select(func.count(Member.id)).where(Member.role == "agent")) == 0


def test_an_agent_sees_what_they_are_for_and_no_day_longer(portal: Flask) -> None:
    representative, home = firm_of(portal, CODE)
    agent = anybody(portal, AGENT.representative, AGENT.id_no)
    followed(agent, accepted(agent, invited(portal, representative, home, agent)))
    receipt, form = write(portal), f"{home.url}/tickets"
    page = representative.get(form)
    page = followed(representative, submit(page, form, number=receipt.number, password=receipt.password))
    action = page.one("//table//form").get("action")
    assert receipt.number in agent.get(form).main
    agents = Member.role == "agent"
    with portal.app_context(), writing() as session:
        session.execute(update(Member).where(agents).values(scope=["开办企业"]))
    assert receipt.number not in agent.get(form).main and "开办企业" in agent.get(form).source
    assert agent.client.post(action).status_code == 404
    another = write(portal)
    refused = submit(agent.get(form), form, number=another.number, password=another.password)
    assert refused.status == 409 and "范围" in refused.main
    with portal.app_context(), writing() as session:
        session.execute(update(Member).where(agents).values(scope=[], until=today()))
    assert agent.get(home.url).status == 200
    with portal.app_context(), writing() as session:
        session.execute(update(Member).where(agents).values(until=today() - timedelta(days=1)))
    assert agent.client.get(home.url).status_code == 404
    assert "已到期" in representative.get(f"{home.url}/members").main


def test_an_agent_may_leave(portal: Flask) -> None:
    representative, home = firm_of(portal, CODE)
    agent = anybody(portal, AGENT.representative, AGENT.id_no)
    page = followed(agent, accepted(agent, invited(portal, representative, home, agent)))
    assert "不再替那个单位办事" in followed(agent, submit(page, f"{home.url}/leave")).main
    assert agent.client.get(home.url).status_code == 404
    assert representative.client.post(f"{home.url}/leave").status_code in (403, 404)


def test_an_invitation_is_taken_up_once_however_often_at_a_time(portal: Flask) -> None:
    representative, home = firm_of(portal, CODE)
    agent = anybody(portal, AGENT.representative, AGENT.id_no)
    code = invited(portal, representative, home, agent)
    with portal.app_context():
        number = reading().scalar(select(Account.id).where(Account.id_print == AGENT.id_no))
        citizen = load(reading(), number or 0)
    assert citizen is not None

    def one(_: int) -> bool:
        with portal.app_context():
            try:
                return members.accept(portal.extensions["passwords"], citizen, code) > 0
            except Refused:
                return False

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(one, range(4))) == [False, False, False, True]


def test_staff_confirm_or_refuse_once_and_the_representative_is_told(portal: Flask) -> None:
    firm, queue = FIRMS[EARLY], "/xiling/console/firms"
    visitor = anybody(portal, firm.representative, firm.id_no)
    hire(portal)
    officer = sign_in(browser(portal).client, BY_KEY["site_admin"])
    for decision, said in (("refuse", "没有通过核验"), ("confirm", "已实名")):
        forget_limits(portal)
        page = followed(visitor, submit(first_step(visitor, EARLY, firm), FORM, sure=True))
        home = followed(visitor, second_step(page, firm)).url.partition("/certificate")[0]
        assert "等核验的单位" in officer.get("/xiling/console/").main
        one = officer.get(officer.get(queue).one("//table//a").get("href"))
        assert firm.representative in one.main and "都一致" in one.main
        assert firm.id_no not in one.source
        if decision == "refuse":
            assert "退回要写原因" in submit(one, one.url, decision=decision).main
        late = officer.get(one.url)
        page = followed(officer, submit(one, one.url, decision=decision, reason="法定代表人同证照不一致，请核对。"))
        assert "短信告诉了法定代表人" in page.main
        form = late.one("//main//form")
        answer = officer.client.post(one.url, data={name: form.fields[name] for name in ("csrf_token",)})
        assert answer.status_code == 404, "it waits no more"
        assert said in visitor.get(home).main
        told = "company-refused" if decision == "refuse" else "company-confirmed"
        assert messages(portal, phone_of(visitor))[0][0] == told
    assert isinstance(firm_signed_in(browser(portal), EARLY), Redirect)


def test_two_of_staff_decide_once(portal: Flask) -> None:
    firm = FIRMS[EARLY]
    visitor = anybody(portal, firm.representative, firm.id_no)
    forget_limits(portal)
    page = followed(visitor, submit(first_step(visitor, EARLY, firm), FORM, sure=True))
    followed(visitor, second_step(page, firm))
    with portal.app_context():
        asked = review.waiting(reading(), ["420502"])[0]
        assert review.waiting(reading(), ["420500"]) == []

    def one(number: int) -> bool:
        with portal.app_context():
            try:
                review.decide(f"staff {number}", asked, "不一致。" if number % 2 else "")
            except Refused:
                return False
            return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(one, range(4))) == [False, False, False, True]
