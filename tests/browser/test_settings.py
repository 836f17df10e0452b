"""Settings, tables and content of a site in real browsers: with scripts off, on a phone, in an old engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect
from sqlalchemy import Select, select

from govsite.database.session import reading
from govsite.models import Offering
from tests.apps import copy_of
from tests.browser.serving import served
from tests.browser.test_console import enter
from tests.browser.test_phantom import drive
from tests.browser.test_phantom_letter import DRIVER
from tests.browser.window import PHONE, SCREEN, Size, Window
from tests.cast import BY_KEY
from tests.console.people import hire, sign_in
from tests.console.test_tables import as_xlsx
from tests.waiting import PATIENCE

pytestmark = pytest.mark.browser
HERE = "/xiling/console/settings"


@pytest.fixture(scope="module")
def portal(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The demo portal, where there are items to find; nothing that is published in it stays."""
    with copy_of(app, tmp_path_factory.mktemp("settings")) as made:
        hire(made)
        yield made


@pytest.fixture(scope="module")
def origin(portal: Flask) -> Iterator[str]:
    with served(portal) as found:
        yield found


@pytest.mark.parametrize(("scripts", "size"), [(False, SCREEN), (True, PHONE)], ids=["without scripts", "on a phone"])
def test_settings_are_edited(chromium: Browser, origin: str, portal: Flask, scripts: bool, size: Size) -> None:
    one = Window(chromium, origin, scripts=scripts, size=size)
    page = one.page
    enter(portal, one, BY_KEY["site_admin"])
    one.go(f"{HERE}/contact")
    page.fill("#contact-phone", "没有号码")
    page.press("#contact-phone", "Enter")
    expect(page.locator("#contact-phone-error")).to_contain_text("带区号的号码")
    expect(page.locator("#contact-phone")).to_have_value("没有号码")
    page.fill("#contact-phone", "0717-1234567")
    page.press("#contact-phone", "Enter")
    expect(page.locator(".done")).to_contain_text("草稿存好了")
    page.click("button[name=inherit][value='contact.phone']")
    expect(page.locator("#contact-phone")).to_have_value("")
    one.go(f"{HERE}/hot")
    page.fill("#query", "身份证")
    page.press("#query", "Enter")
    expect(page.locator(".done")).to_contain_text("找到")
    found = page.locator("input[name=hot]:not(:checked)")
    code = found.first.get_attribute("value")
    found.first.check()
    page.click("button[value=save]")
    expect(page.locator(f"input[name=hot][value='{code}']")).to_be_checked()
    one.go(f"{HERE}/features")
    page.check("input[name='features.second_reading'][value=on]")
    page.click("button[value=save]")
    expect(page.locator(".done")).to_contain_text("草稿存好了")
    one.go(HERE)
    expect(page.locator("tr", has_text="热门事项").locator("strong")).to_have_text("1 项")
    page.click("text=对比、预览、发布")
    page.click("button >> text=丢弃草稿")
    problems = [problem for problem in one.close() if "status of 422" not in problem]
    assert not problems, problems


def phones(wanted: Select[tuple[str, str]]) -> dict[str, str]:
    return {row[0]: row[1] for row in reading().execute(wanted)}


def test_fifty_rows_of_excel_are_mended_imported_and_undone(
    chromium: Browser, origin: str, portal: Flask, tmp_path: Path
) -> None:
    one, tables = Window(chromium, origin, scripts=False), "/xiling/console/tables"
    own = select(Offering.item_code, Offering.phone).where(Offering.site_code == "420502").limit(50)
    with portal.app_context():
        before = phones(own)
    rows = [{"站点": "西陵区", "基本编码": code, "咨询电话": "0717-6219388"} for code in before]
    wrong = [dict(row) for row in rows]
    wrong[2]["咨询电话"], wrong[20]["基本编码"], wrong[49]["站点"] = "没有号码", "999999999999", "武汉市"
    for name, made in (("wrong", wrong), ("good", rows)):
        (tmp_path / f"{name}.xlsx").write_bytes(as_xlsx(made))
    enter(portal, one, BY_KEY["site_admin"])
    page = one.page
    for name in ("wrong", "good"):
        one.go(tables)
        page.select_option("#table", "offerings")
        page.set_input_files("#file", tmp_path / f"{name}.xlsx")
        page.click("main button >> text=上传并检查")
        if name == "wrong":
            expect(page.locator("main table tbody tr")).to_have_count(3)
            assert all(f"{row}" in page.inner_text("main table") for row in (4, 22, 51)), "the rows that Excel shows"
    page.click("main button >> text=导入")
    expect(page.locator(".done")).to_be_visible()
    with portal.app_context():
        assert set(phones(own).values()) == {"0717-6219388"}
    page.click("text=撤销这一次")
    page.click("main button >> text=撤销")
    expect(page.locator(".done")).to_be_visible()
    with portal.app_context():
        assert phones(own) == before
    assert not one.close()


def test_an_old_engine_edits_content_and_articles(portal: Flask, origin: str, tmp_path: Path) -> None:
    visitor = sign_in(portal.test_client(), BY_KEY["site_admin"])
    held = [cookie for cookie in visitor.client._cookies.values() if cookie.path == "/"]  # type: ignore[attr-defined]
    cookies = [{"name": one.decoded_key, "value": one.value, "domain": "localhost", "path": "/"} for one in held]
    with portal.app_context():
        code = reading().scalar(select(Offering.item_code).where(Offering.site_code == "420502"))
    moved = "#agencies-0-basis[value='依据一']"
    steps = [
        {"open": f"{origin}/xiling/console/content/item/{code}", "until": "#materials-0"},
        {"press": "button[value='agencies.add']", "until": "#agencies-1"},
        {"fill": {"#agencies-1-basis": "依据一"}, "press": "button[value='agencies.1.up']", "until": moved},
        {"press": "main button[value=save]", "until": "#agencies-0-service-error"},
        {"open": f"{origin}/xiling/console/articles/20261130-1234", "until": "#text"},
        {"fill": {"#title": "停电", "#text": "**周六**"}, "press": "button[value=look]", "until": "#look article"},
        {"open": f"{origin}/xiling/console/tables", "until": "#table"},
    ]
    seen = drive(DRIVER, {"size": PHONE, "steps": steps, "cookies": cookies, "patience": PATIENCE / 2}, tmp_path)
    assert not seen["errors"], seen["errors"]
    pages = seen["pages"]
    assert not [page["path"] for page in pages if page["width"] > PHONE[0]], "nothing to scroll sideways"
    assert "不能空着" in pages[3]["text"] and "周六" in pages[5]["text"]
