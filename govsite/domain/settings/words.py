"""Differences between two blocks of settings in words, and the merging of two changes."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import unified_diff
from typing import Any

from govsite.domain.publishing.kinds import Change, Clash
from govsite.sites import merge
from govsite.sites.edit import edit_fields, key_of, with_key
from govsite.sites.errors import SitesInvalid
from govsite.sites.parse import parse
from govsite.sites.topics import CHOICES
from govsite.sites.values import lines_of

WHOLE, BROKEN = "全文", "（文本有格式错误，不能逐项对照）"
KEY = "地址里的名字"
WRITING, ONLY_WRITING = "写法", "注释、顺序或者空行有改动，内容没有变"


def changes_of(before: str, after: str) -> list[Change]:
    """What differs, by field."""
    if before == after:
        return []
    if not (_is_good(before) and _is_good(after)):
        return [Change(WHOLE, before if not _is_good(after) else BROKEN, BROKEN if not _is_good(after) else after)]
    keys = key_of(before), key_of(after)
    found = [Change(KEY, *keys)] if keys[0] != keys[1] else []
    found += [
        Change(each.label, shown(each.before, each.path), shown(each.after, each.path))
        for each in merge.differences(before, after)
    ]
    return found or [Change(WRITING, "", ONLY_WRITING)]


def merged(base: str | None, mine: str, theirs: str) -> tuple[str, Sequence[Clash]]:
    """The block with the changes of both, in which ``mine`` stands where they clash."""
    if mine == theirs or theirs == base:
        return mine, ()
    if mine == base:
        return theirs, ()
    if base is None or not all(map(_is_good, (base, mine, theirs))):
        if base is None and _is_good(mine) and _is_good(theirs):
            differing = merge.differences(theirs, mine)
            return mine, [
                Clash(each.label, "", shown(each.after, each.path), shown(each.before, each.path)) for each in differing
            ]
        return mine, [Clash(WHOLE, base or "", mine, theirs)]
    old, own, other = map(key_of, (base, mine, theirs))
    try:
        both = merge.merge(with_key(base, other), with_key(mine, other), theirs)
        changes = {each.path: each.mine for each in both.conflicts}
        text = edit_fields(both.text, changes) if changes else both.text
    except SitesInvalid:  # written in a way in which single fields cannot be changed
        return mine, [Clash(WHOLE, base, mine, theirs)]
    clashes = [Clash(KEY, old, own, other)] if own not in (old, other) and other != old else []
    clashes += [
        Clash(c.label, shown(c.base, c.path), shown(c.mine, c.path), shown(c.theirs, c.path)) for c in both.conflicts
    ]
    return text if own == old else with_key(text, own), clashes


def line_diff(before: str, after: str) -> list[str]:
    """The lines that differ, with three around them, as ``diff -u`` has them without its head."""
    lines = unified_diff(before.splitlines(), after.splitlines(), lineterm="")
    return [line for line in lines if not line.startswith(("---", "+++"))]


def shown(value: Any, path: Sequence[str | int]) -> str:
    """The value of a field as a reader sees it: what is on of the table of features, as the forms say it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        yes, no = ("开", "关") if len(path) > 1 else ("是", "否")
        return yes if value else no
    if isinstance(value, str):
        return CHOICES.get(str(path[-1]), {}).get(value, value) if path else value
    if isinstance(value, list):
        return "\n".join("，".join(map(str, one.values())) if isinstance(one, dict) else str(one) for one in value)
    return "\n".join(lines_of(value)).strip("\n") if isinstance(value, dict) else str(value)


def _is_good(text: str) -> bool:
    document = parse(text)
    return not document.problems and isinstance(document.data, dict) and len(document.data) == 1
