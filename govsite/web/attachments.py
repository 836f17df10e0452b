"""How a view gives out a file that somebody sent: to be saved, never to be shown by the browser itself."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol
from urllib.parse import quote

from flask import Response, abort

from govsite.database.session import reading
from govsite.database.topics import Topic
from govsite.domain.common.file_names import EXTENSIONS
from govsite.domain.tickets.attachments import content_of
from govsite.web.headers import NO_STORE
from govsite.web.page import kept

SAFE = "!#$&+-.^_`|~"  # what a name may hold unquoted (RFC 8187, attr-char), besides letters and digits


class Given(Protocol):
    """A file as it is stored."""

    @property
    def id(self) -> int:
        """Its number."""

    @property
    def name(self) -> str:
        """Its name, as whoever sent it called it."""

    @property
    def kind(self) -> str:
        """Its media type."""

    @property
    def content(self) -> bytes:
        """All of it."""


def download(number: int, ticket_id: int) -> Response:
    """A file of a ticket by its number, whose door the caller has opened; 404 where the ticket has no such file."""
    found = content_of(reading(), number, ticket_id)
    return give_out(found) if found else abort(404)


def give_out(file: Given) -> Response:
    """A file as an answer.

    Engines before RFC 6266 call it attachment-12.jpg. Should one show it all the same, it acts in a box of its own.
    """
    plain = f"attachment-{file.id}{EXTENSIONS.get(file.kind, '')}"
    named = quote(file.name.encode("utf-8", "replace"), safe=SAFE)
    answer = Response(file.content, content_type=file.kind)
    answer.headers["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{named}"
    answer.headers["Content-Security-Policy"] = "sandbox"
    answer.headers["X-Download-Options"] = "noopen"  # IE would open it in the name of the portal
    answer.headers["Accept-Ranges"] = "none"
    answer.headers["Cache-Control"] = NO_STORE
    return answer


def give_out_public(file: Given, depends: Collection[Topic]) -> Response:
    """A file that anybody may have, kept as a page is that is made from some topics."""
    answer = give_out(file)
    answer.headers["Cache-Control"] = kept(depends)
    return answer
