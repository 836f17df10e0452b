"""The form of a row of a table: a field a column, its label, hint and example from what the import says of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from govsite.domain.editing.tables import Rows
from govsite.domain.publishing.kinds import Content, Fault
from govsite.domain.tables.columns import Column
from govsite.domain.tables.record_cells import RecordCell, hint_of
from govsite.forms import built
from govsite.forms.base import Form
from govsite.forms.built import BuiltForm, Described, Typed
from govsite.typed import Typed as Written

Offered = Mapping[str, Sequence[tuple[str, str]]]  # values with their words
REASON = "reason"
LONGEST_EXAMPLE = 40  # characters
BLANK = ("", "（不填）")
LONG, LONGEST_LINE = ("a", "what"), 40  # parts that are written in sentences; characters of others
BY_LINES = "每项一行。"
OF_REASON = "直接发布时要写，例如 电话换了。"


class RowForm:
    """The columns of a kind, filled with a content or with what was ``typed``; of a new row the key too.

    A draft may hold what is wrong. ``offered`` are the choices of columns that refer to other rows, by name.
    """

    def __init__(
        self,
        kind: Rows,
        content: Content,
        typed: Typed | None = None,
        *,
        offered: Offered | None = None,
        new: bool = False,
    ) -> None:
        columns = (kind.key_column, *kind.columns) if new else kind.columns
        known = offered or {}
        described = [
            _described(kind, column, content.get(column.name, ""), known.get(column.name, ())) for column in columns
        ]
        self.kind, self.before = kind, content
        described.append(Described(REASON, built.LINE, "发布的理由", OF_REASON, drafted=True))
        values: dict[str, Any] = {name: Written(value) for name, value in content.items()}
        for name, cell in kind.records.items():
            rows = cell.split(content.get(name, ""))
            values[name] = [{part: Written(value) for part, value in row.items()} for row in rows]
        self.built = BuiltForm(described, values, typed)

    @property
    def form(self) -> Form:
        """The form for the macros."""
        return self.built.form

    @property
    def content(self) -> Content:
        """What it holds, as the kind keeps it."""
        found = self.built.values()
        texts = {name: str(value or "") for name, value in found.items() if name != REASON}
        return {**texts, **{name: self._cell(name, found[name] or []) for name in self.kind.records}}

    def _cell(self, name: str, rows: Sequence[Mapping[str, str]]) -> str:
        """The cell of some rows; as it was where nothing differs, however that was written."""
        cell, before = self.kind.records[name], str(self.before.get(name, ""))
        was = [{part: value for part, value in row.items() if value} for row in cell.split(before)]
        return before if was == rows else cell.join(rows)

    @property
    def reason(self) -> Any:
        """The field of the reason."""
        return self.form[REASON]

    def tell(self, faults: Iterable[Fault]) -> None:
        """Put each fault beside its field; what has none here above them all."""
        for fault in faults:
            if not self.built.blame(fault.field, fault.sentence):
                self.form.form_errors.append(fault.sentence)


def _described(kind: Rows, column: Column, value: str, offered: Sequence[tuple[str, str]]) -> Described:
    note, words = kind.importer.notes[column.name], kind.choices(column)
    if column.name in kind.records:
        return _of_records(kind.records[column.name], column, note.words, value, kind.files.get(column.name, ()))
    if offered and column is kind.key_column:
        return Described(column.name, built.RADIO, column.label, "", offered, (), True, drafted=True)
    if choices := [*offered] or [(word, word) for word in words]:
        shown = choices if column.required else [BLANK, *choices]
        if value not in dict(shown):
            shown = [*shown, (value, value or "请选一个")]
        return Described(column.name, built.CHOICE, column.label, note.words, shown, (), column.required, drafted=True)
    hint = f"{note.words}。{BY_LINES if column.lines else ''}"
    example = note.example.partition(";")[0] if column.lines else note.example
    if example and len(example) <= LONGEST_EXAMPLE:
        hint += f"例如 {example}"
    shape = built.TEXT if column.lines else built.LINE
    return Described(column.name, shape, column.label, hint, needed=column.required, drafted=True)


def _of_records(cell: RecordCell, column: Column, note: str, value: str, files: Sequence[str]) -> Described:
    """A row a record, a field a part: so one that is added to the importer is here by itself."""
    rows, parts = cell.split(value), []
    for place, (name, label) in enumerate(zip(cell.names, cell.labels, strict=True)):
        known, words = {row[name] for row in rows if row[name]}, cell.words(name)
        choices = [("", "请选一个" if place < cell.least else BLANK[1])]
        choices += [(word, word) for word in dict.fromkeys((*words, *sorted(known)))]
        is_long = name in LONG or any(len(text) > LONGEST_LINE for text in known)
        kind = built.CHOICE if words else built.FILE if name in files else built.TEXT if is_long else built.LINE
        parts.append(
            Described(name, kind, label, "", choices if words else (), needed=place < cell.least, drafted=True)
        )
    hint = hint_of(note)
    shown = f"{hint}。" if hint else ""
    return Described(column.name, built.TABLE, column.label, shown, (), parts, column.required, True, arranged=True)
