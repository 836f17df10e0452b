"""Whether search finds what was wanted: success@1, success@3 and MRR of the test queries, whole and by kind."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from tools.bench.figures import at_least
from tools.bench.servers import ROOT
from tools.bench.setting import QUERY_FILES, Setting

TARGETS = {"success@1": at_least(0.8), "success@3": at_least(0.95)}
ALL = "all"


def measure_quality(setting: Setting) -> None:
    """Runs ``python -m tests.search.evaluate --json``: {set or kind: {measure: share, "queries": number}}."""
    if not (QUERY_FILES / "evaluate.py").is_file():
        setting.sheet.note("tests/search/evaluate.py is not there: search quality was not measured")
        return
    command = [sys.executable, "-m", "tests.search.evaluate", "--json"]
    env = setting.few.env(setting.work)
    result = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=180)
    if result.returncode:
        setting.sheet.note(f"tests/search/evaluate.py failed: {result.stderr.strip()[-300:]}")
        return
    report(setting, json.loads(result.stdout))


def report(setting: Setting, found: dict[str, dict[str, Any]]) -> None:
    """A line for each measure; the targets hold for all queries together."""
    for group, measures in found.items():
        for name, share in measures.items():
            if name != "queries":
                target = TARGETS.get(name) if group == ALL else None
                label = f"quality.{name}" if group == ALL else f"quality.{name}.{group}"
                setting.sheet.add(label, share, measures.get("queries", 0), "queries", target)
