"""Every route of the console x each of the cast, compared with a saved file: who is let in at which sites.

Views are put aside, so that it is the guard alone that answers; what a view holds back inside is for its own tests.
``python -m tests.console.matrix`` writes the file anew: look at what changed.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.console.matrix import SAVED, table


def test_who_is_let_in_where_is_what_was_agreed(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder: Path = tmp_path_factory.mktemp("matrix")
    now = table(folder)
    assert now == SAVED.read_text("utf-8"), f"if it is meant: python -m tests.console.matrix\n{now}"
