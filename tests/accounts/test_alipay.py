"""Alipay: signing in, registering by it, binding it, and a real name that it confirms; and those who cheat."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Barrier, Thread
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select, update

from govsite.database.clock import database_time
from govsite.database.session import reading, writing
from govsite.domain.accounts import identities
from govsite.domain.accounts.refused import Refused
from govsite.gateways.settings import AlipaySettings
from govsite.models.account import Account
from govsite.models.identity import Identity, Trip
from govsite.simulators.identity import PEOPLE
from tests.accounts.alipays import (
    BACK,
    BINDING,
    LEVEL,
    STRANGERS,
    alipay_of,
    arrived,
    at_alipay,
    came_back,
    enter,
    joined,
    linked,
    set_out,
    with_alipay,
)
from tests.accounts.citizens import (
    ANOTHER,
    browser,
    code_of,
    exported,
    followed,
    forget_limits,
    messages,
    new_phone,
    registered,
    signed_in,
    solved,
)
from tests.helpers import Page, Visitor
from tests.submitting import Redirect, submit

FAN, YU, _SI, TU, _ZHENG, CHEN = list(PEOPLE)[:6]


@pytest.fixture(scope="module")
def portal(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with with_alipay(database_url, tmp_path_factory.mktemp("alipay")) as made:
        yield made


@pytest.fixture(autouse=True)
def _nobody_is_bound(portal: Flask) -> None:
    """The people of Alipay are few: each test has them to itself."""
    with portal.app_context(), writing() as session:
        for one in session.scalars(select(Identity)):
            session.delete(one)
        session.execute(update(Account).values(id_print=None))
    forget_limits(portal)


@contextmanager
def another(portal: Flask, settings: AlipaySettings | None) -> Iterator[None]:
    """The portal with other settings of Alipay."""
    config = portal.extensions["config"]
    before = config.alipay
    object.__setattr__(config, "alipay", settings)
    try:
        yield
    finally:
        object.__setattr__(config, "alipay", before)


def bound(portal: Flask) -> dict[str, int]:
    with portal.app_context():
        return {one.subject: one.account_id for one in reading().scalars(select(Identity))}


def set_two_steps(portal: Flask, phone: str, on: bool) -> None:
    with portal.app_context(), writing() as session:
        session.execute(update(Account).where(Account.phone_print == phone).values(two_steps=on))


def over(page: Page) -> None:
    assert page.h1 == "登录" and "没有完成" in page.main and page.status in (409, 422)


def test_who_comes_by_alipay_registers_with_a_phone_and_signs_in_by_it_from_then_on(portal: Flask) -> None:
    phone, visitor = new_phone(), browser(portal)
    page = followed(visitor, linked(portal, visitor, FAN, phone))
    assert page.h1 == "认证等级" and "注册好了" in page.main and "忘记密码" in page.main and "二级" in page.main
    again = browser(portal)
    page = followed(again, enter(again, FAN))
    assert page.h1 == "用户空间" and page.url.endswith("/xiling/account")
    assert again.client.get_cookie("trip") is None
    forget_limits(portal)
    step = solved(portal, browser(portal).get("/xiling/password"), name=phone)
    step = submit(step, None, "下一步", code=code_of(portal, phone))
    submit(step, new=ANOTHER, again=ANOTHER)
    signed_in(portal, phone, ANOTHER)


def test_the_page_that_was_asked_for_comes_after_and_each_script_comes_back_to_itself(portal: Flask) -> None:
    joined(portal, FAN, new_phone())
    visitor = browser(portal)
    login = visitor.led("/hant/xiling/account/security")
    leaving = submit(login, "/hant/xiling/login/alipay")
    page = arrived(visitor, at_alipay(leaving, FAN))
    page = followed(visitor, submit(page, "/hant/xiling/login/alipay/back"))
    assert page.url == "/hant/xiling/account/security"


def test_an_account_is_bound_by_its_phone_and_who_has_a_real_name_says_it(portal: Flask) -> None:
    phone = new_phone()
    visitor = registered(portal, phone)
    page = browser(portal)
    followed(page, linked(portal, page, FAN, phone))
    assert len(bound(portal)) == 1
    with portal.app_context(), writing() as session:
        session.execute(update(Account).where(Account.phone_print == phone).values(level=3, name="余一", id_no=YU))
        session.delete(session.scalars(select(Identity)).one())
    stranger = browser(portal)
    step = linked(portal, stranger, FAN, phone)
    assert isinstance(step, Page) and "手机号可能换过主人" in step.main and not bound(portal)
    wrong = submit(step, name="余二", id_no=YU)
    assert wrong.status == 422 and "不一致" in wrong.main and not bound(portal)
    set_two_steps(portal, phone, True)
    said = submit(wrong, name="余一", id_no=YU)
    assert "登录二次验证" in said.main and not bound(portal), "a code is one step"
    set_two_steps(portal, phone, False)
    assert followed(stranger, submit(wrong, name="余一", id_no=YU)).h1 == "用户空间"
    assert visitor.get("/xiling/account/security").find("//a[text()='看绑定、解绑']")


def test_cancelling_at_alipay_leads_to_the_sign_in(portal: Flask) -> None:
    visitor = browser(portal)
    page = arrived(visitor, at_alipay(set_out(visitor), FAN, "cancel"))
    assert page.h1 == "登录" and "没有用支付宝登录" in page.main


def test_a_state_is_good_once_and_a_code_too(portal: Flask) -> None:
    visitor = browser(portal)
    page = came_back(visitor, FAN)
    assert submit(page, None, "登录").h1 == "关联手机号"
    over(submit(page, None, "登录"))
    page = arrived(visitor, at_alipay(set_out(visitor), FAN))
    page.one("//input[@name='code']").set("value", "of-somebody-else")
    refused = submit(page, None, "登录")
    assert refused.status == 422 and "没有确认这次登录" in refused.main


def test_what_another_browser_began_is_not_finished_here(portal: Flask) -> None:
    """A link with the cheat's own state and code would sign the reader in as the cheat, or bind the cheat's Alipay."""
    joined(portal, FAN, new_phone())
    cheat, victim = browser(portal), browser(portal)
    link = at_alipay(set_out(cheat), FAN)
    over(submit(victim.get(link), None, "登录"))
    set_out(victim)
    over(submit(victim.get(link), None, "登录"))
    page = victim.get(link.replace("state=", "state=x"))
    over(submit(page, None, "登录"))
    assert victim.led("/xiling/account").h1 == "登录"
    linking = enter(cheat, YU)
    forget_limits(portal)
    with_token = solved(portal, linking, phone=new_phone())
    victim_page = Page(with_token.url, with_token.response, victim.client)
    over(submit(victim_page, None, "关联并登录", code="123456", agree=True))


def test_a_way_that_took_too_long_is_over(portal: Flask) -> None:
    visitor = browser(portal)
    page = came_back(visitor, FAN)
    with portal.app_context(), writing() as session:
        session.execute(update(Trip).values(expires=database_time(session)))
    over(submit(page, None, "登录"))


def test_the_cookie_is_the_hosts_own_where_there_is_tls(portal: Flask) -> None:
    answer = portal.test_client().post("/login/alipay", base_url="https://localhost")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-trip=")
    assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))
    assert "form-action 'self';" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("how", ["forged", "unsigned", "away", "broken"])
def test_an_answer_that_alipay_has_not_signed_lets_nobody_in(
    portal: Flask, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    joined(portal, FAN, new_phone())
    visitor = browser(portal)
    page = came_back(visitor, FAN)
    fake = portal.extensions["simulators"].alipay
    unsigned = json.dumps({"alipay_system_oauth_token_response": {"open_id": f"demo-{FAN}"}})
    settings = alipay_of(1) if how == "away" else portal.extensions["config"].alipay
    with monkeypatch.context() as patch, another(portal, settings):
        if how == "forged":
            patch.setattr(fake, "key", STRANGERS)
        elif how != "away":
            patch.setattr(fake, "answer", lambda _parameters: unsigned if how == "unsigned" else "<html>")
        refused = submit(page, None, "登录")
    assert "现在没有回应" in refused.main and visitor.led("/xiling/account").h1 == "登录"
    if how == "away":  # nothing had reached Alipay: the same form goes on
        assert refused.status == 503 and isinstance(submit(refused, None, "登录"), Redirect)


def test_binding_takes_a_code_and_unbinding_a_password(portal: Flask) -> None:
    phone = new_phone()
    visitor, there = registered(portal, phone), signed_in(portal, phone)
    forget_limits(portal)
    step = submit(visitor.get(BINDING), BINDING)
    assert submit(step, f"{BINDING}/code", "下一步", code="000000").status == 422
    leaving = submit(step, f"{BINDING}/code", "下一步", code=code_of(portal, phone))
    back = arrived(visitor, at_alipay(leaving, FAN))
    page = followed(visitor, submit(back, f"{BINDING}/back", "绑定"))
    assert "支付宝已经绑定" in page.main and len(bound(portal)) == 1
    assert messages(portal, phone)[0] == ("account-changed", {"change": "绑定了支付宝"})
    followed(visitor, submit(visitor.get(BINDING), f"{BINDING}/drop"))
    assert not bound(portal) and there.led("/xiling/account").h1 == "登录"
    without = joined(portal, FAN, new_phone())
    kept = submit(without.get(BINDING), f"{BINDING}/drop")
    assert kept.status == 409 and "先设好密码" in kept.main and len(bound(portal)) == 1


def test_a_way_that_binds_is_its_owners_and_signs_nobody_in(portal: Flask) -> None:
    phone, other = new_phone(), new_phone()
    owner = registered(portal, phone)
    forget_limits(portal)
    step = submit(owner.get(BINDING), BINDING)
    link = at_alipay(submit(step, f"{BINDING}/code", "下一步", code=code_of(portal, phone)), FAN)
    stranger = registered(portal, other)
    refused = submit(stranger.led(link), "/account/security/alipay/back", "绑定")
    assert refused.status == 422 and "没有完成" in refused.main
    over(submit(arrived(owner, f"{BACK}?{urlsplit(link).query}"), None, "登录"))
    assert not bound(portal)
    assert owner.client.post(f"{BINDING}/back", data={"state": "x", "code": "y"}).status_code == 422


def test_of_two_bindings_of_one_subject_one_is_refused(portal: Flask) -> None:
    phones = [new_phone(), new_phone()]
    for phone in phones:
        registered(portal, phone)
        forget_limits(portal)
    with portal.app_context():
        numbers = [reading().scalar(select(Account.id).where(Account.phone_print == phone)) for phone in phones]
    gate, results = Barrier(2), []

    def bind(number: int | None) -> None:
        with portal.app_context():
            gate.wait()
            try:
                with writing() as session:
                    identities.bind(session, number or 0, "alipay", "demo-twice")
                results.append("bound")
            except Refused as refused:
                results.append(str(refused))

    threads = [Thread(target=bind, args=(number,)) for number in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == sorted(["bound", identities.TAKEN]) and len(bound(portal)) == 1


def at_name(portal: Flask, visitor: Visitor, phone: str) -> Page:
    forget_limits(portal)
    step = submit(visitor.get(LEVEL), LEVEL)
    return submit(step, f"{LEVEL}/prove", "下一步", code=code_of(portal, phone))  # type: ignore[no-any-return]


def test_alipay_confirms_the_name_that_was_typed(portal: Flask) -> None:
    phone = new_phone()
    visitor = joined(portal, FAN, phone)
    page = at_name(portal, visitor, phone)
    back = at_alipay(submit(page, f"{LEVEL}/leave", name=PEOPLE[FAN], id_no=FAN), YU)
    assert back == LEVEL, "it comes back after a failure, too"
    page = submit(visitor.get(back), f"{LEVEL}/finish", "看结果")
    assert page.status == 422 and "还没有确认" in page.main and "二级" in visitor.get("/xiling/account/level").main
    page = at_name(portal, visitor, phone)
    leaving = submit(page, f"{LEVEL}/leave", name=PEOPLE[FAN], id_no=FAN)
    assert "还没有确认" in submit(visitor.get(LEVEL), f"{LEVEL}/finish", "看结果").main, "it came back by itself"
    at_alipay(leaving, FAN)
    page = followed(visitor, submit(visitor.get(LEVEL), f"{LEVEL}/finish", "看结果"))
    assert "四级" in page.main and "支付宝认证" in page.main and FAN not in page.source
    assert submit(visitor.get("/xiling/account/level/alipay"), "/xiling/account/logout")
    data = browser(portal)
    followed(data, enter(data, FAN))
    kept = exported(data, "")
    assert kept["账号"][0]["身份证号"] == FAN and kept["绑定的登录"][0]["系统"] == "alipay"


def test_who_has_a_name_has_the_same_one_confirmed_and_a_number_is_of_one_account(portal: Flask) -> None:
    phone = new_phone()
    visitor = registered(portal, phone)
    with portal.app_context(), writing() as session:
        values = {"level": 3, "name": PEOPLE[YU], "id_no": YU, "id_print": YU}
        session.execute(update(Account).where(Account.phone_print == phone).values(values))
    page = at_name(portal, visitor, phone)
    assert not page.find("//input[@name='id_no']")
    at_alipay(submit(page, f"{LEVEL}/leave"), YU)
    assert "四级" in followed(visitor, submit(visitor.get(LEVEL), f"{LEVEL}/finish")).main
    second = new_phone()
    other = registered(portal, second)
    page = at_name(portal, other, second)
    at_alipay(submit(page, f"{LEVEL}/leave", name=PEOPLE[YU], id_no=YU), YU)
    taken = submit(other.get(LEVEL), f"{LEVEL}/finish")
    assert taken.status == 422 and "另一个账号" in taken.main


def test_what_was_typed_stays_while_alipay_is_away_and_nobody_finishes_anothers(portal: Flask) -> None:
    phone = new_phone()
    visitor = registered(portal, phone)
    page = at_name(portal, visitor, phone)
    with another(portal, alipay_of(1)):
        kept = submit(page, f"{LEVEL}/leave", name="涂 某", id_no=TU)
    assert kept.status == 422 and "现在没有回应" in kept.main
    assert kept.one("//input[@name='id_no']").get("value") == TU
    assert isinstance(submit(kept, f"{LEVEL}/leave", name=PEOPLE[TU], id_no=TU), Page)
    stranger = registered(portal, new_phone())
    token = stranger.get(LEVEL).find("//input[@name='csrf_token']/@value")[0]
    answer = stranger.client.post(f"{LEVEL}/finish", data={"csrf_token": token})
    assert answer.status_code == 422 and "没有正在办的支付宝认证" in answer.get_data(as_text=True)


def test_nothing_of_it_is_there_where_it_is_not_set_up(portal: Flask) -> None:
    visitor = registered(portal, new_phone())
    with another(portal, None):
        assert "支付宝" not in browser(portal).get("/xiling/login").main
        for page in ("/xiling/account/level", "/xiling/account/security"):
            assert "支付宝" not in visitor.get(page).main
        assert visitor.client.get(LEVEL).status_code == visitor.client.get(BINDING).status_code == 404
        assert portal.test_client().post("/login/alipay").status_code == 404


def test_a_closed_account_lets_nobody_in_by_alipay(portal: Flask) -> None:
    phone = new_phone()
    visitor = joined(portal, CHEN, phone)
    forget_limits(portal)
    root = "/xiling/account/security/close"
    step = submit(visitor.get(root), root)
    followed(visitor, submit(step, f"{root}/code", "注销账号", code=code_of(portal, phone)))
    again = browser(portal)
    assert enter(again, CHEN).h1 == "关联手机号" and not bound(portal)
