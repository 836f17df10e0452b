"""A described form as a Word document, the same bytes each time."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from tools.forms.described import BOX, NOTHING, TICKED, Described, Line, in_blank

MADE = (2025, 11, 1, 0, 0, 0)
SAMPLE = "（样表 仅供参考）"
WARNING = "蓝色楷体字是示例，姓名、号码、地址、单位都是虚构的，请按自己的实际情况填写。"
COLUMNS, COLUMN = 24, 378  # of a table, and the width of each in twentieths of a point
LABEL = 5  # columns
SHADE = '<w:shd w:val="clear" w:color="auto" w:fill="EEF2F7"/>'
PAGE = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1247" w:right="1417" w:bottom="1134" w:left="1417" '
    'w:header="680" w:footer="680" w:gutter="0"/></w:sectPr>'
)
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_HOLE = re.compile(r"\{(.*?)\}")


def write(form: Described, folder: Path, like: Path) -> list[Path]:
    """Write the blank form and the sample, in the styles of another of these documents."""
    written = []
    for kind in ("blank", "sample"):
        path = folder / f"{form.stem}-{kind}.docx"
        title = form.title + (SAMPLE if kind == "sample" else "")
        own = {"word/document.xml": document(form, title, kind == "sample"), "docProps/core.xml": _core(title)}
        with zipfile.ZipFile(like) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                info = zipfile.ZipInfo(name, MADE)
                info.compress_type = zipfile.ZIP_DEFLATED
                new.writestr(info, own[name].encode() if name in own else old.read(name))
        written.append(path)
    return written


def document(form: Described, title: str, sample: bool) -> str:
    """The text of the document."""
    body = [_paragraph("H1", _run(title))]
    if sample:
        body.append(_paragraph("N", _run(WARNING, "V")))
    table: list[str] = []
    notes = 0
    for place, line in enumerate(form.lines):
        if line.kind in "#|[":
            table.append(_row(line, sample, is_head=place == 0 or form.lines[place - 1].kind != "["))
            continue
        body += [*_table(table)]
        table = []
        notes += line.kind == "*"
        body += [*_words(line, sample, notes)]
    return f'{HEAD}<w:document xmlns:w="{WORD}"><w:body>{"".join([*body, *_table(table)])}{PAGE}</w:body></w:document>'


def _row(line: Line, sample: bool, is_head: bool) -> str:
    if line.kind == "#":
        cells = [_cell(COLUMNS, _paragraph("", _run(line.cells[0])), SHADE)]
    elif line.kind == "[":
        widths = _widths(len(line.cells))
        style, shade = ("", SHADE) if is_head else ("V", "")
        texts = line.cells if is_head or sample else [""] * len(line.cells)
        pairs = zip(widths, texts, strict=True)
        cells = [_cell(w, _paragraph("L" if is_head else "", _run(t, style)), shade) for w, t in pairs]
    else:
        cells = [*_fields(line, sample)]
    height = '<w:trPr><w:cantSplit/><w:trHeight w:val="440"/></w:trPr>'
    return f"<w:tr>{height}{''.join(cells)}</w:tr>"


def _fields(line: Line, sample: bool) -> Iterator[str]:
    pairs = len(line.cells) // 2
    for label, value in zip(line.cells[::2], line.cells[1::2], strict=True):
        width = COLUMNS // pairs - LABEL
        if label.endswith("："):  # words before a table
            yield _cell(width + LABEL, _paragraph("", _run(label)), SHADE)
            continue
        yield _cell(LABEL, _paragraph("L", _run(label)), SHADE)
        yield _cell(width, _paragraph("", _value(value, sample)), "")


def _value(value: str, sample: bool) -> str:
    if value == NOTHING:
        return _run("")
    if not sample:
        return _run(in_blank(value))
    if BOX not in value and TICKED not in value:
        return _run(value, "V")
    parts = re.split(r"(?=[□☑])", value)
    return "".join(_run(part, "V" if part.startswith(TICKED) else "") for part in parts if part)


def _words(line: Line, sample: bool, note: int) -> Iterator[str]:
    text = line.cells[0]
    if line.kind == "*":
        if note == 1:
            yield _paragraph("N", _run("填表说明"))
        yield _paragraph("N", _run(f"{note}．{text}"))
    elif line.kind == "@":
        for part in text.split("；"):
            label, _, value = part.partition("：")
            empty = "　　　年　　月　　日" if "日期" in label else "　　　　　　"
            yield _paragraph("Z", _run(f"{label}：") + (_run(value, "V") if sample else _run(empty)), right=True)
    else:
        runs = []
        for place, part in enumerate(_HOLE.split(text)):
            hole = place % 2 == 1
            filled = part if sample or not hole else "＿" * max(3, len(part))
            runs.append(_run(filled, "V" if hole and sample else ""))
        yield _paragraph("Z", "".join(runs))


def _widths(count: int) -> list[int]:
    each, more = divmod(COLUMNS, count)
    return [each + (place < more) for place in range(count)]


def _table(rows: list[str]) -> Iterator[str]:
    if rows:
        grid = f'<w:gridCol w:w="{COLUMN}"/>' * COLUMNS
        look = f'<w:tblStyle w:val="B"/><w:tblW w:w="{COLUMN * COLUMNS}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        yield f"<w:tbl><w:tblPr>{look}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def _cell(width: int, inside: str, shade: str) -> str:
    look = f'<w:tcW w:w="{width * COLUMN}" w:type="dxa"/><w:gridSpan w:val="{width}"/>{shade}<w:vAlign w:val="center"/>'
    return f"<w:tc><w:tcPr>{look}</w:tcPr>{inside}</w:tc>"


def _paragraph(style: str, runs: str, right: bool = False) -> str:
    look = (f'<w:pStyle w:val="{style}"/>' if style else "") + ('<w:jc w:val="right"/>' if right else "")
    return f"<w:p>{f'<w:pPr>{look}</w:pPr>' if look else ''}{runs}</w:p>"


def _run(text: str, style: str = "") -> str:
    look = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _core(title: str) -> str:
    names = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{names}" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(title)}</dc:title><dc:language>zh-CN</dc:language></cp:coreProperties>"
    )
