"""Kinds whose contents are rows of the tables that can be imported: to save one is to import one row.

A field is a column, and holds what a cell of it may hold; what is said of it is what the import says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from govsite.database import topics
from govsite.database.clock import database_time
from govsite.database.topics import Topic
from govsite.domain.editing import fields
from govsite.domain.publishing.kinds import (
    LONGEST_KEY,
    AfterCommit,
    Change,
    Content,
    Editor,
    Fault,
    Merged,
    Previewed,
    nothing_more,
)
from govsite.domain.publishing.refusals import FAULTY, Moved, Refused
from govsite.domain.tables.columns import Choice, Column
from govsite.domain.tables.record_cells import RecordCell, record_cell
from govsite.domain.tables.table import Table
from govsite.domain.tables.writing import cell_of
from govsite.models.base import IN_USE, table_of
from govsite.models.department import Department
from govsite.models.item import Item
from govsite.models.offering import Offering
from govsite.sites.site import Site
from govsite.sites.tree import SiteTree

if TYPE_CHECKING:
    from govsite.domain.importing.importer import Importer
    from govsite.domain.importing.plan import Plan

NEW = "new"  # stands in the address of the form for new ones, and is no key
ELSEWHERE = "别的站点已经用了这个编号，请换一个。"
UNADDRESSED = "不能叫 new，不能有“/”，最多 64 个字。"


@dataclass(eq=False)
class Rows:
    """A kind of rows: ``table`` names its importer, ``key_name`` the column by which a site knows a row.

    ``site_name`` is the column of the site, "" for what all sites share. ``pages`` are a list of the rows and
    the page of one, as visitors see them. ``files`` are the parts of records that name files for download.
    """

    name: str
    words: str
    table: str
    key_name: str
    tree: Callable[[], SiteTree]
    pages: tuple[str, str]
    site_name: str = ""
    files: Mapping[str, Sequence[str]] = field(default_factory=dict)
    topics: Sequence[Topic] = ()  # that of the table is moved by ``apply``
    settles = True

    @cached_property
    def importer(self) -> Importer:
        """That of the table."""
        from govsite.domain.importing import IMPORTERS  # the importers are heavy, and few workers edit

        return IMPORTERS[self.table]

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns that a form has; not those by which the row is found."""
        fixed = (self.key_name, self.site_name)
        return tuple(c for c in self.importer.columns if not c.ignored and c.name not in fixed)

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """What the fields are called."""
        return {column.name: column.label for column in self.columns}

    @cached_property
    def beginning(self) -> Content:
        """The fields of a new one that a word is chosen for: the word that holds where nobody says another."""
        chosen = (column for column in self.columns if column.default and isinstance(column.parse, Choice))
        return {column.name: cell_of(column, column.default) for column in chosen}

    @cached_property
    def key_column(self) -> Column:
        """The column by which a site knows a row."""
        return next(column for column in self.importer.columns if column.name == self.key_name)

    @cached_property
    def out_of_use(self) -> str:
        """The word for the state of what is withdrawn; "" where rows have no state."""
        state = next((column.parse for column in self.columns if column.name == "state"), None)
        return state.words[-1] if isinstance(state, Choice) else ""

    @cached_property
    def records(self) -> Mapping[str, RecordCell]:
        """The columns whose cells are records, by name."""
        notes = self.importer.notes
        found = ((c.name, record_cell(c, notes[c.name].words if c.name in notes else "")) for c in self.columns)
        return {name: cell for name, cell in found if cell}

    def words_of(self, name: str, content: Mapping[str, Any]) -> str:
        """A value as a reader of differences sees it: of records, each in a line."""
        text, cell = fields.plain(name, content), self.records.get(name)
        if cell is None:
            return text
        rows = (cell.between.join(row.values()).rstrip(cell.between) for row in cell.split(text))
        return "\n".join(" · ".join(part or "—" for part in row.split(cell.between)) for row in rows)

    def choices(self, column: Column) -> Sequence[str]:
        """The words that a column is chosen from; none where it is written."""
        return self.importer.choices(column)

    def field_of(self, attribute: str) -> str:
        """The field that holds an attribute of the rows."""
        return next((column.name for column in self.columns if column.field == attribute), "")

    def key_faults(self, key: str) -> list[Fault]:
        """What is wrong with the key of a new one by itself."""
        if key in ("", ".", "..", NEW) or "/" in key or len(key) > LONGEST_KEY:
            return [Fault(self.key_name, UNADDRESSED if key else "请填写。")]
        return []

    def live(self, session: Session, site: Site, key: str) -> Content | None:
        """The cells of the row."""
        table = table_of(self.importer.model)
        row = session.execute(select(table).where(*self._own(site, key))).mappings().first()
        if row is None:
            return None
        return {column.name: cell_of(column, row[column.field], self.choices(column)) for column in self.columns}

    def title(self, session: Session, site: Site, key: str, content: Content) -> str:  # noqa: ARG002
        """Its name, of an offering that of its item; else its key."""
        of_item = self.importer.model is Offering
        name = session.scalar(select(Item.name).where(Item.code == key)) if of_item else content.get("name")
        return str(name or key)

    def check(self, session: Session, site: Site, key: str, content: Content, editor: Editor) -> list[Fault]:  # noqa: ARG002
        """What an import says of the row."""
        return self.told(session, site, key, content)[0]

    def told(self, session: Session, site: Site, key: str, content: Content) -> tuple[list[Fault], list[Fault]]:
        """What is wrong with a row, and what is worth mending and stops nothing."""
        if self._is_elsewhere(session, site, key):
            return [Fault(self.key_name, ELSEWHERE)], []
        report = self._plan(session, site, key, content, dry_run=True).report
        wrong, advice = (
            list(self._by_parts(content, [Fault(one.column, one.reason) for one in some]))
            for some in (report.errors, report.warnings)
        )
        return wrong, advice

    def _by_parts(self, content: Content, faults: Sequence[Fault]) -> Iterator[Fault]:
        """Faults of records as those of their parts (``materials.0.form``): the first of a cell stands for all."""
        told = set()
        for fault in faults:
            cell = self.records.get(fault.field)
            if cell is None:
                yield fault
                continue
            rows = cell.split(str(content.get(fault.field, "")))
            found = [] if fault.field in told else list(cell.faults(rows))
            told.add(fault.field)
            for row, part, sentence in found:
                yield Fault(f"{fault.field}.{row}.{part}", sentence)
            if not found:
                row, part = cell.place_of(rows, fault.sentence)
                yield Fault(f"{fault.field}.{row}.{part}", fault.sentence)

    def differences(self, before: Content | None, after: Content | None) -> list[Change]:
        """By column."""
        return fields.differences(self.labels, before, after, self.words_of)

    def merged(self, base: Content | None, mine: Content, theirs: Content | None) -> Merged:
        """Column by column; of one that both changed, mine, and a clash."""
        return fields.merged(self.labels, base, mine, theirs, self.words_of)

    def apply(self, session: Session, site: Site, key: str, content: Content | None, editor: Editor) -> AfterCommit:  # noqa: ARG002
        """Import the row, or take it out of use. Raises Moved where it has become wrong meanwhile."""
        from govsite.domain.importing import OutdatedPlanError, store_import

        if content is None:
            return self._take_out(session, site, key)
        plan = self._plan(session, site, key, content)
        if plan.report.errors or self._is_elsewhere(session, site, key):
            raise Moved
        try:
            store_import(session, plan)
        except (OutdatedPlanError, IntegrityError) as error:
            raise Moved from error
        return nothing_more

    def previewed(self, session: Session, tree: SiteTree, site: Site, key: str, content: Content) -> Previewed:
        """The pages that show the row, with what an import would store."""
        plan = self._plan(session, site, key, content)
        if plan.report.errors or self._is_elsewhere(session, site, key):
            raise Refused(FAULTY)
        record = next((dict(row) for row in (*plan.new, *plan.changed)), None)
        shown = {**content, **(record or {}), "key": quote(key, safe="")}
        is_shown = shown.get("state", IN_USE) in (IN_USE, "")
        page = self.pages[1].format(**shown) if is_shown or not self.site_name else self.pages[0]
        return Previewed(tree, page, {(self.name, key): record} if record else {})

    def _plan(self, session: Session, site: Site, key: str, content: Content, dry_run: bool = False) -> Plan:
        """The import of the one row."""
        from govsite.domain.importing import check_import

        fixed = {self.key_name: key, self.site_name: site.code}
        names = [column.name for column in self.importer.columns if not column.ignored]
        cells = [str(fixed.get(name, content.get(name, ""))) for name in names]
        table = Table.of(names, [cells])
        return check_import(session, self.importer, table, sites=self.tree(), dry_run=dry_run)

    def _take_out(self, session: Session, site: Site, key: str) -> AfterCommit:
        """Rows that have no state, such as departments, are deleted; one that offerings name stays."""
        table, own = table_of(self.importer.model), self._own(site, key)
        named = select(Offering.id).where(Offering.site_code == site.code, Offering.department == key).limit(1)
        if self.out_of_use:
            values = {"state": self.out_of_use, "changed": database_time(session)}
            session.execute(update(table).where(*own).values(values))
        elif self.importer.model is not Department or session.scalar(named) is None:
            session.execute(delete(table).where(*own))
        session.flush()
        topics.bump(session, self.importer.topic)
        return nothing_more

    def _own(self, site: Site, key: str) -> tuple[ColumnElement[bool], ...]:
        table = table_of(self.importer.model)
        own = table.c[self.key_column.field] == key
        return (own, table.c[self._site_field] == site.code) if self.site_name else (own,)

    def _is_elsewhere(self, session: Session, site: Site, key: str) -> bool:
        """Whether the key, one for all sites, is that of another site's row: an import would take it over."""
        if not self.site_name or len(self.importer.key) > 1:
            return False
        table = table_of(self.importer.model)
        owner = session.scalar(select(table.c[self._site_field]).where(table.c[self.key_column.field] == key))
        return owner not in (None, site.code)

    @cached_property
    def _site_field(self) -> str:
        return next(column.field for column in self.importer.columns if column.name == self.site_name)


def kinds_of(tree: Callable[[], SiteTree]) -> tuple[Rows, ...]:
    """All that there are, in the order of the console."""
    guides, offices, halls = ("/", "/guides/{key}"), ("/departments", "/departments/{slug}"), ("/halls", "/halls/{key}")
    return (
        Rows("offering", "实施清单", "offerings", "item_code", tree, guides, "site_code"),
        Rows("department", "部门", "departments", "key", tree, offices, "site_code"),
        Rows("hall", "办事大厅", "halls", "id", tree, halls, "site_slug"),
        Rows("item", "基本目录", "items", "basic_code", tree, guides, files={"materials": ("blank", "sample")}),
        Rows("bundle", "一件事", "bundles", "slug", tree, ("/bundles", "/bundles/{key}")),
    )
