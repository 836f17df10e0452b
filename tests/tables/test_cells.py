"""Cells of telephones and days, and cells that say nothing."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsite.domain.tables import telling
from govsite.domain.tables.columns import Guesses, list_of, parts, text, whole
from govsite.domain.tables.days import day
from govsite.domain.tables.phone_numbers import phone


@pytest.mark.parametrize(
    "good",
    [
        *("0717-6219300", "12345", "027-87230000转8001", "（027）8723 0000", "027-12345", "400-820-8820", "110"),
        *(
            "0717-6219300、6219301",
            "0717-6219300/01",
            "13800138000",
            "+86 717 6219300",
            "6219300",
            "95598",
            "0710-12345",
        ),
        *("0717-6219300-8001", "12345、0717-6219300", "010 8723 0000", "86-027-87230000", "(0717)6219300；12345"),
    ],
)
def test_numbers_that_can_be_dialled_are_taken(good: str) -> None:
    assert phone(good) == good


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("０７１７6000001", "07176000001"),
        ("０７１７－６０００００１", "0717-6000001"),
        ("＋８６　７１７ 6000001", "+86 717 6000001"),
    ],
)
def test_digits_become_narrow(typed: str, kept: str) -> None:
    assert phone(typed) == kept


@pytest.mark.parametrize("dropped", ["7176219300", "717-6219300", "2787230000", "1087230000", "7176219300、12345"])
def test_a_dropped_zero_is_told(dropped: str) -> None:
    with pytest.raises(ValueError, match="开头的 0"):
        phone(dropped)


@pytest.mark.parametrize(
    "wrong",
    ["------123", "٠٧١٧٦٢١٩٣٠٠", "请打热线", "1", "0717", "0", "123456789012345", "0717-621930o", "、", "1" * 65],
)
def test_what_nobody_can_dial_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="电话号码|最多"):
        phone(wrong)


@given(st.text("0123456789-—（）()转、，, /+０９ ", max_size=70))
def test_a_number_that_is_taken_is_taken_again_and_can_be_dialled(typed: str) -> None:
    try:
        kept = phone(typed)
    except ValueError:
        return
    assert phone(kept) == kept and sum(char.isdigit() for char in kept) >= 3


@pytest.mark.parametrize(
    "written",
    [
        *(
            "2026-11-01",
            "2026/11/1",
            "2026.11.1",
            "2026年11月1日",
            "2026-11-1",
            "２０２６／１１／１",
            "2026年 11月 01日",
        ),
        *("2026/11/1 0:00", "2026-11-01 00:00:00", "2026年11月1号"),
    ],
)
def test_days_as_people_write_them(written: str) -> None:
    assert day(written) == date(2026, 11, 1)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        *((wrong, "2026-11-01 的样子") for wrong in ("2026-W10-1", "20260301", "2026-11", "26/11/1", "11/1/2026")),
        *((wrong, "没有这一天") for wrong in ("2026-02-30", "2026年13月1日", "0000-01-01")),
        ("46327", "序号"),
        ("2026-11/1", "样子"),
    ],
)
def test_other_days_are_refused(wrong: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        day(wrong)


@given(st.dates(), st.sampled_from(["{0:04}-{1}-{2}", "{0:04}/{1:02}/{2}", "{0:04}.{1}.{2:02}", "{0:04}年{1}月{2}日"]))
def test_every_day_is_read_in_every_form(one: date, form: str) -> None:
    assert day(form.format(one.year, one.month, one.day)) == one


@pytest.mark.parametrize(
    "error",
    ["#N/A", "#DIV/0!", "#REF!", "#NAME?", "#VALUE!", "地址#REF!号", "#####", "1.14E+30", "a�b", '=DISPIMG("ID_1",1)'],
)
def test_a_program_s_error_is_a_fault(error: str) -> None:
    assert telling.fault_of(error)


@pytest.mark.parametrize("fine", ["#1 楼", "C# 语言", "1E3", "第#3号", "2026", "E+1"])
def test_what_only_looks_like_one_is_none(fine: str) -> None:
    assert not telling.fault_of(fine)


@pytest.mark.parametrize(
    "nothing", ["无", "/", "--", "待补充", "XXX", "同上", "见附件", "null", "None", "undefined", "N/A"]
)
def test_words_that_say_nothing(nothing: str) -> None:
    assert telling.says_nothing(nothing) and telling.doubt_of(nothing, False)


@pytest.mark.parametrize("something", ["无锡市", "同上路1号", "空港大厅", "12345", "暂住证", "X光", "否", "其他", "0"])
def test_words_that_say_something(something: str) -> None:
    assert not telling.says_nothing(something) and not telling.doubt_of(something, False)


@pytest.mark.parametrize(
    "markup",
    ["<br/>", "&amp;", "&lt;br/&gt;", "&amp;lt;br&gt;", "<p>（内页）</p>", "&nbsp;", "<FONT color=red>", "&#160;"],
)
def test_markup_is_doubted(markup: str) -> None:
    assert "网页代码" in telling.doubt_of(f"居民户口簿{markup}", False)


@pytest.mark.parametrize("plain", ["A&B 公司", "3<5、7>6", "《民法典》", "<身份证>", "AT&T;甲", "a<b"])
def test_signs_of_texts_are_no_markup(plain: str) -> None:
    assert not telling.doubt_of(plain, False)


def test_what_excel_took_for_a_day_is_doubted_where_there_are_none() -> None:
    for cell in ("2026-03-01", "2026-03-01 00:00:00", "1-Mar", "Nov-26"):
        assert "日期" in telling.doubt_of(cell, False) and not telling.doubt_of(cell, True)


def test_lists_of_lines_and_what_nobody_writes() -> None:
    assert parts("甲\n乙\n\n丙") == ["甲", "乙", "丙"] and parts("甲;乙\n丙;") == ["甲", "乙丙"]
    for cell in (";" * 130_000, "、" * 130_000, "甲;" * 30_000, "甲\n" * 30_000):
        with pytest.raises(ValueError):
            list_of(text(5))(cell) if "、" in cell else parts(cell)


def test_units_and_wide_digits_of_whole_numbers() -> None:
    days = whole(0, 99, "个工作日", "工作日")
    assert [days(cell) for cell in ("6", "6个工作日", "6 工作日", "６个工作日")] == [6] * 4
    for wrong in ("6天", "六", "个工作日", "6个", "-1", "6.5"):
        with pytest.raises(ValueError, match="整数"):
            days(wrong)


def test_guesses_are_made_for_the_first_words_and_once_a_word() -> None:
    guesses = Guesses()
    assert [guesses.near("yichan", ["yichang"]) for _ in range(50)] == ["，是不是“yichang”？"] * 50
    told = [guesses.near(f"yichang{n}", ["yichang"]) for n in range(50)]
    assert told[0] != "。" and told[-1] == "。" and sum(one != "。" for one in told) == 19
