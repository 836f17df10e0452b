"""Loads the demo data: vocabulary, offices, items, halls, what every site offers, the days off, and notices."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.orm import Session

from govsite.database import topics
from govsite.database.engine import without_limit
from govsite.demo.offerings import offering_table
from govsite.demo.office_names import read_patterns
from govsite.demo.offices import office_table
from govsite.demo.sources import DEMO, Sources
from govsite.domain.importing import IMPORTERS, ImportReport, Table, check_import, store_import
from govsite.sites.tree import SiteTree

MARK = "demo"
FORMAT = b"5"  # to be raised when the same files give other rows
MOST_SHOWN_ERRORS = 20


class DemoError(ValueError):
    """A demo file has rows that cannot be imported; ``report`` holds all of them."""

    def __init__(self, noun: str, report: ImportReport) -> None:
        self.report = report
        super().__init__("\n".join([f"{noun}：{report}", *map(str, report.errors[:MOST_SHOWN_ERRORS])]))


def load_demo(session: Session, tree: SiteTree, folder: Path = DEMO) -> dict[str, ImportReport]:
    """Load the files for a portal's sites; nothing is done when they were loaded already.

    ``session`` is that of one ``writing()`` around it all: what a table refers to is checked against the rows of
    those before it, and all of it is loaded or none. So, unlike an import, it also checks while it holds the write
    lock, for some seconds; a portal that people use has no demo data to load. Rows that exist are updated, none are
    deleted. Returns a report a noun; raises TableError or DemoError.
    """
    sources = Sources(folder)
    digest = _digest(tree, sources)
    if topics.mark(session, MARK) == digest:
        return {}
    without_limit(session.connection())
    reports: dict[str, ImportReport] = {}
    for noun, table in _tables(session, tree, sources):
        plan = check_import(session, IMPORTERS[noun], table, sites=tree)
        if plan.report.errors:
            raise DemoError(noun, plan.report)
        store_import(session, plan)
        reports.setdefault(noun, ImportReport()).add(plan.report)
    topics.set_mark(session, MARK, digest)
    return reports


def _digest(tree: SiteTree, sources: Sources) -> int:
    """60 bits of the files and of what the rows take from the sites: a new notice must reload nothing."""
    found = hashlib.sha256(FORMAT + tree.portal.hotline.encode())
    for site in tree.all:
        above = site.parent.code if site.parent else ""
        facts = (site.slug, site.code, site.name, site.short_name, site.level, above, site.contact.phone)
        found.update(repr(facts).encode())
    found.update(sources.digest())
    return int(found.hexdigest()[:15], 16)


def _tables(session: Session, tree: SiteTree, sources: Sources) -> Iterator[tuple[str, Table]]:
    """Each noun's rows, made when those before are in the database."""
    yield "terms", sources.rows("vocab.csv")
    patterns = read_patterns(
        sources.rows("departments.csv").dicts(),
        sources.rows("departments_overrides.csv").dicts(),
        tree.root.slug,
    )
    halls = sources.halls(tree)
    yield "departments", office_table(tree, patterns, halls)
    for table in sources.items():
        yield "items", table
    yield "halls", halls
    online = {row["department"]: row["online_at"] for row in sources.rows("online.csv").dicts()}
    yield "offerings", offering_table(session, tree, online)
    yield "bundles", sources.rows("bundles.csv")
    yield "holidays", sources.rows("holidays.csv")
    yield "articles", sources.articles(tree)
