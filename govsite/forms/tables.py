"""The forms of tables that are imported (表格导入)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from wtforms import FileField

from govsite.forms.base import Form, Select, Wanted, options

if TYPE_CHECKING:  # it takes a worker long to import
    from govsite.domain.importing.importer import Importer

NO_TABLE, NO_FILE = "请选择是哪一种表。", "请选择一个文件。"


class TableForm(Form):
    """Which table, and its file; who sends it chooses the file anew after a mistake, as browsers want it."""

    table = Select("表", [Wanted(NO_TABLE)])
    file = FileField("文件", [Wanted(NO_FILE)])

    def offer(self, tables: Mapping[str, Importer]) -> None:
        """Let one of these be chosen."""
        self.table.choices = options((noun, importer.noun) for noun, importer in tables.items())
