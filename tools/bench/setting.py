"""What all measurements of one run share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.bench.databases import Backend
from tools.bench.figures import Sheet, Target
from tools.bench.load import Page, page
from tools.bench.queries import read_queries, search_paths, vary
from tools.bench.servers import BARE, HELLO, PORTAL, ROOT, Portal, Server
from tools.bench.urls import SCRIPTS, Map, in_script

QUERY_FILES = ROOT / "tests" / "search"
DIFFERENT = 60_000  # queries for each script


@dataclass
class Setting:
    """One run on one kind of database; figures are named with the kind in front."""

    work: Path
    sheet: Sheet
    where: Backend
    few: Portal
    many: Portal
    core: set[int]
    rounds: int
    seconds: int
    quick: bool
    _queries: list[str] | None = None

    def add(
        self, name: str, ratio: float | None, value: float, unit: str, target: Target | None = None, **detail: Any
    ) -> None:
        """Keep a figure of this database."""
        self.sheet.add(f"{self.where.kind}.{name}", ratio, value, unit, target, **detail)

    def server(self, portal: Portal, workers: int = 1, **env: str) -> Server:
        """The portal, on the core of the servers."""
        log = self.work / "server.log"
        core = self.core if workers == 1 else set()
        return Server(PORTAL, portal.env(self.work, **env), log, core, workers, "/healthz")

    def cold_server(self, portal: Portal) -> Server:
        """The portal without its page cache."""
        return self.server(portal, GOVSITE_PAGE_CACHE_MB="0")

    def hello(self) -> Server:
        """Bare Flask, the same way."""
        return Server(HELLO, self.few.env(self.work), self.work / "server.log", self.core)

    def bare(self) -> Server:
        """Bare Flask and SQLAlchemy, the same way."""
        return Server(BARE, self.few.env(self.work), self.work / "server.log", self.core)

    def page(self, name: str, server: Server, paths: Sequence[str], **more: Any) -> Page:
        """A page under measurement."""
        return page(self.work, name, server.port, paths, **more)

    def queries(self) -> list[str]:
        """What people typed; item names where the test data is not there."""
        if self._queries is None:
            self._queries = read_queries(QUERY_FILES)
            if not self._queries:
                self.sheet.note(f"no queries_*.csv in {QUERY_FILES}: the names of the items are asked for")
                self._queries = Map(self.few).item_names()
        return self._queries

    def searches(self, chart: Map) -> dict[str, list[str]]:
        """Search URLs that never repeat, for each script."""
        places = [site.short_name or site.name for site in chart.tree.all[:100]]
        queries = vary(self.queries(), places, DIFFERENT * len(SCRIPTS))
        roots = [place.root for place in chart.three]
        return {
            script: in_script(search_paths(roots, queries[number :: len(SCRIPTS)]), script)
            for number, script in enumerate(SCRIPTS)
        }
