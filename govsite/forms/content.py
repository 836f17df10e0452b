"""The form of a row of a table: a field a column, its label, hint and example from what the import says of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from govsite.domain.editing.tables import Rows
from govsite.domain.publishing.kinds import Content, Fault
from govsite.domain.tables.columns import Column
from govsite.forms import built
from govsite.forms.base import Form
from govsite.forms.built import BuiltForm, Described, Typed
from govsite.typed import Typed as Written

Offered = Mapping[str, Sequence[tuple[str, str]]]  # values with their words
REASON = "reason"
LONGEST_EXAMPLE = 40  # characters
BLANK = ("", "（不填）")
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
        described.append(Described(REASON, built.LINE, "发布的理由", OF_REASON, drafted=True))
        values = {name: Written(value) for name, value in content.items()}
        self.built = BuiltForm(described, values, typed)

    @property
    def form(self) -> Form:
        """The form for the macros."""
        return self.built.form

    @property
    def content(self) -> Content:
        """What it holds, as the kind keeps it."""
        return {name: str(value or "") for name, value in self.built.values().items() if name != REASON}

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
