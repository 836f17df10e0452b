"""What an importer is: the columns of one noun's table and the rules of its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from govsite.database.topics import CATALOGUE, Topic
from govsite.domain.importing.lookups import Lookups
from govsite.domain.tables.columns import Choice, Column
from govsite.domain.tables.parsing import Record
from govsite.domain.tables.write_xlsx import Note
from govsite.models.base import Base

Given = frozenset[str]
Finding = tuple[str, str]  # column name, reason in Chinese
Allowed = Callable[[str, str], str]  # of a site's code and a department's key, "" for none: why not, "" where it may
Rule = Callable[[Record, Given, Lookups], Iterable[Finding]]


def _nothing(*_args: object) -> tuple[()]:
    return ()


@dataclass(frozen=True, slots=True)
class Importer:
    """How the rows of one noun are read; its functions get a record by attributes and the columns given.

    ``settle`` fills in what follows from other columns; ``check`` finds errors, ``advise`` what is worth mending;
    ``finish`` sets attributes no column holds, with the row as it was (None for a new one), and may be slow.
    ``unshown`` are attributes that no page shows: a row in which nothing else differs keeps its time of change.
    ``notes`` say of each column how it is filled in, with an example; by its name. ``topic`` is what its rows are
    content of; ``by_site``: each site's, by their ``site_code``, has a topic of its own. ``office`` is the attribute
    with the key of the department that a row belongs to, "" where there is none.
    """

    noun: str
    model: type[Base]
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    unique: tuple[tuple[str, ...], ...] = ()
    settle: Callable[[Record, Given, Lookups], object] = _nothing
    check: Rule = _nothing
    advise: Rule = _nothing
    finish: Callable[[Record, Record | None], object] = _nothing
    unshown: frozenset[str] = frozenset()
    notes: Mapping[str, Note] = field(default_factory=dict)
    topic: Topic = CATALOGUE
    by_site: bool = False
    office: str = ""

    @property
    def header(self) -> tuple[str, ...]:
        """The names of all columns, for an empty table to fill in."""
        return tuple(column.name for column in self.columns if not column.ignored)

    def is_example(self, cells: Mapping[str, str]) -> bool:
        """Whether the cells of a row are those that the template has."""
        return bool(self.notes) and all(self.notes[name].example == cell for name, cell in cells.items())

    @property
    def place(self) -> str:
        """The name of the column with the site; that of the key where all sites share the rows."""
        names = {column.field: column.name for column in self.columns}
        return names.get("site_code", names[self.key[0]])

    def choices(self, column: Column) -> Sequence[str]:
        """The words that a column is chosen from; none where it is written."""
        note = self.notes.get(column.name)
        return (note.choices if note else ()) or (column.parse.words if isinstance(column.parse, Choice) else ())

    def key_of(self, record: Record) -> tuple[Any, ...]:
        """What a record is found by."""
        return tuple(record[field] for field in self.key)
