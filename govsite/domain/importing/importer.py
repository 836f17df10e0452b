"""What an importer is: the columns of one noun's table and the rules of its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from govsite.database.topics import CATALOGUE, Topic
from govsite.domain.importing.lookups import Lookups
from govsite.domain.tables.columns import Column
from govsite.domain.tables.parsing import Record
from govsite.domain.tables.write_xlsx import Note
from govsite.models.base import Base

Given = frozenset[str]
Finding = tuple[str, str]  # column name, reason in Chinese
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
    content of; ``by_site``: each site's, by their ``site_code``, has a topic of its own.
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

    @property
    def header(self) -> tuple[str, ...]:
        """The names of all columns, for an empty table to fill in."""
        return tuple(column.name for column in self.columns if not column.ignored)

    def is_example(self, cells: Mapping[str, str]) -> bool:
        """Whether the cells of a row are those that the template has."""
        return bool(self.notes) and all(self.notes[name].example == cell for name, cell in cells.items())

    def key_of(self, record: Record) -> tuple[Any, ...]:
        """What a record is found by."""
        return tuple(record[field] for field in self.key)
