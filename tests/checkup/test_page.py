"""The check-up of one site through HTTP: each kind of fault, who sees what, and a site that lacks nothing."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete

from govsite.database.session import reading, writing
from govsite.domain.checkup.kinds import KINDS
from govsite.domain.common import audit
from govsite.domain.common.days import today
from govsite.models.link import Link
from govsite.models.unanswered import Unanswered
from tests.apps import portal_of, statements
from tests.cast import BY_KEY, leaks
from tests.checkup.conftest import FOOT, GOOD, WHOLE, change, notice, sites
from tests.console.people import hire, sign_in
from tests.helpers import Page, Visitor
from tests.pages.sparse import CODE, hall, item, offering, office, store
from tests.sites.samples import dump, entry


@pytest.fixture(scope="module")
def visitors(portal: Flask) -> dict[str, Visitor]:
    people = ("site_admin", "site_admin above", "editor", "clerk", "operator", "auditor")
    return {key: sign_in(portal.test_client(), BY_KEY[key]) for key in people}


def counts(page: Page) -> dict[str, int]:
    """The kinds of faults with their numbers."""
    found = page.find("//table[contains(@class,'kinds')][1]/tbody/tr")
    return {row.xpath("string(th)").replace("（当前）", "").strip(): int(row.xpath("string(td)")) for row in found}


def rows(page: Page) -> list[str]:
    return [" ".join(row.text_content().split()) for row in page.find("//table[contains(@class,'faults')]/tbody/tr")]


def test_a_site_is_told_all_that_it_lacks(visitors: dict[str, Visitor]) -> None:
    page = visitors["site_admin"].get("/xiling/console/checkup")
    wanted = {"contact", "place", "fee", "catch-all", "form", "steps", "basis", "no-limit", "conditions", "online"}
    wanted |= {"bad-link", "old-notice", "past-notice", "visits"}
    names = {kind.name: key for key, kind in KINDS.items()}
    assert {names[name] for name in counts(page)} == wanted
    assert "2 份指南" in page.main and not list(leaks(page)) and not rows(page), "a kind is opened by its link"
    for key in wanted:
        shown = visitors["site_admin"].get(f"/xiling/console/checkup?kind={key}")
        assert len(rows(shown)) == counts(shown)[KINDS[key].name], key


def test_a_fault_names_the_field_and_leads_to_where_it_is_seen(visitors: dict[str, Visitor]) -> None:
    editor = visitors["editor"]
    page = editor.get("/xiling/console/checkup?kind=place")
    assert rows(page) == [
        "换证，公安局 写了大厅XL1，没有写哪个窗口 表 offerings，站点 420502，基本编码 070010015000，列“窗口”"
    ]
    field = page.link("换证")
    assert field == f"/xiling/console/content/offering/{CODE}#window"
    assert editor.get(field.partition("#")[0]).one("//input[@id='window']") is not None
    seen = visitors["auditor"].get("/xiling/console/checkup?kind=place").link("换证")
    assert seen == f"/xiling/guides/{CODE}/offices", "who may not edit is led to the page"
    page = editor.get("/xiling/console/checkup?kind=form")
    assert "表 items，基本编码 070010015000，列“申请材料”" in page.main and "基本目录" in page.main
    page = editor.get("/hant/xiling/console/checkup?kind=old-notice")
    assert "表 articles，站點 420502，編號 old，列“顯示到”" in page.main
    assert editor.get(page.link("公告old").partition("#")[0]).one("//*[@id='ends']") is not None
    past = editor.get("/xiling/console/checkup?kind=past-notice").link("公告past")
    assert past == "/xiling/notices/past", "it still stands in sites.yaml"


def test_today_has_few_things_and_leads_to_each(visitors: dict[str, Visitor]) -> None:
    admin = visitors["site_admin"]
    page = admin.get("/xiling/console/checkup")
    tasks = page.find("//ol[@class='today']/li")
    assert 1 <= len(tasks) <= 5 and "没有咨询电话" in tasks[0].text_content()
    for link in page.find("//ol[@class='today']//a/@href"):
        assert admin.get(link).status == 200


def test_who_runs_one_department_sees_its_guides_alone(visitors: dict[str, Visitor], portal: Flask) -> None:
    change(portal, "UPDATE offering SET department = '公安' WHERE site_code = '420502' AND item_code = :c", c=GOOD)
    page = visitors["clerk"].get("/xiling/console/checkup?all=1")
    assert counts(page) == {"实施部门没有登记": 1, "没有咨询电话": 1} and all(GOOD in row for row in rows(page))
    assert "份指南" not in page.h1 and "换证" not in page.main
    change(portal, "UPDATE offering SET department = '民政局' WHERE item_code = :c", c=GOOD)
    assert "没有发现问题" in visitors["clerk"].get("/xiling/console/checkup").main


def test_another_site_is_not_found_and_the_audit_has_a_line(visitors: dict[str, Visitor], portal: Flask) -> None:
    for path in ("", "/faults.csv", "/sites", "/sites/table.csv"):
        assert visitors["editor"].client.get(f"/yichang/console/checkup{path}").status_code == 404
    with portal.app_context():
        line = audit.last_records(reading(), 1)[0]
    assert (line.what, line.site_code, line.outcome) == ("console", "420500", audit.REFUSED)
    assert visitors["site_admin above"].get("/xiling/console/checkup").status == 200
    assert visitors["auditor"].get("/wuhan/console/checkup").status == 200


def test_kinds_and_departments_narrow_the_list(visitors: dict[str, Visitor]) -> None:
    operator = visitors["operator"]
    page = operator.get("/yichang/console/checkup?all=1&department=民政局")
    assert counts(page) == {"电话没有区号": 1} and len(rows(page)) == 1
    for query in ("kind=nothing", "department=x", "page=99", "kind=&department=", "kind=" + "9" * 300):
        assert operator.get(f"/yichang/console/checkup?{query}").status == 200
    piece = operator.piece("/yichang/console/checkup?kind=area-code")
    assert piece.get("id") == "checkup" and "6219300" in piece.text_content()


def test_limits_of_a_site_are_its_own_to_mend(visitors: dict[str, Visitor], portal: Flask) -> None:
    change(portal, "UPDATE offering SET promised_days = 99 WHERE site_code = '420500' AND item_code = :c", c=GOOD)
    row = rows(visitors["operator"].get("/yichang/console/checkup?kind=limit"))
    assert len(row) == 1 and "表 offerings" in row[0] and "列“承诺办结时限”" in row[0]
    change(portal, "UPDATE offering SET promised_days = NULL WHERE item_code = :c", c=GOOD)
    assert not rows(visitors["operator"].get("/yichang/console/checkup?kind=limit")), "a new catalogue is looked at"


def test_duties_and_silence(visitors: dict[str, Visitor]) -> None:
    page = visitors["operator"].get("/wuhan/console/checkup?all=1")
    assert counts(page) == {"网站必须标明的内容不全": 5, "很久没有新公告": 1}
    assert {"ICP 备案号", "公安备案号", "网站标识码", "主办单位", "联系电话"} <= set(page.links())
    assert "还没有一条" in page.main
    silent = visitors["operator"].get("/wujiagang/console/checkup?kind=silent")
    assert f"{today() - timedelta(100)}" in silent.main and "网站必须标明" not in silent.main, "the foot is inherited"


def test_dead_links_and_searches_are_told(visitors: dict[str, Visitor], portal: Flask) -> None:
    with portal.app_context(), writing() as session:
        session.add(Link(url="https://www.gov.cn/", failures=2, reason="没有回应"))
        asked = {"限高令": 3, "限高": 2, "回乡证": 5, "回乡": 4, "不多": 1}
        for word, number in asked.items():
            session.add(Unanswered(day=today(), site_code="420500", word=word, number=number))
        session.add(Unanswered(day=today() - timedelta(31), site_code="420500", word="从前", number=9))
    page = visitors["site_admin above"].get("/hant/yichang/console/checkup?kind=dead-link")
    assert len(rows(page)) == 1 and "https://www.gov.cn/：沒有回應" in rows(page)[0]
    shown = [" ".join(row.text_content().split()) for row in page.find("//h2[@id='searches']/following::tbody[1]/tr")]
    assert shown == ["回乡证 5", "限高令 3"], "as it was typed, without what was still being typed"
    assert not rows(visitors["operator"].get("/xiling/console/checkup?kind=dead-link")), "it is told once, above"
    with portal.app_context(), writing() as session:
        session.execute(delete(Link))


def test_the_list_is_a_table_for_spreadsheets(visitors: dict[str, Visitor]) -> None:
    answer = visitors["editor"].client.get("/xiling/console/checkup/faults.csv?kind=place")
    assert answer.mimetype == "text/csv" and "checkup-xiling" in answer.headers["Content-Disposition"]
    lines = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    told = [[line[name] for name in ("对象", "表", "列", "谁改")] for line in lines]
    assert told == [["换证", "offerings", "窗口", "本站"]]
    assert lines[0]["网页"] == f"http://localhost/xiling/guides/{CODE}/offices"


def test_the_menu_leads_there(visitors: dict[str, Visitor]) -> None:
    for visitor in (visitors["editor"], visitors["clerk"]):
        page = visitor.get("/xiling/console/")
        assert page.link("体检") == "/xiling/console/checkup"


def test_a_page_costs_few_queries_however_many_guides(portal: Flask, visitors: dict[str, Visitor]) -> None:
    operator = visitors["operator"]
    operator.get("/yichang/console/checkup?all=1")
    with statements(portal) as warm:
        operator.get("/yichang/console/checkup?all=1")
    change(portal, "UPDATE item SET heat = 1")
    with statements(portal) as cold:
        operator.get("/yichang/console/checkup?all=1")
    assert len(warm) <= 8 and len(cold) <= len(warm) + 11


def test_a_site_that_lacks_nothing_is_told_so(tmp_path_factory: pytest.TempPathFactory) -> None:
    own = entry(0, "province", None, footer=FOOT, contact={"phone": "027-87235588"}, notices=[notice("a", 1)])
    with portal_of(dump({**sites(), "hubei": own}), tmp_path_factory.mktemp("whole")) as app:
        hire(app)
        store(
            app,
            item(code=GOOD, **WHOLE),
            hall("H", "hubei", phone="027-87235588"),
            office("hubei", phone="027-87235589", address="一号"),
            offering("hubei", item_code=GOOD, hall_id="H", window="一楼"),
        )
        operator = sign_in(app.test_client(), BY_KEY["operator"])
        page = operator.get("/console/checkup")
        assert "没有发现问题" in page.main and "没有要马上做的" in page.main and not counts(page)
        bare = operator.get("/yichang/console/checkup")
        assert "还没有办事指南" in bare.main and "写齐了" not in bare.main
        change(app, "UPDATE offering SET window = ''")
        assert counts(operator.get("/console/checkup")) == {"没有办理地点或窗口": 1}
