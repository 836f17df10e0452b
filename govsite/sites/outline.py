"""Where the keys and values of a small text of YAML stand, so that one can be changed and the rest stays as typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML

_COMMENT = re.compile(r"( *)#")


@dataclass(slots=True)
class Node:
    """A value from ``start`` to ``end`` (characters); ``kind`` is text, table or list, ``flow`` those in brackets."""

    kind: str
    start: int
    end: int
    flow: bool = False
    entries: list[Entry] = field(default_factory=list)
    items: list[Node] = field(default_factory=list)

    def find(self, key: object) -> Entry | None:
        """The entry of a key of a table."""
        return next((entry for entry in self.entries if entry.key == key), None)


@dataclass(slots=True)
class Entry:
    """A key of a table, from ``start`` to ``end``, and its value."""

    key: str
    start: int
    end: int
    value: Node


def outline(text: str) -> Node:
    """The outermost value of a text as ``as_shown`` gives it. Raises YAMLError."""
    events = YAML(typ="safe", pure=False).parse(text)
    for event in events:
        if type(event).__name__ == "DocumentStartEvent":
            return _node(next(events), events, text)
    return Node("text", 0, 0)


def _node(event: Any, events: Iterator[Any], text: str) -> Node:
    kind, start = type(event).__name__, event.start_mark.index
    if kind == "MappingStartEvent":
        return _table(Node("table", start, start, bool(event.flow_style)), events, text)
    if kind == "SequenceStartEvent":
        return _list(Node("list", start, start, bool(event.flow_style)), events, text)
    end = event.end_mark.index
    if getattr(event, "style", None) in ("|", ">"):
        written = text[start:end]
        if "+" not in written.partition("\n")[0].partition("#")[0]:
            end = start + len(written.rstrip())
        elif written.endswith("\n"):
            end -= 1
    return Node("text", start, end)


def _table(node: Node, events: Iterator[Any], text: str) -> Node:
    while type(event := next(events)).__name__ != "MappingEndEvent":
        key = _node(event, events, text)
        name = str(getattr(event, "value", ""))
        node.entries.append(Entry(name, key.start, key.end, _node(next(events), events, text)))
    node.end = event.end_mark.index if node.flow else max(node.entries[-1].end, node.entries[-1].value.end)
    return node


def _list(node: Node, events: Iterator[Any], text: str) -> Node:
    while type(event := next(events)).__name__ != "SequenceEndEvent":
        node.items.append(_node(event, events, text))
    node.end = event.end_mark.index if node.flow else node.items[-1].end
    return node


def line_start(text: str, place: int) -> int:
    """Where the line of a place begins."""
    return text.rfind("\n", 0, place) + 1


def line_end(text: str, place: int) -> int:
    """Where the line behind that of a place begins."""
    found = text.find("\n", place)
    return len(text) if found < 0 else found + 1


def indent_of(text: str, place: int) -> int:
    """The column of a place."""
    return place - line_start(text, place)


def own_comments(lines: list[str], first: int, indent: int) -> int:
    """The line behind the comments from ``first`` on that stand deeper than ``indent``, and so belong to what is above.

    Blank lines belong to what they precede.
    """
    last = first
    for number in range(first, len(lines)):
        if lines[number].strip():
            found = _COMMENT.match(lines[number])
            if not found or len(found[1]) <= indent:
                break
            last = number + 1
    return last


def entry_end(text: str, entry: Entry) -> int:
    """Where the lines of an entry of a table in lines end, with the comments that belong to it."""
    end = line_end(text, max(entry.value.end, entry.end))
    lines = text[end:].split("\n")
    last = own_comments(lines, 0, indent_of(text, entry.start))
    return min(end + sum(len(line) + 1 for line in lines[:last]), len(text))
