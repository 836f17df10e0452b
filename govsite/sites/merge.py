"""Merges two changes of the same sites.yaml, or of one site's block (三方合并): by site, by line, and by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any, NamedTuple

from govsite.characters import as_shown
from govsite.sites.compare import Change, Conflict, Keys, differences, leaves, merge_values
from govsite.sites.edit import counted
from govsite.sites.fields import edit_fields, edit_top, meaning
from govsite.sites.layout import HEAD, TAIL, layout, segments, told, unified
from govsite.sites.parse import parse
from govsite.sites.values import same

__all__ = ["Change", "Conflict", "Merged", "differences", "merge"]

_Lines = tuple[int, int, list[str]]


class Merged(NamedTuple):
    """The text with both changes; in the fields that are ``conflicts`` it has theirs."""

    text: str
    conflicts: tuple[Conflict, ...]


def merge(base: str, mine: str, theirs: str) -> Merged:
    """What two people made of a text, together: sites and fields that only one of them changed are taken from that one.

    All three are blocks of one site, or whole files. Comments are merged where the lines allow it, and are else theirs.
    Raises SitesInvalid for a text that is no YAML.
    """
    if unified(mine) in (unified(base), unified(theirs)):
        return Merged(theirs, ())
    if unified(theirs) == unified(base):
        return Merged(mine, ())
    return (_merge_files if "sites" in _table(theirs) else _merge_blocks)(base, mine, theirs)


def _table(text: str) -> dict[str, Any]:
    document = parse(as_shown(text))
    if not isinstance(document.data, dict):
        raise told(document.problems[0].message if document.problems else "文件里没有内容")
    return document.data


def _merge_blocks(base: str, mine: str, theirs: str) -> Merged:
    old, own, other = (meaning(next(iter(_table(text).values()))) or {} for text in (base, mine, theirs))
    value, conflicts = merge_values(old, own, other)
    text = _by_lines(base, mine, theirs, {next(iter(_table(theirs))): value})
    return Merged(edit_fields(theirs, _steps(other, value)) if text is None else text, tuple(conflicts))


def _by_lines(base: str, mine: str, theirs: str, wanted: Mapping[str, Any]) -> str | None:
    """The text merged line by line, if that says what is wanted."""
    text = merge_lines(unified(base), unified(mine), unified(theirs))
    if text is None or not same(meaning(parse(as_shown(text)).data), meaning(wanted)):
        return None
    return text


def _steps(here: Any, wanted: Any) -> dict[Keys, Any]:
    """The fields to change so that a table becomes another."""
    old, new = dict(leaves(here or {})), dict(leaves(wanted or {}))
    gone: dict[Keys, Any] = {path: None for path in old if path and path not in new}
    return gone | {path: value for path, value in new.items() if path and not same(old.get(path), value)}


def _merge_files(base: str, mine: str, theirs: str) -> Merged:
    old, own, other = (_plain(layout(unified(text)).data) for text in (base, mine, theirs))
    value, conflicts = merge_values(old, own, other)
    parts = _Parts(*(segments(text) for text in (base, mine, theirs)))
    whole = "".join(parts.of(name, other, value) for name in parts.order() if name in (HEAD, TAIL, *value["sites"]))
    text = counted(_written_as(theirs, whole))
    if not same(_plain(_table(text)), value):
        raise told("两边的改动合不到一起：请在文件里改")
    return Merged(text, tuple(conflicts))


def _plain(table: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a file without the number of its sites, which follows from them."""
    portal = table.get("portal")
    kept = {key: value for key, value in portal.items() if key != "site_count"} if isinstance(portal, dict) else portal
    known: dict[str, Any] = meaning({**table, "portal": kept})
    return known


def _written_as(text: str, new: str) -> str:
    """A text with the line ends and the byte order mark of another."""
    new = new.removeprefix("\ufeff")
    if not unified(text).endswith("\n"):
        new = new.removesuffix("\n")
    new = new.replace("\n", "\r\n") if "\r\n" in text else new
    return f"\ufeff{new}" if text.startswith("\ufeff") else new


class _Parts(NamedTuple):
    """The three texts in parts: what stands before the sites, each site with what stands above it, and the rest."""

    base: Mapping[str, str]
    mine: Mapping[str, str]
    theirs: Mapping[str, str]

    def order(self) -> list[str]:
        """The parts in the order of theirs; what only mine has stands behind what it follows there."""
        names = list(self.theirs)
        for before, name in pairwise(self.mine):
            if name not in names:
                names.insert(names.index(before) + 1 if before in names else -1, name)
        return names

    def of(self, name: str, theirs: Mapping[str, Any], value: Mapping[str, Any]) -> str:
        """One part, merged."""
        base, mine, own = (each.get(name) for each in self)
        if mine is None or own is None:
            return own or mine or ""
        if base == mine or mine == own:
            return own
        if base == own:
            return mine
        return self.both(name, theirs, value)

    def both(self, name: str, theirs: Mapping[str, Any], value: Mapping[str, Any]) -> str:
        """A part that both changed."""
        sources = (theirs, value) if name in (HEAD, TAIL) else (theirs["sites"], value["sites"])
        own = self.theirs[name]
        keys = [key for key in (*_table(own), *_table(self.mine[name])) if key != "sites"]
        old, wanted = ({key: source.get(key) for key in keys} for source in sources)
        text = merge_lines(self.base.get(name, ""), self.mine[name], own)
        if text is not None and same(_plain(_table(text)), meaning(wanted)):
            return text
        for key in wanted:
            own = edit_top(own, key, _steps(old[key], wanted[key]))
        return own


def merge_lines(base: str, mine: str, theirs: str) -> str | None:
    """Three texts merged line by line; None where both changed the same lines, or lines that touch."""
    lines = base.splitlines(keepends=True)
    changes = sorted([*_changes(lines, mine), *_changes(lines, theirs)])
    parts: list[str] = []
    place = 0
    for number, (first, behind, new) in enumerate(changes):
        if number and changes[number - 1] == (first, behind, new):
            continue
        if number and first <= place:
            return None
        parts += [*lines[place:first], *new]
        place = behind
    return "".join([*parts, *lines[place:]])


def _changes(lines: list[str], text: str) -> Iterator[_Lines]:
    new = text.splitlines(keepends=True)
    for tag, first, behind, start, end in SequenceMatcher(None, lines, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield first, behind, new[start:end]
