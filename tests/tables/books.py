"""Workbooks written by hand, as programs other than ours write them, or as nobody should."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from govsite.domain.importing import Table, read_table

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
SHEET = "xl/worksheets/sheet1.xml"
HEAD = '<row r="1"><c r="A1" t="inlineStr"><is><t>名称</t></is></c><c r="B1" t="inlineStr"><is><t>值</t></is></c></row>'


def relations(**targets: str) -> str:
    """A part of relations: the last word of each type and what it leads to; ids are the words."""
    lines = "".join(
        f'<Relationship Id="{word}" Type="{RELATION}/{word.rstrip("0123456789")}" Target="{target}"/>'
        for word, target in targets.items()
    )
    return f'<Relationships xmlns="{PACKAGE}">{lines}</Relationships>'


def row(number: int, *cells: str) -> str:
    """A row of cells, each the inside of a tag behind its place: ``t="n"><v>1</v>``."""
    made = "".join(f'<c r="{"ABCDEFG"[place]}{number}" {cell}</c>' for place, cell in enumerate(cells) if cell)
    return f'<row r="{number}">{made}</row>'


def text(words: str) -> str:
    """A cell with a text of its own."""
    return f't="inlineStr"><is><t>{words}</t></is>'


def sheet(rows: str, before: str = "", behind: str = "") -> str:
    """A sheet with the two headings and further rows."""
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{HEAD}{rows}</sheetData>{behind}</worksheet>'


def listed(*sheets: str, book: str = "") -> str:
    """The part of the workbook that lists its sheets: each the attributes beside its id (worksheet1 …)."""
    lines = "".join(f'<sheet {one} sheetId="{n}" r:id="worksheet{n}"/>' for n, one in enumerate(sheets, 1))
    return f'<workbook xmlns="{MAIN}" xmlns:r="{RELATION}">{book}<sheets>{lines}</sheets></workbook>'


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """An archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def made(content: str, **parts: str) -> bytes:
    """A workbook of one sheet, with other parts in place of the usual; their names without folder and ending."""
    return packed(
        {
            "_rels/.rels": relations(officeDocument="xl/workbook.xml"),
            "xl/workbook.xml": parts.get("workbook", listed('name="甲"')),
            "xl/_rels/workbook.xml.rels": parts.get(
                "relations",
                relations(worksheet1="worksheets/sheet1.xml", sharedStrings="sharedStrings.xml", styles="styles.xml"),
            ),
            SHEET: content,
            "xl/sharedStrings.xml": parts.get("strings", "<sst/>"),
            "xl/styles.xml": parts.get("styles", "<styleSheet/>"),
        }
    )


def read(content: str, **parts: str) -> Table:
    """The table of such a workbook."""
    return read_table("a.xlsx", made(content, **parts))


def _is_built_in(code: str) -> bool:
    return len(code) <= 2 and code.isdigit() and code != "0"


def styles(*codes: str) -> str:
    """Styles of cells with these formats of numbers, which may be numbers of built-in ones."""
    own = "".join(
        f'<numFmt numFmtId="{n}" formatCode="{code.replace(chr(34), "&quot;")}"/>'
        for n, code in enumerate(codes, 200)
        if not _is_built_in(code)
    )
    used = "".join(f'<xf numFmtId="{code if _is_built_in(code) else n}"/>' for n, code in enumerate(codes, 200))
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts>{own}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        f"<cellXfs>{used}</cellXfs></styleSheet>"
    )
