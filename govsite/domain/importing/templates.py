"""The workbooks that people fill in (模板), one a table, of the columns that its importer reads."""

from __future__ import annotations

from govsite.domain.importing.importer import Importer
from govsite.domain.tables.write_xlsx import workbook

ROWS = 2000  # with lists to choose from
LINES = (
    "只读第一张表。第一行的列名不要改，次序可以换；不用的列可以删掉，删掉的列里已有的内容不变。",
    "第 2 行是例子，请改成自己的，或者删掉。带 * 的列每行必填。",
    "一格里有几项的，用英文分号“;”分开，或者每项写一行（Alt+Enter）；一项里有几段的，用“|”分开。",
    "已有的行更新，新的行加上，表里没有的不会删；不再用的，改“状态”。空着的格会清空原来的内容。",
    "不要合并单元格；公式要先算出结果。编码、电话、日期都设成文本，0 开头的才不会丢。",
)


def template(importer: Importer) -> bytes:
    """The workbook of a table, as a file of Excel; the same for the same columns and notes."""
    columns = [column for column in importer.columns if not column.ignored]
    return workbook(columns, importer.notes, importer.noun, LINES, ROWS)
