"""What all importers do alike, shown on items."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from govsite.database import topics
from govsite.domain.importing import ITEMS, ImportReport, Table
from govsite.domain.tables import report as reports
from govsite.models import Department, Hall, Item, Offering
from tests.importing.samples import HALL, ITEM, OFFERING, OFFICE, load, load_all, load_table, table

OTHER = {**ITEM, "basic_code": "070010011000", "slug": "id-card-first", "name": "居民身份证首次申领"}


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Item)) or 0


def without(row: dict[str, str], *columns: str) -> dict[str, str]:
    return {name: cell for name, cell in row.items() if name not in columns}


def test_new_rows_are_written_and_the_version_moves(session: Session) -> None:
    before = topics.current(session)
    report = load(session, "items", ITEM, OTHER)
    assert (report.rows, report.created, report.updated, report.unchanged, report.errors) == (2, 2, 0, 0, [])
    assert count(session) == 2
    assert topics.current(session) == before + 1
    assert "新增 2" in str(report)


def test_the_same_rows_again_change_nothing(session: Session) -> None:
    load(session, "items", ITEM)
    before = topics.current(session)
    report = load(session, "items", ITEM)
    assert (report.created, report.updated, report.unchanged) == (0, 0, 1)
    assert topics.current(session) == before


def test_only_changed_rows_are_updated(session: Session) -> None:
    load(session, "items", ITEM, OTHER)
    item = session.get_one(Item, ITEM["basic_code"])
    report = load(session, "items", {**ITEM, "promised_days": "10", "notes": "旧证作废"}, OTHER)
    assert (report.created, report.updated, report.unchanged) == (0, 1, 1)
    assert (item.promised_days, item.notes, item.version) == (10, ["旧证作废"], 2)
    assert session.get_one(Item, OTHER["basic_code"]).version == 1


def test_a_trial_writes_nothing_and_says_what_it_would(session: Session) -> None:
    before = topics.current(session)
    report = load(session, "items", ITEM, dry_run=True)
    assert report.created == 1 and report.dry_run and "试运行" in str(report)
    assert count(session) == 0
    assert topics.current(session) == before


def test_columns_that_are_not_there_keep_their_values(session: Session) -> None:
    load(session, "items", ITEM)
    poorer = without({**ITEM, "promised_days": "9"}, "notes", "faqs", "heat", "aliases")
    report = load(session, "items", poorer)
    assert report.updated == 1
    item = session.get_one(Item, ITEM["basic_code"])
    assert (item.promised_days, item.notes, item.heat) == (9, ["旧证找到后应交回"], 90)
    assert item.aliases and item.faqs


def test_a_blank_cell_empties(session: Session) -> None:
    load(session, "items", ITEM)
    load(session, "items", {**ITEM, "notes": "", "statutory_days": ""})
    item = session.get_one(Item, ITEM["basic_code"])
    assert (item.notes, item.statutory_days) == ([], None)


def test_one_wrong_row_keeps_all_out_and_every_wrong_cell_is_told(session: Session) -> None:
    load(session, "items", ITEM)
    before = topics.current(session)
    report = load(
        session,
        "items",
        {**ITEM, "promised_days": "5"},
        {**OTHER, "audience": "everyone", "visits": "-1", "name": ""},
        {**OTHER, "basic_code": "1", "slug": "Not A Slug"},
    )
    found = {(error.row, error.column): error for error in report.errors}
    assert set(found) == {(3, "audience"), (3, "visits"), (3, "name"), (4, "basic_code"), (4, "slug")}
    assert found[3, "audience"].value == "everyone" and "natural" in found[3, "audience"].reason
    assert found[3, "name"].reason == "不能空着"
    assert "Excel 会去掉开头的 0" in found[4, "basic_code"].reason
    assert str(found[3, "visits"]).startswith("第 3 行“visits”列：应为 0 到 9 的整数（现值：-1）")
    assert (report.created, report.updated) == (0, 0) and "其中 2 行有错" in str(report)
    assert session.get_one(Item, ITEM["basic_code"]).promised_days == 20
    assert (count(session), topics.current(session)) == (1, before)


def test_a_missing_column_and_a_near_miss_are_named(session: Session) -> None:
    row = {("materails" if k == "materials" else k): v for k, v in without(ITEM, "result").items()}
    report = load(session, "items", {**row, "完全无关": "", "": "x"})
    reasons = [f"{error.column}：{error.reason}" for error in report.errors]
    assert "materails：不认识的列，是不是“materials”？" in reasons
    assert "完全无关：不认识的列。" in reasons
    assert "result：缺少“result”（办理结果）列。" in reasons
    assert any("没有列名" in reason for reason in reasons)
    assert {error.row for error in report.errors} == {1}


def test_a_column_given_twice_is_refused(session: Session) -> None:
    header = (*ITEM, "name")
    report = load_table(session, ITEMS, Table.of(header, [[*ITEM.values(), "x"]]))
    assert [error.reason for error in report.errors] == ["这一列出现了两次。"]


def test_chinese_column_names_are_understood(session: Session) -> None:
    labels = {column.name: column.label for column in ITEMS.columns}
    report = load(session, "items", {labels[name]: cell for name, cell in ITEM.items()})
    assert report.created == 1


def test_rows_that_are_too_short_or_long_are_told(session: Session) -> None:
    good = tuple(ITEM.values())
    ragged = Table(tuple(ITEM), [(2, good), (3, good[:-1]), (4, (*good, "x"))])
    report = load_table(session, ITEMS, ragged)
    assert [(error.row, error.column) for error in report.errors] == [(3, ""), (4, "")]
    assert f"{len(good) + 1} 格" in report.errors[1].reason


def test_the_same_key_twice_in_a_file_is_told(session: Session) -> None:
    report = load(session, "items", ITEM, {**OTHER, "basic_code": ITEM["basic_code"]})
    assert report.errors[0].row == 3 and "与第 2 行是同一个事项" in report.errors[0].reason


@pytest.mark.parametrize("first_in_database", [True, False])
def test_a_slug_belongs_to_one_item(session: Session, first_in_database: bool) -> None:
    rows = [ITEM, {**OTHER, "slug": ITEM["slug"]}]
    if first_in_database:
        load(session, "items", rows.pop(0))
    report = load(session, "items", *rows)
    assert [error.column for error in report.errors] == ["slug"]
    assert ITEM["basic_code"] in report.errors[0].reason


def test_objects_in_the_session_see_the_import(session: Session) -> None:
    load(session, "items", ITEM)
    item = session.get_one(Item, ITEM["basic_code"])
    assert item.heat == 90
    load(session, "items", {**ITEM, "heat": "1"})
    assert item.heat == 1


def test_a_table_of_thousands_is_read(session: Session) -> None:
    rows = [{**ITEM, "basic_code": f"{n:012d}", "slug": f"item-{n}", "aliases": ""} for n in range(2000)]
    assert load_table(session, ITEMS, table(*rows)).created == 2000


def test_the_time_of_change_moves_when_something_that_is_shown_does(session: Session) -> None:
    def changed() -> dict[str, datetime | None]:
        session.expire_all()
        return {
            model.__tablename__: session.scalars(select(model.changed)).one()  # type: ignore[attr-defined]
            for model in (Department, Item, Hall, Offering)
        }

    load_all(session)
    first = changed()
    assert all(first.values())
    for noun, row in (("departments", OFFICE), ("items", ITEM), ("halls", HALL), ("offerings", OFFERING)):
        assert load(session, noun, row).unchanged == 1
    assert load(session, "items", {**ITEM, "heat": "91", "words": "证件没了"}).updated == 1
    assert changed() == first, "nothing that a page shows was changed"
    load(session, "items", {**ITEM, "notes": "新的说明"})
    load(session, "halls", {**HALL, "hours": "周末"})
    second = changed()
    assert {name for name, moment in second.items() if moment != first[name]} == {"item", "hall"}
    assert min(filter(None, second.values())) >= min(filter(None, first.values()))


def test_of_millions_of_wrong_cells_the_first_are_kept_and_all_are_counted(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "MOST_FINDINGS", 5)
    wrong = [{**ITEM, "basic_code": "1", "slug": "X Y", "visits": "-1"} for _ in range(4)]
    found = load(session, "items", *wrong)
    assert (len(found.errors), found.errors.total) == (5, 12) and "其中 4 行有错" in str(found)
    both = ImportReport()
    both.add(found)
    both.add(found)
    assert (len(both.errors), both.errors.total) == (5, 24)
