"""The request: htmx's headers understood, a query in any bytes, files held to their limit as they arrive."""

from __future__ import annotations

from typing import IO, Any
from urllib.parse import quote

from htmx_flask.requests import HtmxAwareRequest

from govsite.web.bodies import NOTHING, Body, Upload

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
        if not query.isascii():  # the parser takes nothing but UTF-8
            self.query_string = quote(query, safe=SAFE).encode()

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
