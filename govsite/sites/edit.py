"""Changes one site's block in the text of sites.yaml: every other byte of the file stays.

Pure functions of texts. All raise SitesInvalid, with the line within the block, for what cannot be done.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from govsite.characters import as_shown
from govsite.sites.errors import SiteError, SitesInvalid
from govsite.sites.fields import edit_fields
from govsite.sites.layout import Layout, layout, told
from govsite.sites.parse import parse
from govsite.sites.values import inline, same

__all__ = [
    "block_of",
    "counted",
    "edit_fields",
    "first_line",
    "key_of",
    "renamed",
    "renamed_block",
    "with_block",
    "with_key",
    "with_site",
    "without_site",
]

_MARKER = re.compile(r"(---|\.\.\.)(\s|$)|%")
_KEY = re.compile(r"^.*?(?=\s*:(\s|$))")
_COUNT = re.compile(r"(site_count[\"']?\s*:\s*)[0-9]+")
_EXPECTED = "这里要以“{}:”开头，靠左写，别的行都缩进"


def block_of(text: str, slug: str) -> str:
    """A site's entry with the comments in it, moved to the left so that it begins with its key."""
    return layout(text).block(slug)


def first_line(text: str, slug: str) -> int:
    """The line of the file, from 1, where a site's block begins: what is wrong in the file can be told in the block."""
    return layout(text).span(slug)[0] + 1


def with_block(text: str, slug: str, block: str) -> str:
    """The file with another block for a site."""
    here = layout(text)
    data, body = _checked(block, slug)
    if body == here.block(slug):
        return text
    return _proved(here, {here.span(slug): body}, slug, {**here.data["sites"], slug: data})


def with_site(text: str, slug: str, block: str, after: str) -> str:
    """The file with a new site behind the last site below ``after``; the number of sites in it is kept right."""
    here = layout(text)
    sites = here.data["sites"]
    if slug in sites:
        raise told(f"已经有站点 {slug}：请换一个键", slug)
    data, body = _checked(block, slug)
    here.span(after)
    neighbour = [known for known in sites if known == after or after in _above(sites, known)][-1]
    place = here.spans[neighbour][1]
    first = here.spans[neighbour][0]
    if first and not here.lines[first - 1].strip() and here.lines[place - 1].strip():
        body = f"\n{body}"
    order = list(sites)
    order.insert(order.index(neighbour) + 1, slug)
    wanted = {known: data if known == slug else sites[known] for known in order}
    return counted(_proved(here, {(place, place): body}, slug, wanted))


def without_site(text: str, slug: str) -> str:
    """The file without a site and the comments above it; the number of sites in it is kept right."""
    here = layout(text)
    first, behind = here.span(slug)
    while first and (not here.lines[first - 1].strip() or here.lines[first - 1].lstrip().startswith("#")):
        if any(first == end for _, end in here.spans.values()):
            break
        first -= 1
    wanted = {known: entry for known, entry in here.data["sites"].items() if known != slug}
    return counted(_proved(here, {(first, behind): ""}, slug, wanted))


def renamed(text: str, old: str, new: str) -> str:
    """The file with another key for a site, also where it is the parent of others; the old one leads to it."""
    here = layout(text)
    sites = here.data["sites"]
    if new in sites:
        raise told(f"已经有站点 {new}：请换一个键", new)
    here.span(old)
    blocks = {old: renamed_block(here.block(old), old, new)}
    for slug, entry in sites.items():
        if isinstance(entry, dict) and entry.get("parent") == old:
            blocks[slug] = edit_fields(here.block(slug), {("parent",): new})
    wanted = {new if slug == old else slug: _moved(entry, old, new) for slug, entry in sites.items()}
    wanted[new] = {**wanted[new], "former_slugs": _led(sites[old], old, new)}
    return _proved(here, {here.spans[slug]: block for slug, block in blocks.items()}, old, wanted)


def renamed_block(block: str, old: str, new: str) -> str:
    """A site's block with another key; ``old``, under which the site stands in the file, leads to it."""
    entry = next(iter(parse(as_shown(block)).data.values()))
    return with_key(edit_fields(block, {("former_slugs",): _led(entry, old, new) or None}), new)


def with_key(block: str, key: str) -> str:
    """A block with another key, which is all that changes."""
    return _KEY.sub(lambda _: inline(key), block, count=1)


def key_of(block: str) -> str:
    """The key of a block; "" for what is no block of one site."""
    data = parse(as_shown(block)).data
    return str(next(iter(data))) if isinstance(data, dict) and len(data) == 1 else ""


def _led(entry: Any, old: str, new: str) -> list[Any]:
    """The keys of before that lead to a site once it has another."""
    return [each for each in _former(entry) if each not in (old, new)] + ([old] if old != new else [])


def _former(entry: Any) -> list[Any]:
    known = entry.get("former_slugs") if isinstance(entry, dict) else None
    return known if isinstance(known, list) else []


def _moved(entry: Any, old: str, new: str) -> Any:
    return {**entry, "parent": new} if isinstance(entry, dict) and entry.get("parent") == old else entry


def _above(sites: Mapping[str, Any], slug: str) -> list[str]:
    """The sites above one."""
    trail: list[str] = []
    entry = sites.get(slug)
    while isinstance(entry, dict) and isinstance(parent := entry.get("parent"), str) and parent not in trail:
        trail.append(parent)
        entry = sites.get(parent)
    return trail


def _checked(block: str, slug: str) -> tuple[Any, str]:
    """The values of a block, and its text as it goes into the file."""
    body = as_shown(block).strip("\n") + "\n"
    whole = as_shown(block).lstrip("\n")
    if "+" in whole and not same(parse(whole).data, parse(body).data):
        body = whole  # its last text keeps the blank lines that follow (|+)
    lines = body.split("\n")
    for number, line in enumerate(lines, 1):
        if _MARKER.match(line):
            raise told(f"不能有以“{line[:3]}”开头的行：请删掉", slug, number)
    if lines[0].startswith("#"):
        raise told(f"说明要写在“{slug}:”这一行下面", slug, 1)
    document = parse(body)
    if document.data is None and document.problems:
        (row, column), words = document.problems[0].mark, document.problems[0].message
        raise SitesInvalid([SiteError(row + 1, column + 1, slug, "", words)])
    if not isinstance(document.data, dict) or lines[0][:1].isspace() or lines[0].startswith("{"):
        raise told(_EXPECTED.format(slug), slug, 1)
    extra = [key for key in document.data if key != slug]
    if extra:
        raise told(_EXPECTED.format(slug), slug, _line_of(lines, extra[0]))
    return document.data[slug], _with_its_comments(lines)


def _line_of(lines: list[str], key: str) -> int:
    """The line of a key at the left margin."""
    return next((number for number, line in enumerate(lines, 1) if line.lstrip("\"'").startswith(key)), 1)


def _with_its_comments(lines: list[str]) -> str:
    """A block whose last comments stand deeper than its key, so that they stay with it."""
    inside = next((line for line in lines[1:] if line.startswith(" ") and line.strip()), "  ")
    indent = " " * (len(inside) - len(inside.lstrip(" ")))
    for number in range(len(lines) - 1, 0, -1):
        if lines[number].startswith("#"):
            lines[number] = indent + lines[number]
        elif lines[number].strip():
            break
    return "\n".join(lines)


def _proved(here: Layout, new: Mapping[tuple[int, int], str], slug: str, wanted: Mapping[str, Any]) -> str:
    """The text with blocks in place of lines, if that makes exactly the wanted sites and changes nothing else."""
    for ended in (False, True):
        text = here.with_blocks(new, ended)
        with suppress(SitesInvalid):
            if _is(layout(text).data, {**here.data, "sites": wanted}):  # whoever loads it next need not parse it again
                return text
    raise told("这一段写完会影响别的站点：请检查引号、括号和缩进", slug)


def _is(found: Any, wanted: Mapping[str, Any]) -> bool:
    return same(found, wanted) and isinstance(found["sites"], dict) and list(found["sites"]) == list(wanted["sites"])


def counted(text: str) -> str:
    """The file with the right number of its sites, where it states one."""
    here = layout(text)
    count = len(here.spans)
    portal = here.data.get("portal")
    if not isinstance(portal, dict) or portal.get("site_count") in (None, count):
        return text
    inside = {line for span in here.spans.values() for line in range(*span)}
    lines = list(here.lines)
    for number, line in enumerate(lines):
        if number not in inside and _COUNT.search(line.partition("#")[0]):
            lines[number] = _COUNT.sub(rf"\g<1>{count}", line, count=1)
            break
    return "".join(lines)
