"""Values as YAML that the loader reads back exactly, written as people write it."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

from govsite.characters import as_shown
from govsite.sites.parse import parse

STEP = 2  # spaces of an indent
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PLAIN = re.compile(r"[^\W\d_]([^:#]|:(?=\S)|(?<=\S)#)*")  # begins with a letter or a Chinese character
_IN_BRACKETS = re.compile(r"[^\W\d_][\w-]*")
_OTHERS = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false", "null"])  # elsewhere no text
_SURROGATE = re.compile("[\ud800-\udfff]")


def shown(value: Any) -> Any:
    """A value as the loader would give it: text without what nobody sees, dates as text."""
    if isinstance(value, str):
        return as_shown(_SURROGATE.sub("\ufffd", value))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {shown(key): shown(each) for key, each in value.items()}
    return [shown(each) for each in value] if isinstance(value, list | tuple) else value


def same(one: Any, other: Any) -> bool:
    """Whether two values are the same in a file, where true is not 1."""
    return bool(one == other) and repr(one) == repr(other) if not isinstance(one, dict) else _same_table(one, other)


def _same_table(one: dict[str, Any], other: Any) -> bool:
    return isinstance(other, dict) and one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)


def inline(value: Any, in_brackets: bool = False) -> str:
    """A value on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{inline(key, True)}: {inline(each, True)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(inline(each, True) for each in value) + "]"
    if isinstance(value, str):
        return value if _is_plain(value, in_brackets) else json.dumps(value, ensure_ascii=False)
    return {None: "null", True: "true", False: "false"}.get(value, str(value))


def _is_plain(text: str, in_brackets: bool) -> bool:
    if _DAY.fullmatch(text):
        return True
    form = _IN_BRACKETS if in_brackets else _PLAIN
    if not form.fullmatch(text) or "\n" in text or text.lower() in _OTHERS:
        return False
    found = parse(f"k: {text}\n")
    return not found.problems and same(found.data, {"k": text})


def several_lines(text: str) -> list[str] | None:
    """A text in lines behind its sign (``|-``), or None where it is no such text and stands better in quotes."""
    body = text.removesuffix("\n")
    if "\n" not in body or not body.strip() or body[:1].isspace() or body.endswith("\n"):
        return None
    lines = ["|" if text.endswith("\n") else "|-", *(" " * STEP + line if line else "" for line in body.split("\n"))]
    found = parse("k: " + "\n".join(lines) + "\n")
    return lines if not found.problems and same(found.data, {"k": text}) else None


def lines_of(value: Any) -> list[str]:
    """The lines behind a colon or a dash: the first stands on its line, what follows stands deeper than it."""
    if isinstance(value, str):
        return several_lines(value) or [inline(value)]
    if isinstance(value, dict) and value:
        return ["", *(" " * STEP + line for key, each in value.items() for line in entry_lines(key, each))]
    if isinstance(value, list) and value:
        return ["", *(" " * STEP + line for each in value for line in item_lines(each))]
    return [inline(value)]


def entry_lines(key: str, value: Any) -> list[str]:
    """The lines of an entry of a table."""
    first, *rest = lines_of(value)
    return [f"{inline(key)}: {first}".rstrip() if first else f"{inline(key)}:", *rest]


def item_lines(value: Any) -> list[str]:
    """The lines of an item of a list."""
    first, *rest = lines_of(value)
    if first or not rest:
        return [f"- {first}", *rest]
    return ["- " + rest[0][STEP:], *rest[1:]]
