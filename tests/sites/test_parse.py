"""YAML: the small part that is allowed, where things stand, and advice for what is not allowed."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsite.characters import as_shown
from govsite.sites.parse import parse

WORDS = st.text(st.characters(categories=["L", "N", "P", "S"], include_characters=" \u3000"), max_size=12).filter(
    lambda text: as_shown(text) == text
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("420500", 420500),
        ("042", 42),
        ("-3", -3),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        ('"420500"', "420500"),
        ("'true'", "true"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("null", None),
        ("yes", "yes"),
        ("no", "no"),
        ("2026-11-01", "2026-11-01"),
        ("0717-6219300", "0717-6219300"),
        ("1.2.3", "1.2.3"),
        ("-", "-"),
        (".", "."),
        ("+", "+"),
        ("宜昌市", "宜昌市"),
        ("|-\n  一\n\n  二", "一\n\n二"),
    ],
)
def test_scalars_follow_the_core_schema_and_dates_stay_text(text: str, value: object) -> None:
    if text in ("-", "."):
        text = f'"{text}"'
    document = parse(f"a: {text}\n")
    assert document.problems == []
    assert document.data == {"a": value}


def test_keys_are_always_text() -> None:
    assert parse("{420500: 1, true: 2, 2026-01-01: 3}").data == {"420500": 1, "true": 2, "2026-01-01": 3}


def test_places_of_keys_and_values() -> None:
    document = parse("a:\n  - b: 1\n    c: 007\n", places=True)
    assert document.keys[("a",)] == (0, 0)
    assert document.keys[("a", 0, "c")] == (2, 4)
    assert document.values[("a", 0, "c")] == (2, 7)
    assert document.raw[("a", 0, "c")] == "007"


@pytest.mark.parametrize(
    ("text", "mark", "advice"),
    [
        ("a: b: c", (0, 3), "值里有"),
        ("a:\n\tb: 1", (1, 0), "Tab"),
        ("sites:\n  a：1\n  b: 2\n", (1, 3), "英文冒号"),
        ("a: [1,2\nb: 3", (0, 3), "方括号"),
        ("a: {x: 1\nb: 3", (0, 3), "花括号"),
        ('a: "x\nb: 3', (0, 3), "引号没有配对"),
        ("a:\n  b: 1\n c: 2", (2, 1), "对齐"),
        ("- 1\nb: 2", (1, 0), "- "),
        ('a: "\\q"', (0, 4), "反斜杠"),
        ("a: 1\nb: \x01", (1, 3), "控制字符"),
        ("a: 1\n---\nb: 2", (1, 0), "---"),
        ("a: *b", (0, 3), "引用"),
        ("a: &b 1", (0, 3), "引用"),
        ("&a [*a]", (0, 0), "引用"),
        ("a: !!python/object:os.system x", (0, 3), "类型标记"),
        ("a: 1\na: 2", (1, 0), "写了两次"),
        ("? [a]\n: 1", (0, 2), "键必须是一个词"),
        ("{a: 1}}", (0, 6), "请检查括号"),
    ],
)
def test_mistakes_have_a_place_and_advice(text: str, mark: tuple[int, int], advice: str) -> None:
    problem = parse(text).problems[0]
    assert problem.mark == mark
    assert advice in problem.message


def test_a_very_deep_text_is_refused_at_once() -> None:
    depth = 100_000
    (problem,) = parse("a: " + "[" * depth + "]" * depth).problems
    assert problem.mark == (0, 14)
    assert "层次太多" in problem.message


@given(VALUES)
def test_json_is_read_as_it_was_written(value: object) -> None:
    assert parse(json.dumps({"a": value}, ensure_ascii=False)).data == {"a": value}


@given(st.text(st.sampled_from("ab:-[]{}\"'&*!?|>#%@,\n\t 1：é"), max_size=60))
def test_no_text_makes_the_parser_raise(text: str) -> None:
    plain, placed = parse(text), parse(text, places=True)
    assert plain.data == placed.data
    assert len(plain.problems) == len(placed.problems)
