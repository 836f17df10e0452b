"""One of our Word documents as HTML, for printing: its paragraphs, tables and the few styles that they use."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from html import escape
from pathlib import Path
from xml.etree import ElementTree as Tree

from tools.forms.word import COLUMN, COLUMNS, WORD

W = f"{{{WORD}}}"
STYLE = """
@font-face { font-family: own; src: url(%s); }
@page { size: A4; margin: 18mm 20mm; }
body { font: 10.5pt/1.5 own; font-synthesis: none; margin: 0; }
h1 { font-size: 16pt; font-weight: normal; text-align: center; margin: 0 0 10pt; }
p { margin: 0; min-height: 1.2em; }
.Z { font-size: 11.5pt; line-height: 1.8; text-indent: 2em; } .N { font-size: 9.5pt; } .L { text-align: center; }
.right { text-align: right; } .V { color: #1a4f96; }
table { border-collapse: collapse; table-layout: fixed; width: 100%%; margin: 4pt 0; }
td { border: .5pt solid #333; padding: 2pt 4pt; height: 20pt; vertical-align: middle; } .shade { background: #eef2f7; }
tr { page-break-inside: avoid; }
"""


def html_of(path: Path, font: str) -> str:
    """The whole document with a font at an address."""
    with zipfile.ZipFile(path) as file:
        body = Tree.fromstring(file.read("word/document.xml"))[0]  # noqa: S314 - our own files
    inside = "".join(_block(each) for each in body)
    title = next(iter(body.iter(f"{W}t"))).text or ""
    head = f"<meta charset=utf-8><title>{escape(title)}</title><style>{STYLE % font}</style>"
    return f'<!doctype html><html lang="zh-CN">{head}<body>{inside}</body></html>'


def characters(path: Path) -> set[str]:
    """All that stand in a document."""
    return set("".join(Tree.fromstring(zipfile.ZipFile(path).read("word/document.xml")).itertext()))  # noqa: S314


def _block(block: Tree.Element) -> str:
    if block.tag == f"{W}tbl":
        widths = f'<col style="width:{100 / COLUMNS}%">' * COLUMNS
        return f"<table>{widths}{''.join(_row(row) for row in block.iter(f'{W}tr'))}</table>"
    return _paragraph(block) if block.tag == f"{W}p" else ""


def _row(row: Tree.Element) -> str:
    return f"<tr>{''.join(map(_cell, row.iter(f'{W}tc')))}</tr>"


def _cell(cell: Tree.Element) -> str:
    span = cell.find(f".//{W}gridSpan")
    width = cell.find(f".//{W}tcW")
    columns = span.get(f"{W}val") if span is not None else round(int(width.get(f"{W}w", "378")) / COLUMN)  # type: ignore[union-attr]
    shade = ' class="shade"' if cell.find(f".//{W}shd") is not None else ""
    return f'<td colspan="{columns}"{shade}>{"".join(map(_paragraph, cell.iter(f"{W}p")))}</td>'


def _paragraph(paragraph: Tree.Element) -> str:
    style = paragraph.find(f".//{W}pStyle")
    name = style.get(f"{W}val", "") if style is not None else ""
    side = paragraph.find(f".//{W}jc")
    right = " right" if side is not None and side.get(f"{W}val") == "right" else ""
    tag = "h1" if name == "H1" else "p"
    return f'<{tag} class="{name}{right}">{"".join(_runs(paragraph))}</{tag}>'


def _runs(paragraph: Tree.Element) -> Iterator[str]:
    for run in paragraph.iter(f"{W}r"):
        text = "".join(part.text or "" for part in run.iter(f"{W}t"))
        style = run.find(f".//{W}rStyle")
        words = escape(text).replace(" ", "&nbsp;").replace("蓝色楷体字", "蓝色字")
        words = f"<u>{words}</u>" if run.find(f".//{W}u") is not None else words
        yield f'<span class="{style.get(f"{W}val")}">{words}</span>' if style is not None else words
