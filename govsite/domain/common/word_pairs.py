"""Pairs of characters (二元组), by which texts are compared that have no index of words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from operator import add

_RUN = re.compile("[\u3400-\u9fff〇\U00020000-\U0003ffff]+|[a-z0-9]+")


def words_in(text: str) -> list[str]:
    """The runs of Chinese characters, of Latin letters and of digits in a folded text."""
    return _RUN.findall(text)


def word_pairs(words: Iterable[str]) -> list[str]:
    """The pairs of words, each once; numbers and Latin words stay whole, and a single character says too little."""
    found: dict[str, None] = {}
    for word in words:
        found.update(dict.fromkeys([word] if word.isascii() else map(add, word, word[1:])))
    return [pair for pair in found if len(pair) > 1]
