"""The console in a real browser: passkeys of a virtual device, its pages at every size, and without scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect
from sqlalchemy import delete, select, update

from govsite.database.session import reading, writing
from govsite.domain.common import audit
from govsite.models.passkey import Passkey
from tests.apps import portal_of
from tests.browser.serving import served
from tests.browser.test_axe import STRONG, TAGS, axe, violations
from tests.browser.window import NARROW, PHONE, SCREEN, Window
from tests.cast import BY_KEY, Person
from tests.console.conftest import SITES
from tests.console.people import PASSWORD, code_now, forget_last_code, hire, username_of
from tests.sites.samples import written

__all__ = ["axe"]
pytestmark = pytest.mark.browser

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
PAGES = {
    "operator": (
        *("/console/", "/console/sites", "/console/staff", "/console/staff/new", "/console/staff/2"),
        *("/console/staff/2/disable", "/console/staff/2/reset", "/console/outbox", "/console/sessions"),
        *("/console/password", "/console/factor", "/console/passkeys", "/xiling/console/settings/structure"),
        *("/console/checkup?all=1", "/console/checkup/sites"),
    ),
    "auditor": ("/console/audit", "/console/audit?who=nobody", "/console/audit/chain"),
    "clerk": ("/wuhan/console/",),
    "site_admin": tuple(
        f"/xiling/console/settings{topic}" for topic in ("", "/names", "/links", "/features", "/hot", "/structure")
    )
    + tuple(f"/xiling/console/{page}" for page in ("tables", "articles", "articles/20261130-1234", "content"))
    + ("/xiling/console/content/hall/new", "/xiling/console/content/item/new"),
}


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with portal_of(written(SITES), tmp_path_factory.mktemp("console")) as made:
        hire(made)
        yield made


@pytest.fixture(scope="module")
def origin(portal: Flask) -> Iterator[str]:
    """By its name: browsers make no passkeys for an address."""
    with served(portal) as found:
        yield found


@pytest.fixture
def window(chromium: Browser, origin: str, portal: Flask) -> Iterator[Callable[..., Window]]:
    opened: list[Window] = []
    with portal.app_context(), writing() as session:
        session.execute(delete(Passkey))

    def open_one(**wanted: object) -> Window:
        opened.append(Window(chromium, origin, **wanted))  # type: ignore[arg-type]
        return opened[-1]

    yield open_one
    problems = [problem for one in opened for problem in one.close() if "status of 422" not in problem]
    assert not problems, problems


def give_password(one: Window, person: Person) -> None:
    one.go("/console/login")
    one.page.fill("#username", username_of(person))
    one.page.fill("#password", PASSWORD)
    one.page.click("main button")
    expect(one.page.locator("#code")).to_be_visible()


def enter(portal: Flask, one: Window, person: Person) -> None:
    forget_last_code(portal)
    give_password(one, person)
    one.page.fill("#code", code_now())
    one.page.click("main button")
    expect(one.page.locator(".menu")).to_be_visible()


def leave(one: Window) -> None:
    one.page.click(".who button")
    expect(one.page.locator("#username")).to_be_visible()


def device(one: Window, **other: Any) -> Any:
    """A device that holds passkeys; returns the browser's debugging session and the device's number."""
    tools = one.context.new_cdp_session(one.page)
    tools.send("WebAuthn.enable")
    added = tools.send("WebAuthn.addVirtualAuthenticator", {"options": {**DEVICE, **other}})
    return tools, added["authenticatorId"]


def add_passkey(one: Window) -> None:
    one.go("/console/passkeys")
    one.page.fill("#password", PASSWORD)
    one.page.click("main button[type=submit]")
    one.page.fill("#name", "办公室电脑")
    one.page.click("form[data-passkey] button")
    expect(one.page.locator(".done")).to_contain_text("添加好了")


def last(portal: Flask) -> tuple[str, str]:
    with portal.app_context():
        row = audit.last_records(reading(), 1)[0]
        return row.what, row.outcome


def test_a_passkey_takes_the_place_of_the_code(portal: Flask, window: Callable[..., Window]) -> None:
    one = window()
    enter(portal, one, BY_KEY["editor"])
    device(one)
    add_passkey(one)
    assert last(portal) == ("passkey.add", "done")
    leave(one)
    give_password(one, BY_KEY["editor"])
    one.page.click("form[data-passkey] button")
    expect(one.page.locator(".menu")).to_be_visible()
    assert last(portal) == ("sign_in", "done")
    with portal.app_context():
        row = reading().scalars(select(Passkey)).one()
        assert row.used is not None and row.sign_count > 0 and row.name == "办公室电脑"


def test_a_device_that_does_not_know_its_user_is_refused(portal: Flask, window: Callable[..., Window]) -> None:
    one = window()
    enter(portal, one, BY_KEY["editor"])
    tools, number = device(one)
    add_passkey(one)
    leave(one)
    give_password(one, BY_KEY["editor"])
    tools.send("WebAuthn.setUserVerified", {"authenticatorId": number, "isUserVerified": False})
    one.page.click("form[data-passkey] button")
    expect(one.page.locator(".errors")).to_contain_text("没有成功")
    assert last(portal) == ("passkey", "refused")


def test_a_copy_of_a_key_is_found_by_its_count(portal: Flask, window: Callable[..., Window]) -> None:
    one = window()
    enter(portal, one, BY_KEY["editor"])
    device(one)
    add_passkey(one)
    with portal.app_context(), writing() as session:
        session.execute(update(Passkey).values(sign_count=1000))  # another one was used meanwhile
    leave(one)
    give_password(one, BY_KEY["editor"])
    one.page.click("form[data-passkey] button")
    expect(one.page.locator(".errors")).to_contain_text("没有成功")


def test_without_scripts_one_types_a_code(portal: Flask, window: Callable[..., Window]) -> None:
    with portal.app_context(), writing() as session:
        values = {"public_key": b"x", "sign_count": 0, "name": "x", "added": audit.datetime.now(audit.UTC)}
        session.add(Passkey(staff_id=1, credential="eHh4", **values))
    one = window(scripts=False)
    enter(portal, one, BY_KEY["clerk"])
    one.go("/console/passkeys")
    one.page.fill("#password", PASSWORD)
    one.page.click("main button[type=submit] >> text=下一步")
    expect(one.page.locator("#passkey-without")).to_be_visible()
    assert not one.page.is_visible("form[data-passkey]")


@pytest.mark.parametrize("key", PAGES)
def test_pages_fit_and_axe_finds_nothing(portal: Flask, window: Callable[..., Window], axe: str, key: str) -> None:
    one = window(size=SCREEN)
    enter(portal, one, BY_KEY[key])
    for path in PAGES[key]:
        one.resize(SCREEN)
        one.go(path)
        one.page.evaluate(axe)
        assert not (found := violations(one, TAGS)), (path, found)
        for size in (SCREEN, PHONE, NARROW):
            one.resize(size)
            assert one.page.evaluate("document.documentElement.scrollWidth") <= size[0], (path, size)
        one.enlarge()
        assert one.page.evaluate("document.documentElement.scrollWidth") <= size[0], f"{path}: large text"
        one.resize(PHONE)
        assert not (found := violations(one, TAGS, STRONG)), f"large text: {path}: {found}"


def test_so_do_the_steps_of_the_sign_in(portal: Flask, window: Callable[..., Window], axe: str) -> None:
    one = window(size=PHONE)
    one.go("/hant/xiling/console/login")
    one.page.evaluate(axe)
    assert not violations(one, TAGS)
    one.page.click("main button")
    expect(one.page.locator(".errors")).to_be_visible()
    one.page.evaluate(axe)
    assert not violations(one, TAGS)
    give_password(one, BY_KEY["clerk"])
    one.page.evaluate(axe)
    assert not violations(one, TAGS)
