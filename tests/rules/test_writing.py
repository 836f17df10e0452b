"""Everything is stored by ``writing()``: nobody else commits."""

from __future__ import annotations

import ast

import pytest

from tests.rules.test_architecture import FILES, PACKAGE

COMMITTING = {"database"}  # folders of govsite


def commits(code: str) -> bool:
    """Whether some code calls ``commit``, or ``begin`` without what is begun, as engines and sessions have it."""
    calls = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]
    named = [(call.func.attr, call.args) for call in calls if isinstance(call.func, ast.Attribute)]
    return any(name == "commit" or (name == "begin" and not values) for name, values in named)


def test_only_the_unit_of_writing_commits() -> None:
    others = [path for path in FILES if path.relative_to(PACKAGE).parts[0] not in COMMITTING]
    wrong = [str(path) for path in others if commits(path.read_text("utf-8"))]
    assert not wrong, wrong


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("session.commit()", True),
        ("with engine.begin() as connection: pass", True),
        ("with Session(engine) as session, session.begin(): pass", True),
        ("with sessions.begin(): pass", True),
        ("job = jobs.begin('import', title, total=1, who=who)", False),
        ("session.flush()", False),
    ],
)
def test_what_commits_is_seen(code: str, expected: bool) -> None:
    assert commits(code) is expected
