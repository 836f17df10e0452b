"""What the bytes of an address mean: UTF-8 escaped once, GBK as old pages write it, or either of them mangled.

Paths and queries are as WSGI has them: a character stands for a byte. What was read once is left alone the next time.
"""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from urllib.parse import quote, unquote_to_bytes

# What is not simply letters and bytes escaped once in UTF-8: JavaScript's escape(), % escaped, Latin letters.
_ODD = re.compile("%(?:u|25|[cC][23])|[\xc2\xc3]")
_BYTES = re.compile(r"%[89a-fA-F][0-9a-fA-F]|[^\x00-\x7f]")
_UNITS = re.compile(r"(?:%(?:25)?u[0-9a-fA-F]{4})+")
_TWICE = re.compile(r"(?:%25[0-9a-fA-F]{2}){2,}")
_IN_PATH = re.compile(r"(?:%u(?!00[0-7])[0-9a-fA-F]{4})+|(?:%(?:20|[89a-fA-F][0-9a-fA-F]))+")
_WORD = re.compile(r"[^+=]+")
_CHINESE = re.compile("[\u2e80-\U0010ffff]")
_HANZI = re.compile(rb"(?:[\xb0-\xf7][\xa1-\xfe])+")  # GB 2312
# What browsers make of the bytes that Latin-1 has no letter for (Windows-1252).
_WINDOWS = {ord(bytes([byte]).decode("cp1252", "replace")): byte for byte in range(0x80, 0xA0)}


def one_query(query: str) -> str:
    """A query in UTF-8, escaped once: what is none is read as GB18030, as old portals, navigation pages and IE's
    address bar write Chinese; ``%u8eab`` as JavaScript's ``escape`` does; ``%25E8`` and ``è º «`` as programs do that
    escape twice or take bytes for Latin letters. A character that was cut at the end is left out.
    """
    if not _ODD.search(query) and (not _BYTES.search(query) or _is_utf8(_bytes(query))):
        return query
    return "&".join(map(_parameter, query.split("&")))


def text_of_segment(segment: str) -> str:
    """A segment of a path as text."""
    text = segment if segment.isascii() else _text(segment.encode("latin-1", "replace"))
    while (better := _IN_PATH.sub(_unescaped, text)) != text:
        text = better
    return text or segment


def _parameter(part: str) -> str:
    name, equals, value = part.partition("=")
    # An address (to=) has escapes of its own, which stay.
    read = _utf8 if value.startswith("/") or value[:3].lower() == "%2f" else _read
    return _WORD.sub(lambda word: _read(word[0]), name) + equals + _WORD.sub(lambda word: read(word[0]), value)


def _read(word: str) -> str:
    """A word of a query, however often it was mangled; each step leaves less of it to mend."""
    while (better := _utf8(_latin(_UNITS.sub(_quoted, _TWICE.sub(_once, word))))) != word:
        word = better
    return word


def _once(run: re.Match[str]) -> str:
    """Bytes that were escaped twice, escaped once, where they are Chinese."""
    text = _chinese(unquote_to_bytes(unquote_to_bytes(run[0])))
    return quote(text, safe="") if text else run[0]


def _latin(word: str) -> str:
    """A word whose bytes were taken for Latin letters, each of them encoded once more; as it is where it is none."""
    if not _ODD.search(word):
        return word
    try:
        data = _bytes(word).decode().translate(_WINDOWS).encode("latin-1")
    except UnicodeError:
        return word
    text = _chinese(data)
    return quote(text, safe="") if text else word


def _utf8(word: str) -> str:
    data = _bytes(word)
    return word if _is_utf8(data) else quote(_text(data), safe="")


def _quoted(found: re.Match[str]) -> str:
    return quote(_units(found[0].replace("%25u", "%u")), safe="")


def _unescaped(found: re.Match[str]) -> str:
    return _units(found[0]) if found[0].startswith("%u") else _text(unquote_to_bytes(found[0]))


def _units(escaped: str) -> str:
    return bytes.fromhex(escaped.replace("%u", "")).decode("utf-16-be", "ignore")


def _chinese(data: bytes) -> str:
    """Bytes as text, where nothing but Chinese and ASCII is meant by them in UTF-8 or GB 2312; else ""."""
    if _is_utf8(data):
        return data.decode() if _CHINESE.search(data.decode()) else ""
    return data.decode("gb2312", "ignore") if _HANZI.sub(b"", data).isascii() else ""


def _text(data: bytes) -> str:
    """Bytes of an address as text: UTF-8, cut perhaps, else GB18030 without what is neither."""
    try:
        return getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return data.decode("gb18030", "ignore")


def _bytes(text: str) -> bytes:
    return unquote_to_bytes(text.encode("latin-1", "replace"))


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
