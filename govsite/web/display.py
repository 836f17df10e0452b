"""长者版, the large-text display: an address of its own, and a cookie that leads who chose it once to that address."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from govsite.web.addresses import ELDER
from govsite.web.mount import SAFE, quoted_query, read_modes

CHOSEN = f"display={ELDER}"


def is_elder(cookies: str) -> bool:
    """Whether a Cookie header asks for 长者版; of two cookies named ``display`` the first counts."""
    if CHOSEN not in cookies:  # nearly always, and quick
        return False
    for part in cookies.split(";"):
        name, _, value = part.strip().partition("=")
        if name == "display":
            return value == ELDER
    return False


def elder_address(environ: dict[str, Any]) -> str:
    """The address in 长者版 of an ordinary one (before the mount), "" where it is in 长者版 already."""
    path: str = environ.get("PATH_INFO") or "/"
    if read_modes(path)[0]:
        return ""
    query = environ.get("QUERY_STRING", "")
    front = environ.get("SCRIPT_NAME", "").rstrip("/")
    address = quote(f"{front}/{ELDER}{path}".encode("latin-1", "replace"), SAFE)
    return f"{address}?{quoted_query(query)}" if query else address
