"""A unified account as a way in: an OpenID provider, and an OAuth-like system; and those who cheat."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select, update

from govsite.database.clock import database_time
from govsite.database.keys import bind_keys
from govsite.database.session import reading, writing
from govsite.gateways.settings import UnifiedSettings
from govsite.models.account import Account, Verification
from govsite.models.company import REAL, Company
from govsite.models.identity import Identity
from govsite.simulators.company import FIRMS
from govsite.simulators.identity import PEOPLE
from govsite.simulators.unified import UnifiedSimulator
from tests.accounts.alipays import at_alipay, came_back, enter, linked, set_out
from tests.accounts.citizens import (
    PASSWORD,
    TEMPLATES,
    browser,
    code_of,
    followed,
    forget_limits,
    new_phone,
    registered,
    signed_in,
)
from tests.apps import portal_of
from tests.gateways.servers import identity_of, settings_of, simulators
from tests.gateways.test_unified import oidc_settings
from tests.helpers import Page
from tests.sealed import OLD
from tests.sites.samples import WITH_LETTERS
from tests.submitting import submit

FAN, YU, SI, TU, ZHENG, *_ = PEOPLE
KEY, NAME = "unified", "荆楚统一身份认证"
BINDING = "/xiling/account/security/unified"


@pytest.fixture(scope="module")
def portal(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with simulators() as server:
        port = server.server_port
        server.unified = UnifiedSimulator(oidc_settings(port))
        gateways = {
            "sms": settings_of("generic", port, templates=TEMPLATES),
            "identity": identity_of("generic", port),
            "unified": oidc_settings(port),
            "simulators": True,
        }
        folder = tmp_path_factory.mktemp("unified")
        with portal_of(WITH_LETTERS, folder, database_url=database_url, **gateways) as made:
            bind_keys(made, OLD)
            made.extensions["simulators"] = server
            yield made


@pytest.fixture(autouse=True)
def _nobody_is_known(portal: Flask) -> None:
    with portal.app_context(), writing() as session:
        for one in session.scalars(select(Identity)):
            session.delete(one)
        session.execute(update(Account).values(id_print=None, level=2, name=None, id_no=None))
    forget_limits(portal)


@contextmanager
def another(portal: Flask, found: UnifiedSettings) -> Iterator[None]:
    """The portal and the fake system with other settings."""
    config, fake = portal.extensions["config"], portal.extensions["simulators"].unified
    before = config.unified
    object.__setattr__(config, "unified", found)
    fake.settings = found
    try:
        yield
    finally:
        object.__setattr__(config, "unified", before)
        fake.settings = before


def account(portal: Flask, phone: str) -> Account:
    with portal.app_context():
        return reading().scalars(select(Account).where(Account.phone_print == phone)).one()


def test_who_comes_for_the_first_time_registers_with_a_phone_and_has_the_name_that_was_told(portal: Flask) -> None:
    phone, visitor = new_phone(), browser(portal)
    assert visitor.get("/xiling/login").find(f"//button[text()='用{NAME}登录']")
    page = followed(visitor, linked(portal, visitor, FAN, phone, KEY))
    assert page.h1 == "认证等级" and "三级" in page.main and "统一身份认证" in page.main
    assert (account(portal, phone).name, account(portal, phone).id_no) == (PEOPLE[FAN], FAN)
    again = browser(portal)
    assert followed(again, enter(again, FAN, key=KEY)).h1 == "用户空间"
    with portal.app_context(), writing() as session:  # a level is never lowered, and noted once
        session.execute(update(Account).values(level=4))
        assert len(session.scalars(select(Verification).where(Verification.way == KEY)).all()) == 1
    again = browser(portal)
    followed(again, enter(again, FAN, key=KEY))
    assert account(portal, phone).level == 4


def test_who_has_an_account_by_their_number_proves_that_one_first(portal: Flask) -> None:
    phone, other, visitor = new_phone(), new_phone(), browser(portal)
    registered(portal, phone)
    with portal.app_context(), writing() as session:
        values = {"level": 3, "name": PEOPLE[YU], "id_no": YU, "id_print": YU}
        session.execute(update(Account).where(Account.phone_print == phone).values(values))
    page = enter(visitor, YU, key=KEY)
    assert page.h1 == "关联手机号" and "已经有账号" in page.main and phone[-4:] not in page.main
    refused = linked(portal, visitor, YU, other, KEY)
    assert refused.status == 409 and "已经有账号" in refused.main
    assert followed(visitor, linked(portal, visitor, YU, phone, KEY)).h1 == "用户空间"
    # The phone of an account with another real name is not enough either.
    refused = linked(portal, browser(portal), SI, phone, KEY)
    assert refused.status == 409 and "不一致" in refused.main


def test_binding_takes_a_code_and_is_for_ones_own_name(portal: Flask) -> None:
    phone = new_phone()
    visitor, there = registered(portal, phone), signed_in(portal, phone)
    with portal.app_context(), writing() as session:
        values = {"level": 3, "name": PEOPLE[TU], "id_no": TU, "id_print": TU}
        session.execute(update(Account).where(Account.phone_print == phone).values(values))
    for person, said in ((FAN, "不是同一个人"), (TU, "已经绑定")):
        forget_limits(portal)
        step = submit(visitor.get(BINDING), BINDING)
        leaving = submit(step, f"{BINDING}/code", "下一步", code=code_of(portal, phone))
        back = visitor.led(at_alipay(leaving, person))
        sent = submit(back, f"{BINDING}/back", "绑定")
        page = sent if isinstance(sent, Page) else followed(visitor, sent)
        assert said in page.main
    followed(visitor, submit(visitor.get(BINDING), f"{BINDING}/drop"))
    assert there.led("/xiling/account").h1 == "登录"


def over(page: Page, said: str = "没有完成") -> None:
    assert page.h1 == "登录" and said in page.main and page.status in (409, 422), page.main


def test_a_legal_person_proves_its_account_once(portal: Flask) -> None:
    code, other = list(FIRMS)[:2]
    phone, visitor = new_phone(), browser(portal)
    registered(portal, phone)
    with portal.app_context(), writing() as session:
        session.execute(update(Account).where(Account.phone_print == phone).values(name=PEOPLE[FAN]))
        for number in (code, other):
            row = Company(kind="enterprise", name="演示单位", password=portal.extensions["passwords"].hash(PASSWORD))
            row.credit_code = row.credit_print = number  # type: ignore[assignment]
            row.representative_id = session.scalars(select(Account.id).where(Account.phone_print == phone)).one()
            row.state, row.site_code, row.created, row.revision = REAL, "420502", database_time(session), 1
            session.add(row)
    page = enter(visitor, code, key=KEY)
    assert page.h1 == "关联单位账号" and code in page.main
    assert submit(page, None, "关联并登录", password="别的密码x1").status == 422
    assert "演示单位" in followed(visitor, submit(page, None, "关联并登录", password=PASSWORD)).main
    over(submit(page, None, "关联并登录", password=PASSWORD))
    again = browser(portal)
    assert "演示单位" in followed(again, enter(again, code, key=KEY)).main
    with portal.app_context(), writing() as session:  # a code that has another holder now is bound to nobody
        session.execute(update(Company).where(Company.credit_print == code).values(credit_print=None))
    assert enter(browser(portal), code, key=KEY).h1 == "关联单位账号"
    stranger = browser(portal)  # what is a firm there is no person here
    linking = enter(stranger, other, key=KEY)
    token = sent_in(linking, "trip")
    answer = stranger.client.post("/xiling/login/unified/phone", data={"trip": token, "phone": new_phone()})
    assert answer.status_code == 422 and "没有完成" in answer.text


def sent_in(page: Page, field: str) -> str:
    return str(page.one(f"//input[@name='{field}']").get("value"))


def test_an_answer_is_good_once_in_its_browser_and_names_its_issuer(portal: Flask) -> None:
    visitor, victim = browser(portal), browser(portal)
    cancelled = visitor.led(at_alipay(set_out(visitor, key=KEY), FAN, "cancel"))
    assert cancelled.h1 == "登录" and f"没有用{NAME}登录" in cancelled.main
    page = came_back(visitor, FAN, key=KEY)
    link = f"/xiling/login/unified/back?state={sent_in(page, 'state')}&code=x"
    over(submit(victim.get(link), None, "登录"))
    assert submit(page, None, "登录").h1 == "关联手机号"
    over(submit(page, None, "登录"))
    for iss in ("https://evil.example", ""):
        page = came_back(visitor, FAN, key=KEY)
        page.one("//input[@name='iss']").set("value", iss)
        over(submit(page, None, "登录"), "没有确认这次登录")
    page = came_back(visitor, FAN, key=KEY)  # a code of another's way has another challenge and nonce
    page.one("//input[@name='code']").set(
        "value", came_back(victim, YU, key=KEY).one("//input[@name='code']").get("value")
    )
    over(submit(page, None, "登录"), "没有确认这次登录")


def test_a_system_that_is_away_or_another_is_said_so(portal: Flask) -> None:
    here = portal.extensions["config"].unified
    visitor = browser(portal)
    page = came_back(visitor, FAN, key=KEY)
    with another(portal, replace(here, url="http://127.0.0.1:1/simulators/unified")):
        gone = set_out(browser(portal), key=KEY)
        assert gone.status == 503 and "现在没有回应" in gone.main
        over(submit(page, None, "登录"))  # begun for an issuer that is not asked any more
    with another(portal, replace(here, url=here.url + "/other")):  # its metadata name another issuer
        assert "现在没有回应" in set_out(browser(portal), key=KEY).main
    assert submit(page, None, "登录").h1 == "关联手机号"
