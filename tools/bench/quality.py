"""Whether search finds what was wanted: success@1, success@3 and MRR of the test queries, whole and by kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from govsite.domain.index.item_index import build_index
from tools.bench.figures import at_least
from tools.bench.setting import QUERY_FILES, Setting

MEASURES = {"success@1": "first", "success@3": "third", "mrr": "mrr"}
TARGETS = {"success@1": at_least(0.8), "success@3": at_least(0.95)}


def measure_quality(setting: Setting) -> None:
    """All sets: dev, which the search was made with; test, run rarely; held, written from the items' names alone."""
    if not (QUERY_FILES / "evaluate.py").is_file():
        setting.sheet.note("tests/search/evaluate.py is not there: search quality was not measured")
        return
    from tests.search import evaluate

    rows = evaluate.demo_rows()
    index = build_index(rows)
    for name in reversed(evaluate.SETS):
        report(setting, name, evaluate.evaluate(index, rows, evaluate.read_queries(name)), evaluate.ALL)


def report(setting: Setting, name: str, scores: Mapping[str, Any], everything: str) -> None:
    """A line for each measure of the whole set, which has targets, and one for each kind of query."""
    for kind, score in scores.items():
        if kind == everything:
            for measure, attribute in MEASURES.items():
                label, target = f"quality.{name}.{measure}", TARGETS.get(measure)
                setting.sheet.add(label, getattr(score, attribute), score.queries, "queries", target)
        else:
            others = {"success@1": round(score.first, 4), "mrr": round(score.mrr, 4)}
            setting.sheet.add(f"quality.{name}.success@3.{kind}", score.third, score.queries, "queries", **others)
