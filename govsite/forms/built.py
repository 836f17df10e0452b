"""Forms made of described fields (字段说明), for what is known only when a page is asked for.

A field's name is the path of its value, joined by dots: ``contact.phone``; in a row ``links.2.url``. So a mistake that
is named by its path finds its field. What is left blank is None.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Field, SelectMultipleField
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from govsite.forms.arranging import MOST_ROWS, rows_typed
from govsite.forms.base import Form, Line, Marked, Paragraphs, Radio, Select, Wanted, options

LINE, TEXT, CHOICE, RADIO, TICKS, LINES, TABLE = "line", "text", "choice", "radio", "ticks", "lines", "table"
FILE = "file"  # the name of a file that is stored, with a way to send another
BLANK_ROWS = 2
Typed = MultiDict[str, str]


@dataclass(frozen=True, slots=True)
class Described:
    """A field: ``kind`` says how it is written, ``choices`` are values with their words.

    TICKS give a list of values, LINES a list of lines. A TABLE has ``columns``, a row for each row of its value, and
    BLANK_ROWS more; its value is a list of tables. One that is ``arranged`` has a button for another row instead, and
    in each row one for its end and its place (``arranging.py``). What is ``needed`` must be written; where it is
    ``drafted``, only before it is published.
    """

    name: str
    kind: str
    label: str
    hint: str = ""
    choices: Sequence[tuple[str, str]] = ()
    columns: Sequence[Described] = ()
    needed: bool = False
    drafted: bool = False
    arranged: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A described field as a page shows it: its field, or the fields of its rows."""

    described: Described
    field: Field | None
    rows: Sequence[Sequence[Field]] = ()

    @property
    def first(self) -> Field:
        """The field that carries what is wrong with the whole."""
        return self.field if self.field is not None else self.rows[0][0]


class Ticks(SelectMultipleField):
    """Any of what the page offers, as boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: Form) -> None:  # noqa: ARG002
        """Raise StopValidation for what is not offered."""
        offered = {choice.value for choice in self.iter_choices()}
        if not set(self.data or ()) <= offered:
            raise StopValidation("请从列出的选项里选。")


class FileName(Line):
    """The name of a stored file; ``chooser`` is the name of the field by which another is sent."""

    @property
    def chooser(self) -> str:
        """Its files are no part of what is typed."""
        return f"{FILE}.{self.name}"


class MayBeBlank:
    """Nothing need be written, and none of a form's fields says so: in such a form that is so of most."""

    field_flags = {"unsaid": True}  # noqa: RUF012 - WTForms' own protocol

    def __call__(self, form: Form, field: Field) -> None:
        """Nothing is wrong."""


class BuiltForm:
    """A form of described fields, filled with values, or with what was ``typed``; ``form`` is it for the macros."""

    def __init__(self, described: Sequence[Described], values: Mapping[str, Any], typed: Typed | None = None) -> None:
        fields: dict[str, Any] = {}
        data: dict[str, Any] = {}
        for one in described:
            for cell, value in _cells(one, values.get(one.name), typed):
                fields[cell.name], data[cell.name] = _field(cell), value
        if taken := [name for name in fields if hasattr(Form, name)]:
            raise ValueError(f"a form has something else by the name of {taken}")
        self.form: Form = type("Fields", (Form,), fields)(formdata=typed, data=data)
        self.parts = [self._part(one) for one in described]

    def values(self) -> dict[str, Any]:
        """What the fields hold, by name: text, a list of texts or of tables, None for nothing."""
        return {part.described.name: _value(part) for part in self.parts}

    def sent(self) -> Typed:
        """What a browser would send where nobody changed anything."""
        pairs = ((field.name, field.data if isinstance(field, Ticks) else [field.data]) for field in self.form)
        return MultiDict([(name, str(value)) for name, values in pairs for value in values or ()])

    def blame(self, path: str, sentence: str) -> bool:
        """Put a sentence beside the field of a path, or of what it is a part of; False where none of them is here."""
        for part in self.parts:
            name = part.described.name
            if path == name or path.startswith(f"{name}."):
                field = _cell_at(part, path.removeprefix(name).strip("."))
                field.errors = [*field.errors, sentence]
                return True
        return False

    def clear(self, name: str) -> None:
        """Leave a field blank."""
        for part in self.parts:
            if part.described.name == name:
                for field in [part.field] if part.field is not None else [cell for row in part.rows for cell in row]:
                    field.data = [] if part.described.kind == TICKS else ""

    def _part(self, one: Described) -> Part:
        if one.kind != TABLE:
            return Part(one, self.form[one.name])
        width, cells = len(one.columns), [field for field in self.form if field.name.startswith(f"{one.name}.")]
        rows = [cells[first : first + width] for first in range(0, len(cells), width)]
        for number, row in enumerate(rows, 1) if one.arranged else ():
            for field in row:
                field.place = f"{one.label}第 {number} 项，"  # for the summary of what is wrong
        return Part(one, None, rows)


def _cells(one: Described, value: Any, typed: Typed | None) -> Iterator[tuple[Described, Any]]:
    """The single fields of a described one, with their values."""
    if one.kind != TABLE:
        yield one, "\n".join(value or ()) if one.kind == LINES else value if value is not None else ""
        return
    rows = list(value or ())
    shown = max(len(rows), 1) if one.arranged else len(rows) + BLANK_ROWS
    sent = len(rows_typed(typed, one.name)) if typed is not None else 0
    for row in range(min(sent or shown, MOST_ROWS + BLANK_ROWS)):
        for column in one.columns:
            label = column.label if one.arranged else f"第 {row + 1} 个：{column.label}"
            name = f"{one.name}.{row}.{column.name}"
            cell = rows[row].get(column.name) if row < len(rows) else None
            yield replace(column, name=name, label=label), cell or ""


def _field(one: Described) -> Any:
    kinds = {
        LINE: Line,
        TEXT: Paragraphs,
        LINES: Paragraphs,
        CHOICE: Select,
        RADIO: Radio,
        TICKS: Ticks,
        FILE: FileName,
    }
    more: dict[str, Any] = {"choices": options(one.choices)} if one.kind in (CHOICE, RADIO, TICKS) else {}
    rules: list[Any] = [Wanted(f"请填写{one.label}。") if one.needed else MayBeBlank()]
    if one.drafted:
        rules = [Marked()] if one.needed else []
    return kinds[one.kind](one.label, rules, id=one.name.replace(".", "-"), description=one.hint, **more)


def _value(part: Part) -> Any:
    kind = part.described.kind
    if part.field is None:
        return _rows(part) or None
    data = part.field.data
    if kind == LINES:
        return [line.strip() for line in str(data or "").split("\n") if line.strip()] or None
    if kind == TICKS:
        return [str(value) for value in data or ()] or None
    return str(data) if data else None


def _rows(part: Part) -> list[dict[str, str]]:
    return [
        {column.name: str(cell.data) for column, cell in zip(part.described.columns, row, strict=True) if cell.data}
        for row in part.rows
        if any(cell.data for cell in row)
    ]


def _cell_at(part: Part, rest: str) -> Field:
    """The field of a part that a path names: rows are counted without blank ones, as in the value."""
    row, _, column = rest.partition(".")
    written = [cells for cells in part.rows if any(cell.data for cell in cells)]
    if part.field is not None or not row.isdecimal() or int(row) >= len(written):
        return part.first
    names = [one.name for one in part.described.columns]
    return written[int(row)][names.index(column) if column in names else 0]
