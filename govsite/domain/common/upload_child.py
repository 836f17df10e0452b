"""A process that cleans one file and ends: what a broken or malicious file does to it, it does to nobody else.

The libraries that read pictures and PDF files are large, written in C and fed by strangers. Here they have so much
memory and time, no secret, no database and no other visitor. ``python -m govsite.domain.common.upload_child KIND``
reads the file and writes a line of JSON, {"pages": 1} or {"refused": "…"}, and then the clean file.
"""

from __future__ import annotations

import json
import sys

from govsite.domain.common import office
from govsite.domain.common.apart import hold_to
from govsite.domain.common.pdfs import clean_pdf
from govsite.domain.common.pictures import clean_picture
from govsite.domain.common.upload_refused import Refused

JPEG, PDF = "image/jpeg", "application/pdf"  # kinds that there are afterwards
MEMORY = 1536 * 1024 * 1024  # bytes of addresses; a picture of 40 million pixels takes some 400 MB
SECONDS = 30  # of a processor; what is bent on more (a JPEG of a thousand scans) is broken
BROKEN = {
    JPEG: "图片打不开，可能没有传完整。请在手机或电脑上打开看一看，再重新选择，或截图后上传。",
    PDF: "PDF 打不开，可能没有传完整。请打开看一看，另存或打印成新的 PDF 再上传。",
    **dict.fromkeys(office.KINDS, office.BROKEN),
}


def main(kind: str) -> None:
    """Clean the file that comes in."""
    _limit()
    content = sys.stdin.buffer.read()
    head, cleaned = answer(kind, content)
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + cleaned)


def answer(kind: str, content: bytes) -> tuple[dict[str, object], bytes]:
    """What is written: about the file, and the file."""
    try:
        if kind == JPEG:
            return {"pages": 1}, clean_picture(content)
        if kind in office.KINDS:
            return {"pages": 1}, office.check_document(kind, content)
        cleaned, pages = clean_pdf(content)
        return {"pages": pages}, cleaned
    except Refused as refused:
        return {"refused": str(refused)}, b""
    except Exception as error:  # the libraries raise whatever they stumble over
        print(type(error).__name__, file=sys.stderr)
        return {"refused": BROKEN[kind]}, b""


def _limit() -> None:
    hold_to(MEMORY, SECONDS)


if __name__ == "__main__":
    main(sys.argv[1])
