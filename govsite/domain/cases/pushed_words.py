"""What is wrong with a field that a system has sent, in the words of who reads its log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_WORDS = {
    "missing": "没有写。",
    "extra_forbidden": "没有这个字段。",
    "string_type": "要写文字。",
    "string_too_short": "不能空着。",
    "string_too_long": "太长了，最多 {max_length} 个字。",
    "string_pattern_mismatch": "格式不对。",
    "literal_error": "只能写 {expected}。",
    "bool_type": "要写 true 或者 false。",
    "int_type": "要写整数。",
    "int_from_float": "要写整数。",
    "greater_than_equal": "不能小于 {ge}。",
    "less_than_equal": "不能大于 {le}。",
    "list_type": "要写成数组。",
    "too_long": "太多了，最多 {max_length} 个。",
    "too_short": "至少要有 {min_length} 个。",
    "far_away": "年份太早或者太晚了。",
    "timezone_naive": "时间要带时区，例如 2026-11-02T09:30:00+08:00。",
}
_PREFIXES = {
    "datetime": "时间要写成 2026-11-02T09:30:00+08:00 这样。",
    "date": "日期要写成 2026-11-02 这样。",
    "model": "要写成对象。",
    "dict": "要写成对象。",
    "timezone": "时间要写成 2026-11-02T09:30:00+08:00 这样。",
}


def sentence(found: Mapping[str, Any]) -> str:
    """The sentence for a finding of the library that checks the shape."""
    kind: str = found["type"]
    words = _WORDS.get(kind)
    if words:
        about = {**found.get("ctx", {})}
        about["expected"] = str(about.get("expected", "")).replace("'", "").replace(" or ", "、").replace(", ", "、")
        return words.format(**about)
    return _PREFIXES.get(kind.split("_", 1)[0], "写得不对。")
