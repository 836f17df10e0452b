"""Tables in the console: exported, mended in Excel, looked at, imported as a whole, undone as a whole; and by whom."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update

from govsite.database.session import reading, writing
from govsite.domain.importing import IMPORTERS, Table, large, run_import, runs
from govsite.extensions import db
from govsite.models import Article, Audit, Department, Hall, ImportRun, Item, Offering
from tests.apps import statements, tree_of
from tests.cast import BY_KEY
from tests.console.people import follow, press, sign_in
from tests.helpers import Page, Visitor, squeeze
from tests.importing.samples import HALL, ITEM, OFFERING, OFFICE
from tests.submitting import File, Redirect, submit

TABLES = "/xiling/console/tables"
MAIN = "/console/tables"
ITEMS = [f"0700100{number:05}" for number in range(60)]
ARTICLE = {
    "site": "xiling",
    "column": "通知公告",
    "id": "a-1",
    "title": "搬家",
    "text": "- 甲\n- 乙",
    "from": "2026-11-01",
}


@pytest.fixture(scope="module")
def filled(portal: Flask) -> Flask:
    """With sixty items, the offices and halls of a county and of another city."""
    with portal.app_context():
        for site in ("420502", "420100"):
            credit = {"site_code": site, "credit_code": f"11{site}MB0000019T"}
            load(portal, "departments", [{**OFFICE, **credit}])
            load(portal, "halls", [{**HALL, "id": f"H{site}", "site_slug": site}])
        items = [{**ITEM, "basic_code": code, "slug": f"item-{code}", "name": f"事项{code}"} for code in ITEMS]
        load(portal, "items", items)
    return portal


@pytest.fixture
def app(filled: Flask) -> Iterator[Flask]:
    yield filled
    with filled.app_context(), writing() as session:
        for model in (Offering, Article):
            session.execute(delete(model))


@pytest.fixture(scope="module")
def editor(filled: Flask) -> Visitor:
    return sign_in(filled.test_client(), BY_KEY["editor"])


@pytest.fixture(scope="module")
def operator(filled: Flask) -> Visitor:
    return sign_in(filled.test_client(), BY_KEY["operator"])


def load(app: Flask, noun: str, rows: Sequence[Mapping[str, str]]) -> None:
    """As ``flask import`` does it."""
    with app.app_context():
        table = Table.of(rows[0].keys(), [list(row.values()) for row in rows])
        report = run_import(reading(), IMPORTERS[noun], table, sites=tree_of(app))
        reading().rollback()
        assert not report.errors, report.errors


def offering(code: str, **own: str) -> dict[str, str]:
    """With the headings that the workbook has."""
    row = {"站点": "西陵区", "基本编码": code, "咨询电话": "0717-6219300", "投诉电话": "12345", "承诺办结时限": "5"}
    return {**row, **own}


def as_xlsx(rows: Sequence[Mapping[str, str]]) -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.worksheets[0].append(list(rows[0]))
    for row in rows:
        book.worksheets[0].append(list(row.values()))
    book.save(file)
    return file.getvalue()


def as_csv(rows: Sequence[Mapping[str, str]]) -> bytes:
    file = io.StringIO()
    csv.writer(file).writerows([list(rows[0]), *(list(row.values()) for row in rows)])
    return file.getvalue().encode("utf-8-sig")


def send(visitor: Visitor, content: bytes, noun: str = "offerings", name: str = "表.csv", at: str = TABLES) -> Page:
    """Upload a table, and come to what was found in it."""
    answer = submit(visitor.get(at), at, table=noun, file=File(name, content))
    return follow(visitor, answer)


def go_on(visitor: Visitor, page: Page, words: str) -> Page:
    return follow(visitor, press(page, words))


def count(app: Flask, *where: Any, model: Any = Offering) -> int:
    with app.app_context():
        return reading().scalar(select(func.count()).select_from(model).where(*where)) or 0


def cells(page: Page, table: str) -> list[list[str]]:
    return [[squeeze(c.text_content()) for c in row] for row in page.find(f"//table[@id='{table}']/tbody/tr")]


def buttons(page: Page) -> list[str]:
    return [squeeze(one.text_content()) for one in page.find("//main//button")]


def test_fifty_offerings_of_which_three_are_wrong(app: Flask, editor: Visitor) -> None:
    good = [offering(code) for code in ITEMS[:50]]
    bad = [*good]
    bad[3], bad[20] = offering("999999999999"), offering(ITEMS[20], 承诺办结时限="很快")
    bad[41] = offering(ITEMS[41], 站点="武汉市")
    page = send(editor, as_xlsx(bad), name="清单.xlsx")
    assert "还有 3 处要改，什么都没有存" in page.main and "导入" not in buttons(page) and not count(app)
    assert [row[0] for row in cells(page, "faults")] == ["5", "22", "43"]
    assert cells(page, "faults")[2] == ["43", "站点", "武汉市", "武汉市不归您管"]
    answer = editor.client.get(page.link("下载全部错误（CSV）"))
    assert len(answer.get_data(as_text=True).splitlines()) == 4

    page = send(editor, as_xlsx(good), name="清单.xlsx")
    assert "还没有存：新增 50 行" in page.main and "清单.xlsx" in page.main and not count(app)
    done = go_on(editor, page, "导入")
    assert "存好了" in done.main and count(app) == 50
    editor.get(f"/xiling/guides/{ITEMS[0]}")
    again = submit(page, button="导入")  # a double click, or Back and once more
    assert isinstance(again, Redirect) and count(app) == 50
    audited = (Audit.what == "table.import", Audit.site_code == "420502")
    assert count(app, *audited, model=Audit) == 1
    assert "实施清单：清单.xlsx" in editor.get("/xiling/console/").one("//tr[td='导入表格']").text_content()

    undo = go_on(editor, done, "撤销这一次")
    assert "删除 50 行" in undo.main and count(app) == 50
    undone = go_on(editor, undo, "撤销")
    assert "删除 50 行" in undone.main and not count(app)
    before = editor.get(done.url)
    assert f"已经由第 {undone.url.rpartition('/')[2]} 次撤销" in before.main and "撤销这一次" not in before.main
    assert go_on(editor, go_on(editor, undone, "撤销这一次"), "撤销") and count(app) == 50
    assert "清单.xlsx" in editor.get(TABLES.replace("/xiling", "/hant/xiling") + page.url.partition(TABLES)[2]).main


def test_changes_are_said_in_words_and_put_back(app: Flask, editor: Visitor) -> None:
    load(app, "offerings", [{**OFFERING, "site_code": "xiling", "item_code": ITEMS[0], "hall_id": "H420502"}])
    page = send(editor, as_csv([offering(ITEMS[0], 承诺办结时限="7"), offering(ITEMS[1])]))
    assert cells(page, "changes")[1] == [f"事项{ITEMS[0]}（西陵区 {ITEMS[0]}）", "改动", "承诺办结时限：空着 → 7"]
    done = go_on(editor, page, "导入")
    assert count(app, Offering.promised_days == 7) == 1 and count(app) == 2
    go_on(editor, go_on(editor, done, "撤销这一次"), "撤销")
    assert count(app, Offering.promised_days.is_(None)) == 1 == count(app)


def test_what_was_changed_since_is_not_undone(app: Flask, editor: Visitor) -> None:
    done = go_on(editor, send(editor, as_csv([offering(code) for code in ITEMS[:3]])), "导入")
    go_on(editor, send(editor, as_csv([offering(ITEMS[1], 承诺办结时限="6")])), "导入")
    page = go_on(editor, done, "撤销这一次")
    assert "不能撤销：1 行对不上" in page.main and "撤销" not in buttons(page) and count(app) == 3
    assert cells(page, "faults") == [[f"西陵区 {ITEMS[1]}", "导入以后又改过，不能整个撤销。请在表格里改回去，再导入。"]]


def test_what_something_refers_to_is_stopped_or_kept(app: Flask, operator: Visitor) -> None:
    hall = {**HALL, "id": "NEW", "site_slug": "xiling"}
    office = {**OFFICE, "site_code": "420502", "key": "新局", "slug": "new", "credit_code": "11420502MB0000020T"}
    halls = go_on(operator, send(operator, as_csv([hall]), "halls", at=MAIN), "导入")
    offices = go_on(operator, send(operator, as_csv([office]), "departments", at=MAIN), "导入")
    row = {**OFFERING, "site_code": "xiling", "item_code": ITEMS[0], "hall_id": "NEW", "department": "新局"}
    load(app, "offerings", [row])
    go_on(operator, go_on(operator, halls, "撤销这一次"), "撤销")
    assert count(app, Hall.id == "NEW", Hall.state == "停用", model=Hall) == 1
    kept = go_on(operator, offices, "撤销这一次")
    assert "不能撤销" in kept.main and count(app, Department.key == "新局", model=Department) == 1


def test_what_is_exported_and_imported_again_changes_nothing(app: Flask, operator: Visitor) -> None:
    nasty = {
        **HALL,
        "id": "H-1",
        "site_slug": "wuhan",
        "name": "=HYPERLINK(1)",
        "address": "-1号",
        "transport": "'=1+1",
    }
    load(app, "halls", [{**nasty, "floors": "1楼：甲：9:00、乙 10:00;2楼：丙"}])
    load(app, "articles", [ARTICLE])
    row = {**OFFERING, "site_code": "xiling", "item_code": ITEMS[0], "hall_id": "H420502", "fee": "+5元", "visits": "0"}
    load(app, "offerings", [{**row, "online_depth": "4", "visit_reason": ""}])
    for noun, model in (("halls", Hall), ("articles", Article), ("items", Item), ("departments", Department),
                        ("offerings", Offering)):  # fmt: skip
        for kind in ("csv", "xlsx"):
            content = operator.client.get(f"{MAIN}/{noun}/rows.{kind}").data
            page = send(operator, content, noun, f"{noun}.{kind}", at=MAIN)
            assert f"没有变化 {count(app, model=model)} 行" in page.main, page.main
            assert "网站上已经是这样" in page.main and "导入" not in buttons(page)
    text = operator.client.get(f"{MAIN}/halls/rows.csv").get_data(as_text=True)
    with app.app_context():
        assert db.engine.pool.checkedout() == 0, "what goes out after the view gives its connection back"  # type: ignore[attr-defined]
    assert "'=HYPERLINK(1)" in text and "'-1号" in text
    sheet = openpyxl.load_workbook(io.BytesIO(operator.client.get(f"{MAIN}/halls/rows.xlsx").data)).worksheets[0]
    assert {cell.data_type for line in sheet for cell in line} <= {"s", "n"} and "=HYPERLINK(1)" in str(
        sheet["C2"].value
    )


def test_what_moved_meanwhile_is_shown_anew(app: Flask, editor: Visitor) -> None:
    page = send(editor, as_csv([offering(ITEMS[0]), offering(ITEMS[1])]))
    load(app, "offerings", [{**OFFERING, "site_code": "xiling", "item_code": ITEMS[0], "hall_id": ""}
                            | {"bookable": "0"}])  # fmt: skip
    shown = press(page, "导入")
    assert isinstance(shown, Page) and shown.response.status_code == 409 and count(app) == 1
    assert "网站内容有了别的改动" in shown.main and "新增 1 行，改动 1 行" in shown.main
    assert "存好了" in go_on(editor, shown, "导入").main and count(app) == 2


def test_nobody_touches_the_rows_of_others(app: Flask, editor: Visitor, operator: Visitor) -> None:
    stolen = {**HALL, "id": "H420100", "site_slug": "xiling"}
    page = send(editor, as_csv([stolen]), "halls")
    assert "武汉市不归您管" in page.main and "导入" not in buttons(page)
    theirs = send(operator, as_csv([offering(ITEMS[0], 站点="武汉市")]), at=MAIN)
    number = theirs.url.rpartition("/")[2]
    editor.get(f"{TABLES}/runs/{number}", 404)
    editor.get(f"{TABLES}/items/rows.csv", 404)
    assert "items" not in editor.get(TABLES).one("//select[@name='table']").value_options
    text = editor.client.get(f"{TABLES}/halls/rows.csv").get_data(as_text=True)
    lines = list(csv.reader(io.StringIO(text)))
    assert len(lines) == 2 + count(app, Hall.id == "NEW", model=Hall) and "H420100" not in text
    near = editor.client.get("/yichang/console/tables")
    assert near.status_code == 404


def test_what_is_no_table_is_told_beside_the_field(app: Flask, editor: Visitor) -> None:
    formula = as_xlsx([offering(ITEMS[0], 承诺办结时限="=2+3")])
    empty = "站点\n".encode()
    for content, words in ((b"", "请选择一个文件"), (b"%PDF-1.7", "文件"), (empty, "没有内容"), (formula, "是公式")):
        file = File("表.csv" if content else "", content)
        page = submit(editor.get(TABLES), TABLES, table="halls", file=file)
        assert page.response.status_code == 422 and words in page.one("//p[@id='file-error']").text_content()
        assert page.one("//option[@selected]").get("value") == "halls"
    assert not count(app)


def test_a_form_that_is_sent_twice_is_one_run(app: Flask, editor: Visitor) -> None:
    page = editor.get(TABLES)
    file = File("表.csv", as_csv([offering(ITEMS[0])]))
    places = {submit(page, TABLES, table="offerings", file=file) for _ in range(2)}
    assert len(places) == 1


def test_a_large_one_is_a_job(app: Flask, editor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "LARGE", 1)

    def work() -> None:
        with app.app_context():
            large.run_due(app.extensions["around_of"]())

    page = send(editor, as_csv([offering(code) for code in ITEMS[:2]]))
    assert "正在检查：共 2 行" in page.main
    assert page.find("//noscript//meta[@http-equiv='refresh']") and page.find("//a[@data-hx-trigger='every 3s, click']")
    work()
    page = editor.get(page.url)
    waiting = go_on(editor, page, "导入")
    assert "正在存" in waiting.main and not count(app)
    work()
    assert "存好了" in editor.get(page.url).main and count(app) == 2


def test_what_cannot_be_done_is_told_and_old_ones_go(
    app: Flask, editor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "LARGE", 1)
    page = send(editor, as_csv([offering(code) for code in ITEMS[:2]]))
    with app.app_context():
        large.run_due(lambda _run: None)  # as of somebody who has lost the right
    assert "没有做成" in editor.get(page.url).main and not count(app)
    with app.app_context(), writing() as session:
        session.execute(update(ImportRun).values(at=datetime(2020, 1, 1, tzinfo=UTC)))
        large.forget_old(session)
    editor.get(page.url, 404)
    assert "还没有导入过" in editor.get(TABLES).main


def test_two_persons_where_the_site_wants_them(app: Flask, editor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "wants_two", lambda *_: True)
    page = send(editor, as_csv([offering(ITEMS[0])]))
    refused = press(page, "导入")
    assert isinstance(refused, Page) and "须由两人完成" in refused.main and not count(app)
    other = sign_in(app.test_client(), BY_KEY["site_admin"])
    assert "存好了" in go_on(other, other.get(page.url), "导入").main and count(app) == 1


def test_pages_cost_few_queries_however_much_was_imported(app: Flask, editor: Visitor) -> None:
    page = send(editor, as_csv([offering(code) for code in ITEMS]))
    for url, most in ((TABLES, 9), (page.url, 9)):
        with statements(app) as sent:
            editor.get(url)
        assert len(sent) <= most, sent
    assert count(app, ImportRun.site_code == "420502", model=ImportRun) >= 1
