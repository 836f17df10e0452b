"""What the text of a fee says."""

from __future__ import annotations

import re

_FREE = re.compile(r"免费|不收费")
_NOT_OURS = re.compile(r"不收费|不收手续费")  # taxes, fines and prices of others: the application itself costs nothing


def is_charged(fee: str) -> bool:
    """Whether the text of a fee says that the application costs something, if only in some cases."""
    return not _FREE.match(fee) and not _NOT_OURS.search(fee)
