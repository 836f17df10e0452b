"""Tables as people have them: imported rightly, or refused with row, column and how to mend."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from govsite.domain.importing import IMPORTERS, TableError, check_import, read_table
from govsite.domain.tables.report import ImportReport
from govsite.models import Department, Hall, Item, Offering
from tests.importing.samples import HALL, ITEM, OFFERING, OFFICE, as_csv, load, load_all, small_tree, table
from tests.tables.test_reading import as_xlsx

TEST_OFFICE = {**OFFICE, "key": "测试局", "slug": "gongan", "name": "宜昌市测试局", "credit_code": ""}


def reasons(report: ImportReport) -> list[str]:
    return [str(error) for error in report.errors]


@pytest.mark.parametrize("value", ["#N/A", "#DIV/0!", "#REF!", "#NAME?"])
@pytest.mark.parametrize("column", ["address", "transport"])
def test_a_program_s_error_is_no_cell_of_any_column(session: Session, column: str, value: str) -> None:
    (error,) = reasons(load(session, "halls", {**HALL, column: value}))
    assert error.startswith(f"第 2 行“{column}”列：“{value}”是 Excel 算错时的显示，请改正")


@pytest.mark.parametrize("value", ["无", "/", "--", "待补充", "XXX", "同上", "见附件", "null", "None", "undefined"])
def test_what_says_nothing_is_refused_where_something_must_stand(session: Session, value: str) -> None:
    assert "没有说明内容，这一列必须写明" in reasons(load(session, "halls", {**HALL, "address": value}))[0]
    report = load(session, "halls", {**HALL, "transport": value})
    assert report.created == 1 and "没有内容的请空着" in str(report.warnings[0])
    assert "没有说明内容，没有的请空着" in reasons(load(session, "halls", {**HALL, "phone": value}))[0]


def test_a_telephone_without_its_zero_is_refused_and_wide_digits_are_kept_narrow(session: Session) -> None:
    (error,) = reasons(load(session, "halls", {**HALL, "phone": "7176219300"}))
    assert "第 2 行“phone”列：号码前面少了区号的 0：Excel" in error
    assert load(session, "halls", {**HALL, "phone": "０７１７6000001"}).created == 1
    assert session.get_one(Hall, "H005").phone == "07176000001"


def test_names_headers_and_keys_are_read_as_they_are_seen(session: Session) -> None:
    rows = [["\ufeff大厅\n编号", *list(HALL)[1:]], [f"{cell}\u200b" if cell else "" for cell in HALL.values()]]
    rows[1][2] = "青山\r\n测试\u202e大厅"
    content = b"\xef\xbb\xbf\xef\xbb\xbf" + as_csv(rows)
    plan = check_import(session, IMPORTERS["halls"], read_table("a.csv", content), sites=small_tree())
    assert reasons(plan.report) == [] and plan.new[0]["name"] == "青山测试大厅" and plan.new[0]["id"] == "H005"


@pytest.mark.parametrize("left", ["居民户口簿<p>（内页）</p>", "居民身份证&amp;nbsp;", "证<br/>", "&lt;br/&gt;证"])
def test_markup_is_told_with_its_place(session: Session, left: str) -> None:
    report = load(session, "items", {**ITEM, "result": left})
    assert report.created == 1
    assert [str(one)[:20] for one in report.warnings if "网页代码" in one.reason] == ["第 2 行“result”列：有网页代码"]


@pytest.mark.parametrize(
    ("column", "typed", "field", "value"),
    [
        ("levels", "市级;县级", "levels", ["city", "county"]),
        ("levels", "省级、市级、县级", "levels", ["province", "city", "county"]),
        ("levels", "市级\n县级", "levels", ["city", "county"]),
        ("audience", "自然人", "audience", "natural"),
        ("audience", "个人", "audience", "natural"),
        ("promised_days", "6个工作日", "promised_days", 6),
        ("statutory_days", "20 工作日", "statutory_days", 20),
        ("online_depth", "Ⅲ级", "online_depth", 3),
        ("online_depth", "Ⅱ", "online_depth", 2),
        ("online_depth", "三级", "online_depth", 3),
        ("visits", "1次", "visits", 1),
        ("conditions", "丢失\r\n损坏", "conditions", ["丢失", "损坏"]),
        ("name", "长" * 200, "name", "长" * 200),
    ],
)
def test_words_of_the_national_tables(session: Session, column: str, typed: str, field: str, value: object) -> None:
    assert reasons(load(session, "items", {**ITEM, column: typed})) == []
    assert getattr(session.get_one(Item, ITEM["basic_code"]), field) == value


@pytest.mark.parametrize(
    "typed", ["自然人;法人", "自然人、法人", "法人，自然人", "自然人和法人", "自然人/企业法人", "both"]
)
def test_an_item_for_people_and_firms(session: Session, typed: str) -> None:
    assert load(session, "items", {**ITEM, "audience": typed}).errors == []
    assert session.get_one(Item, ITEM["basic_code"]).audience == "both"


def test_whole_online_and_free_in_the_words_of_the_national_tables(session: Session) -> None:
    whole = {"online_depth": "全程网办", "visits": "0", "visit_reason": "", "fee": "否", "fee_short": "", "fees": ""}
    assert reasons(load(session, "items", {**ITEM, **whole})) == []
    item = session.get_one(Item, ITEM["basic_code"])
    assert (item.online_depth, item.fee, item.fee_short) == (4, "免费", "免费")
    assert not load(session, "items", {**ITEM, **whole, "fee": "无"}).warnings, "a word for nothing that is understood"
    assert "请写明收多少" in reasons(load(session, "items", {**ITEM, "fee": "是"}))[0]


def test_columns_may_have_the_national_names_and_others_are_left_out_on_request(session: Session) -> None:
    names = {
        "department": "实施主体",
        "visits": "到办事现场次数",
        "online_depth": "*网上办理深度",
        "fee": "是否收费",
        "result": "审批结果名称",
    }
    row = {names.get(name, name): cell for name, cell in ITEM.items()}
    assert load(session, "items", row).created == 1
    more = table({**row, "权力来源": "法定本级行使"})
    refused = check_import(session, IMPORTERS["items"], more, sites=small_tree()).report
    assert [error.column for error in refused.errors] == ["权力来源"]
    left = check_import(session, IMPORTERS["items"], more, sites=small_tree(), leave_out=True).report
    assert (left.errors, left.unchanged) == ([], 1)
    assert [str(one) for one in left.warnings] == ["第 1 行“权力来源”列：不认识的列，没有导入。"]


def test_departments_of_a_site_have_names_of_their_own_in_addresses(session: Session) -> None:
    load(session, "departments", OFFICE)
    (error,) = reasons(load(session, "departments", TEST_OFFICE))
    assert error == "第 2 行“slug”列：已经是部门 公安局 的短名，不能重复，请换一个。（现值：gongan）"
    twins = [{**TEST_OFFICE, "key": key, "slug": "twin"} for key in ("甲局", "乙局")]
    assert "甲局" in reasons(load(session, "departments", *twins))[0]
    assert load(session, "departments", {**TEST_OFFICE, "slug": "ceshi"}).created == 1
    assert "公安局" in reasons(load(session, "departments", TEST_OFFICE))[0], "a known department changes to another's"
    assert load(session, "departments", {**TEST_OFFICE, "site_code": "zigui", "key": "公安局"}).created == 1


def test_the_database_keeps_them_apart_too(session: Session) -> None:
    load(session, "departments", OFFICE)
    session.add(Department(site_code="420500", key="甲", slug="gongan", title="甲", name="甲"))
    with pytest.raises(IntegrityError):
        session.flush()


def test_thousands_of_unknown_sites_are_guessed_for_the_first_only(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    from govsite.domain.tables import columns

    made: list[str] = []
    guess = columns.near
    monkeypatch.setattr(columns, "near", lambda word, options: made.append(word) or guess(word, options))
    rows = [{**HALL, "id": f"H{n}", "site_slug": f"yichang{n}"} for n in range(2000)]
    report = load(session, "halls", *rows)
    assert len(report.errors) == 2000 and len(made) == columns.MOST_GUESSES
    assert "是不是“yichang" in report.errors[0].reason and report.errors[-1].reason == "没有这个站点。"


def test_a_formula_overwrites_nothing(session: Session) -> None:
    load_all(session)
    content = as_xlsx([list(OFFERING), [*({**OFFERING, "phone": '="0717-"&"6000001"'}).values()]])
    with pytest.raises(TableError, match="第 2 行第 7 列（G 列）是公式"):
        check_import(session, IMPORTERS["offerings"], read_table("a.xlsx", content), sites=small_tree())
    assert session.scalars(select(Offering.phone)).one() == OFFERING["phone"]
