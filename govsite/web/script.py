"""简体 and 繁體: templates are converted once, when they are compiled; values when they are put out.

Both Jinja environments share the template files. The Traditional one converts the literal text of a template
while it is parsed and every value through ``finalize``; a value that a person typed is a ``Typed`` and stays.
Conversion is OpenCC ``s2tw`` (phrases and glyphs, no change of vocabulary) after our own small dictionary.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import opencc
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup

HANS, HANT = "hans", "hant"
LANG = {HANS: "zh-Hans", HANT: "zh-Hant"}
MEMO_ENTRIES, MEMO_LENGTH = 20_000, 4_000
_memo: dict[str, str] = {}
_KEPT = re.compile(
    r"(<(textarea|script|style|code|pre)\b[^>]*>.*?</\2>|<(\w+)\b[^>]*\btranslate=\"no\"[^>]*>.*?</\3>)", re.DOTALL
)


class Typed(str):
    """Text that a person typed, or that names a thing for machines: it is never converted."""

    __slots__ = ()


@cache
def _own() -> tuple[re.Pattern[str], dict[str, str]]:
    lines = (Path(__file__).parent / "script_terms.txt").read_text("utf-8").splitlines()
    terms = dict(line.split() for line in lines if line and not line.startswith("#"))
    longest_first = sorted(terms, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))), terms


@cache
def _opencc(name: str) -> opencc.OpenCC:
    return opencc.OpenCC(name)


def _convert(text: str) -> str:
    pattern, terms = _own()
    convert = _opencc("s2tw").convert
    out, end = [], 0
    for found in pattern.finditer(text):
        out += [convert(text[end : found.start()]), terms[found.group()]]
        end = found.end()
    return "".join([*out, convert(text[end:])])


def to_traditional(text: str) -> str:
    """The same text in Traditional; short texts are remembered, the memory is bounded by entries."""
    known = _memo.get(text)
    if known is not None:
        return known
    if text.isascii():
        return text
    done = _convert(text)
    if len(text) <= MEMO_LENGTH:
        if len(_memo) >= MEMO_ENTRIES:
            _memo.clear()
        _memo[text] = done
    return done


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Bring typed text to one form for look-ups: Simplified, half-width, lower case, single spaces.

    Lone surrogates and control characters become spaces, so no later step meets them.
    """
    text = unicodedata.normalize("NFKC", text.encode("utf-8", "replace").decode("utf-8"))
    text = "".join(char if char.isprintable() else " " for char in text)
    if not text.isascii():
        text = _opencc("t2s").convert(text)
    return " ".join(text.lower().split())


def convert_markup(source: str) -> str:
    """Convert a template's literal text; typed fields, code and what is marked translate="no" stay."""
    parts, end = [], 0
    for kept in _KEPT.finditer(source):
        parts += [to_traditional(source[end : kept.start()]), kept.group()]
        end = kept.end()
    return "".join([*parts, to_traditional(source[end:])])


class TraditionalText(Extension):
    """Jinja extension: the literal text of templates is converted when they are compiled."""

    def filter_stream(self, stream: TokenStream) -> TokenStream | Iterator[Token]:  # type: ignore[override]
        """Convert the data tokens, leave expressions alone."""
        for token in stream:
            if token.type == "data":
                yield Token(token.lineno, token.type, convert_markup(token.value))
            else:
                yield token


def put_out_traditional(value: Any) -> Any:
    """Jinja ``finalize`` of the Traditional environment."""
    kind = type(value)
    if kind is str:
        return to_traditional(value)
    if kind is int or kind is Markup or kind is Typed:
        return value
    return to_traditional(str(value)) if value is not None else ""
