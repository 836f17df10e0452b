"""Parses the strict subset of YAML that sites.yaml needs, with the position of every key.

Values are built from the parser's events (libyaml's where ruamel.yaml.clib is installed), so that deep nesting and
self-references cannot exhaust memory; anchors, tags and several documents are refused. Scalars follow the YAML 1.2
core schema, except that keys and dates are always text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from govsite.characters import as_shown
from govsite.sites.causes import WIDE_INDENT, Mark, cause_of
from govsite.sites.errors import MOST_ERRORS

Path = tuple[str | int, ...]

DEEPEST_NESTING = 12
_NOT_TEXT = frozenset("0123456789+-.~nNtTfF")  # first characters of numbers, null and booleans
_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_CONSTANTS: dict[str, object] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}

_REFERENCE = "不支持 & 和 * 引用（上级站点和 defaults 的值会自动继承）；以 & 或 * 开头的文字要加英文引号"


@dataclass(slots=True)
class Problem:
    """A syntax error or something we refuse; ``mark`` counts from 0."""

    mark: Mark
    path: Path
    message: str


@dataclass(slots=True)
class Document:
    """The values of a text; on demand also the positions of keys and values, and numbers as they were written."""

    data: Any = None
    problems: list[Problem] = field(default_factory=list)
    keys: dict[Path, Mark] = field(default_factory=dict)
    values: dict[Path, Mark] = field(default_factory=dict)
    raw: dict[Path, str] = field(default_factory=dict)


def parse(text: str, places: bool = False, deepest: int = DEEPEST_NESTING) -> Document:
    """Parse a text, with positions if ``places``; never raises for its content: mistakes are in ``problems``.

    Positions of keys below ``deepest`` tables are left out, which saves time in a large file.
    """
    document = Document()
    _, parser = YAML(typ="safe", pure=False).get_constructor_parser(text)  # its parse() asks twice for each event
    try:
        _Builder(parser.get_event, document, deepest if places else 0).run()
    except _EndOfParsing:
        pass
    except YAMLError as error:
        mark, words = cause_of(error, text)
        if all(problem.mark[0] != mark[0] for problem in document.problems):  # once for a line is enough
            document.problems.append(Problem(mark, (), words))
    finally:
        parser.dispose()
    return document


class _EndOfParsing(Exception):  # noqa: N818
    """Nothing after this place would help the reader; the problems are recorded."""


class _Builder:
    def __init__(self, following: Callable[[], Any], document: Document, places: int) -> None:
        self.next = following
        self.document = document
        self.places = places

    def run(self) -> None:
        documents = 0
        while (event := self.next()).__class__.__name__ != "StreamEndEvent":
            if event.__class__.__name__ != "DocumentStartEvent":
                continue
            documents += 1
            value = self.node(self.next(), (), 0)
            if documents == 1:
                self.document.data = value
            else:
                self.problem(event, (), "文件里只能有一份内容：请删掉这一行“---”和它后面的部分")

    def problem(self, event: Any, path: Path, message: str) -> None:
        self.document.problems.append(Problem(_mark(event), path, message))
        if len(self.document.problems) > MOST_ERRORS:
            raise _EndOfParsing

    def node(self, event: Any, path: Path, depth: int) -> Any:
        kind = event.__class__.__name__
        if depth <= self.places and self.places:
            self.document.values[path] = _mark(event)
        if event.anchor is not None:
            self.problem(event, path, _REFERENCE)
        if kind == "AliasEvent":
            return None
        if event.tag is not None:
            self.problem(event, path, "不支持以 ! 开头的类型标记；以 ! 开头的文字要加英文引号")
        if kind == "ScalarEvent":
            return self.scalar(event, path)
        if depth >= DEEPEST_NESTING:
            self.problem(event, path, "层次太多：请检查括号和缩进")
            raise _EndOfParsing
        return self.mapping(path, depth) if kind == "MappingStartEvent" else self.sequence(path, depth)

    def scalar(self, event: Any, path: Path) -> Any:
        value = _text(event)
        if not event.implicit[0] or (value and value[0] not in _NOT_TEXT):
            return value
        if value in _CONSTANTS:
            return _CONSTANTS[value]
        if not _FLOAT.fullmatch(value):
            return value
        if self.places:
            self.document.raw[path] = value
        return int(value[:40]) if _INT.fullmatch(value) else float(value)

    def mapping(self, path: Path, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while (event := self.next()).__class__.__name__ != "MappingEndEvent":
            if event.__class__.__name__ != "ScalarEvent":
                self.node(event, path, depth + 1)
                self.problem(event, path, "键必须是一个词，不能是列表、引用或者另一组键值")
                key = ""
            else:
                key = _text(event)
                if key[:1] == "\u3000" and not event.style:
                    self.problem(event, (*path, key), WIDE_INDENT)
                elif key == "<<":
                    self.problem(event, (*path, key), "不支持用 << 合并：上级站点和 defaults 的值会自动继承")
            placed = depth < self.places
            below = (*path, key) if placed else path
            if key in found:
                self.problem(event, (*path, key), f"“{key}”写了两次：请合并，或者删掉其中一个")
            elif placed:
                self.document.keys[below] = _mark(event)
            value = self.node(self.next(), below, depth + 1)
            found.setdefault(key, value)
        return found

    def sequence(self, path: Path, depth: int) -> list[Any]:
        found: list[Any] = []
        while (event := self.next()).__class__.__name__ != "SequenceEndEvent":
            below = (*path, len(found)) if depth < self.places else path
            found.append(self.node(event, below, depth + 1))
        return found


def _text(event: Any) -> str:
    """The text of a scalar; in double quotes it may hold escapes of what nobody sees."""
    value: str = event.value
    return as_shown(value) if event.style == '"' else value


def _mark(event: Any) -> Mark:
    return event.start_mark.line, event.start_mark.column
