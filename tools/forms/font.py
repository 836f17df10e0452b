"""A TrueType font of the characters that the forms use: browsers embed cubic outlines as drawings."""

from __future__ import annotations

from pathlib import Path

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont, newTable

SOURCE = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")  # apt install fonts-noto-cjk
FACE = "Noto Sans CJK SC"
ERROR = 2.0  # units of 1000 by which a curve may be off
SIZES = ("TwilightPoints", "Storage", "FunctionDefs", "InstructionDefs", "StackElements", "SizeOfInstructions")
MOST = [f"max{name}" for name in (*SIZES, "ComponentElements")]


def make(characters: set[str], path: Path) -> None:
    """Write the font."""
    font = next(each for each in TTCollection(SOURCE).fonts if each["name"].getDebugName(1) == FACE)
    wanted = subset.Options(layout_features=[], hinting=False, desubroutinize=True, name_IDs=[1, 2])
    cut = subset.Subsetter(wanted)
    cut.populate(text="".join(sorted(characters)))
    cut.subset(font)
    _quadratic(font)
    font.save(path)


def _quadratic(font: TTFont) -> None:
    """Put quadratic outlines in the place of the cubic ones."""
    drawn, order = font.getGlyphSet(), font.getGlyphOrder()
    table = newTable("glyf")
    table.glyphOrder, table.glyphs = order, {}
    for name in order:
        pen = TTGlyphPen(drawn)
        drawn[name].draw(Cu2QuPen(pen, ERROR, reverse_direction=True))
        table.glyphs[name] = pen.glyph()
    font["loca"], font["glyf"] = newTable("loca"), table
    for name in order:
        table[name].recalcBounds(table)
    for gone in ("CFF ", "VORG"):
        if gone in font:
            del font[gone]
    sizes = font["maxp"]
    sizes.tableVersion, sizes.maxZones = 0x00010000, 1
    for each in MOST:
        setattr(sizes, each, 0)
    sizes.compile(font)
    font["post"].formatType = 3.0
    font.sfntVersion = "\000\001\000\000"
