"""Templates, style sheets and scripts are read by people: short lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from govsite.config import PROJECT

PACKAGE = PROJECT / "govsite"
READ = {".html", ".xml", ".css", ".js"}
SOURCES = sorted(
    path
    for folder in ("templates", "static")
    for path in (PACKAGE / folder).rglob("*")
    if path.suffix in READ and "vendor" not in path.parts
)
LONGEST_LINE = 160  # characters; aim for 120


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_lines_are_short(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    assert not [f"{number}: {len(line)}" for number, line in enumerate(lines, 1) if len(line) > LONGEST_LINE]
