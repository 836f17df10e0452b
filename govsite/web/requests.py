"""The request: htmx's headers understood, and a query in any bytes."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from htmx_flask.requests import HtmxAwareRequest

SAFE = "".join(map(chr, range(33, 127)))


class Request(HtmxAwareRequest):  # type: ignore[misc]
    """Old browsers send what was typed into the address unquoted, in the encoding of their system."""

    def __init__(self, environ: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(environ, *args, **kwargs)
        query: bytes = vars(self)["query_string"]
        if not query.isascii():  # the parser takes nothing but UTF-8
            self.query_string = quote(query, safe=SAFE).encode()
