"""Files that are sent beside the parts of records that name them (空白表、样表)."""

from __future__ import annotations

from collections.abc import Mapping

from flask import current_app, request
from werkzeug.datastructures import MultiDict

from govsite.domain.common import uploads
from govsite.domain.common.upload_refused import Refused
from govsite.domain.editing.form_files import keep
from govsite.forms.built import FILE, Typed

MOST_FILES = 8  # at once
SHOWN = "Word、Excel、PDF 或者照片，不超过 5 MB。"


def with_files(typed: Typed, names: Mapping[str, object]) -> tuple[Typed, dict[str, str]]:
    """What was typed, with the names of the files that came; of those that are not taken a sentence by their field.

    ``names`` are the tables with files. Each is cleaned and stored at once: it must not be lost with a mistake.
    """
    found, told = MultiDict(typed), {}
    for name, sent in request.files.items():
        path = name.removeprefix(f"{FILE}.")
        if not sent.filename or path == name or path.partition(".")[0] not in names or path not in typed:
            continue
        try:
            if getattr(sent.stream, "too_large", False):  # read to its end and let go of: web/bodies.py
                raise Refused(uploads.too_large(uploads.MOST_BYTES))
            clamav = current_app.extensions["config"].clamav
            found[path] = keep(uploads.clean(sent.filename, sent.stream, clamav, documents=True))
        except Refused as refused:
            told[path] = f"“{sent.filename}”没有收下：{refused}"
    return found, told
