"""Keys of rows in addresses of the console: a slash, which some departments have in their names, is written ``~2f``."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

SIGNS = (("~", "~7e"), ("/", "~2f"))  # servers decode %2F before routes are looked for


def in_address(key: str) -> str:
    """A key as one step of a path."""
    for sign, written in SIGNS:
        key = key.replace(sign, written)
    return quote(key, safe="~")


def read_key(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """The preprocessor of blueprints whose addresses have a ``key``."""
    if values and "key" in values:
        for sign, written in reversed(SIGNS):
            values["key"] = values["key"].replace(written, sign)
