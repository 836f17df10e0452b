"""Files that people send (附件): known by their content, cleaned in a process of their own, looked over for viruses.

Whoever takes files calls ``clean`` for each, outside ``writing()``: it takes a third of a second, a large one several.
"""

from __future__ import annotations

import json
import logging
import subprocess
from dataclasses import dataclass
from hashlib import sha256
from threading import BoundedSemaphore
from typing import IO

from govsite.domain.common import office
from govsite.domain.common.apart import last_line, run_apart
from govsite.domain.common.file_names import clean_name
from govsite.domain.common.upload_child import BROKEN, JPEG, PDF
from govsite.domain.common.upload_refused import Refused
from govsite.gateways.clamav import Verdict, scan
from govsite.gateways.settings import ClamavSettings
from govsite.models.stored_file import CLEAN, UNSCANNED
from govsite.typed import Typed

MB = 1024 * 1024
MOST_BYTES = 5 * MB  # of a file as it is sent
MOST_AT_ONCE = 2  # in this process: a worker has a core or less, and each may take as much memory as its child has
TURN_SECONDS, CHILD_SECONDS = 20, 60  # to wait for a turn; for the child, should it stand still
HEIF_BRANDS = (*(b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"), b"mif1", b"msf1")
PICTURES = ("image/jpeg", "image/png", "image/heic")
OTHERS = {  # what else people choose, by the beginning of its media type
    "image/": "这种图片格式不能上传。请打开它，截图后上传截图。",
    "video/": "视频不能上传。请截下要紧的画面，上传截图。",
    "audio/": "录音不能上传。请把要紧的内容写在正文里。",
    "application/msword": "Word、Excel 等文件不能上传。请另存或打印成 PDF 再上传。",
    "application/vnd.": "Word、Excel 等文件不能上传。请另存或打印成 PDF 再上传。",
    "application/zip": "压缩包和 Office 文件不能上传。请解压后上传里面的照片或 PDF，或另存为 PDF。",
}
UNKNOWN_KIND = "这不是照片（JPG、PNG、HEIC）或 PDF，不能上传。请换成照片、截图或 PDF。"
EMPTY = "文件是空的，没有内容。请重新选择。"
INFECTED = "文件里发现了病毒，没有收下。请先给手机或电脑杀毒，再换一个文件上传。"
BUSY = "现在上传的人太多，文件没有处理完。请过一会儿再选一次。"
_turn = BoundedSemaphore(MOST_AT_ONCE)
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A file that can be kept: ``kind`` is its media type, ``state`` CLEAN or UNSCANNED, ``digest`` its SHA-256."""

    name: Typed
    kind: str
    content: bytes
    pages: int
    state: str = UNSCANNED

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.content)

    @property
    def digest(self) -> str:
        """SHA-256 in hex: the same file gives the same clean one."""
        return sha256(self.content).hexdigest()


def clean(
    name: str,
    content: bytes | IO[bytes],
    clamav: ClamavSettings | None = None,
    most: int = MOST_BYTES,
    documents: bool = False,
) -> Cleaned:
    """The clean file that is kept of one that was sent; ``most`` in bytes.

    Pictures become JPEG, PDF files lose what acts (``pictures``, ``pdfs``). Raises Refused with a sentence for who
    sent it. With ``documents`` those of Word and Excel are taken as they are (``office``). Without a scanner, or while
    it is away, the state is UNSCANNED.
    """
    sent = content if isinstance(content, bytes) else content.read(most + 1)
    if len(sent) > most:
        raise Refused(too_large(most))
    if not sent:
        raise Refused(EMPTY)
    kind = (documents and office.kind_of(sent)) or _kind(sent)
    verdict = scan(clamav, sent) if clamav else Verdict.AWAY
    if verdict is Verdict.INFECTED:
        raise Refused(INFECTED)
    cleaned, pages = _in_a_child(kind, sent)
    return Cleaned(clean_name(name, kind), kind, cleaned, pages, CLEAN if verdict is Verdict.CLEAN else UNSCANNED)


def too_large(most: int) -> str:
    """What is said of a file with more than so many bytes."""
    return f"文件超过 {most // MB} MB。照片请调低分辨率或截图，PDF 请只留下有关的几页，再上传。"


def _kind(content: bytes) -> str:
    """The kind of the clean file, by the content alone: a picture is often called .png and is none."""
    import filetype

    found = filetype.guess_mime(content[:8192]) or ""
    # The library knows one brand of HEIC, telephones write several.
    if found in PICTURES or (content[4:8] == b"ftyp" and content[8:12] in HEIF_BRANDS):
        return JPEG
    if found == PDF:
        return PDF
    raise Refused(next((said for kind, said in OTHERS.items() if found.startswith(kind)), UNKNOWN_KIND))


def _in_a_child(kind: str, content: bytes) -> tuple[bytes, int]:
    """What a process of its own makes of a file, and the number of pages."""
    if not _turn.acquire(timeout=TURN_SECONDS):
        raise Refused(BUSY)
    try:
        done = run_apart("govsite.domain.common.upload_child", kind, content=content, seconds=CHILD_SECONDS)
        done.check_returncode()
    except (subprocess.SubprocessError, OSError) as error:
        log.warning("a file (%s, %s bytes) could not be cleaned: %s", kind, len(content), _said(error))
        raise Refused(BUSY if isinstance(error, OSError) else BROKEN[kind]) from None
    finally:
        _turn.release()
    head, _, cleaned = done.stdout.partition(b"\n")
    about = json.loads(head)
    if "refused" in about:
        log.info("a file (%s) was refused: %s", kind, last_line(done.stderr))
        raise Refused(about["refused"])
    return cleaned, about["pages"]


def _said(error: Exception) -> str:
    """What became of the child; never the file itself, which some errors hold."""
    if isinstance(error, subprocess.CalledProcessError):
        return f"exit code {error.returncode}, {last_line(error.stderr)}"
    return type(error).__name__
