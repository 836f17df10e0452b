"""Words that only the style sheet keeps apart: text browsers, which have none, let them run together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

# Elements that stand in a line of text; any other begins a line of its own, also where there is no style.
INLINE = {"a", "abbr", "b", "code", "em", "i", "label", "small", "span", "strong", "time", "u"}
INLINE |= {"text", "tspan", "title", "desc"}  # of drawings: text browsers read their words out
SILENT = {"head", "script", "style", "textarea", "select", "audio", "video"}
UNSEEN = {"mark", "svg", "g", "path", "rect", "line", "circle", "polyline"}  # stand inside a word, or say nothing
_APART = re.compile(r"/\w+ [a-z]|(?<!/)small ")  # one ends and another begins; small print begins
_CHINESE = re.compile("[\u3400-\u9fff]")


def run_together(tree: Any) -> Iterator[str]:
    """Pairs of words of two elements without a sign between them: w3m leaves out a space between Chinese characters,
    and there is none where elements touch, or before small print, which the style puts below.
    """
    last, edges, space = "", "", False
    for text, tag in _pieces(tree):
        if tag is not None:
            inline = tag.lstrip("/") in INLINE
            last, edges, space = (last, f"{edges}{tag} ", space) if inline else ("", "", False)
        elif words := text.strip():
            space = space or text[0].isspace()
            if _APART.search(edges) and _is_one_word(last[-1:], words[0], space):
                yield f"{last[-8:]}|{words[:8]}"
            last, edges, space = words, "", text[-1].isspace()
        else:
            space = True


def _is_one_word(before: str, after: str, space: bool) -> bool:
    """Whether two characters read as one word: w3m keeps a space only beside others than Chinese ones."""
    if _CHINESE.match(before) and _CHINESE.match(after):
        return True
    return not space and before.isalnum() and after.isalnum()


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
