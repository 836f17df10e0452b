"""The one form of values that are looked up by their fingerprints, however they were typed."""

from __future__ import annotations

import re
import unicodedata

MOBILE = 11  # digits of a mobile number
_ABROAD = re.compile(r"(?:00)?86(1[3-9]\d{9})")


def plain(text: str) -> str:
    """For numbers of documents and for mail: half width, upper case (x of an ID number), no blanks."""
    return "".join(unicodedata.normalize("NFKC", text).upper().split())


def phone(text: str) -> str:
    """For telephone numbers: the digits, without the country before a mobile number."""
    if len(text) == MOBILE and text.isascii() and text.isdigit():  # as systems send thousands at once
        return text
    digits = "".join(str(unicodedata.decimal(char, "")) for char in unicodedata.normalize("NFKC", text))
    mobile = _ABROAD.fullmatch(digits)
    return mobile[1] if mobile else digits
