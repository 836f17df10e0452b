"""Documents of Word and Excel that staff offer for download (空白表、样表): known by their content, none that acts.

They are given out as they came: what they look like is the point of a form. So one with macros, embedded objects or
templates of elsewhere is refused. Runs in the process of ``upload_child.py``, but for ``kind_of``.
"""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from govsite.domain.common.upload_refused import Refused

DOC, XLS = "application/msword", "application/vnd.ms-excel"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = (DOC, XLS, DOCX, XLSX)
MOST_PARTS, MOST_UNPACKED, MOST_RELATIONS = 5_000, 200 * 1024 * 1024, 2 * 1024 * 1024  # the last two in bytes
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # what files of Word and Excel before 2007 begin with
ACTING = re.compile(r"vbaProject|/embeddings/|/activeX/|/externalLinks/", re.I)
RELATION = re.compile(rb"<Relationship\b[^>]*>")
MACROS = "文件里有宏或者嵌入的对象，不能收。请删去，另存为 docx 或 xlsx 再上传。"
ELSEWHERE = "文件引用了别处的模板或者图片，不能收。请把它们放进文件里，另存后再上传。"
LOCKED = "文件设了密码。请去掉密码再上传。"
BROKEN = "文件打不开，可能没有传完整。请打开看一看，另存后再上传。"


def kind_of(content: bytes) -> str:
    """The media type of a document; "" for anything else."""
    if content.startswith(COMPOUND):
        if _has(content, "EncryptedPackage"):
            raise Refused(LOCKED)
        return DOC if _has(content, "WordDocument") else XLS if _has(content, "Workbook") else ""
    if not content.startswith(b"PK"):
        return ""
    try:
        names = set(ZipFile(BytesIO(content)).namelist())
    except (BadZipFile, ValueError, NotImplementedError):
        return ""
    return DOCX if "word/document.xml" in names else XLSX if "xl/workbook.xml" in names else ""


def check_document(kind: str, content: bytes) -> bytes:
    """The document as it came. Raises Refused where it acts or is broken."""
    if kind in (DOC, XLS):
        if _has(content, "_VBA_PROJECT") or _has(content, "ObjectPool"):
            raise Refused(MACROS)
        return content
    with ZipFile(BytesIO(content)) as book:
        parts = book.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise Refused(BROKEN)
        if any(ACTING.search(part.filename) for part in parts):
            raise Refused(MACROS)
        for part in parts:
            if part.filename.endswith(".rels") and any(_leads_away(book, part.filename)):
                raise Refused(ELSEWHERE)
    return content


def _leads_away(book: ZipFile, name: str) -> list[bytes]:
    """What a part needs of elsewhere; a link that a reader clicks is none."""
    with book.open(name) as file:
        text = file.read(MOST_RELATIONS + 1)
    if len(text) > MOST_RELATIONS:
        raise Refused(BROKEN)
    found = (tag for tag in RELATION.findall(text) if b"External" in tag)
    return [tag for tag in found if b"/hyperlink" not in tag]


def _has(content: bytes, name: str) -> bool:
    """Whether a file of streams has one by a name."""
    return name.encode("utf-16-le") in content
