"""Contents that are texts by field: how two of them differ, and the changes of two people together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from govsite.domain.publishing.kinds import Change, Clash, Content, Merged

Labels = Mapping[str, str]  # of the fields, in their order
Words = Callable[[str, Mapping[str, Any]], str]  # a field of a content as a reader of differences sees it


def plain(field: str, content: Mapping[str, Any]) -> str:
    """The value itself."""
    return str(content.get(field, ""))


def differences(labels: Labels, before: Content | None, after: Content | None, words: Words = plain) -> list[Change]:
    """By field."""
    old, new = before or {}, after or {}
    pairs = ((label, words(field, old), words(field, new)) for field, label in labels.items())
    return [Change(label, was, now) for label, was, now in pairs if was != now]


def merged(labels: Labels, base: Content | None, mine: Content, theirs: Content | None, words: Words = plain) -> Merged:
    """Field by field; of a field that both changed, mine, and a clash."""
    if theirs is None:
        return Merged(mine)
    found, clashes = dict(mine), []
    for field, label in labels.items():
        own, other = mine.get(field), theirs.get(field)
        was = base.get(field) if base is not None else object()
        if own == was:
            found[field] = other
        elif own != other and other != was:
            clashes.append(Clash(label, *(words(field, one or {}) for one in (base, mine, theirs))))
    return Merged(found, clashes)
