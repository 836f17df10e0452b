"""Compares texts of sites.yaml field by field: what differs (对比), and what two changes make together (三方合并)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from govsite.characters import as_shown
from govsite.sites.fields import meaning
from govsite.sites.labels import label_of, order_of
from govsite.sites.parse import parse
from govsite.sites.values import same

Keys = tuple[str, ...]


class Change(NamedTuple):
    """One field that differs: its path, its Chinese name, and its value before and after (None: not there)."""

    path: Keys
    label: str
    before: Any
    after: Any


class Conflict(NamedTuple):
    """A field that both changed: what it was, and what each made of it (None: taken out)."""

    path: Keys
    label: str
    base: Any
    mine: Any
    theirs: Any


def differences(before: str, after: str) -> list[Change]:
    """The fields in which two texts differ, sites in the order of the file, fields in that of the schema.

    Both are a site's block, whose paths are those within it, or both are whole files. A list is one value.
    """
    old, new = _fields_of(before), _fields_of(after)
    places = {path[:2]: place for place, path in enumerate([*old, *new])}
    found = [path for path in old | new if not same(old.get(path), new.get(path))]
    found.sort(key=lambda path: (places[path[:2]] if path[0] == "sites" else -1, order_of(path)))
    return [Change(path, label_of(path), old.get(path), new.get(path)) for path in found]


def _fields_of(text: str) -> dict[Keys, Any]:
    data = parse(as_shown(text)).data
    if not isinstance(data, dict):
        return {}
    if len(data) == 1 and "sites" not in data:
        (data,) = data.values()
    return {path: value for path, value in leaves(meaning(data)) if path}


def leaves(data: Any, path: Keys = ()) -> Iterator[tuple[Keys, Any]]:
    """The values of tables with their paths; a list is one value."""
    if not isinstance(data, dict):
        yield path, data
        return
    for key, value in data.items():
        yield from leaves(value, (*path, key))


def merge_values(base: Any, mine: Any, theirs: Any, path: Keys = ()) -> tuple[Any, list[Conflict]]:
    """Three-way by field: what only one side changed is taken, what both changed differently is theirs, and told."""
    if same(mine, theirs) or same(base, mine):
        return theirs, []
    if same(base, theirs):
        return mine, []
    tables = [each for each in (base, mine, theirs) if each is not None]
    is_site = len(path) == 2 and path[0] == "sites"  # taken out as a whole, or not
    if not all(isinstance(each, dict) for each in tables) or (is_site and (mine is None or theirs is None)):
        return theirs, [Conflict(path, label_of(path), base, mine, theirs)]
    found: dict[str, Any] = {}
    told: list[Conflict] = []
    for key in dict.fromkeys([*(theirs or ()), *(mine or ()), *(base or ())]):
        old, own, other = ((each or {}).get(key) for each in (base, mine, theirs))
        value, conflicts = merge_values(old, own, other, (*path, key))
        told += conflicts
        if value is not None:
            found[key] = value
    return found or None, told
