"""Whether a page is valid HTML, by its shape: what it says where words may stand makes no page valid or not.

To read a page strictly takes longer than to make it, and most pages that tests fetch differ in their words alone.
"""

from __future__ import annotations

import re
from hashlib import sha256

import html5lib

# A value in quotes (but of a type, which tells what an input is), and words between tags; each without a sign that
# could begin a tag or a reference.
_PARTS = re.compile(r'(?<==")(?<!type=")[^"&<>]+(?=")|(?<=>)[^<>&]*[^\s<>&][^<>&]*(?=<)')
_OPEN = re.compile(r'="[^"<]*[<>]')  # a value in which a tag could seem to end
_known: dict[bytes, str] = {}


def html_fault(source: str, piece: bool = False) -> str:
    """What is not valid in a page, or in a piece of one; "" for nothing."""
    shape = source if _OPEN.search(source) else _PARTS.sub("x", source)
    key = sha256(f"{piece}{shape}".encode()).digest()
    if key not in _known:
        _known[key] = _read(shape, piece) and _read(source, piece)
    return _known[key]


def _read(source: str, piece: bool) -> str:
    parser = html5lib.HTMLParser(strict=True)
    try:
        (parser.parseFragment if piece else parser.parse)(source)
    except html5lib.html5parser.ParseError as error:
        return f"not valid HTML: {error}"
    return ""
