"""DER (X.690): as much of it as the parts of a certificate take that ``cryptography`` does not give out."""

from __future__ import annotations

SEQUENCE, BIT_STRING, FIRST = 0x30, 0x03, 0xA0  # tags; FIRST is [0] EXPLICIT
_ENCODINGS = {0x0C: "utf-8", 0x12: "ascii", 0x13: "ascii", 0x14: "latin-1", 0x16: "ascii", 0x1E: "utf-16-be"}


def take(data: bytes) -> tuple[int, bytes, bytes]:
    """The tag and the content of the first value, and what comes after it; raises ValueError for what is none."""
    if len(data) < 2 or data[0] & 0x1F == 0x1F:
        raise ValueError("no DER")
    length, start = data[1], 2
    if length >= 0x80:
        start += length & 0x7F
        length = int.from_bytes(data[2:start])
        if not 2 < start <= 6 or length < 0x80:
            raise ValueError("no DER length")
    if len(data) < start + length:
        raise ValueError("DER is cut off")
    return data[0], data[start : start + length], data[start + length :]


def all_of(content: bytes) -> list[tuple[int, bytes]]:
    """The values in a content, each with its tag; raises ValueError."""
    found = []
    while content:
        tag, value, content = take(content)
        found.append((tag, value))
    return found


def text(data: bytes) -> str:
    """The text of a string of ASN.1; raises ValueError for anything else."""
    tag, content, rest = take(data)
    if tag not in _ENCODINGS or rest:
        raise ValueError("no string of ASN.1")
    return content.decode(_ENCODINGS[tag])
