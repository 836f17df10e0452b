"""The parts of a workbook (.xlsx), none opened without counting what it costs.

A small archive can unpack to gigabytes, and a little XML can become a hundred times as much in memory. So parts are
read as a stream of tags of which nothing is kept here, and whatever is opened counts, wherever in the archive it lies
and whatever it is called. Names of tags go without their namespace: the strict form of the standard has others.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Protocol
from xml.parsers import expat

from govsite.domain.tables.table import TableError

MB = 1024 * 1024
CHUNK = 64 * 1024
MOST_TAGS = 5_000_000  # of all that is opened
LONGEST_TAG = MB
TOO_LARGE = "Excel 文件展开后太大，请删去图片和空白格式，或另存为 CSV 再导入。"
BROKEN = "Excel 文件已损坏或不是表格，请用 Excel 或 WPS 打开后另存一次再导入。"
LOCKED = "文件加了密码，打不开。请在 Excel 或 WPS 里去掉密码、保存后再导入。"
BINARY = "这是二进制的 Excel 文件（.xlsb），请另存为 .xlsx 或 CSV 再导入。"
OPEN_DOCUMENT = "这是 .ods 文件，请在 WPS 或 LibreOffice 里另存为 .xlsx 或 CSV 再导入。"
OTHER_KIND = "这不是 Excel 表格，请换成 .xlsx 或 CSV 文件。"

Attributes = dict[str, str]
Relations = dict[str, tuple[str, str]]  # last word of the type and the part, by id


class Reader(Protocol):
    """What is told of a part: tags by their local name, and texts."""

    def begin(self, tag: str, attributes: Attributes) -> None:
        """A tag begins."""

    def end(self, tag: str) -> None:
        """A tag ends."""

    def text(self, data: str) -> None:
        """A text, maybe not the whole of it."""


class Package:
    """An archive of parts; raises TableError for what is broken or too much."""

    def __init__(self, content: bytes, most_unpacked: int, most_tags: int) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as error:
            raise TableError(BROKEN) from error
        found = self._archive.infolist()
        if sum(info.file_size for info in found) > most_unpacked:  # nothing is unpacked beyond what this says
            raise TableError(TOO_LARGE)
        self._parts = {_plain(info.filename): info for info in found}
        self._left = min(most_tags, MOST_TAGS)

    def main(self) -> str:
        """The part of the workbook itself."""
        if "_rels/.rels" not in self._parts:
            raise TableError(OPEN_DOCUMENT if b"opendocument.spreadsheet" in self._start("mimetype") else OTHER_KIND)
        found = self.relations("")
        part = next((part for kind, part in found.values() if kind == "officeDocument"), "")
        if part.endswith(".bin"):
            raise TableError(BINARY)
        if part.startswith(("word/", "ppt/", "visio/")):
            raise TableError(OTHER_KIND)
        return part

    def relations(self, part: str) -> Relations:
        """Which parts a part names."""
        folder, name = posixpath.split(part)
        reader = _Relations(folder)
        for _ in self.read(posixpath.join(folder, "_rels", f"{name}.rels"), reader):
            pass
        return reader.found

    def read(self, part: str, reader: Reader) -> Iterator[None]:
        """Tell a reader what is in a part, a chunk at a time; nothing for one that is not there."""
        info = self._parts.get(_plain(part))
        if info is None:
            return
        parser, given = expat.ParserCreate(), 0
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _no_document_type
        parser.StartElementHandler = self._counted(reader.begin)
        parser.EndElementHandler = lambda tag: reader.end(tag.rpartition(":")[2])
        parser.CharacterDataHandler = reader.text
        try:
            with self._archive.open(info) as file:
                while chunk := file.read(CHUNK):
                    parser.Parse(chunk, False)
                    given += len(chunk)
                    if given - parser.CurrentByteIndex > LONGEST_TAG:  # expat begins it anew with every chunk
                        raise TableError(TOO_LARGE)
                    yield
            parser.Parse(b"", True)
        except (RuntimeError, NotImplementedError) as error:  # a password, a way of packing that is not known
            raise TableError(LOCKED if info.flag_bits & 1 else BROKEN) from error
        except TableError:
            raise
        except (expat.ExpatError, zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, LookupError) as error:
            raise TableError(BROKEN) from error
        yield

    def _counted(self, begin: Callable[[str, Attributes], None]) -> Callable[[str, Attributes], None]:
        def told(tag: str, attributes: Attributes) -> None:
            self._left -= 1
            if self._left < 0:
                raise TableError(TOO_LARGE)
            begin(tag.rpartition(":")[2], attributes)

        return told

    def _start(self, part: str) -> bytes:
        info = self._parts.get(part)
        return self._archive.open(info).read(100) if info and not info.flag_bits & 1 else b""


class _Relations:
    def __init__(self, folder: str) -> None:
        self.found: Relations = {}
        self._folder = folder

    def begin(self, tag: str, attributes: Attributes) -> None:
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            part = target.lstrip("/") if target.startswith("/") else posixpath.join(self._folder, target)
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.found[attributes.get("Id", "")] = (kind, posixpath.normpath(part))

    def end(self, tag: str) -> None:
        """Nothing stands inside."""

    def text(self, data: str) -> None:
        """There is none."""


def _plain(name: str) -> str:
    """A name as all programs would write it: some make it with other slashes or letters."""
    return name.replace("\\", "/").lstrip("/").lower()


def _no_document_type(*_: object) -> None:
    raise TableError(TOO_LARGE)  # in no workbook, and a way to make much of little
