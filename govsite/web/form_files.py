"""The files for download (表格下载): what kind each is, and how large; from their folder, or sent in the console."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from govsite.database.session import reading
from govsite.domain.catalogue import stored_forms
from govsite.web.policy import this_portal

KINDS = {"doc": "Word", "docx": "Word", "xls": "Excel", "xlsx": "Excel", "wps": "WPS", "et": "WPS"}
PDF = ".pdf"


class FormFile(NamedTuple):
    """A file with the word for its kind and its size in bytes."""

    name: str
    kind: str
    size: int


class FormFiles:
    """The files of a folder, looked at once; of one that came later, when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sizes: dict[str, int] = {}
        if folder.is_dir():
            with os.scandir(folder) as entries:
                self._sizes = {entry.name: entry.stat().st_size for entry in entries if entry.is_file()}

    def of(self, name: str) -> list[FormFile]:
        """A file that a guide names, and the PDF of the same name beside it; those that are there."""
        stem, dot, _ = name.rpartition(".")
        beside = stem + PDF if dot else ""
        names = [name, *([beside] if beside != name and beside in self._sizes else [])] if name else []
        return [FormFile(each, _kind(each), size) for each in names if (size := self._size(each)) is not None]

    def _size(self, name: str) -> int | None:
        if name not in self._sizes:
            path = self._folder / name
            size = path.stat().st_size if path.is_file() else stored_forms.size_of(reading(), name)
            if size is not None:
                self._sizes[name] = size
        return self._sizes.get(name)


def form_files() -> FormFiles:
    """Those of this portal."""
    found: FormFiles = this_portal().extensions["form_files"]
    return found


def _kind(name: str) -> str:
    ending = name.rpartition(".")[2].lower()
    return KINDS.get(ending, ending.upper())
