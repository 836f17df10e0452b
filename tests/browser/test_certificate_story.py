"""A firm binds a certificate and signs in with it: our page's script talks to a driver; in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from govsite.database.keys import bind_keys
from govsite.simulators.authority import SM2
from govsite.simulators.company import FIRMS
from govsite.simulators.driver import PIN, DriverSimulator, Medium
from tests.accounts.certificates import base64_of, certificate, key, settings
from tests.accounts.citizens import TEMPLATES, code_of, forget_limits
from tests.accounts.firms import CODES, FIRM_PASSWORD, firm_of
from tests.apps import copy_of
from tests.browser.letter_portal import Opener, windows
from tests.browser.serving import served
from tests.browser.test_account_story import fill
from tests.browser.test_axe import axe
from tests.browser.test_letter_story import Stations, press
from tests.browser.window import PHONE
from tests.gateways.servers import company_of, identity_of, settings_of, simulators
from tests.sealed import OLD

__all__ = ["axe"]
pytestmark = pytest.mark.browser
CODE = CODES[0]


@pytest.fixture(scope="module")
def portal(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with simulators() as server:
        port = server.server_port
        shown = Medium(FIRMS[CODE].name, "1", base64_of(certificate(SM2, CODE)), key(SM2))
        server.driver = DriverSimulator({"1": shown})
        gateways = {
            "sms": settings_of("generic", port, templates=TEMPLATES),
            "identity": identity_of("generic", port),
            "company": company_of(port),
            "certificates": settings(drivers=(f"http://127.0.0.1:{port}/simulators/driver/",)),
        }
        with copy_of(app, tmp_path_factory.mktemp("portal"), simulators=True, **gateways) as made:
            bind_keys(made, OLD)
            made.extensions["simulators"] = server
            yield made


@pytest.fixture
def window(chromium: Browser, portal: Flask) -> Iterator[Opener]:
    """Only the driver is elsewhere."""
    with served(portal) as origin, windows(chromium, origin, "/simulators/driver/") as opener:
        yield opener


def test_the_story_of_a_firm_with_a_certificate(portal: Flask, window: Opener, axe: str) -> None:
    visitor, _ = firm_of(portal, CODE)
    forget_limits(portal)
    stations, one = Stations(True, axe), window("/hant/xiling/login/firm", size=PHONE)
    fill(one, credit_code=CODE, password=FIRM_PASSWORD)
    press(one, "登錄")
    one.page.click("nav.own >> text=認證等級")
    stations.look(one, "level")
    one.page.click("main >> text=CA認證")
    press(one, "獲取驗證碼")
    fill(one, code=code_of(portal, visitor.phone))  # type: ignore[attr-defined]
    press(one, "下一步")
    stations.look(one, "ways")
    press(one, "選擇證書")
    expect(one.page.locator("#firm")).to_contain_text(FIRMS[CODE].name)
    one.page.fill("#pin", "wrong")
    one.page.click("main >> text=綁定證書 >> nth=-1")
    expect(one.page.locator("#driver-pin")).to_be_visible()
    stations.look(one, "driver")
    one.page.fill("#pin", PIN)
    one.page.click("main >> text=綁定證書 >> nth=-1")
    expect(one.page.locator("main")).to_contain_text("證書綁定好了")
    stations.look(one, "bound")
    press(one, "退出登錄")
    one.go("/hant/xiling/login/firm")
    one.page.click("main >> text=證書登錄")
    stations.look(one, "sign-in")
    press(one, "選擇證書")
    expect(one.page.locator("#firm")).to_be_visible()
    one.page.fill("#pin", PIN)
    one.page.click("main >> text=數字證書登錄")
    expect(one.page.locator("h1")).to_have_text("單位空間")
    assert not stations.found, "\n".join(stations.found)


def test_without_scripts_other_ways_are_named(window: Opener) -> None:
    one = window("/xiling/login/certificate", scripts=False)
    press(one, "选择证书")
    expect(one.page.locator("#driver-off")).to_be_visible()
    expect(one.page.locator("#pin")).to_be_hidden()
