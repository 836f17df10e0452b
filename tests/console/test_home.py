"""The frame of the console: a menu by rights, the sites one works for, and where it lives."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from govsite.web.console import PAGES
from tests.apps import portal_of
from tests.cast import BY_KEY, leaks
from tests.console.conftest import SITES
from tests.console.people import hire, sign_in
from tests.helpers import Page
from tests.sealed import OLD
from tests.sites.samples import dump

OWN = ["登录记录", "修改密码", "动态口令", "通行密钥"]
MENU = {
    "operator": ["首页", "工作人员", "发件箱"],
    "site_admin": ["首页", "工作人员"],
    "editor": ["首页"],
    "clerk": ["首页"],
    "auditor": ["首页", "审计记录"],
}


def menu(page: Page) -> list[str]:
    return [link.text.strip() for link in page.find("//nav[@class='menu']//a")]


@pytest.mark.parametrize("key", MENU)
def test_the_menu_has_what_one_may(portal: Flask, key: str) -> None:
    visitor = sign_in(portal.test_client(), BY_KEY[key])
    page = visitor.get("/xiling/console/")
    named = [words for words in menu(page) if words in {p.name for p in PAGES if p.key in LATER_THAN_THIS}]
    assert [words for words in menu(page) if words not in named] == [*MENU[key], *OWN]
    assert not list(leaks(page))
    for href in page.find("//nav[@class='menu']//a/@href"):
        assert visitor.get(href).one("//nav[@class='menu']//a[@aria-current]").get("href") == href


LATER_THAN_THIS = {p.key for p in PAGES} - {
    "",
    "staff",
    "outbox",
    "audit",
    "sessions",
    "password",
    "factor",
    "passkeys",
}


def test_who_has_nothing_to_do_here_is_told_where_they_have(portal: Flask) -> None:
    visitor = sign_in(portal.test_client(), BY_KEY["clerk"])
    page = visitor.get("/hant/wuhan/console/")
    assert "您沒有武漢市的工作" in page.main
    assert page.link("西陵區") == "/hant/xiling/console/"


def test_one_finds_ones_own_sites_and_no_others(portal: Flask) -> None:
    admin = sign_in(portal.test_client(), BY_KEY["site_admin above"])
    page = admin.get("/yichang/console/sites")
    assert "宜昌市（当前）" in page.main and page.link("西陵区") == "/xiling/console/"
    assert "武汉" not in page.main
    operator = sign_in(portal.test_client(), BY_KEY["operator"])
    assert operator.get("/console/sites?q=wuhan").link("武汉市") == "/wuhan/console/"
    assert "没有找到" in operator.get("/console/sites?q=<b>x").main


@pytest.mark.parametrize("path", ["/console/", "/console/login", "/console/staff/1", "/xiling/console/audit?who=x"])
def test_the_console_is_at_the_portals_origin_alone(tmp_path: Path, path: str) -> None:
    sites = {**SITES, "yichang": {**SITES["yichang"], "domain": "zw.yichang.example"}}
    with portal_of(dump(sites), tmp_path, origin="https://zwfw.example", data_keys=OLD) as app:
        client = app.test_client()
        answer = client.get(path, headers={"Host": "zw.yichang.example"})
        there = path if path.startswith("/xiling") else f"/yichang{path}"
        assert (answer.status_code, answer.headers["Location"]) == (302, f"https://zwfw.example{there}")
        assert answer.headers["Cache-Control"] == "no-store"
        hant = client.get(f"/elder/hant{path}", headers={"Host": "zw.yichang.example"})
        assert hant.headers["Location"] == f"https://zwfw.example/elder/hant{there}"
        assert client.get("/personal", headers={"Host": "zw.yichang.example"}).status_code == 200
        root = client.get("/hubei/console/", headers={"Host": "zw.yichang.example"})
        assert root.headers["Location"] == "https://zwfw.example/console/"


def test_at_the_origin_links_between_consoles_stay_there(tmp_path: Path) -> None:
    sites = {**SITES, "yichang": {**SITES["yichang"], "domain": "zw.yichang.example"}}
    with portal_of(dump(sites), tmp_path, data_keys=OLD) as app:
        hire(app)
        operator = sign_in(app.test_client(), BY_KEY["operator"])
        assert operator.get("/console/sites").link("宜昌市") == "/yichang/console/"
        assert operator.get("/yichang/console/").h1 == "工作台", "not sent to the domain"


def test_nothing_of_the_console_is_on_public_pages(portal: Flask) -> None:
    page = sign_in(portal.test_client(), BY_KEY["operator"]).get("/xiling/")
    assert "console" not in page.source and "周敏" not in page.source
