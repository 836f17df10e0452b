"""A new site: checked first, founded with its administrator, who signs in and sees it; nothing else changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from govsite.domain.settings.founding import Founding, short_name_of
from govsite.sites.edit import block_of
from govsite.sites.parse import parse
from tests.cast import BY_KEY
from tests.console.people import LOGIN, PASSWORD, follow, sign_in
from tests.helpers import Page, Visitor
from tests.submitting import submit

NEW = "/console/new-site"
WUFENG = {"name": "五峰土家族自治县", "code": "420529", "level": "county", "parent": "yichang"}


@pytest.fixture(scope="module")
def operator(portal: Flask) -> Visitor:
    return sign_in(portal.test_client(), BY_KEY["operator"])


def errors(page: Page) -> str:
    return " ".join(each.text_content() for each in page.find("//div[@id='errors']//li"))


def test_whose_work_it_is(portal: Flask) -> None:
    for person in ("site_admin", "editor", "clerk", "auditor"):
        visitor = sign_in(portal.test_client(), BY_KEY[person])
        visitor.get(NEW, 404)
    assert "新建站点" in sign_in(portal.test_client(), BY_KEY["operator"]).get("/console/").main


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "请写全称"),
        ({**WUFENG, "code": "42052"}, "代码是 6 位数字"),
        ({**WUFENG, "code": "420502"}, "420502 已经用在 xiling 上"),
        ({**WUFENG, "slug": "letters"}, "是网站自己的页面地址"),
        ({**WUFENG, "slug": "五峰"}, "只能用小写字母"),
        ({**WUFENG, "slug": "xiling"}, "已经有站点 xiling"),
        ({**WUFENG, "parent": "xiling", "level": "city"}, "不比上级站点"),
        ({**WUFENG, "domain": "不是域名"}, "域名"),
        ({**WUFENG, "domain": "ZWFW.yichang.test"}, "已经用在 yichang 上"),
        ({**WUFENG, "name": "五峰\u0007: [县"}, ""),
        ({**WUFENG, "username": "wufeng.admin"}, "用户名和姓名要一起写"),
        ({**WUFENG, "username": "editor", "person": "田小五"}, "已经有人用这个用户名"),
        ({**WUFENG, "username": "田", "person": "田小五"}, "用户名"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(
    operator: Visitor, folder: Path, typed: dict[str, str], said: str
) -> None:
    before = (folder / "sites.yaml").read_bytes()
    page = submit(operator.get(NEW), button="check", **typed)
    assert page.response.status_code == (422 if said else 200)
    assert said in errors(page) if said else not page.find("//div[@id='errors']")
    for name, value in typed.items():
        box = page.find(f"//input[@name='{name}']/@value")
        assert not box or box[0] == value.replace("\u0007", ""), "what was typed stays"
    assert (folder / "sites.yaml").read_bytes() == before


def test_a_site_and_its_administrator(portal: Flask, operator: Visitor, folder: Path) -> None:
    before = (folder / "sites.yaml").read_text("utf-8")
    who = {"username": "wufeng.admin", "person": "范小五"}
    page = submit(operator.get(NEW), button="check", **WUFENG, **who)
    assert "/wufeng/" in page.main and "short_name: 五峰" in page.main
    page = submit(page, button="found")
    assert page.response.status_code == 422 and "密码" in errors(page), "not without one's own password"
    page = submit(page, button="found", password="wrong-password-1")  # noqa: S106
    assert page.response.status_code == 422 and "密码不对" in errors(page)
    page = submit(page, button="found", password=PASSWORD)
    assert page.response.status_code == 200 and page.response.headers["Cache-Control"] == "no-store"
    first = page.one("//dd[contains(@class, 'first-password')]").text_content()
    assert "范小五" in page.main

    text = (folder / "sites.yaml").read_text("utf-8")
    for slug in ("hubei", "yichang", "xiling", "wujiagang", "wuhan"):
        assert block_of(text, slug) == block_of(before, slug)
    assert "西陵区的电话 2025 年换过" in text and list(parse(text).data["sites"])[3:5] == ["wujiagang", "wufeng"]
    assert "五峰" in Visitor(portal.test_client()).get("/wufeng/").main
    assert Visitor(portal.test_client()).get("/hant/wufeng/").response.status_code == 200

    admin = Visitor(portal.test_client())
    page = submit(admin.get(LOGIN), username="wufeng.admin", password=first)
    assert "password" in page.to or "新密码" in follow(admin, page).main, "a first password is to be changed"


def test_a_second_click_founds_nothing_more(operator: Visitor, folder: Path) -> None:
    page = operator.get(NEW)
    typed = {"name": "点军区", "code": "420504", "level": "county", "parent": "yichang", "password": PASSWORD}
    assert "建好了" in submit(page, button="found", **typed).main
    text = (folder / "sites.yaml").read_text("utf-8")
    again = submit(page, button="found", **typed)
    assert again.response.status_code == 422 and "420504 已经用在 dianjun 上" in errors(again)
    assert (folder / "sites.yaml").read_text("utf-8") == text


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("五峰土家族自治县", "五峰"),
        ("恩施土家族苗族自治州", "恩施"),
        ("神农架林区", "神农架"),
        ("东湖新区", "东湖"),
        ("老河口市", "老河口"),
        ("沙市区", "沙市"),
        ("市区", "市区"),
    ],
)
def test_short_names(name: str, short: str) -> None:
    assert short_name_of(name) == short


def test_a_block_says_what_was_answered() -> None:
    asked = Founding("no", "420529", "是: #县", "county", "yichang", domain="a.test")
    values = {"code": "420529", "name": "是: #县", "level": "county", "parent": "yichang", "domain": "a.test"}
    assert parse(asked.block).data == {"no": values}
