"""Numbers of a workbook are read as their owner sees them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsite.domain.tables.number_formats import shown
from tests.tables.books import read, row, sheet, styles, text


@pytest.mark.parametrize(
    ("code", "raw", "seen"),
    [
        ("General", "20.0", "20"),
        ("General", "0.30000000000000004", "0.3"),
        ("General", "1E-7", "0.0000001"),
        ("General", "70010001000", "70010001000"),
        ("0", "420527199001011234", "4.20527E+17"),
        ("0.00", "40", "40"),
        ("#,##0.00", "1234.5", "1234.5"),
        ("0%", "0.5", "50%"),
        ("9", "0.5", "50%"),
        ("0.00%", "0.07", "7%"),
        ("000000000000", "70010001000", "070010001000"),
        ("0000-0000000", "7176000001", "0717-6000001"),
        ('0"元"', "40", "40元"),
        ('"0717-"0000000', "6000001", "0717-6000001"),
        ('"0717-"0', "6000001", "0717-6000001"),
        ("0", "-5", "-5"),
        ("[h]:mm", "1E+99", "#####"),
        ('#,##0"个工作日"', "20", "20个工作日"),
        ('"H"000', "12", "H012"),
        ('"¥"#,##0.00_);("¥"#,##0.00)', "40", "¥40"),
        ("[$¥-804]#,##0", "40", "¥40"),
        ('_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "5", "5"),
        ('[=1]"是";"否"', "1", "1"),
        (";;;", "5", "5"),
        ("# ?/?", "0.5", "0.5"),
        ("31", "46327", "2026-11-01"),
        ("57", "46327", "2026-11-01"),
        ("14", "46327.5", "2026-11-01"),
        ('yyyy"年"m"月"d"日"', "46327", "2026-11-01"),
        ("[$-804]aaaa", "46327", "2026-11-01"),
        ("yyyy/m/d h:mm", "46327.5", "2026-11-01 12:00:00"),
        ("h:mm", "0.375", "9:00"),
        ("32", "0.7305555555", "17:32"),
        ("[h]:mm", "1.5", "36:00"),
        ("yyyy/m/d", "9999999", "#####"),
        ("yyyy/m/d", "0", "#####"),
        ("0", "1E+999", "1.00000E+999"),
        ("0", "1E-999", "1.00000E-999"),
        ('"' + "长" * 300 + '"0', "5", "5"),
    ],
)
def test_numbers_are_read_as_they_are_seen(code: str, raw: str, seen: str) -> None:
    content = sheet(row(2, text("a"), f's="1"><v>{raw}</v>'))
    assert read(content, styles=styles("General", code)).rows == [(2, ("a", seen))]


@given(st.integers(0, 10**15 - 1), st.sampled_from(["General", "0", "#,##0", "0.00", "@", "_ * #,##0_ "]))
def test_whole_numbers_keep_all_digits(number: int, code: str) -> None:
    assert shown(str(number), code) == shown(f"{number}.0", code) == str(number)


@given(st.floats(-1e14, 1e14))
def test_other_numbers_keep_what_excel_keeps(number: float) -> None:
    assert float(shown(f"{number:.17g}", "General")) == pytest.approx(number, rel=1e-14, abs=1e-20)


@given(st.dates(date(1900, 3, 1), date(9999, 12, 31)))
def test_days_count_from_two_beginnings(day: date) -> None:
    assert shown(str((day - date(1899, 12, 30)).days), "yyyy/m/d") == str(day)
    if day > date(1904, 1, 1):
        assert shown(str((day - date(1904, 1, 1)).days), "yyyy/m/d", True) == str(day)


@given(st.text('0#?.,;%"\\_*[]$-yMdhsaE+元¥@/ ', max_size=20), st.floats(allow_nan=False, allow_infinity=False))
def test_no_format_stops_a_reader_or_takes_a_number_away(code: str, number: float) -> None:
    assert shown(repr(number), code)
