"""sites.yaml without its notices, byte for byte the same besides: for when they have been moved to the database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ruamel.yaml import YAML

KEY = "notices"
BLOCK_START = "MappingStartEvent", "SequenceStartEvent"
_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")  # what YAML counts as the end of a line


def without_notices(text: str) -> str:
    """A valid text without the key ``notices`` of each site and of ``defaults``.

    Comments inside of what goes go with it, all others stay. Where the keys of a site stand in one line, the comma
    goes too.
    """
    starts = [0, *(found.end() for found in _BREAK.finditer(text))]

    def place(mark: Any) -> int:
        return starts[mark.line] + int(mark.column) if mark.line < len(starts) else len(text)

    left = text
    for key, mark, flow in reversed(list(_found(text))):
        end = place(mark)
        left = _out_of_flow(left, place(key), end) if flow else _out_of_block(left, starts[key.line], end)
    return left


def _found(text: str) -> Iterator[tuple[Any, Any, bool]]:
    """The marks where each key begins and where its value ends, and whether the mapping around it is in braces."""
    path: list[tuple[str, str | None, bool]] = []  # kind of what is open, the key that was read last in it, in braces
    begin = None
    for event in YAML(typ="safe", pure=False).parse(text):
        kind = type(event).__name__
        if kind in ("SequenceEndEvent", "MappingEndEvent"):
            path.pop()
        elif kind not in (*BLOCK_START, "ScalarEvent"):
            continue
        elif path and path[-1][0] == "MappingStartEvent" and path[-1][1] is None:
            path[-1] = (path[-1][0], event.value, path[-1][2])
            begin = event.start_mark if _is_wanted(path) else begin
            continue
        elif kind in BLOCK_START:
            path.append((kind, None, bool(event.flow_style)))
            continue
        if path and path[-1][0] == "MappingStartEvent":  # a value has ended
            if _is_wanted(path):
                yield begin, event.end_mark, path[-1][2]
            path[-1] = (path[-1][0], None, path[-1][2])


def _is_wanted(path: list[tuple[str, str | None, bool]]) -> bool:
    keys = [key for _, key, _ in path]
    return keys[-1] == KEY and keys[:-1] in (["defaults"], ["sites", *keys[1:-1]]) and len(keys) in (2, 3)


def _out_of_block(text: str, begin: int, end: int) -> str:
    """Whole lines: from that of the key to the last one of its value."""
    indent = len(text[begin:]) - len(text[begin:].lstrip(" "))
    if _BREAK.split(text[begin:end])[-1].strip(" "):  # it ends in a line of its own
        found = _BREAK.search(text, end)
        end = found.end() if found else len(text)
    lines = text[begin:end].splitlines(keepends=True)
    while lines and _is_beside(lines[-1], indent):  # the parser counts what follows up to the next key
        lines.pop()
    return text[:begin] + text[begin + len("".join(lines)) :]


def _is_beside(line: str, indent: int) -> bool:
    """Whether a line is blank, or a comment that does not stand inside."""
    bare = line.strip()
    return not bare or (bare.startswith("#") and len(line) - len(line.lstrip(" ")) <= indent)


def _out_of_flow(text: str, begin: int, end: int) -> str:
    """Key, value and the comma behind it; of the last one the comma before it."""
    if comma := re.match(r"\s*,[ \t]*", text[end:]):
        before, after = text[:begin], text[end + comma.end() :]
        return (before.rstrip(" ") if after[:1] in "\r\n" else before) + after
    return re.sub(r",\s*$", "", text[:begin]) + text[end:]
