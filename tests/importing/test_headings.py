"""Headings that stand elsewhere, twice, or with words around them; gaps, short reasons, names of sites."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy.orm import Session

from govsite.characters import clean, one_line
from govsite.domain.importing import IMPORTERS, ImportReport, Table, check_import
from govsite.domain.tables.columns import list_of, pattern, text
from govsite.models import Hall
from tests.importing.samples import HALL, ITEM, OFFICE, load, small_tree

NAMES, CELLS = list(HALL), list(HALL.values())
LABELS = ["大厅编号", "站点", "名称", "级别", "地址", "办公时间", "电话", "交通", "楼层", "示例数据"]


def checked(session: Session, header: Sequence[str], *rows: Sequence[str]) -> ImportReport:
    return check_import(session, IMPORTERS["halls"], Table.of(header, rows), sites=small_tree()).report


def test_headings_below_a_title_or_of_two_rows_are_found_and_told(session: Session) -> None:
    for above in (["2026年大厅汇总表"], ["基本情况", "", "", "", "联系方式", "", "电话"]):
        report = checked(session, above, LABELS, CELLS)
        assert [str(error) for error in report.errors] == [
            "第 1 行：第一行应当是列名。列名好像在第 2 行，请删掉它上面的行。"
        ]
    report = checked(session, NAMES, LABELS, CELLS)
    assert [str(error) for error in report.errors] == ["第 2 行：这一行又是列名，请删掉。"]


@pytest.mark.parametrize("around", ["{}*", "*{}", "{}（必填）", "{}(必填)", "{} *", "{}\n（选填）"])
def test_what_people_add_to_headings_is_no_part_of_them(session: Session, around: str) -> None:
    report = checked(session, [around.format(label) for label in LABELS], CELLS)
    assert (report.errors, report.created) == ([], 1)


def test_a_gap_between_columns_is_passed_over_unless_something_stands_in_it(session: Session) -> None:
    gap = [*NAMES[:3], "", *NAMES[3:]]
    assert checked(session, gap, [*CELLS[:3], "", *CELLS[3:]]).errors == []
    report = checked(session, gap, [*CELLS[:3], "x", *CELLS[3:]])
    assert [error.reason for error in report.errors] == ["第 4 列没有列名。"]


def test_reasons_are_short_whatever_a_cell_holds(session: Session) -> None:
    long = {**ITEM, "materials": "长" * 30_000, "levels": "长" * 30_000, "name": "-" * 30_000}
    report = load(session, "items", long)
    assert len(report.errors) >= 3 and all(len(str(error)) < 500 for error in report.errors)


def test_a_site_may_be_called_by_its_name(session: Session) -> None:
    assert load(session, "halls", {**HALL, "site_slug": "宜昌市"}).errors == []
    assert session.get_one(Hall, HALL["id"]).site_code == "420500"
    (error,) = load(session, "halls", {**HALL, "site_slug": "宜昌"}).errors
    assert "是不是“宜昌市”" in error.reason


def test_codes_of_full_width_are_read_as_they_are_meant(session: Session) -> None:
    assert load(session, "departments", OFFICE).errors == []
    report = load(
        session, "items", {**ITEM, "basic_code": "０７００１００１００００", "slug": "ｉｄ－card", "post": "１"}
    )
    assert (report.errors, report.created) == ([], 1)
    assert load(session, "halls", {**HALL, "site_slug": "４２０５００"}).created == 1
    assert pattern("[A-Z]+", "")("ＡＢ") == "AB"


def test_long_cells_are_read_in_one_pass() -> None:
    """Each took seconds or minutes: the time grew with the square of the length."""
    assert one_line(" " * 30_000 + "x\n" + " " * 30_000) == "x"
    assert one_line("长\n" * 16_000) == "长" * 16_000
    assert clean("_x00" * 4_000 + "07_" * 4_000) == ""
    assert len(list_of(text(9))(";".join(map(str, range(1000))))) == 1000
