"""The request: htmx's headers understood, a query in any bytes, files held to their limit as they arrive."""

from __future__ import annotations

from typing import IO, Any
from urllib.parse import quote

from flask import request
from htmx_flask.requests import HtmxAwareRequest

from govsite.web.bodies import NOTHING, Body, Upload
from govsite.web.parameters import known_part

SAFE = "".join(map(chr, range(33, 127)))


class Request(HtmxAwareRequest):  # type: ignore[misc]
    """``body`` are the limits that the view's policy set.

    Old browsers send what was typed into the address unquoted, in the encoding of their system.
    """

    body: Body = NOTHING

    def __init__(self, environ: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(environ, *args, **kwargs)
        self.uploads: list[Upload] = []
        query: bytes = vars(self)["query_string"]
        self.query_string = _ascii(query)

    def keep_parameters(self, names: frozenset[str]) -> None:
        """Forget the parameters of other names, before anything has read the query."""
        query = self.environ["QUERY_STRING"] = known_part(self.environ["QUERY_STRING"], names)
        self.query_string = _ascii(query.encode("latin-1"))

    def _get_file_stream(
        self,
        total_content_length: int | None,  # noqa: ARG002 - what the client says of itself
        content_type: str | None,  # noqa: ARG002
        filename: str | None = None,  # noqa: ARG002
        content_length: int | None = None,  # noqa: ARG002
    ) -> IO[bytes]:
        self.uploads.append(upload := Upload(self.body.file))
        return upload

    def close(self) -> None:
        """Let go of the files, those of a body that was given up half way too."""
        super().close()
        for upload in self.uploads:
            upload.close()


def this_request() -> Request:
    """The request itself: each look through Flask's proxy costs as much as a function."""
    proxy: Any = request
    own: Request = proxy._get_current_object()
    return own


def _ascii(query: bytes) -> bytes:
    """A query as the parser takes it, which knows nothing but UTF-8."""
    return query if query.isascii() else quote(query, safe=SAFE).encode()
