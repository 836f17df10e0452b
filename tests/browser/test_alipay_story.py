"""A citizen comes by Alipay: leaves our origin and comes back, registers, has a name confirmed; in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from govsite.database.keys import bind_keys
from govsite.simulators.alipay import AlipaySimulator
from govsite.simulators.identity import PEOPLE
from tests.accounts.alipays import APP, OURS, THEIRS, alipay_of
from tests.accounts.citizens import TEMPLATES, code_of, forget_limits, new_phone
from tests.apps import copy_of
from tests.browser.letter_portal import Opener, windows
from tests.browser.serving import served
from tests.browser.test_account_story import fill
from tests.browser.test_axe import axe
from tests.browser.test_letter_story import Stations, press
from tests.browser.window import PHONE, Window
from tests.gateways.servers import settings_of, simulators
from tests.sealed import OLD

__all__ = ["axe"]
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def portal(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with simulators() as server:
        port = server.server_port
        server.alipay = AlipaySimulator(APP, OURS.public_key(), THEIRS)
        gateways = {"sms": settings_of("generic", port, templates=TEMPLATES), "alipay": alipay_of(port)}
        with copy_of(app, tmp_path_factory.mktemp("portal"), simulators=True, **gateways) as made:
            bind_keys(made, OLD)
            made.extensions["simulators"] = server
            yield made


@pytest.fixture
def window(chromium: Browser, portal: Flask) -> Iterator[Opener]:
    """Only what is asked of Alipay's own pages is elsewhere."""
    with served(portal) as origin, windows(chromium, origin, "/simulators/alipay/") as opener:
        yield opener


def agree(one: Window, person: str) -> None:
    """At Alipay, where the page of ours has led by itself."""
    expect(one.page.locator("h1")).to_have_text("模拟支付宝")
    one.page.check(f"[value='{person}']")
    one.page.click("[value=agree]")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_story_of_who_comes_by_alipay(portal: Flask, window: Opener, axe: str, scripts: bool) -> None:
    phone, stations = new_phone(), Stations(scripts, axe)
    person, name = list(PEOPLE.items())[0 if scripts else 1]
    one = window("/hant/xiling/login", scripts=scripts, size=PHONE)
    stations.look(one, "sign-in")
    one.page.click("main >> text=支付寶登錄")
    agree(one, person)
    expect(one.page.locator("h1")).to_have_text("從支付寶回來")
    stations.look(one, "back")
    one.page.click("main >> css=button")
    stations.look(one, "phone")
    one.page.fill("#phone", phone)
    token = one.page.locator("[name=captcha_token]").get_attribute("value") or ""
    one.page.fill("#captcha_answer", portal.extensions["captchas"]._letters(token))
    press(one, "獲取驗證碼")
    fill(one, code=code_of(portal, phone))
    one.page.check("#agree")
    stations.look(one, "code")
    press(one, "關聯並登錄")
    expect(one.page.locator("h1")).to_have_text("認證等級")
    stations.look(one, "level")
    one.page.click("main >> text=支付寶認證 >> nth=-1")
    stations.look(one, "certification")
    forget_limits(portal)
    press(one, "獲取驗證碼")
    fill(one, code=code_of(portal, phone))
    press(one, "下一步")
    fill(one, name=name, id_no=person)
    stations.look(one, "name")
    one.page.click("main >> text=去支付寶")
    agree(one, person)
    expect(one.page.locator("h1")).to_have_text("支付寶認證")
    stations.look(one, "result")
    press(one, "看結果")
    expect(one.page.locator("main")).to_contain_text("四級")
    one.go("/xiling/account/security/alipay")
    stations.look(one, "binding")
    assert not stations.found, "\n".join(stations.found)
