"""Words that only the style sheet keeps apart: text browsers, which have none, let them run together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

# Elements that stand in a line of text; any other begins a line of its own, also where there is no style.
INLINE = {"a", "abbr", "b", "code", "em", "i", "label", "small", "span", "strong", "time", "u"}
SILENT = {"head", "script", "style", "textarea", "select", "svg", "title", "audio", "video"}
UNSEEN = {"mark"}  # stands inside a word
_APART = re.compile(r"/\w+ [a-z]|(?<!/)small ")  # one ends and another begins; small print begins
_CHINESE = re.compile("[\u3400-\u9fff]")


def run_together(tree: Any) -> Iterator[str]:
    """Pairs of words of two elements without a sign between them: w3m leaves out a space between Chinese characters,
    and there is none where elements touch, or before small print, which the style puts below.
    """
    last, edges = "", ""
    for text, tag in _pieces(tree):
        if tag is not None:
            last, edges = (last, f"{edges}{tag} ") if tag.lstrip("/") in INLINE else ("", "")
        elif words := text.strip():
            if _APART.search(edges) and _CHINESE.match(last[-1:]) and _CHINESE.match(words):
                yield f"{last[-8:]}|{words[:8]}"
            last, edges = words, ""


def _pieces(element: Any) -> Iterator[tuple[str, str | None]]:
    """The texts of an element in their order, and the tags between them: ``a`` begins, ``/a`` ends one."""
    if not isinstance(element.tag, str):
        return
    shown = element.tag not in SILENT
    if element.tag not in UNSEEN:
        yield "", element.tag
    if element.text and shown:
        yield element.text, None
    for child in element:
        if shown:
            yield from _pieces(child)
        if child.tail and shown:
            yield child.tail, None
    if element.tag not in UNSEEN:
        yield "", "/" + element.tag
