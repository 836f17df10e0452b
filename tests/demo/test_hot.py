"""The items that a site pins as hot (热门事项) are complete: forms with samples, answers, all facts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from govsite.config import PROJECT
from govsite.demo.sources import Sources
from govsite.domain.catalogue import materials
from govsite.domain.importing.items import COLUMNS
from govsite.sites.load import load_file

LEAST_ANSWERS = 3
FACTS = ("legal_basis", "conditions", "steps", "result", "notes", "fee", "scope")
PORTALS = ("sites.yaml", "demo/guangzhou/sites.yaml", "demo/hainan/sites.yaml")
FILES = {path.name for path in (PROJECT / "demo" / "forms").iterdir()}


def faults(item: dict[str, Any]) -> list[str]:
    """What a hot item lacks."""
    found = [f"no {name}" for name in FACTS if not item[name]]
    if len(item["faqs"] or ()) < LEAST_ANSWERS:
        found.append("few answers")
    if not all(len(step["what"]) > 10 and step["who"] and step["time"] for step in item["steps"]):
        found.append("bare steps")
    for one in item["materials"]:
        at_hand = {one["blank"], one["sample"]} <= FILES
        if one["kind"] == materials.FORM and one["filling"] != materials.BY_SYSTEM and not at_hand:
            found.append(f"{one['name']}: no blank or no sample")
    return found


@pytest.mark.parametrize("portal", PORTALS)
def test_hot_items_are_complete(portal: str) -> None:
    path: Path = PROJECT / portal
    tree = load_file(path)
    items = {row["basic_code"]: row for table in Sources(path.parent).items() for row in table.dicts()}
    parsers = {column.name: column.parse for column in COLUMNS}
    wrong = {}
    for code in {code for site in tree.all for code in site.hot} & items.keys():
        cells = items[code]
        item = {name: parsers[name](cell) if cell else cell or [] for name, cell in cells.items() if name in parsers}
        wrong[cells["name"]] = faults(item)
    assert len(wrong) > 5
    assert not {name: found for name, found in wrong.items() if found}
