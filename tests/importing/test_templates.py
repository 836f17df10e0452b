"""The workbooks to fill in: as the command makes them, and as the importers read them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from xml.etree.ElementTree import canonicalize
from xml.sax.saxutils import escape

import openpyxl
import pytest
from sqlalchemy.orm import Session

from govsite.commands.imports import templates
from govsite.demo.sources import DEMO
from govsite.domain.importing import IMPORTERS, read_table
from govsite.domain.importing.templates import template
from govsite.domain.tables.write_xlsx import CHOICES, choices_of
from govsite.domain.tables.xlsx_sheet import letters
from tests.importing.samples import load_table
from tests.tables import books

FOLDER = DEMO / "templates"
COLUMNS = [(noun, column) for noun, one in IMPORTERS.items() for column in one.columns if not column.ignored]


def parts(content: bytes) -> dict[str, str]:
    """What is in a workbook, however it is packed and its XML written."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: canonicalize(archive.read(name).decode()) for name in archive.namelist()}


def saved_again(content: bytes) -> bytes:
    """As another program saves it that keeps what it knows."""
    file = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(content)).save(file)
    return file.getvalue()


def as_office_saves_it(content: bytes) -> bytes:
    """With texts that cells share, styles, and everything that is not so said to be false, as LibreOffice does."""
    found = read_table("a.xlsx", content)
    shared: dict[str, int] = {}
    rows = ""
    for number, cells in [(1, found.header), *found.rows]:
        made = "".join(
            f'<c r="{letters(place)}{number}" s="0" t="s"><v>{shared.setdefault(cell, len(shared))}</v></c>'
            for place, cell in enumerate(cells, 1)
            if cell
        )
        rows += f'<row r="{number}" customFormat="false" ht="12.8" hidden="false" outlineLevel="0">{made}</row>'
    strings = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in shared)
    return books.made(
        f'<worksheet xmlns="{books.MAIN}"><sheetData>{rows}<row r="1048576" hidden="false"/></sheetData></worksheet>',
        strings=f'<sst xmlns="{books.MAIN}">{strings}</sst>',
        styles=books.styles("@"),
    )


@pytest.mark.parametrize("noun", IMPORTERS)
def test_those_of_the_project_are_what_the_command_makes(noun: str, tmp_path: Path) -> None:
    templates.callback(tmp_path)  # type: ignore[misc]
    made = (tmp_path / f"{noun}.xlsx").read_bytes()
    assert made == template(IMPORTERS[noun])
    kept = FOLDER / f"{noun}.xlsx"
    assert kept.is_file() and parts(kept.read_bytes()) == parts(made), (
        "flask --app wsgi import-templates demo/templates"
    )


def test_the_examples_fit_together_and_are_told(session: Session) -> None:
    for noun, importer in IMPORTERS.items():
        content = (FOLDER / f"{noun}.xlsx").read_bytes()
        for file in (content, saved_again(content), as_office_saves_it(content)):
            found = read_table(f"{noun}.xlsx", file)
            assert [number for number, _ in found.rows] == [2] and "读的是工作表" in found.told[0]
            report = load_table(session, importer, found)
            assert not report.errors, [str(error) for error in report.errors]
            assert (report.created, report.unchanged) == ((1, 0) if file is content else (0, 1))
            assert [str(one) for one in report.warnings] == ["第 2 行：这一行还是模板里的例子，不是真的就请删掉。"]


@pytest.mark.parametrize(("noun", "column"), COLUMNS, ids=[f"{noun} {column.name}" for noun, column in COLUMNS])
def test_each_column_is_explained_and_its_choices_are_read(noun: str, column: object) -> None:
    importer = IMPORTERS[noun]
    note = importer.notes[column.name]  # type: ignore[attr-defined]
    assert note.words and (note.example or not column.required)  # type: ignore[attr-defined]
    for choice in choices_of(column, note):  # type: ignore[arg-type]
        column.parse(choice)  # type: ignore[attr-defined]


def test_words_are_chosen_from_lists() -> None:
    book = openpyxl.load_workbook(FOLDER / "halls.xlsx")
    rules = {
        str(rule.sqref).split(":")[0]: rule.formula1 for rule in book.worksheets[0].data_validations.dataValidation
    }
    assert rules == {
        column: f"={CHOICES}!${column[0]}$2:${column[0]}${last}" for column, last in (("D2", 9), ("E2", 33), ("R2", 3))
    }
    assert [cell.value for cell in book[CHOICES]["D"]][:3] == ["级别", "省", "市"]
    assert {cell.number_format for cell in book.worksheets[0][2]} == {"@"}
