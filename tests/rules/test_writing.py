"""Everything is stored by ``writing()``: nobody else commits."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.rules.test_architecture import FILES, PACKAGE

COMMITTING = {"database"}  # folders of govsite


def commits(path: Path) -> bool:
    calls = (node.func for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call))
    return any(isinstance(called, ast.Attribute) and called.attr == "commit" for called in calls)


def test_only_the_unit_of_writing_commits() -> None:
    wrong = [str(path) for path in FILES if commits(path) and path.relative_to(PACKAGE).parts[0] not in COMMITTING]
    assert not wrong, wrong
