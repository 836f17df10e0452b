"""Forms of PDF files (可填写的表格): what was typed into their fields is drawn, so that it can become part of the page.

Who fills in a form often leaves the drawing to the reader (``/NeedAppearances``). qpdf draws Latin letters only and
puts question marks for Chinese ones, so text is drawn here, in the song face that readers bring along for Chinese.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

SIZE, LEADING, MARGIN = 12.0, 1.25, 2.0  # points; lines; points
LONGEST_TEXT = 20_000  # characters of a field
SEVERAL_LINES = 1 << 12  # flag of a text field (ISO 32000-1, table 228)
_SIZE = re.compile(rb"([0-9]*\.?[0-9]+)\s+Tf")


def draw_fields(pdf: Any) -> None:
    """Draw the text fields and lists that have no drawing, or one that may be older than what was typed."""
    form, font = pdf.acroform, _font(pdf)
    outdated = bool(pdf.Root.AcroForm.get("/NeedAppearances", False))
    for field in form.fields:
        if not (field.is_text or field.is_choice):
            continue
        for widget in form.get_annotations_for_field(field):
            if outdated or "/AP" not in widget.obj:
                _draw(pdf, widget.obj, field, font)
    if outdated:
        del pdf.Root.AcroForm["/NeedAppearances"]  # or qpdf would flatten none of them


def lines_of(text: str, width: float) -> list[str]:
    """A text in lines of a width, in ems: Chinese characters have one, others half of one."""
    lines = []
    for paragraph in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        line, used = "", 0.0
        for char in paragraph:
            if line and used + _ems(char) > width:
                lines.append(line)
                line, used = "", 0.0
            line, used = line + char, used + _ems(char)
        lines.append(line)
    return lines


def _draw(pdf: Any, widget: Any, field: Any, font: Any) -> None:
    from pikepdf import Array, Dictionary, Name

    left, bottom, right, top = (float(number) for number in widget.Rect)
    width, height = abs(right - left), abs(top - bottom)
    several = bool(field.is_text and field.flags & SEVERAL_LINES)
    found = _SIZE.search(field.default_appearance)
    size = float(found[1]) if found else 0.0
    size = size or min(SIZE, height * 0.7)  # 0 stands for whatever fits
    text = field.value_as_string[:LONGEST_TEXT]
    lines = lines_of(text, (width - 2 * MARGIN) / size) if several else [" ".join(text.split("\n"))]
    first = height - size - MARGIN if several else (height - size) / 2 + size * 0.2
    shown = " T* ".join(f"<{line.encode('utf-16-be', 'replace').hex()}> Tj" for line in lines)
    drawing = f"/Tx BMC q BT /Song {size:.2f} Tf {size * LEADING:.2f} TL {MARGIN} {first:.2f} Td {shown} ET Q EMC"
    box, fonts = Array([0, 0, round(width, 2), round(height, 2)]), Dictionary(Font=Dictionary(Song=font))
    about = Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=box, Resources=fonts)
    widget.AP = Dictionary(N=pdf.make_stream(drawing.encode(), about))


def _font(pdf: Any) -> Any:
    """The song face, by its name (ISO 32000-1, 9.7.5.2: UniGB-UTF16-H, the collection Adobe-GB1)."""
    from pikepdf import Array, Dictionary, Name, String

    system = Dictionary(Registry=String("Adobe"), Ordering=String("GB1"), Supplement=5)
    described = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name("/STSong-Light"),
        Flags=6,
        FontBBox=Array([-25, -254, 1000, 880]),
        ItalicAngle=0,
        Ascent=880,
        Descent=-120,
        CapHeight=880,
        StemV=93,
    )
    below = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType0,
        BaseFont=Name("/STSong-Light"),
        CIDSystemInfo=system,
        DW=1000,
        W=Array([1, 95, 500]),
        FontDescriptor=pdf.make_indirect(described),
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name("/STSong-Light-UniGB-UTF16-H"),
            Encoding=Name("/UniGB-UTF16-H"),
            DescendantFonts=Array([pdf.make_indirect(below)]),
        )
    )


def _ems(char: str) -> float:
    return 1.0 if unicodedata.east_asian_width(char) in "FWA" else 0.5
