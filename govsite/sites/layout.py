"""Which lines of sites.yaml are a site's: its block, from its key to the comments that stand deeper than the key.

Comments and blank lines before a key belong to it. The lines are those of the text as it is, with whatever ends them;
what they mean is read from the text as it is shown, where nothing unseen stands.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from govsite.characters import as_shown
from govsite.sites.errors import SiteError, SitesInvalid
from govsite.sites.outline import own_comments
from govsite.sites.parse import Document, parse

HEAD, TAIL = "^", "$"  # no slugs
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")


@dataclass(frozen=True, slots=True)
class Layout:
    """A text of a whole file, its raw lines with their ends, and the lines (from, behind) of each site's block.

    ``document`` and its ``data`` are the file's, not to be changed; ``indent`` is that of the sites' keys.
    """

    lines: tuple[str, ...]
    document: Document
    spans: Mapping[str, tuple[int, int]]
    indent: int
    newline: str

    @property
    def data(self) -> Mapping[str, Any]:
        """The values of the file."""
        found: Mapping[str, Any] = self.document.data
        return found

    def span(self, slug: str) -> tuple[int, int]:
        """The lines of a site. Raises SitesInvalid where there is none."""
        if slug not in self.spans:
            raise told(f"没有站点 {slug}：可能刚刚改了名，请刷新页面", slug)
        return self.spans[slug]

    def block(self, slug: str) -> str:
        """A site's block as it is shown, its key at the left margin."""
        first, behind = self.span(slug)
        return dedented("".join(self.lines[first:behind]), self.indent)

    def with_blocks(self, new: Mapping[tuple[int, int], str], ended: bool = False) -> str:
        """The text with blocks, which end with a line end, in place of lines; ``ended`` even if the file did not."""
        parts: list[str] = []
        place = 0
        for (first, behind), block in sorted(new.items()):
            parts += self.lines[place:first]
            if block and parts and not parts[-1].endswith(("\n", "\r")):
                parts.append(self.newline)
            lines = (" " * self.indent + line if line else "" for line in block.split("\n")[:-1])
            parts += (line + self.newline for line in lines)
            place = behind
        parts += self.lines[place:]
        if place == len(self.lines) and parts and not ended and not self.lines[-1].endswith(("\n", "\r")):
            parts[-1] = parts[-1].removesuffix(self.newline)  # as the file was
        return "".join(parts)


def told(words: str, site: str = "", line: int = 1) -> SitesInvalid:
    """The mistake that a text cannot be changed in this way."""
    return SitesInvalid([SiteError(line, 1, site, "", words)], "sites.yaml")


def raw_lines(text: str) -> list[str]:
    """The lines of a text with their ends, as editors count them."""
    return [line for line in _LINES.findall(text) if line]


@lru_cache(maxsize=3)
def layout(text: str) -> Layout:
    """The layout of a file. Raises SitesInvalid where it is no YAML, or sites do not stand on lines of their own."""
    shown = as_shown(text)
    document, lines, seen = parse(shown, places=True, deepest=2), raw_lines(text), shown.split("\n")
    if not isinstance(document.data, dict) or not isinstance(document.data.get("sites"), dict):
        problem = next(iter(document.problems), None)
        raise told(problem.message, "", problem.mark[0] + 1) if problem else told("文件里没有 sites")
    if len(lines) != len(seen) - (not seen[-1]):
        raise told("有看不见的字符夹在换行里：请在文件里删掉")
    starts = _starts(document, seen)
    indent = document.keys["sites", next(iter(document.data["sites"]))][1] if starts else 0
    ends = sorted([*starts.values(), _end_of_sites(document, len(lines))])
    spans = {}
    for slug, first in starts.items():
        behind = ends[bisect(ends, first)]
        last = _last(seen, first, behind, indent)
        if last < behind and _keeps(document.data["sites"][slug]):
            last = _last_kept(seen, last, behind)
        spans[slug] = (first, last)
    newline = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    return Layout(tuple(lines), document, spans, indent, newline)


def _starts(document: Document, seen: list[str]) -> dict[str, int]:
    starts: dict[str, int] = {}
    indents: set[int] = set()
    lines: set[int] = set()
    for slug in document.data["sites"]:
        line, column = document.keys["sites", slug]
        if seen[line][:column].strip() or line in lines:
            raise told("站点写在括号里，不能从这里改：请在文件里改成每个站点另起一行", "sites", line + 1)
        starts[slug] = line
        indents.add(column)
        lines.add(line)
    if len(indents) > 1 or seen[document.keys["sites",][0]].rstrip().endswith("{"):
        raise told("站点写在括号里，不能从这里改：请在文件里改成每个站点另起一行", "sites")
    return starts


def _end_of_sites(document: Document, count: int) -> int:
    """The line of the top-level key behind the sites, or the end."""
    (first, _) = document.keys["sites",]
    tops = (mark[0] for path, mark in document.keys.items() if len(path) == 1)
    return min((line for line in tops if line > first), default=count)


def _last(seen: list[str], first: int, behind: int, indent: int) -> int:
    """The line behind a block: without what stands before the next key."""
    content = behind
    while content > first + 1 and (not seen[content - 1].strip() or seen[content - 1].lstrip(" ").startswith("#")):
        content -= 1
    return content + own_comments(seen[content:behind], 0, indent)


def _keeps(value: Any) -> bool:
    """Whether the last text of an entry ends with blank lines (``|+``), which follow it."""
    while isinstance(value, dict | list) and value:
        value = value[-1] if isinstance(value, list) else next(reversed(value.values()))
    return isinstance(value, str) and value.endswith("\n\n")


def _last_kept(seen: list[str], last: int, behind: int) -> int:
    while last < behind and not seen[last].strip():
        last += 1
    return last


def dedented(text: str, indent: int) -> str:
    """A text as it is shown, its lines moved to the left; it ends with a line end."""
    lines = as_shown(text).split("\n")
    if not lines[-1]:
        lines.pop()
    return "".join(f"{line[_spaces(line, indent) :]}\n" for line in lines)


def _spaces(line: str, most: int) -> int:
    return min(most, len(line) - len(line.lstrip(" ")))


def unified(text: str) -> str:
    """A text without what editors put at its edges and ends of lines."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return text if not text or text.endswith("\n") else f"{text}\n"


def segments(text: str) -> dict[str, str]:
    """The parts of a whole file, unified: HEAD, each site with the lines above it, and TAIL."""
    here = layout(unified(text))
    parts: dict[str, str] = {}
    place = min((first for first, _ in here.spans.values()), default=len(here.lines))
    parts[HEAD] = "".join(here.lines[:place])
    for slug, (_, behind) in here.spans.items():
        parts[slug] = "".join(here.lines[place:behind])
        place = behind
    return parts | {TAIL: "".join(here.lines[place:])}
