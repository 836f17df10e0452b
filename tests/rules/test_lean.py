"""A worker imports nothing that only commands, imports or single pages need."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from govsite.config import PROJECT
from tests.conftest import SECRET

NOT_WANTED = (
    "PIL",
    "alembic",
    "captcha",
    "cryptography",
    "filetype",
    "joserfc",
    "openpyxl",
    "PIL",
    "pikepdf",
    "pillow_heif",
    "pypinyin",
    "requests",
    "segno",
    "smtplib",
    "govsite.demo",
    "govsite.domain.common.chores",
    "govsite.domain.importing",
    "govsite.simulators",
    "markdown_it",
    "nh3",
)
CODE = f"""
import sys, wsgi
loaded = [name for name in {NOT_WANTED!r} if name in sys.modules]
print(loaded + [name for name in sys.modules if name.startswith("govsite.commands.")])
"""


def test_a_worker_imports_only_what_it_needs(tmp_path: Path) -> None:
    env = {**os.environ, "GOVSITE_INSTANCE": str(tmp_path), "GOVSITE_SECRET_KEY": SECRET}
    done = subprocess.run(
        [sys.executable, "-c", CODE], cwd=PROJECT, env=env, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
