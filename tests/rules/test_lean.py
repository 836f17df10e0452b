"""A worker imports nothing that only commands, imports or single pages need."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from govsite.config import PROJECT
from tests.conftest import SECRET

NOT_WANTED = (
    "alembic",
    "openpyxl",
    "pypinyin",
    "segno",
    "govsite.commands.old",
    "govsite.demo.load",
    "govsite.domain.importing",
)
CODE = f"import sys, wsgi; print([name for name in {NOT_WANTED!r} if name in sys.modules])"


def test_a_worker_imports_only_what_it_needs(tmp_path: Path) -> None:
    env = {**os.environ, "GOVSITE_INSTANCE": str(tmp_path), "GOVSITE_SECRET_KEY": SECRET}
    done = subprocess.run(
        [sys.executable, "-c", CODE], cwd=PROJECT, env=env, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
