"""How much a request may bring: limits of its fields and files, said by the view that takes them.

A file that is too large is read to its end and thrown away as it comes, so that the text beside it still arrives and
the form can be shown again as it was filled in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import TypeVar

from flask import Request, abort

KB, MB = 1024, 1024 * 1024
IN_MEMORY = 256 * KB  # bytes of a file; more goes to a temporary file
MOST_SENT = 64 * MB  # bytes of a body with files, the too large ones included; nginx must let as much through
BUFFERED = 128 * KB  # what the parser of multipart bodies may hold of a file at once
HEADS = 1 * KB  # bytes of a multipart field's own headers and boundary

View = TypeVar("View", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Body:
    """Limits: ``text`` in bytes as they are sent (a Chinese character is up to 9), ``file`` in bytes each."""

    text: int = 0
    fields: int = 0
    files: int = 0
    file: int = 0

    def total(self, multipart: bool) -> int:
        """Bytes that are read of a request at all."""
        if multipart and self.files:
            return MOST_SENT
        return self.text + self.fields * HEADS if multipart else self.text


NOTHING = Body()
FORM = Body(text=64 * KB, fields=60)
CONSOLE_FORM = Body(text=256 * KB, fields=400)
MACHINE = Body(text=1 * MB, fields=100)  # payment gateways send forms


def accepts(body: Body) -> Callable[[View], View]:
    """Say what a view takes, where its policy's own limits do not fit."""

    def mark(view: View) -> View:
        view.body = body  # type: ignore[attr-defined]
        return view

    return mark


class Upload(SpooledTemporaryFile[bytes]):
    """A file as it arrives; once it is larger than its limit it is ``too_large``, and nothing of it is kept."""

    def __init__(self, most: int) -> None:
        super().__init__(max_size=IN_MEMORY, mode="w+b")
        self.most = most
        self.size = 0
        self.too_large = False

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Take the next piece, or let go of it."""
        self.size += len(data)
        if self.size <= self.most:
            return super().write(data)
        if not self.too_large:
            self.too_large = True
            self.seek(0)
            self.truncate()
        return len(data)


def limit(request: Request, body: Body) -> None:
    """Hold a request to its limits before anything of it is read; 413 where it is larger."""
    multipart = request.mimetype == "multipart/form-data"
    request.max_content_length = body.total(multipart)
    request.max_form_memory_size = body.text + BUFFERED
    request.max_form_parts = body.fields + body.files
    if (request.content_length or 0) > request.max_content_length:
        abort(413)
    if not multipart:
        request.get_data(cache=True)  # whoever signs what he sends signs the bytes; the parser would keep none of them
    # The parser holds neither kind of form to both limits: urlencoded fields are not counted, the text of multipart
    # ones is measured with what of a file happens to be in its buffer.
    fields = list(request.form.items(multi=True))
    text = sum(len(name.encode("utf-8", "replace")) + len(value.encode("utf-8", "replace")) for name, value in fields)
    # A browser sends an empty part, without a name, for each field where no file was chosen.
    files = sum(bool(sent.filename) for found in request.files.listvalues() for sent in found)
    if len(fields) > body.fields or files > body.files or text > body.text:
        abort(413)
