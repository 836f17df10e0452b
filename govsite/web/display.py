"""The display that a visitor chose, read from the cookie the same way by the page cache and by the pages."""

from __future__ import annotations

ELDER = "display=elder"


def is_elder(cookies: str) -> bool:
    """Whether a Cookie header asks for 长者版; of two cookies named ``display`` the first counts."""
    if ELDER not in cookies:  # nearly always, and quick
        return False
    for part in cookies.split(";"):
        name, _, value = part.strip().partition("=")
        if name == "display":
            return value == "elder"
    return False
