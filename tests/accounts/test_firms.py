"""Legal persons: registration by their representative, sign-in, their space; and who may not."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from govsite.database.session import reading, writing
from govsite.domain.accounts.account import load
from govsite.domain.companies import registering
from govsite.models.account import Account, Claim
from govsite.models.audit import Audit
from govsite.models.company import Company, Member
from govsite.simulators.company import BUSY_CODE, FIRMS
from tests.accounts.citizens import (
    ANOTHER,
    browser,
    code_of,
    followed,
    forget_limits,
    messages,
    new_phone,
    registered,
    solved,
)
from tests.accounts.firms import (
    CODES,
    EARLY,
    FIRM_PASSWORD,
    FORM,
    SECOND,
    anybody,
    firm_of,
    firm_signed_in,
    first_step,
    prove_name,
    second_step,
)
from tests.letters.writer import LETTER, patient, write
from tests.submitting import Redirect, submit

CODE = CODES[0]
FIRM = FIRMS[CODE]


@pytest.fixture(autouse=True)
def none_yet(portal: Flask) -> None:
    with portal.app_context(), writing() as session:
        for table in (Member, Claim, Company):
            session.execute(delete(table))


def test_who_registers_a_firm_is_led_through_their_own_account_and_back(portal: Flask) -> None:
    visitor, phone = browser(portal), new_phone()
    choice = visitor.get("/xiling/register")
    assert choice.find("//a[@href='/xiling/register/person']") and choice.find(f"//a[@href='{FORM}']")
    login = visitor.led(first_step(visitor, CODE.lower(), FIRM).to)
    assert login.h1 == "登录" and "接着注册单位" in login.main
    step = solved(portal, visitor.get("/xiling/register/person"), phone=phone)
    fields: dict[str, Any] = {"password": ANOTHER, "again": ANOTHER, "agree": True}
    level = followed(visitor, submit(step, None, "注册", code=code_of(portal, phone), **fields))
    assert "接着注册单位" in level.main and FIRM.name in level.main
    assert "先完成本人的实名认证" in visitor.get(SECOND).main
    with portal.app_context(), writing() as session:
        session.execute(Account.__table__.update().values(id_print=None, level=2))
    page = prove_name(portal, visitor, phone, FIRM.representative, FIRM.id_no)
    assert page.url == SECOND and FIRM.name in page.main and CODE in page.main
    done = followed(visitor, second_step(page, FIRM))
    assert "已经实名" in done.main and done.find("//main//button[.='绑定证书']")
    assert messages(portal, phone)[0] == ("account-changed", {"change": "绑定了单位"})
    home = visitor.get(done.one("//a[.='跳过此步骤']").get("href"))
    assert FIRM.name in home.main and "已实名" in home.main and FIRM.representative not in home.source
    assert FIRM.name in visitor.get("/xiling/account/firms").main


def test_what_is_typed_is_checked_and_stays(portal: Flask) -> None:
    visitor = anybody(portal, FIRM.representative, FIRM.id_no)
    odd = first_step(visitor, CODE[:-1] + "1", FIRM)
    assert odd.status == 422 and "逐位核对" in odd.main and odd.find("//input[@name='sure']")
    assert "没有 I、O、S、V、Z" in submit(odd, FORM, credit_code="91420099MAOO100100").main
    assert odd.one("//input[@name='name']").get("value") == FIRM.name
    page = followed(visitor, submit(odd, FORM, credit_code=CODE))
    other = FIRMS[CODES[1]]
    wrong = second_step(page, other)
    assert wrong.status == 422 and "一致" in wrong.main
    assert wrong.one("//input[@name='name']").get("value") == other.representative
    assert "至少两种" in second_step(page, FIRM, password="12345678", again="12345678").main
    own = f"a{CODE[-8:]}"
    assert "不要有自己的" in second_step(page, FIRM, password=own, again=own).main
    for code, name, said in (
        (CODES[1], FIRM.name, "核对不上"),
        (CODE, "演示别的公司", "核对不上"),
        ("91420099MA00300101", FIRM.name, "逐位核对"),
        (BUSY_CODE, FIRM.name, "核对系统现在忙"),
    ):
        forget_limits(portal)
        sent = first_step(visitor, code, FIRM._replace(name=name))
        page = followed(visitor, sent) if isinstance(sent, Redirect) else sent
        assert said in (second_step(page, FIRM).main if isinstance(sent, Redirect) else page.main), (code, name)
    with portal.app_context():
        assert reading().scalar(select(func.count(Company.id))) == 0


def test_an_early_code_waits_for_staff_and_signs_nobody_in(portal: Flask) -> None:
    firm = FIRMS[EARLY]
    visitor = anybody(portal, firm.representative, firm.id_no)
    odd = first_step(visitor, EARLY, firm)
    page = followed(visitor, submit(odd, FORM, sure=True))
    page = followed(visitor, second_step(page, firm))
    assert "转给工作人员核验" in page.main
    home = visitor.get(page.one("//a[.='跳过此步骤']").get("href"))
    assert "待人工核验" in home.main
    assert visitor.client.get(f"{home.url}/tickets").status_code == 404
    refused = firm_signed_in(browser(portal), EARLY)
    assert refused.status == 409 and "人工核验" in refused.main
    assert "代码或者密码不对" in firm_signed_in(browser(portal), EARLY, "wrong-pass-1").main


def test_a_firm_signs_in_and_sees_its_own_pages_alone(portal: Flask) -> None:
    visitor, home = firm_of(portal, CODE)
    other, foreign = firm_of(portal, CODES[1])
    firm = browser(portal)
    page = followed(firm, firm_signed_in(firm, CODE.lower()))
    assert page.url == home.url and "单位账号" in page.source
    for path in ("", "/certificate", "/password", "/tickets"):
        assert firm.get(home.url + path).status == 200
        assert firm.client.get(foreign.url + path).status_code == 404
        assert other.client.get(home.url + path).status_code == 404
    letter = patient(firm.get("/xiling/letters/new"))
    assert f"您登录着（{FIRM.name}）" in letter.main
    sent = submit(letter, **LETTER)
    number = sent.one("//*[@class='ticket-number']").text_content()
    assert "已放进单位空间" in sent.main and number in firm.get(f"{home.url}/tickets?kind=questions").main
    assert number not in visitor.get("/xiling/account/tickets?kind=questions").main, "the firm's, not its person's"
    assert f"编号 {number}" in visitor.get("/xiling/account/messages").main, "who represents it is told"
    assert firm.led("/xiling/account/security").h1 == "单位空间", "people's pages are not a firm's"
    assert firm.client.post("/xiling/account/security/sessions", data={"session": "others"}).status_code == 404
    assert followed(firm, submit(page, "/xiling/account/logout")).h1 == "登录"
    assert firm.led(home.url).h1 == "登录" and visitor.get(home.url).status == 200


def test_unknown_and_wrong_are_told_alike_and_after_three_a_captcha(portal: Flask) -> None:
    firm_of(portal, CODE)
    told: dict[str, list[Any]] = {}
    for code in (CODE, CODES[2]):
        visitor = browser(portal)
        page = visitor.get("/xiling/login/firm")
        for _ in range(4):
            page = submit(page, "/xiling/login/firm", credit_code=code, password="wrong-pass-1")
            shown = page.main.replace(code, "")
            told.setdefault(code, []).append((page.status, bool(page.find("//input[@name='captcha_answer']")), shown))
    assert [each[:2] for each in told[CODE]] == [(422, False)] * 3 + [(422, True)]
    assert told[CODE][:3] == told[CODES[2]][:3] and told[CODES[2]][3][:2] == (422, True)


def test_a_forgotten_password_comes_back_by_the_representatives_phone(portal: Flask) -> None:
    visitor, _ = firm_of(portal, CODE)
    signed_in = browser(portal)
    home = followed(signed_in, firm_signed_in(signed_in, CODE))
    forget_limits(portal)
    known, unknown = (solved(portal, browser(portal).get("/password/firm"), credit_code=c) for c in (CODE, CODES[2]))
    assert known.status == unknown.status == 200 and known.main == unknown.main
    assert "验证码不对" in submit(unknown, None, "下一步", code="123456").main
    step = submit(known, None, "下一步", code=code_of(portal, visitor.phone))  # type: ignore[attr-defined]
    fields = {"new": ANOTHER, "again": ANOTHER, "id_no": FIRM.id_no}
    other = FIRMS[CODES[1]]
    assert "不一致" in submit(step, name=other.representative, **fields).main
    answer = followed(signed_in, submit(step, name=FIRM.representative, **fields))
    assert "新密码已经设好" in answer.main
    assert signed_in.led(home.url).h1 == "登录"
    assert isinstance(firm_signed_in(browser(portal), CODE, ANOTHER), Redirect)


def test_a_course_of_one_representative_opens_no_other_firm(portal: Flask) -> None:
    visitor, _ = firm_of(portal, CODE)
    firm_of(portal, CODES[1])
    forget_limits(portal)
    step = solved(portal, browser(portal).get("/password/firm"), credit_code=CODE)
    step.one("//input[@name='credit_code']").set("value", CODES[1])
    step = submit(step, None, "下一步", code=code_of(portal, visitor.phone))  # type: ignore[attr-defined]
    other = FIRMS[CODES[1]]
    fields = {"new": ANOTHER, "again": ANOTHER, "name": other.representative, "id_no": other.id_no}
    assert submit(step, **fields).status == 422
    assert isinstance(firm_signed_in(browser(portal), CODES[1]), Redirect)


def test_another_password_ends_other_sign_ins_of_the_firm(portal: Flask) -> None:
    owner, home = firm_of(portal, CODE)
    here, there = browser(portal), browser(portal)
    for one in (here, there):
        followed(one, firm_signed_in(one, CODE))
    form = f"{home.url}/password"
    page = here.get(form)
    assert "原密码不对" in submit(page, form, old="wrong-one-1", new=ANOTHER, again=ANOTHER).main
    done = followed(here, submit(page, form, old=FIRM_PASSWORD, new=ANOTHER, again=ANOTHER))
    assert "已经改好" in done.main and there.led(home.url).h1 == "登录"
    assert messages(portal, owner.phone)[0] == ("account-changed", {"change": "改了单位的密码"})  # type: ignore[attr-defined]


def test_a_ticket_of_a_firm_is_the_firms_and_the_audit_knows_who_acted(portal: Flask) -> None:
    visitor, home = firm_of(portal, CODE)
    receipt = write(portal)
    form = f"{home.url}/tickets"
    page = visitor.get(form)
    page = followed(visitor, submit(page, form, number=receipt.number, password=receipt.password))
    assert receipt.number in page.main
    assert receipt.number not in visitor.get("/xiling/account/tickets").source, "it is not their own"
    firm = browser(portal)
    followed(firm, firm_signed_in(firm, CODE))
    page = firm.get(form)
    action = page.one("//table//form").get("action")
    assert receipt.number in followed(firm, submit(page, action)).main
    stranger = registered(portal, new_phone())
    assert stranger.client.post(action).status_code == 404
    own = "/xiling/account/tickets"
    taken = submit(stranger.get(own), own, number=receipt.number, password=receipt.password)
    assert taken.status == 409
    with portal.app_context():
        own = Audit.details.contains(f"company {home.url.rpartition('/')[2]}")
        rows = {row.what: row.who for row in reading().execute(select(Audit.what, Audit.who).where(own))}
        claim = reading().execute(select(Claim.account_id, Claim.company_id)).one()
    assert claim.company_id and claim.account_id
    assert rows["account.claim"] == f"account {claim.account_id}"
    assert rows["company.open"] == f"company {claim.company_id}"


def test_two_at_once_make_one_firm(portal: Flask) -> None:
    visitor = anybody(portal, FIRM.representative, FIRM.id_no)
    with portal.app_context():
        account_id = reading().scalar(select(Account.id).where(Account.id_print == FIRM.id_no))
        citizen = load(reading(), account_id or 0)
    assert citizen is not None and visitor

    def one(_: int) -> str:
        with portal.app_context():
            asked = registering.register_of(portal.extensions["config"].company)
            draft = registering.Draft("enterprise", FIRM.name, CODE)
            try:
                registering.register(asked, portal.extensions["passwords"], citizen, draft, FIRM_PASSWORD)
            except registering.Refused as refused:
                return str(refused)
            return "done"

    with ThreadPoolExecutor(4) as pool:
        found = sorted(pool.map(one, range(4)))
    assert found == sorted(["done", *[registering.TAKEN] * 3])
    assert messages(portal, visitor.phone)  # type: ignore[attr-defined]
