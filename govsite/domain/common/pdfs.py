"""PDF files that people send: what is seen and printed is kept, what acts is not.

Kept are the pages and what they are drawn with, nothing else: no script, action, attachment, link or form, and not who
wrote it with what. What was typed into a form becomes part of its pages. A signed file (电子签章) cannot be changed
without breaking its seal, so it stays byte for byte, or is refused where it holds what acts. Photographs in it lose
where and when they were taken. Runs in the process of ``upload_child.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from govsite.domain.common.pdf_forms import draw_fields
from govsite.domain.common.pictures import without_notes
from govsite.domain.common.upload_refused import Refused

MOST_PAGES = 200
CATALOG = ("/Type", "/Pages", "/OCProperties", "/PageLabels", "/Lang", "/Version", "/Extensions")  # with layers
PAGE = (
    *("/Type", "/Parent", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox", "/Rotate", "/UserUnit"),
    *("/Resources", "/Contents", "/Group"),
)
ELSEWHERE = ("/AA", "/AF", "/Metadata", "/OPI", "/PieceInfo", "/Ref")  # what drawings may carry along unseen
ACTING = re.compile(
    rb"/(JavaScript|JS|Launch|EF|EmbeddedFiles?|XFA|GoToE|GoToR|ImportData|SubmitForm|RichMedia\w*|Rendition|Movie|Sound)\b"
)
PASSWORD = "这份 PDF 设了密码。请去掉密码，或打印成新的 PDF 再上传。"  # noqa: S105
TOO_MANY_PAGES = f"这份 PDF 超过 {MOST_PAGES} 页。请只留下有关的几页再上传。"
NO_PAGE = "这份 PDF 里没有一页。请打开看一看，另存后再上传。"
DYNAMIC = "这份 PDF 是动态表格，别的软件打不开。请打印成新的 PDF，或截图后上传。"
SIGNED_AND_ACTING = "这份有电子签章的 PDF 里夹带了附件或脚本。请打印成新的 PDF，或截图后上传。"


def clean_pdf(content: bytes) -> tuple[bytes, int]:
    """A PDF without what acts, and how many pages it has; a signed one as it was.

    Raises Refused, and pikepdf's many errors for what is no whole PDF.
    """
    import pikepdf

    try:
        pdf = pikepdf.open(BytesIO(content))
    except pikepdf.PasswordError:
        raise Refused(PASSWORD) from None
    with pdf:
        pages = len(pdf.pages)
        if not pages:
            raise Refused(NO_PAGE)
        if pages > MOST_PAGES:
            raise Refused(TOO_MANY_PAGES)
        if is_signed(pdf):
            if any(ACTING.search(text) for text in _texts(pdf)):
                raise Refused(SIGNED_AND_ACTING)
            return content, pages
        _keep_what_is_seen(pdf)
        written = BytesIO()
        pdf.save(written, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
        return written.getvalue(), pages


def is_signed(pdf: Any) -> bool:
    """Whether it holds a signature over bytes of the file (ISO 32000-1, 12.8), in a field that any form may have."""
    return "/AcroForm" in pdf.Root and any(b"/ByteRange" in text for text in _texts(pdf))


def _keep_what_is_seen(pdf: Any) -> None:
    from pikepdf import Dictionary, Name, Stream

    if "/AcroForm" in pdf.Root:
        if "/XFA" in pdf.Root.AcroForm and "/NeedsRendering" in pdf.Root:
            raise Refused(DYNAMIC)
        draw_fields(pdf)
    pdf.flatten_annotations("all")
    _leave(pdf.Root, CATALOG)
    for page in pdf.pages:
        _leave(page.obj, PAGE)
    for found in pdf.objects:
        if isinstance(found, Dictionary | Stream):
            for key in found.keys() & set(ELSEWHERE):
                del found[key]
        if isinstance(found, Stream) and found.get("/Filter") == "/DCTDecode":
            found.write(without_notes(found.read_raw_bytes()), filter=Name.DCTDecode)
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]


def _leave(found: Any, keys: tuple[str, ...]) -> None:
    for key in found.keys() - set(keys):
        del found[key]


def _texts(pdf: Any) -> Iterator[bytes]:
    """Each object as PDF writes it, names without escapes; of streams their dictionaries."""
    from pikepdf import Stream

    for found in pdf.objects:
        yield found.stream_dict.unparse() if isinstance(found, Stream) else found.unparse(resolved=True)
