"""Small sites.yaml texts for the tests; JSON is YAML, so plain values can be dumped."""

from __future__ import annotations

import json
from typing import Any

from govsite.sites.errors import SiteError, SitesInvalid
from govsite.sites.load import load_text
from govsite.sites.tree import SiteTree
from govsite.sites.values import entry_lines

PORTAL = {"name": "湖北政务服务网", "hotline": "12345"}
SMALL = """\
portal: {name: 湖北政务服务网, hotline: "12345"}
defaults:
  theme: blue
sites:
  hubei:
    code: "420000"
    name: 湖北省
    level: province
  yichang:
    code: "420500"
    name: 宜昌市
    short_name: 宜昌
    initials: yc
    level: city
    parent: hubei
  xiling:
    code: "420502"
    name: 西陵区
    short_name: 西陵
    initials: xl
    level: county
    parent: yichang
"""
# The same sites with letters, which are switched off where nothing is said.
WITH_LETTERS = SMALL.replace("  theme: blue\n", "  theme: blue\n  features: {letters: true, progress: true}\n")


def entry(number: int, level: str = "city", parent: str | None = "hubei", **more: Any) -> dict[str, Any]:
    """A site's entry with a code of its own."""
    found = {"code": f"{420000 + number}", "name": f"第{number}站", "level": level, **more}
    return {**found, "parent": parent} if parent else found


def dump(sites: dict[str, Any], **more: Any) -> str:
    """The text of a file with some sites."""
    return json.dumps({"portal": PORTAL, **more, "sites": sites}, ensure_ascii=False)


def written(sites: dict[str, Any], **more: Any) -> str:
    """The same as people write it, each value on its line: only such a file is changed from the console."""
    data = {"portal": PORTAL, **more, "sites": sites}
    return "\n".join([*(line for key, value in data.items() for line in entry_lines(key, value)), ""])


def tree_of(sites: dict[str, Any], **more: Any) -> SiteTree:
    """The tree of some entries."""
    return load_text(dump(sites, **more))


def many(count: int) -> str:
    """A file with so many sites, each with a contact and a notice, as an operator writes it."""
    lines = [SMALL.rstrip()]
    for number in range(count - 3):
        lines += [
            f"  site{number}:",
            f'    code: "{500000 + number}"',
            f"    name: 第{number}县",
            "    level: county",
            "    parent: yichang",
            "    contact: {organizer: 政务服务和大数据管理局, phone: 0717-6219300, postcode: '443000'}",
            "    notices:",
            f"      - {{id: n{number}, title: 停机, body: 请稍后再来, from: 2026-11-01, until: 2026-12-31}}",
        ]
    return "\n".join(lines) + "\n"


def errors_of(text: str) -> list[SiteError]:
    """What is wrong with a text; [] when nothing is."""
    try:
        load_text(text)
    except SitesInvalid as invalid:
        return list(invalid.errors)
    return []
