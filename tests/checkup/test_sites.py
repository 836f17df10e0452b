"""The table of all sites: who sees which lines, in what order, as a file and as a drawing."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from flask import Flask

from govsite.database.session import writing
from govsite.database.topics import bump_sites
from govsite.domain.checkup import remembered
from govsite.domain.people.scope import Role
from tests.apps import statements
from tests.cast import BY_KEY, leaks
from tests.checkup.conftest import article, change
from tests.checkup.test_page import counts
from tests.console.people import enter, settle, sign_in
from tests.helpers import Page, Visitor

OPERATOR, ABOVE = BY_KEY["operator"], BY_KEY["site_admin above"]


@pytest.fixture(scope="module")
def operator(portal: Flask) -> Visitor:
    return sign_in(portal.test_client(), OPERATOR)


def table(page: Page) -> dict[str, list[int]]:
    """The numbers of each site, in the order of the page."""
    lines = page.find("//table[contains(@class,'sums')]/tbody/tr")
    return {line.xpath("string(th)").strip(): [int(cell.text) for cell in line.xpath("td")] for line in lines}


def test_the_table_says_what_the_pages_of_the_sites_say(operator: Visitor) -> None:
    page = operator.get("/console/checkup/sites")
    found = table(page)
    assert list(found) == ["湖北省", "宜昌市", "西陵区", "伍家岗区", "武汉市"] and not list(leaks(page))
    assert found["西陵区"][:2] == [2, 1] and found["武汉市"][4:6] == [1, 5]
    for name, (_, _, own, others, notices, duties, dead, *_rest) in found.items():
        told = operator.get(page.link(name))
        assert sum(counts(told).values()) == own + others + notices + duties + dead, name


def test_columns_put_the_lines_in_order(operator: Visitor) -> None:
    page = operator.get("/hant/console/checkup/sites")
    assert page.find("//svg//rect") and "西陵" in page.find("string(//svg)")
    page = operator.get(page.link("基本目錄"))
    numbers = [line[3] for line in table(page).values()]
    assert numbers == sorted(numbers, reverse=True) and numbers[0] > 0
    assert page.find("//th[@aria-sort='descending']") and page.url.endswith("?sort=others")
    turned = table(operator.get(page.link("基本目錄")))
    assert [line[3] for line in turned.values()] == sorted(numbers)
    assert table(operator.get("/console/checkup/sites?sort=x&up=2")) == table(operator.get("/console/checkup/sites"))


def test_the_table_is_a_file_in_the_same_order(operator: Visitor) -> None:
    answer = operator.client.get("/console/checkup/sites/table.csv?sort=others&up=1")
    lines = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    shown = table(operator.get("/console/checkup/sites?sort=others&up=1"))
    assert [line["站点"] for line in lines] == list(shown)
    assert [int(line["本站能改"]) for line in lines] == [line[2] for line in shown.values()]


def test_a_line_for_each_site_of_the_scope_and_no_other(portal: Flask, operator: Visitor) -> None:
    above = sign_in(portal.test_client(), ABOVE)
    assert list(table(above.get("/yichang/console/checkup/sites"))) == ["宜昌市", "西陵区", "伍家岗区"]
    assert list(table(operator.get("/xiling/console/checkup/sites"))) == ["西陵区"]
    assert "下级站点的总表" in above.get("/yichang/console/checkup").main
    clerk = sign_in(portal.test_client(), BY_KEY["clerk"])
    assert clerk.redirect("/xiling/console/checkup/sites") == "/xiling/console/checkup"
    csv_of_clerk = clerk.client.get("/xiling/console/checkup/sites/table.csv").get_data(as_text=True)
    assert len(csv_of_clerk.splitlines()) == 1, "the head alone"


@pytest.fixture
def overdue(portal: Flask) -> Iterator[None]:
    """A letter at 西陵区 that should have been answered."""
    columns = "kind, number, secret, form_key, content_print, saved, listed, site_code, department, item_code, state"
    values = "'letter', 'XJ-1', '', 'k', '', false, false, '420502', '公安局', '', 'submitted'"
    change(
        portal,
        f'INSERT INTO ticket ({columns}, revision, added, "limit", started, due, script)'
        f" VALUES ({values}, 1, '2020-01-02 00:00:00', 5, '2020-01-02', '2020-01-09', 'hans')",
    )
    yield
    change(portal, "DELETE FROM ticket")


def test_overdue_letters_are_numbers_for_who_sees_figures(portal: Flask, operator: Visitor, overdue: None) -> None:
    assert table(operator.get("/console/checkup/sites"))["西陵区"][7] == 1
    page = operator.get("/xiling/console/checkup")
    assert "1 封来信超期没有答复，请提醒经办人" in page.main, "they open no letters"
    admin = sign_in(portal.test_client(), BY_KEY["site_admin"]).get("/xiling/console/checkup")
    assert admin.link("去办") == "/xiling/console/letters?queue=overdue"
    editor = sign_in(portal.test_client(), BY_KEY["editor"])
    assert "超期没有答复" not in editor.get("/xiling/console/checkup").main
    assert table(editor.get("/xiling/console/checkup/sites"))["西陵区"][7] == 0
    other = sign_in(portal.test_client(), BY_KEY["clerk of another department"])
    assert "超期没有答复" not in other.get("/xiling/console/checkup").main


def test_the_table_costs_few_queries_however_many_sites(portal: Flask, operator: Visitor) -> None:
    operator.get("/console/checkup/sites")
    with statements(portal) as warm:
        operator.get("/console/checkup/sites")
    change(portal, "UPDATE item SET heat = heat + 1")
    with statements(portal) as cold:
        operator.get("/console/checkup/sites")
    assert len(warm) <= 8 and len(cold) <= len(warm) + 10


def test_an_editor_of_an_area_sees_its_table(portal: Flask) -> None:
    settle(portal, "bianji", "范编辑", Role("editor", "420500", True))
    visitor = Visitor(portal.test_client())
    enter(visitor, "bianji")
    assert list(table(visitor.get("/yichang/console/checkup/sites"))) == ["宜昌市", "西陵区", "伍家岗区"]


def test_more_sites_than_one_request_counts(portal: Flask, operator: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    """No worker is kept busy: the page says how many are left and comes back by itself, the file waits for all."""
    whole = table(operator.get("/console/checkup/sites"))
    monkeypatch.setattr(remembered, "AT_ONCE", 2)
    monkeypatch.setattr(remembered, "BUDGET", 0)
    monkeypatch.setitem(portal.extensions, "checkup", remembered.Remembered())
    assert operator.redirect("/console/checkup/sites/table.csv?sort=own").endswith("/console/checkup/sites?sort=own")
    page = operator.get("/console/checkup/sites")
    assert "还有 1 个站点在统计" in page.main and len(table(page)) == 4
    assert page.find("//meta[@http-equiv='refresh']")
    page = operator.get("/console/checkup/sites")
    assert table(page) == whole and not page.find("//meta[@http-equiv='refresh']")


def test_a_notice_has_the_articles_of_its_site_counted_again(portal: Flask, operator: Visitor) -> None:
    before = table(operator.get("/console/checkup/sites"))
    with statements(portal) as sent:
        operator.get("/console/checkup/sites")
    assert not [one for one in sent if "FROM article" in one or "FROM offering" in one]
    with portal.app_context(), writing() as session:
        session.add(article("wuhan", "fresh", 1))
        bump_sites(session, ["420100"])
    portal.extensions["freshness"].look()
    with statements(portal) as sent:
        after = table(operator.get("/console/checkup/sites"))
    assert after == before | {"武汉市": [*before["武汉市"][:4], before["武汉市"][4] - 1, *before["武汉市"][5:]]}
    assert not [one for one in sent if "FROM offering" in one]
