"""A table of cases is taken in: as a whole or not at all, all mistakes at once, the same one twice changes nothing."""

from __future__ import annotations

import csv
import io
import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import func, select

from govsite.database.session import reading
from govsite.domain.cases.table import COLUMNS, EXAMPLE, LABELS
from govsite.domain.common.days import ZONE, today
from govsite.models import Case, CaseMaterial
from govsite.models.ticket import TicketEvent
from tests.cases.conftest import ITEM
from tests.cases.rows import OFFERING
from tests.cases.window import QUEUE, audited, number_in, row_of, take_in, tallied
from tests.helpers import Page, Visitor, squeeze
from tests.letters.office import OTHER, at_desk, do
from tests.submitting import File, submit

INTAKE = f"{QUEUE}/intake"
NAME = "居民身份证换领"


def as_csv(*rows: dict[str, str], encoding: str = "utf-8-sig", head: list[str] | None = None) -> bytes:
    file = io.StringIO()
    write = csv.DictWriter(file, head or list(LABELS.values()))
    write.writeheader()
    write.writerows(rows)
    return file.getvalue().encode(encoding)


def a_row(**more: str) -> dict[str, str]:
    row = {"编号": "", "事项": NAME, "申请人": "范晓燕", "收件日期": (today() - timedelta(1)).isoformat()}
    return row | more


def upload(clerk: Visitor, content: bytes, *, do: str = "检查并收件", name: str = "办件.csv") -> Page:
    answer = submit(clerk.get(INTAKE), INTAKE, button=do, file=File(name, content))
    assert isinstance(answer, Page)
    return answer


def counted(app: Flask) -> int:
    with app.app_context():
        return reading().scalar(select(func.count()).select_from(Case)) or 0


def cells(page: Page) -> list[list[str]]:
    return [[squeeze(cell.text_content()) for cell in row] for row in page.find("//main//tbody/tr")]


def numbers_in(page: Page) -> list[str]:
    return re.findall(r"BJ-\d{8}-\w{6}", page.main)


def moment_day(moment: Any) -> date:
    return moment.astimezone(ZONE).date()  # type: ignore[no-any-return]


def test_a_table_is_looked_at_and_then_taken_in_without_choosing_it_again(window: Flask) -> None:
    clerk, before, received = at_desk(window), counted(window), tallied(window, "cases.received")
    rows = [
        a_row(编号="A-1", 手机="13900139001"),
        a_row(编号="A-2", 申请人="宜昌某公司", 申请人类别="单位", 状态="审核中"),
    ]
    seen = upload(clerk, as_csv(*rows), do="先检查")
    assert "新收 2 件" in seen.main and "还没有收" in seen.main and counted(window) == before
    done = submit(seen, INTAKE, button="收件")
    assert "新收 2 件，更新 0 件" in done.main and counted(window) == before + 2
    first, second = (row_of(window, number) for number in numbers_in(done))
    assert (first[0].state, first[1].source, first[1].own_number) == ("received", "imported", "A-1")
    assert first[1].serial.startswith(f"{OFFERING}{today() - timedelta(1):%Y%m%d}") and first[0].secret == ""
    assert moment_day(first[0].added) == today() - timedelta(1) and first[1].applicant == "范*"
    assert (second[0].state, second[1].is_firm, second[1].accepted) == ("reviewing", True, today() - timedelta(1))
    assert tallied(window, "cases.received") == received + 2
    assert json.loads(audited(window, "case.import")[-1].details) == {"rows": 2, "created": 2, "updated": 0}
    with window.app_context():
        events = select(TicketEvent).where(TicketEvent.ticket_id == first[0].id)
        assert all(event.staff_id for event in reading().scalars(events))
        laid = select(CaseMaterial.name).where(CaseMaterial.ticket_id == first[0].id)
        assert set(reading().scalars(laid)) == {"居民户口簿", "原居民身份证"}
    assert numbers_in(done)[0] in clerk.get(f"{QUEUE}?q=A-1").main


def test_the_same_table_twice_changes_nothing(window: Flask) -> None:
    clerk = at_desk(window)
    rows = [a_row(编号="B-1", 状态="已通过"), a_row(申请人="没有编号的", 手机="13900139002")]
    once, before = upload(clerk, as_csv(*rows)), counted(window)
    again = upload(at_desk(window), as_csv(*rows, encoding="gb18030"))
    assert "新收 0 件，更新 0 件，没有变化 2 件" in again.main and counted(window) == before
    assert numbers_in(again) == numbers_in(once)


def test_two_clerks_with_one_table_make_it_once(window: Flask) -> None:
    content = as_csv(*(a_row(编号=f"C-{n}") for n in range(5)))
    before, clerks = counted(window), [at_desk(window) for _ in range(2)]
    pages = [clerk.get(INTAKE) for clerk in clerks]
    with ThreadPoolExecutor(2) as pool:
        done = list(
            pool.map(lambda page: submit(page, INTAKE, button="检查并收件", file=File("a.csv", content)), pages)
        )
    assert counted(window) == before + 5
    assert numbers_in(done[0]) == numbers_in(done[1]) and "新收 5 件" in done[0].main + done[1].main


def test_all_mistakes_are_said_at_once_and_nothing_is_stored(window: Flask) -> None:
    clerk, before = at_desk(window), counted(window)
    tomorrow = (today() + timedelta(1)).isoformat()
    rows = [
        a_row(编号="D-1", 手机="1.39E+10", 状态="办着呢"),
        a_row(编号="D-2", 事项="身份证换领"),
        a_row(编号="D-3", 收件日期=tomorrow),
        a_row(编号="D-4", 状态="不予受理"),
        a_row(编号="D-5", 状态="审核中", 环节="打证"),
        a_row(编号="D-5"),
        a_row(编号="BJ-20261130-000000", 状态="已办结"),
        a_row(编号="D-8", 申请人="", 状态="待补充材料"),
        a_row(编号="D-9", 状态="已通过", 状态日期="2020-01-01"),
        a_row(编号="D-10"),
    ]
    page = upload(clerk, as_csv(*rows))
    assert page.response.status_code == 422 and counted(window) == before
    found = {(row[0], row[1]) for row in cells(page)}
    assert found >= {
        *(
            ("2", "手机"),
            ("2", "状态"),
            ("3", "事项"),
            ("4", "收件日期"),
            ("5", "理由类别"),
            ("5", "说明"),
            ("6", "环节"),
        ),
        *(("9", "状态"), ("10", "状态日期")),
    }
    assert "是不是“居民身份证换领”" in page.main and "现场核查" in page.main and "一次性告知" in page.main
    alone = upload(clerk, as_csv(a_row(编号="E-1"), a_row(编号="E-1"), a_row(编号="E-2", 申请人="")))
    assert {(row[0], row[1]) for row in cells(alone)} == {("3", "整行"), ("4", "申请人")} and counted(window) == before


def test_news_of_known_cases_go_on_and_never_back(window: Flask) -> None:
    clerk = at_desk(window)
    number = numbers_in(upload(clerk, as_csv(a_row(编号="F-1"))))[0]
    for state, wanted in (
        ("审核中", "reviewing"),
        ("待审核", "reviewing"),
        ("已通过", "approved"),
        ("审核中", "approved"),
    ):
        upload(clerk, as_csv(a_row(编号="F-1", 状态=state)))
        assert row_of(window, number)[0].state == wanted
    decided = tallied(window, "cases.decided")
    done = upload(clerk, as_csv(a_row(编号="F-1", 状态="已办结", 说明="本人领走")))
    ticket, case = row_of(window, number)
    assert (
        "更新 1 件" in done.main
        and ticket.state == "done"
        and case.delivery == "本人领走"
        and case.result == "居民身份证"
    )
    assert tallied(window, "cases.decided") == decided, "decided once"
    other = upload(clerk, as_csv(a_row(编号="F-1", 状态="不予许可", 理由类别="条件不符", 说明="不符合")))
    assert other.response.status_code == 422 and "已经是“已办结”" in other.main
    for wrong in (a_row(编号="F-1", 申请人="别人"), a_row(编号="F-1", 收件日期=today().isoformat())):
        assert "编号不能用两次" in upload(clerk, as_csv(wrong)).main


def test_a_case_of_the_window_is_brought_up_to_date_by_its_number(window: Flask) -> None:
    clerk = at_desk(window)
    number = number_in(take_in(clerk, materials=["0", "1"]))
    ticket, _ = row_of(window, number)
    do(clerk.get(f"{QUEUE}/{ticket.id}?queue=all"), "accept")
    row = {"编号": number.lower(), "状态": "审核中", "环节": "现场核查"}
    assert "更新 1 件" in upload(clerk, as_csv(row)).main
    ticket, case = row_of(window, number)
    assert (ticket.state, case.step, case.source) == ("reviewing", "现场核查", "window")
    assert "没有变化 1 件" in upload(clerk, as_csv(row)).main
    assert "更新 1 件" in upload(clerk, as_csv({"编号": number, "状态": "已办结", "结果名称": "身份证"})).main
    ticket, case = row_of(window, number)
    assert (ticket.state, case.result, case.accepted) == ("done", "身份证", today()) and ticket.finished
    both = upload(clerk, as_csv({"编号": number, "状态": "已办结"}, {"编号": case.serial, "状态": "已办结"}))
    assert "和第 2 行是同一个办件" in both.main


def test_a_case_that_waits_for_its_applicant_is_no_case_of_the_table(window: Flask) -> None:
    clerk = at_desk(window)
    number = number_in(take_in(clerk))
    ticket, _ = row_of(window, number)
    do(clerk.get(f"{QUEUE}/{ticket.id}?queue=all"), "ask")
    for state in ("审核中", "已通过", "已办结"):
        assert "正在等补充材料" in upload(clerk, as_csv({"编号": number, "状态": state})).main


def test_what_is_lacking_is_not_accepted_by_a_table(window: Flask) -> None:
    clerk = at_desk(window)
    number = number_in(take_in(clerk))
    page = upload(clerk, as_csv({"编号": number, "状态": "审核中"}))
    assert "还有 1 份材料没有收齐" in page.main and row_of(window, number)[0].state == "received"


def test_news_are_of_today_and_never_before_what_is_known(window: Flask) -> None:
    clerk, yesterday = at_desk(window), (today() - timedelta(1)).isoformat()
    number = numbers_in(upload(clerk, as_csv(a_row(编号="M-1"))))[0]
    upload(clerk, as_csv(a_row(编号="M-1", 状态="审核中")))
    assert row_of(window, number)[1].accepted == today()
    early = upload(clerk, as_csv(a_row(编号="M-1", 状态="已通过", 状态日期=yesterday)))
    assert "不能早于这天" in early.main and row_of(window, number)[0].state == "reviewing"
    upload(clerk, as_csv(a_row(编号="M-1", 状态="已通过")))
    ticket, case = row_of(window, number)
    assert case.accepted == today() and moment_day(case.decided) == today() and ticket.state == "approved"


def test_only_ones_own_items_and_cases(window: Flask) -> None:
    number = number_in(take_in(at_desk(window)))
    other = at_desk(window, OTHER)
    page = upload(other, as_csv(a_row(), {"编号": number, "状态": "审核中"}))
    assert "本部门在本站没有这个事项" in page.main
    page = upload(other, as_csv({"编号": number, "状态": "已办结"}))
    assert "不归本部门" in page.main and row_of(window, number)[0].state == "received"
    at_desk(window, "operator").get(INTAKE, 404)


def test_the_template_is_what_the_reader_reads(window: Flask) -> None:
    clerk = at_desk(window)
    answer = clerk.client.get(f"{INTAKE}/template.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == [column.label for column in COLUMNS]
    assert str(sheet["A2"].value).startswith(EXAMPLE) and sheet["B2"].value == NAME
    assert {str(rule.sqref).split(":")[0] for rule in sheet.data_validations.dataValidation} == {"B2", "D2", "G2", "J2"}
    assert "表格里没有办件" in upload(clerk, answer.data, name="a.xlsx").main, "the example alone"
    for place, value in enumerate(("G-1", ITEM, "李四", "个人", 13900139003, today(), "已受理", None, "受理"), 1):
        sheet.cell(3, place, value)
    for cell in sheet[2]:
        cell.value = str(cell.value).replace(EXAMPLE, "G-0") if cell.column == 1 else cell.value
    file = io.BytesIO()
    book.save(file)
    done = upload(clerk, file.getvalue(), name="a.xlsx")
    assert "新收 2 件" in done.main, done.main
    ticket, case = row_of(window, numbers_in(done)[1])
    assert (ticket.phone, case.step, ticket.state) == ("13900139003", "受理", "reviewing")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "请先选择一个文件"),
        (b"\x00\x01", "空字符"),
        (b"PK\x03\x04 nothing", "已损坏"),
        ("编号,申请人\n1,张三\n".encode(), "缺少“事项”"),
        ("编号,事项,申请人,收件日期,生日\n".encode(), "不认识的列"),
        ("编号,事项,申请人,收件日期\n".encode(), "表格里没有办件"),
        (b"a" * (2 * 1024 * 1024 + 1), "超过 2 MB"),
        (as_csv(*({"编号": str(n)} for n in range(1001))), "超过 1000 行"),
    ],
)
def test_what_is_no_table_of_cases_is_said(window: Flask, content: bytes, words: str) -> None:
    clerk, before = at_desk(window), counted(window)
    page = clerk.get(INTAKE)
    file = File("a.csv" if content else "", content)
    answer = submit(page, INTAKE, button="先检查", file=file)
    assert answer.response.status_code == 422 and words in answer.main and counted(window) == before


def test_cells_that_look_like_formulas_and_odd_names_stay_text(window: Flask) -> None:
    clerk = at_desk(window)
    done = upload(clerk, as_csv(a_row(编号="=1+1", 申请人="=cmd|' /C calc'!A0", 手机="")))
    ticket, case = row_of(window, numbers_in(done)[0])
    assert ticket.name == "=cmd|' /C calc'!A0" and case.own_number == "=1+1"
    done = upload(clerk, as_csv(a_row(编号="H-1", 申请人="张\x07三\u200b", 手机="")))
    assert row_of(window, numbers_in(done)[0])[0].name == "张三", "what nobody sees is taken out"
    for nothing in ("同上", "/", "无", "XXX"):
        assert "没有说明内容" in upload(clerk, as_csv(a_row(编号="H-3", 申请人=nothing))).main
    long = upload(clerk, as_csv(a_row(编号="H-2", 申请人="张" * 101)))
    assert "最多 100 个字" in long.main


def test_a_thousand_rows_are_taken_in_at_once(window: Flask) -> None:
    clerk, before = at_desk(window), counted(window)
    done = upload(clerk, as_csv(*(a_row(编号=f"K-{n}", 状态="已办结") for n in range(1000))))
    assert "新收 1000 件" in done.main and counted(window) == before + 1000
    assert len(set(numbers_in(done))) == 1000


def test_who_is_signed_out_or_has_another_page_stores_nothing(window: Flask) -> None:
    clerk, before = at_desk(window), counted(window)
    page = clerk.get(INTAKE)
    page.one("//main//input[@name='csrf_token']").set("value", "x")
    answer = submit(page, INTAKE, button="检查并收件", file=File("a.csv", as_csv(a_row(编号="L-1"))))
    assert answer.response.status_code in (403, 422) and counted(window) == before
