"""The frame of the console: a menu by rights, the sites one works for, and where it lives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, select

from govsite.database.session import writing
from govsite.domain.common import audit
from govsite.domain.common.days import today
from govsite.models import Ticket
from govsite.web.console import PAGES
from tests.apps import portal_of, statements
from tests.cases.rows import add_case
from tests.cast import BY_KEY, leaks
from tests.console.conftest import SITES
from tests.console.people import hire, number_of, sign_in
from tests.helpers import Page, squeeze
from tests.letters.letters import add_letter
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


def put(portal: Flask, kind: str, *ends: date) -> None:
    """Letters or cases of 西陵区's police that are due on some days."""
    with portal.app_context(), writing() as session:
        for end in ends:
            if kind == "letter":
                add_letter(session, department="公安", published=None)
                newest = session.scalars(select(Ticket).order_by(Ticket.id.desc()).limit(1)).one()
                newest.state, newest.due = "submitted", end
            else:
                add_case(session, state="received", due=end, site_code="420502").department = "公安"


@pytest.fixture
def _tickets(portal: Flask) -> Iterator[None]:
    put(portal, "letter", today() - timedelta(3), today(), today() + timedelta(90))
    put(portal, "case", today() - timedelta(3))
    yield
    with portal.app_context(), writing() as session:
        session.execute(delete(Ticket))


@pytest.mark.usefixtures("_tickets")
def test_what_waits_is_one_step_away(portal: Flask) -> None:
    clerk = sign_in(portal.test_client(), BY_KEY["clerk"])
    page = clerk.get("/hant/xiling/console/")
    lists = [(a.text, a.get("href")) for a in page.find("//span[@class='beside']/a")]
    assert lists == [
        *(
            ("已超期", "/hant/xiling/console/letters?queue=overdue"),
            ("快到期", "/hant/xiling/console/letters?queue=soon"),
        ),
        *(("待受理", "/hant/xiling/console/letters?queue=new"), ("已超期", "/hant/xiling/console/cases?queue=overdue")),
        ("待審核", "/hant/xiling/console/cases?queue=new"),
    ]
    assert [strong.text for strong in page.find("//span[@class='beside']/strong")] == ["1", "1", "3", "1", "1"]
    assert len(clerk.get(lists[2][1]).find("//tbody/tr")) == 3
    for key in ("editor", "clerk of another department"):
        there = sign_in(portal.test_client(), BY_KEY[key]).get("/xiling/console/")
        assert not there.find("//span[@class='beside']"), "of one's own department, and of one's own work"


@pytest.mark.usefixtures("_tickets")
def test_the_main_console_tells_of_all_ones_sites(portal: Flask) -> None:
    above = sign_in(portal.test_client(), BY_KEY["site_admin above"])
    page = above.get("/console/")
    row = page.one("//ul[@class='waits'][1]/li")
    assert squeeze(row.text_content()) == "西陵区：信件和办件 4，已超期 2", "sites where nothing waits are not named"
    assert row.xpath(".//a/@href") == ["/xiling/console/"]
    with statements(portal) as sent:
        above.get("/console/")
    assert len(sent) <= 12


def test_who_changed_what_is_told_to_who_may_do_it_too(portal: Flask) -> None:
    operator = f"staff {number_of(portal, BY_KEY['operator'])}"
    with portal.app_context(), writing() as session:
        for code in ("420502", "420100"):
            audit.append(session, who=operator, what="staff.give_role", target=operator, site_code=code)
            audit.append(session, who=operator, what="api key.create", site_code=code, outcome=audit.REFUSED)
    page = sign_in(portal.test_client(), BY_KEY["site_admin above"]).get("/yichang/console/")
    (row,) = page.find("//tbody/tr[td='给角色']")
    assert all(word in row.text_content() for word in ("周敏", "西陵区")), "what was done, at sites below too"
    assert "武汉市" not in page.main and "新建接口密钥" not in page.main
    whole = sign_in(portal.test_client(), BY_KEY["operator"]).get("/console/")
    assert len(whole.find("//tbody/tr[td='给角色']")) == 2
    assert "最近的改动" not in sign_in(portal.test_client(), BY_KEY["editor"]).get("/xiling/console/").main


def test_ones_own_account_stands_apart_from_the_sites_work(portal: Flask) -> None:
    page = sign_in(portal.test_client(), BY_KEY["site_admin"]).get("/xiling/console/")
    heads = [head.text for head in page.find("//main//h2")]
    assert heads[-2:] == ["本站工作", "我的帐号"]
    own = page.find("//main//h2[.='我的帐号']/following-sibling::ul[1]//a/@href")
    assert own == [f"/xiling/console/{key}" for key in ("sessions", "digest", "password", "factor", "passkeys")]


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
