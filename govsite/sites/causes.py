"""Why a text is no YAML: the cause in Chinese, at the line where an editor shows it.

libyaml says where it gave up, often a line or many too late, and in the words of its grammar. What people wrote stands
in the lines, so these are looked at: first the one where it gave up, then the one where it had begun, then the one
before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ruamel.yaml.error import YAMLError

Mark = tuple[int, int]
Cause = tuple[Mark, str]

WIDE_INDENT = "缩进里有全角空格：请改成半角空格"
FARTHEST = 300  # lines above in which a quote may have been left open, or a text may have begun
_ENTRY = re.compile(r"(?P<front> *(?:- +)*)(?:(?P<key>[^\s:：\"'#\[{][^:：]*?) *:(?: +|$))?(?P<value>.*)")
_INDENT = re.compile(r"[ \t\u3000]*")
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'")
_REST = re.compile(r"\s*(?:#.*)?")  # what may follow a value
_FULL_COLON = re.compile(r" *(?:- +)*[\w-]+ *：")
_TIGHT_COLON = re.compile(r" *(?:- +)*[A-Za-z_][\w-]*:(?=[^\s/])")
_BLOCK = re.compile(r"[|>][-+1-9]{0,2}\s*(?:#.*)?")
_OPENS_TEXT = re.compile(r"[:-] +[|>][-+1-9]{0,2}\s*(?:#.*)?$")
_BEGINNINGS = {"*": "引用", "&": "引用", "!": "类型标记", "%": "指令", "@": "保留的符号", "`": "保留的符号"}
_NAMES = {"[": "列表", "{": "一组键值", "|": "多行文字", ">": "多行文字"} | dict.fromkeys("-?,]}", "结构的一部分")
_PAIRS = {"[": "方括号", "{": "花括号"}

# Part of libyaml's message -> advice, where the lines tell nothing
_ADVICE = (
    ("mapping values are not allowed", "冒号或缩进放错了：同一组的键要左边对齐，冒号用英文冒号，后面空一格"),
    ("cannot start any token", "这里不能这样开头：请给整个值加上英文双引号"),
    ("could not find expected ':'", "这里缺少英文冒号：键的后面写“: ”（英文冒号加一个空格）"),
    ("expected ',' or ']'", "从这里开始的方括号没有配对，或者里面两项之间缺少英文逗号"),
    ("expected ',' or '}'", "从这里开始的花括号没有配对，或者里面两项之间缺少英文逗号"),
    ("unexpected end of stream", "从这里开始的引号没有配对：请补上结尾的引号"),
    ("unexpected document indicator", "从这里开始的引号没有配对：请补上结尾的引号"),
    ("expected key", "缩进和上面没有对齐，或者引号、括号后面还有多余的字"),
    ("expected '-' indicator", "列表的每一项都要以“- ”开头，并且左边对齐"),
    ("entries are not allowed", "“- ”放错了地方：列表要另起一行，每一项左边对齐"),
    ("mapping keys are not allowed", "“? ”放错了地方：以它开头的文字要加英文双引号"),
    ("unknown escape character", "双引号里的反斜杠要写成两个，或者改用单引号"),
    ("hexdecimal number", "双引号里的反斜杠要写成两个，或者改用单引号"),
    ("escape code", "双引号里的反斜杠要写成两个，或者改用单引号"),
    ("tab character", "缩进里有 Tab：请改成空格"),
    ("indentation indicator", "“|”“>”后面不能写 0：请删掉它"),
    ("comment or line break", "这一行后面有多余的字：请另起一行，或者给整个值加上英文双引号"),
    ("<document start>", "上面的内容到此已经结束：请检查括号和引号；“...”是文件的结尾，内容要写在它上面"),
    ("directive", "以 % 开头的行有别的意思：请删掉，或者给整个值加上英文双引号"),
    ("YAML document", "以 % 开头的行有别的意思：请删掉"),
    ("control characters", "这里有看不见的控制字符，请删掉"),
    ("special characters", "这里有看不见的控制字符，请删掉"),
)
_ELSE = "这里不合 YAML 的写法：请检查这一行的符号和缩进，文字可以整个加上英文双引号"


def cause_of(error: YAMLError, text: str) -> Cause:
    """The place, counted from 0, and what to do there."""
    said = f"{getattr(error, 'problem', None) or getattr(error, 'reason', None) or error}"
    end, start = _mark(error, "problem_mark"), _mark(error, "context_mark")
    if end is None:
        before = text[: getattr(error, "position", 0)].split("\n")
        end = (len(before) - 1, len(before[-1]))
    lines = text.split("\n")
    found = next(_causes(lines, end, start, said), None)
    if found:
        return found
    opened = start is not None and any(part in said for part in ("or ']'", "or '}'", "end of stream", "could not find"))
    advice = next((words for part, words in _ADVICE if part in said), _ELSE)
    return (start if opened and start else end), advice


def _causes(lines: list[str], end: Mark, start: Mark | None, said: str) -> Iterator[Cause]:
    places = [end[0], *([start[0]] if start else []), _above(lines, end[0])]
    for number in dict.fromkeys(places):
        if 0 <= number < len(lines) and (number == end[0] or not _in_a_text(lines, number)):
            found = _cause(lines[number], said if number == end[0] else "")
            if found:
                yield (number, found[0]), found[1]
    if "expected key" in said or "<document start>" in said or "could not find" in said:
        yield from _open_quote(lines, end[0])
    if "mapping values" in said:
        yield from _deeper(lines, end[0])


def _cause(line: str, said: str) -> tuple[int, str] | None:
    """What is wrong within a line: the column and the advice."""
    indent = _INDENT.match(line)
    front = indent[0] if indent else ""
    if "\t" in front:
        return front.index("\t"), "缩进里有 Tab：请改成空格"
    if "\u3000" in front and (":" in line or "：" in line or line[len(front) :].startswith("-")):
        return front.index("\u3000"), WIDE_INDENT
    found = _FULL_COLON.match(line)
    if found and not re.match(r"[^：]*:(\s|$)", line):
        return found.end() - 1, "这里是全角冒号：请改成英文冒号，后面空一格"
    found = _TIGHT_COLON.match(line)
    if found and not re.match(r"[^:]*:\s", line):
        return found.end() - 1, "英文冒号后面要空一格"
    return _wrong_value(line, said)


def _wrong_value(line: str, said: str) -> tuple[int, str] | None:
    found = _ENTRY.match(line)
    value = found["value"].rstrip() if found else ""
    if not found or not value:
        return None
    key, first, column = found["key"], value[0], found.start("value")
    if first in _BEGINNINGS:
        return column, _quote(first, _BEGINNINGS[first], key, value)
    if first in "-?,]}" and (key or first in ",?") and (first not in "-?" or value[1:2] in ("", " ")):
        return column, _quote(first, _NAMES[first], key, value)
    if first in "|>" and not _BLOCK.fullmatch(value):
        return column, _quote(first, _NAMES[first], key, value)
    if first in _PAIRS and not _REST.fullmatch(behind := value[_closed(value) :]) and behind[0] not in "]}":
        return column, _quote(first, _NAMES[first], key, value)
    if first in "\"'":
        quoted = _QUOTED.match(value)
        if quoted and not _REST.fullmatch(value[quoted.end() :]) and key:
            return column + quoted.end(), f"引号后面还有字：{_example(key, value)}"
    elif key and "mapping values" in said and re.search(r":( |$)", value):
        return column, f"值里有“: ”，整个值要加引号：{_example(key, value)}"
    return None


def _quote(first: str, name: str, key: str | None, value: str) -> str:
    return f"以“{first}”开头的文字会被当成{name}，整个值要加引号：{_example(key, value)}"


def _example(key: str | None, value: str) -> str:
    """How a value is written that stands in quotes."""
    if value[0] in "\"'" and value[0] == value[-1]:
        value = value[1:-1]  # the quotes were there, but not those within
    shown = value if len(value) <= 30 else f"{value[:30]}…"
    quoted = f'"{shown}"' if '"' not in shown and "\\" not in shown else "'" + shown.replace("'", "''") + "'"
    return f"写成 {f'{key}: ' if key else ''}{quoted}"


def _closed(value: str) -> int:
    """Where the bracket ends with which a value begins; its length where it does not end."""
    open_, close = value[0], {"[": "]", "{": "}"}[value[0]]
    depth = 0
    for place, char in enumerate(value):
        depth += (char == open_) - (char == close)
        if not depth:
            return place + 1
    return len(value)


def _open_quote(lines: list[str], number: int) -> Iterator[Cause]:
    """A quote above that was left open, and ended where the next one was meant to begin."""
    if number >= len(lines) or not re.search("[\"']", lines[number]):
        return
    for above in range(number - 1, max(number - FARTHEST, -1), -1):
        found = _ENTRY.match(lines[above])
        value = found["value"] if found else ""
        if found and value[:1] in ('"', "'") and not _QUOTED.match(value):
            yield (above, found.start("value")), "从这里开始的引号没有配对：请补上结尾的引号"
            return


def _deeper(lines: list[str], number: int) -> Iterator[Cause]:
    """A line that stands deeper than the value above it allows."""
    above = _above(lines, number)
    if above < 0 or number >= len(lines):
        return
    here = _depth(lines[number])
    if here > _depth(lines[above]) and not _in_a_text(lines, above):
        yield (number, here), "缩进比上一行多：同一组的键要左边对齐"


def _in_a_text(lines: list[str], number: int) -> bool:
    """Whether a line stands within a text of several lines (``|``), where everything may be written."""
    here = _depth(lines[number])
    for above in range(number - 1, max(number - FARTHEST, -1), -1):
        if lines[above].strip() and _depth(lines[above]) < here:
            return _OPENS_TEXT.search(lines[above]) is not None
    return False


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _above(lines: list[str], number: int) -> int:
    """The nearest line above that is neither empty nor a comment; -1 where there is none."""
    for above in range(min(number, len(lines)) - 1, -1, -1):
        if lines[above].strip() and not lines[above].lstrip().startswith("#"):
            return above
    return -1


def _mark(error: Any, name: str) -> Mark | None:
    mark = getattr(error, name, None)
    return (mark.line, mark.column) if mark is not None else None
