"""A visitor who follows every link, breadth first, a few addresses of each pattern on each site."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urldefrag, urljoin, urlsplit

from flask import Flask

from tests.apps import tree_of
from tests.columns import holes
from tests.helpers import Page, Visitor, after_mount

ORIGIN = "http://localhost"
ADDRESSES = "//a/@href|//form[not(@method) or @method='get']/@action|//link/@href|//script/@src|//*/@data-hx-get"
NUMBER = re.compile(r"(?<=/)(?!guides|forms|print|elsewhere)[0-9A-Z][0-9A-Za-z-]*")
FACETS = frozenset({"theme", "event", "group", "way", "department"})
OUTSIDE = ("tel:", "geo:", "mailto:", "https://", "http://")


@dataclass
class Crawl:
    """What was fetched and what is wrong with it: one page of each pattern, below ``within``, at most ``most``."""

    visitor: Visitor
    slugs: frozenset[str]
    most: int
    within: str
    pages: dict[str, Page | None] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    anchors: list[tuple[str, str, str]] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)

    def run(self, start: str) -> Crawl:
        queue = deque([(start, "")])
        queued = {start}
        while queue and len(self.pages) < self.most:
            url, source = queue.popleft()
            page = self._fetch(url, source)
            if page is None:
                continue
            for link in self._links(page):
                address, anchor = urldefrag(link)
                if anchor:
                    self.anchors.append((url, address, anchor))
                if address not in queued and self._wanted(address):
                    queued.add(address)
                    queue.append((address, url))
        self._check_anchors()
        return self

    def _fetch(self, url: str, source: str) -> Page | None:
        self.pages[url] = None
        answer = self.visitor.client.get(url, follow_redirects=True)
        if answer.status_code != 200:
            self.faults.append(f"{url} (linked from {source}): {answer.status_code}")
        elif answer.mimetype == "text/html":
            try:
                page = self.visitor.get(answer.request.full_path.rstrip("?") if answer.history else url)
            except AssertionError as error:
                self.faults.append(f"linked from {source}: {error}")
                return None
            self.faults += [f"{url}: {hole}" for hole in holes(page)]
            self.pages[url] = page
            return page
        return None

    def _links(self, page: Page) -> Iterator[str]:
        for href in dict.fromkeys(page.find(ADDRESSES)):
            address = urljoin(ORIGIN + page.url, href)
            if address.startswith(ORIGIN + "/"):
                yield address.removeprefix(ORIGIN)
            elif not href.startswith(OUTSIDE) or href in OUTSIDE:
                self.faults.append(f"{page.url}: a strange address {href!r}")

    def _wanted(self, address: str) -> bool:
        if not address.startswith(self.within):
            return False
        self.seen[pattern := self.pattern(address)] += 1
        return self.seen[pattern] == 1

    def pattern(self, address: str) -> str:
        """The address without what names one thing: item, hall, notice, department, values of the query."""
        parts = urlsplit(address)
        path = NUMBER.sub("*", unquote(parts.path))
        path = re.sub(r"/(departments|help|notices|halls)/[^/]+", r"/\1/*", path).replace("{letter}", "*")
        names = sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)})
        if len(FACETS.intersection(names)) > 1:
            names = ["facets"]
        mounts, words = after_mount(path)
        if words[0] in self.slugs:
            words[0] = "~"
        return "/" + "/".join([*mounts, *words]) + "?" + "&".join(names)

    def _check_anchors(self) -> None:
        for source, address, anchor in self.anchors:
            page = self.pages.get(address)
            if page is not None and not page.find(f"//*[@id='{anchor}']"):
                self.faults.append(f"{source}: {address} has no #{anchor}")


def crawl(app: Flask, start: str, most: int = 400, within: str = "/") -> Crawl:
    """Follow the links from a page."""
    slugs = frozenset(tree_of(app).by_slug)
    # Without cookies: a link to 长者版 would show everything after it so.
    return Crawl(Visitor(app.test_client(use_cookies=False)), slugs, most, within).run(start)


def found_patterns(result: Crawl) -> set[str]:
    """Patterns of all pages that were fetched."""
    return {result.pattern(url) for url in result.pages}
