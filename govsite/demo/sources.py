"""The files that demo data are made from: a portal's own folder first, then the project's ``demo/``.

A file in the portal's own folder takes the place of the common one, except that its items.csv adds to the items (or
replaces those with the same slug) and its items_drop.csv (column ``slug``) leaves some out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from govsite.domain.importing import Table, read_table
from govsite.sites.tree import SiteTree

DEMO = Path(__file__).resolve().parents[2] / "demo"
# What is loaded anew when it has changed; not letters and cases, which people go on with.
FILE_NAMES = (
    "vocab.csv",
    "departments.csv",
    "departments_overrides.csv",
    "items.csv",
    "items_drop.csv",
    "online.csv",
    "halls.csv",
    "bundles.csv",
    "holidays.csv",
    "articles.csv",
)


def own_folder(data: Path | None, sites: Path) -> Path:
    """The folder of a portal's own files: that of its data (``GOVSITE_DATA``), or else where its sites.yaml lies."""
    return data or sites.resolve().parent


@dataclass(frozen=True, slots=True)
class Sources:
    """Where each file is: in the portal's own folder, else among the common ones."""

    own: Path
    common: Path = DEMO

    def rows(self, name: str) -> Table:
        """The table in a file; an empty one where there is none."""
        path = self._path(name)
        return read_table(name, path) if path else Table((), ())

    def items(self) -> Iterator[Table]:
        """The common items without those left out or replaced, then the portal's own."""
        common = read_table("items.csv", self.common / "items.csv")
        own = self.own / "items.csv"
        extra = read_table(own.name, own) if self.own != self.common and own.is_file() else Table((), ())
        gone = {row["slug"] for row in [*self.rows("items_drop.csv").dicts(), *extra.dicts()]}
        place = common.header.index("slug")
        yield Table(common.header, [row for row in common.rows if row[1][place] not in gone])
        if extra.rows:
            yield extra

    def halls(self, tree: SiteTree) -> Table:
        """The halls of this portal's sites; the common file may hold those of another."""
        return _at_sites(self.rows("halls.csv"), "site_slug", tree)

    def articles(self, tree: SiteTree) -> Table:
        """The articles of this portal's sites; the common file may hold those of another."""
        return _at_sites(self.rows("articles.csv"), "site", tree)

    def number(self, name: str) -> int:
        """60 bits of what is in a file, 0 where there is none."""
        path = self._path(name)
        return int(hashlib.sha256(path.read_bytes()).hexdigest()[:15], 16) if path else 0

    def _path(self, name: str) -> Path | None:
        return next((path for folder in (self.own, self.common) if (path := folder / name).is_file()), None)

    def digest(self) -> bytes:
        """Changes with the content of any file."""
        found = hashlib.sha256()
        for path in sorted(folder / name for folder in {self.own, self.common} for name in FILE_NAMES):
            if path.is_file():
                found.update(path.name.encode() + path.read_bytes())
        return found.digest()


def _at_sites(table: Table, column: str, tree: SiteTree) -> Table:
    """The rows of sites that there are, which a column names by their slugs."""
    if not table.rows:
        return table
    place = table.header.index(column)
    return Table(table.header, [row for row in table.rows if row[1][place] in tree.by_slug])
