"""A sites.yaml of any number of sites: the units of a real one again and again, with new keys, codes and names."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

MARKS = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳"
FIRST_PROVINCE = 43  # copies get division codes 43xxxx, 44xxxx ...: none is that of the province itself

Sites = dict[str, dict[str, Any]]


def repeat(sites: Sites, total: int) -> tuple[Sites, list[tuple[str, str, int]]]:
    """The sites and copies of all but the root, ``total`` in all, parents before children.

    Also (code of the original, code of the copy, number of the copy) for each copy. Raises ValueError for more
    sites than there are division codes.
    """
    root = next(slug for slug, site in sites.items() if site.get("parent") is None)
    order = _parents_first(sites, root)
    result = dict(sites)
    copied: list[tuple[str, str, int]] = []
    number = 0
    while len(result) < total:
        number += 1
        if FIRST_PROVINCE + number > 100:
            raise ValueError(f"there are no division codes for {total} sites")
        for slug in order:
            if len(result) == total:
                break
            copy = _copy(sites[slug], number, root)
            result[f"{slug}-{number:02d}"] = copy
            copied.append((sites[slug]["code"], copy["code"], number))
    return result, copied


def _parents_first(sites: Sites, root: str) -> list[str]:
    order, done = [], {root}
    while len(done) < len(sites):
        ready = [slug for slug, site in sites.items() if slug not in done and site["parent"] in done]
        if not ready:
            raise ValueError("there are sites whose parent is not in the file")
        order += ready
        done.update(ready)
    return order


def _copy(site: dict[str, Any], number: int, root: str) -> dict[str, Any]:
    mark = MARKS[(number - 1) % len(MARKS)]
    # A list that two sites share would be written as a YAML alias.
    copy = {key: deepcopy(value) for key, value in site.items() if key != "domain"}
    copy["code"] = f"{FIRST_PROVINCE + number - 1:02d}{site['code'][2:]}"
    copy["parent"] = root if site["parent"] == root else f"{site['parent']}-{number:02d}"
    for name in ("name", "short_name", "title"):
        if copy.get(name):
            copy[name] = mark + copy[name]
    if copy.get("initials"):
        copy["initials"] = f"{copy['initials']}{number}"
    return copy


def write_repeated(source: Path, target: Path, total: int) -> list[tuple[str, str, int]]:
    """Write the repeated file in the block style people write; returns what was copied from what."""
    yaml = YAML(typ="safe")
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.width = 10_000
    data = yaml.load(source.read_text("utf-8"))
    data["sites"], copied = repeat(data["sites"], total)
    data["portal"]["site_count"] = total
    draft = target.with_suffix(".part")
    with draft.open("w", encoding="utf-8") as stream:
        yaml.dump(data, stream)
    draft.replace(target)
    return copied
