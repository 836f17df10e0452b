"""A citizen registers, proves their name, sees their space, signs out and in; with and without scripts, on a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from govsite.database.keys import bind_keys
from govsite.simulators.identity import PEOPLE
from tests.accounts.citizens import PASSWORD, TEMPLATES, code_of, new_phone
from tests.apps import copy_of
from tests.browser.letter_portal import Opener, windows
from tests.browser.serving import served
from tests.browser.test_axe import axe
from tests.browser.test_console import device
from tests.browser.test_letter_story import Stations, press
from tests.browser.window import PHONE, Window
from tests.gateways.servers import identity_of, settings_of, simulators
from tests.sealed import OLD

__all__ = ["axe"]
PAGES = ("", "/tickets", "/favourites", "/security", "/security/password", "/security/phone", "/security/close")
PAGES += ("/security/passkeys", "/security/two-steps", "/errands", "/children", "/level")
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def portal(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with simulators() as server:
        port = server.server_port
        sms, identity = settings_of("generic", port, templates=TEMPLATES), identity_of("generic", port)
        gateways = {"sms": sms, "identity": identity, "simulators": True}
        with copy_of(app, tmp_path_factory.mktemp("portal"), **gateways) as made:
            bind_keys(made, OLD)
            made.extensions["simulators"] = server
            yield made


@pytest.fixture
def window(chromium: Browser, portal: Flask) -> Iterator[Opener]:
    with served(portal) as origin, windows(chromium, origin) as opener:
        yield opener


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_story_of_an_account(portal: Flask, window: Opener, axe: str, scripts: bool) -> None:
    phone, stations = new_phone(), Stations(scripts, axe)
    number, name = list(PEOPLE.items())[4 if scripts else 3]
    one = window("/hant/xiling/register/person", scripts=scripts, size=PHONE)
    stations.look(one, "register")
    one.page.fill("#phone", phone)
    token = one.page.locator("[name=captcha_token]").get_attribute("value") or ""
    one.page.fill("#captcha_answer", portal.extensions["captchas"]._letters(token))
    press(one, "獲取驗證碼")
    fill(one, code=code_of(portal, phone), password=PASSWORD, again=PASSWORD)
    stations.look(one, "code and password")
    press(one, "註冊")
    expect(one.page.locator("#errors")).to_contain_text("註冊協議")
    fill(one, password=PASSWORD, again=PASSWORD)
    one.page.check("#agree")
    press(one, "註冊")
    expect(one.page.locator("h1")).to_have_text("認證等級")
    stations.look(one, "level")
    press(one, "填姓名和身份證號")
    fill(one, name=name, id_no=number.lower())
    stations.look(one, "name and number")
    press(one, "實名認證")
    expect(one.page.locator("main")).to_contain_text("三級")
    for path in PAGES:
        one.go(f"/xiling/account{path}")
        stations.look(one, path or "home")
    press(one, "退出登录")
    expect(one.page.locator("h1")).to_have_text("登录")
    stations.look(one, "sign-in")
    fill(one, name=number, password=PASSWORD)
    press(one, "登录")
    expect(one.page.locator("h1")).to_have_text("用户空间")
    if scripts:
        by_passkey(one, stations)
    assert not stations.found, "\n".join(stations.found)


def by_passkey(one: Window, stations: Stations) -> None:
    """Bind one, leave, and come in with it by one press."""
    tools, number = device(one, hasResidentKey=True)
    one.go("/xiling/account/security/passkeys")
    fill(one, password=PASSWORD)
    press(one, "下一步")
    stations.look(one, "a passkey")
    press(one, "添加")
    expect(one.page.locator("main")).to_contain_text("添加好了")
    press(one, "退出登录")
    expect(one.page.locator("#passkey-without")).to_be_hidden()
    press(one, "指纹、面容登录")
    expect(one.page.locator("h1")).to_have_text("用户空间")
    press(one, "退出登录")
    expect(one.page.locator("h1")).to_have_text("登录")
    tools.send("WebAuthn.setUserVerified", {"authenticatorId": number, "isUserVerified": False})
    press(one, "指纹、面容登录")
    expect(one.page.locator("form[data-passkey]")).to_be_visible()
    stations.look(one, "a passkey that waits")
    one.page.click("form[data-passkey] button")
    expect(one.page.locator("main")).to_contain_text("没有成功")


def fill(one: Window, **fields: str) -> None:
    for name, text in fields.items():
        one.page.fill(f"#{name}", text)
