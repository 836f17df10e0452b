"""A workbook to be filled in (模板), made from the columns that its reader uses."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from govsite.domain.tables.columns import Choice, Column

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

WIDTH, WIDE = 14, 30  # characters
HEAD = "DCE6F1"
MADE = datetime(2026, 1, 1)  # the same table is the same file
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
CHOICES, NOTES = "可选", "填写说明"  # names of the other sheets


@dataclass(frozen=True, slots=True)
class Note:
    """What is said of a column: how it is filled in, an example, and the words to choose from, if only these do.

    Where none are given, they are those that the column's own parser knows.
    """

    words: str
    example: str = ""
    choices: Sequence[str] = ()


def workbook(columns: Sequence[Column], notes: Mapping[str, Note], name: str, lines: Sequence[str], rows: int) -> bytes:
    """Headings with an example below them, lists to choose from for so many ``rows``, and a sheet that explains it all.

    ``notes`` are by the names of the columns; ``lines`` stand above them.
    """
    import openpyxl  # as in read_xlsx: memory that only this needs

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = name
    _fill(sheet, columns, notes)
    explained = book.create_sheet(NOTES)
    for line in lines:
        explained.append([line])
    explained.append([])
    for column in columns:
        explained.append([_heading(column), notes[column.name].words])
    explained.column_dimensions["A"].width, explained.column_dimensions["B"].width = WIDTH, 4 * WIDTH
    _choose(sheet, book.create_sheet(CHOICES), columns, notes, rows)
    book.properties.created = book.properties.modified = MADE
    file = io.BytesIO()
    book.save(file)
    return _undated(file)


def choices_of(column: Column, note: Note) -> Sequence[str]:
    """The words that can be chosen from in a column."""
    return note.choices or (column.parse.words if isinstance(column.parse, Choice) else ())


def _heading(column: Column) -> str:
    return f"{column.label}*" if column.required else column.label


def _undated(file: io.BytesIO) -> bytes:
    """The archive with one moment for all of its parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, MADE.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, _MODIFIED.sub(rb"\g<1>2026-01-01T00:00:00Z", old.read(name)))
    return made.getvalue()


def _fill(sheet: Worksheet, columns: Sequence[Column], notes: Mapping[str, Note]) -> None:
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    sheet.append([_heading(column) for column in columns])
    sheet.append([notes[column.name].example for column in columns])
    for place, column in enumerate(columns, 1):
        head = sheet.cell(1, place)
        head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor=HEAD)
        sheet.cell(2, place).font = Font(italic=True, color="7F7F7F")
        own = sheet.column_dimensions[get_column_letter(place)]
        own.width = WIDE if len(notes[column.name].example) > WIDTH // 2 else WIDTH
        own.number_format = sheet.cell(2, place).number_format = "@"  # text: Excel makes no number of a telephone's
    sheet.freeze_panes = "A2"


def _choose(sheet: Worksheet, lists: Any, columns: Sequence[Column], notes: Mapping[str, Note], rows: int) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    for place, column in enumerate(columns, 1):
        choices = choices_of(column, notes[column.name])
        if not choices:
            continue
        letter = get_column_letter(place)
        for row, choice in enumerate([column.label, *choices], 1):
            lists.cell(row, place, choice).data_type = "s"  # never a formula
        rule = DataValidation("list", formula1=f"={CHOICES}!${letter}$2:${letter}${len(choices) + 1}", allow_blank=True)
        rule.error, rule.errorTitle = "请从列出的里面选一个。", column.label
        rule.add(f"{letter}2:{letter}{rows + 2}")
        sheet.add_data_validation(rule)
