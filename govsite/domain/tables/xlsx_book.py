"""What stands around the cells of a workbook: its sheets, the texts they share, and how their numbers look."""

from __future__ import annotations

import posixpath
from typing import NamedTuple

from govsite.characters import clean, one_line
from govsite.domain.tables.number_formats import BUILT_IN, GENERAL, LONGEST_CODE
from govsite.domain.tables.table import TableError
from govsite.domain.tables.xlsx_parts import BROKEN, Attributes, Package, Reader

MOST_SHEETS = 1000
YES = ("1", "true")


class Sheet(NamedTuple):
    """A sheet of cells: its name, its part, and whether somebody sees it."""

    name: str
    part: str
    is_hidden: bool


class Book:
    """A workbook without the cells of its sheets.

    ``is_1904`` says that its days are counted from 1904 on; ``is_reckoned``, that the results of its formulas can be
    believed: a program that cannot reckon writes 0, and that Excel is to do it on opening.
    """

    def __init__(self, package: Package) -> None:
        main = package.main()
        listed = _Sheets()
        for _ in package.read(main, listed):
            pass
        relations = package.relations(main)
        self.is_1904, self.is_reckoned = listed.is_1904, listed.is_reckoned
        self.sheets = [
            Sheet(one_line(clean(name)), relations[key][1], state != "visible")
            for name, key, state in listed.found
            if relations.get(key, ("", ""))[0] == "worksheet"
        ]
        if not self.sheets:
            raise TableError(BROKEN)
        parts = dict(relations.values())
        strings, styles = Strings(), _Styles()
        readers: dict[str, Reader] = {"sharedStrings": strings, "styles": styles}
        for kind, reader in readers.items():
            beside = posixpath.join(posixpath.dirname(main), f"{kind}.xml")  # where some programs do not say it
            for _ in package.read(parts.get(kind, beside), reader):
                pass
        self.strings = strings.found
        self.formats = styles.codes()

    @property
    def sheet(self) -> Sheet:
        """The one that is read: the first that is seen."""
        return next((sheet for sheet in self.sheets if not sheet.is_hidden), self.sheets[0])


class _Sheets:
    def __init__(self) -> None:
        self.found: list[tuple[str, str, str]] = []
        self.is_1904, self.is_reckoned = False, True

    def begin(self, tag: str, attributes: Attributes) -> None:
        if tag == "sheet" and len(self.found) < MOST_SHEETS:
            key = next((value for name, value in attributes.items() if name.rpartition(":")[2] == "id"), "")
            self.found.append((attributes.get("name", ""), key, attributes.get("state", "visible")))
        elif tag == "workbookPr":
            self.is_1904 = attributes.get("date1904", "0") in YES
        elif tag == "calcPr":
            self.is_reckoned = attributes.get("fullCalcOnLoad", "0") not in YES

    def end(self, tag: str) -> None:
        """Nothing is awaited."""

    def text(self, data: str) -> None:
        """There is none."""


class Strings:
    """Texts that cells share, and those in cells: pieces of several looks are joined, readings (拼音) left out."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._pieces: list[str] = []
        self._is_text = self._is_reading = False

    def begin(self, tag: str, _attributes: Attributes) -> None:
        """A text, a piece of one or its reading begins."""
        if tag in ("si", "is"):
            self._pieces = []
        elif tag == "rPh":
            self._is_reading = True
        elif tag == "t":
            self._is_text = not self._is_reading

    def end(self, tag: str) -> None:
        """It ends."""
        if tag == "t":
            self._is_text = False
        elif tag == "rPh":
            self._is_reading = False
        elif tag in ("si", "is"):
            self.found.append("".join(self._pieces))

    def text(self, data: str) -> None:
        """Some of it."""
        if self._is_text:
            self._pieces.append(data)


class _Styles:
    """How numbers look in cells of each style; of styles nothing else is read."""

    def __init__(self) -> None:
        self._own: dict[str, str] = {}
        self._used: list[str] = []
        self._where = ""

    def begin(self, tag: str, attributes: Attributes) -> None:
        if tag in ("numFmts", "cellXfs"):
            self._where = tag
        elif tag == "numFmt" and self._where == "numFmts":
            code = attributes.get("formatCode", GENERAL).replace("G/通用格式", GENERAL)
            self._own[attributes.get("numFmtId", "")] = code if len(code) <= LONGEST_CODE else GENERAL
        elif tag == "xf" and self._where == "cellXfs":
            self._used.append(attributes.get("numFmtId", "0"))

    def end(self, tag: str) -> None:
        if tag == self._where:
            self._where = ""

    def text(self, data: str) -> None:
        """There is none."""

    def codes(self) -> list[str]:
        return [self._own.get(key) or BUILT_IN.get(key, GENERAL) for key in self._used]
