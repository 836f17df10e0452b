"""Names of files as people's computers give them, made fit for a page, a header and any disk."""

from __future__ import annotations

import unicodedata

from govsite.characters import is_seen
from govsite.domain.common import office
from govsite.typed import Typed

LONGEST = 100  # characters, the extension included
UNNAMED = "附件"
EXTENSIONS = {
    "image/jpeg": ".jpg",
    "application/pdf": ".pdf",
    office.DOC: ".doc",
    office.XLS: ".xls",
    office.DOCX: ".docx",
    office.XLSX: ".xlsx",
}
_FORBIDDEN = frozenset('<>:"/\\|?*')  # on Windows, where clerks save them


def clean_name(name: str, kind: str = "") -> Typed:
    """A name without path, control characters or ones that turn the direction of writing (U+202E: ``gpj.exe``).

    It ends with the extension of its ``kind``, which takes the place of the one that it had; "" leaves the name as it
    ends. At most LONGEST characters; a name of which nothing is left is 附件.
    """
    extension = EXTENSIONS.get(kind, "")
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    shown = "".join(char for char in unicodedata.normalize("NFC", last) if _is_shown(char))
    stem = " ".join(shown.split())
    if extension:
        head, dot, end = stem.rpartition(".")
        stem = head if dot and end.isascii() and end.isalnum() and len(end) <= 5 else stem
    stem = stem.strip(". ")[: LONGEST - len(extension)].rstrip(". ")
    return Typed((stem or UNNAMED) + extension)


def _is_shown(char: str) -> bool:
    """No control, format, private or unassigned character, no half of a surrogate pair, nothing a disk refuses."""
    return char not in _FORBIDDEN and (is_seen(char) or unicodedata.category(char)[0] != "C" or char in "\t\n")
