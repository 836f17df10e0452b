"""Word lists of the package: text files with a group of words on each line, beside the module that reads them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from govsite.folding import fold


def read_lines(path: Path) -> Iterator[list[str]]:
    """The words of each line; what follows ``//`` is a comment, and lines without words are skipped."""
    for line in path.read_text("utf-8").splitlines():
        words = line.partition("//")[0].split()
        if words:
            yield words


def word_list(module: str, name: str) -> Iterator[list[str]]:
    """The lines of the file of this name in the folder of a module (its ``__file__``), folded as queries are."""
    for words in read_lines(Path(module).with_name(name)):
        yield [fold(word) for word in words]
