"""What ``make run`` makes ready before it serves."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from govsite.config import PROJECT
from tests.sites.samples import SMALL
from tests.waiting import PATIENCE


def test_the_demo_comes_from_the_folder_of_the_data(tmp_path: Path) -> None:
    """As with ``flask demo load``: a file that is wrong there is complained of."""
    data, sites = tmp_path / "data", tmp_path / "sites.yaml"
    data.mkdir()
    (data / "vocab.csv").write_text("facet,audience,order,term\ntheme,nobody,1,户籍办理\n", "utf-8")
    sites.write_text(SMALL, "utf-8")
    own = {"SITES": sites, "DATA": data, "INSTANCE": tmp_path / "instance", "SECRET_KEY": "", "DATABASE_URL": ""}
    env = {**os.environ, "PYTHONUTF8": "1"} | {f"GOVSITE_{name}": str(value) for name, value in own.items()}
    command = [sys.executable, "tools/prepare.py"]
    done = subprocess.run(command, cwd=PROJECT, env=env, capture_output=True, check=False, timeout=PATIENCE, text=True)
    assert done.returncode == 1 and "DemoError" in done.stderr and "nobody" in done.stderr
