"""The file of an export (导出我的数据): a zip with JSON for machines, a page for people, and the files themselves."""

from __future__ import annotations

import json
from collections.abc import Iterable
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from govsite.domain.accounts.own_tickets import FileOf
from govsite.domain.common.stored_files import Content
from govsite.web.page import render

IN_MEMORY = 4 * 1024 * 1024  # bytes; larger ones go to a temporary file
MOST_BYTES = 200 * 1024 * 1024  # of the files together: the others are named, and opened on the pages of their tickets
LEFT_OUT = "附件太多，装不下的没有放进来，请在“我的办件和来信”里逐件打开下载："


def packed(found: dict[str, Any], files: Iterable[tuple[FileOf, Content]]) -> IO[bytes]:
    """The file, to be read from its beginning; never more than one of the files in memory."""
    out: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the answer closes it
    left: list[str] = []
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        size = 0
        for each, content in files:
            size += len(content.content)
            if size > MOST_BYTES:
                left.append(each.entry)
                continue
            archive.writestr(each.entry, content.content, ZIP_STORED)  # pictures and PDFs are packed already
        if left:
            found = found | {"没有放进来的附件": [LEFT_OUT, *left]}
        archive.writestr("my-data.json", json.dumps(found, ensure_ascii=False, indent=2))
        archive.writestr("my-data.html", render("account/data.html", found=found))
    out.seek(0)
    return out
