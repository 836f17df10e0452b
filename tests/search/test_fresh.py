"""How people ask, by somebody who knew the errands but neither the items nor the code: with an item and without.

What failed of the part ``tune`` was looked at to find kinds of faults; of ``held`` only the figures were.
"""

from __future__ import annotations

import csv
from collections import defaultdict

import pytest

from govsite.domain.search.beside import find_beside
from govsite.domain.search.results import Results
from tests.search.evaluate import FOLDER
from tests.search.test_find import Portal
from tests.search.test_find import portal as portal
from tests.search.test_said import is_flagged
from tests.search.test_shown import shown

# Shares of the kinds; "@3 " and "@1 " are of queries with an item, "flagged " of those without.
LEAST = {
    "@1 item": 0.85,
    "@3 item": 0.95,
    "@3 english": 0.8,
    "flagged none": 0.6,
    "flagged english-none": 0.6,
    "complaint": 0.8,
    "office": 0.75,
    "vague": 0.8,
}
MOST_FLAGGED = 0.05  # of right first answers


def measured(portal: Portal, part: str, site: str) -> dict[str, float]:
    """The shares of one part at a site."""
    found: dict[str, list[bool]] = defaultdict(list)
    with (FOLDER / "queries_fresh.csv").open(encoding="utf-8", newline="") as file:
        records = [record for record in csv.DictReader(file) if record["part"] == part]
    for record in records:
        results, kind = portal.search(record["query"], site), record["kind"]
        order, slugs = shown(results), set(record["slugs"].split("/"))
        if record["slugs"]:
            found[f"@1 {kind}"].append(order[0:1] != [] and order[0] in slugs)
            found[f"@3 {kind}"].append(not slugs.isdisjoint(order[:3]))
            if found[f"@1 {kind}"][-1]:
                found["right but flagged"].append(is_flagged(results))
        elif kind.endswith("none"):
            found[f"flagged {kind}"].append(is_flagged(results))
        else:
            found[kind].append(_answers(portal, site, kind, results))
    return {name: sum(each) / len(each) for name, each in found.items()}


def _answers(portal: Portal, site: str, kind: str, results: Results) -> bool:
    """Whether a complaint is told where to go, an office is named, or a vague word is asked back."""
    said = results.said
    if kind == "complaint":
        return said.complains or said.not_here is not None
    if kind == "office":
        return results.offices_and_halls_first or said.charge is not None
    beside = find_beside(portal.snapshot, portal.tree.by_slug[site], results.query, results.words)
    return bool(said.situations or beside.bundles)


@pytest.mark.parametrize("part", ["tune", "held"])
def test_fresh_queries(portal: Portal, part: str) -> None:
    shares = measured(portal, part, "xiling")
    assert {name: shares[name] for name, least in LEAST.items() if shares[name] < least} == {}
    assert shares["right but flagged"] <= MOST_FLAGGED
