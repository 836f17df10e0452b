"""What the text about a fee (收费) says."""

from __future__ import annotations

import re

_FREE = re.compile(r"免费|不收费")
_NOT_OURS = re.compile(r"不收费|不收手续费")  # taxes, fines, prices of third parties: the application itself is free


def is_charged(fee: str) -> bool:
    """Whether the text says that the application costs something, if only in some cases."""
    return not _FREE.match(fee) and not _NOT_OURS.search(fee)
