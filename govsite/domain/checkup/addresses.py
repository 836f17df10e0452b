"""Addresses on the net (网址) in texts: which there are, and which are written so that nobody can follow them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

LONGEST = 500  # characters of an address that is looked at
BAD = "“{}”打不开：网址要以 http:// 或 https:// 开头，中间没有空格和中文标点"
_END = r"[^\s<>\"'，。；、：！？（）《》“”【】]*"
_WRITTEN = re.compile(rf"(?<![A-Za-z])(?:[Hh][A-Za-z]{{2,5}}\s?[:：;][/\\／]{{1,3}}|www[.．。]){_END}")
_GOOD = re.compile(r"https?://(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?::[0-9]{1,5})?(?:[/?#][\x21-\x7e]*)?")
_SIGNS = ".,;:!?)"


def written(text: str) -> Iterator[str]:
    """What a text has of addresses, well written or not."""
    for found in _WRITTEN.finditer(text):
        yield found.group().rstrip(_SIGNS)[:LONGEST]


def is_good(address: str) -> bool:
    """Whether a browser can follow an address as it stands."""
    return _GOOD.fullmatch(address) is not None


def good_ones(texts: Iterable[str]) -> Iterator[str]:
    """The addresses of some texts that can be followed, each once."""
    seen = dict.fromkeys(address for text in texts for address in written(text))
    return (address for address in seen if is_good(address))


def texts_of(value: Any) -> Iterator[str]:
    """The texts in a column: of a list, of records, or the one it is."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (str(text) for text in value.values())
    elif value is not None:
        for each in value:
            yield from texts_of(each)
