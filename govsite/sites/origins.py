"""Where a value comes from that a site does not say itself (取值来源): a site above it, the defaults, or nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from typing import Any, NamedTuple

from govsite.sites.columns import find_column
from govsite.sites.schema import Inherited
from govsite.sites.site import Defaults, Site
from govsite.sites.topics import Path
from govsite.sites.tree import SiteTree


class Origin(NamedTuple):
    """A value as the schema has it, None for none; ``site`` says it, None where it is a default."""

    value: Any
    site: Site | None = None


def origin_of(tree: SiteTree, site: Site, own: Mapping[str, Any], path: Path) -> Origin:
    """What a site has where it says nothing of its own; ``own`` is what it says besides."""
    if path[0] not in Inherited.model_fields:
        return Origin(_derived(tree, site, own, path[0]))
    above: list[Site | Defaults] = [*reversed(site.ancestors), tree.defaults]
    value = value_of(above[0], path)
    same = next((n for n, one in enumerate(above) if value_of(one, path) != value), len(above))
    source = above[same - 1]
    if value or value is False:
        return Origin(value, source if isinstance(source, Site) else None)
    return Origin(_of_column(site, path) or None)


def value_of(site: Site | Defaults, path: Path) -> Any:
    """The value that a site has at a path of its block, its own or not; as the schema has it."""
    value: Any = site
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else getattr(value, key) if value is not None else None
    if isinstance(value, tuple) and value and is_dataclass(value[0]):
        return [{key: said for key, said in asdict(row).items() if said} for row in value]
    return list(value) if isinstance(value, tuple) else value


def said_at(block: Any, path: Path) -> Any:
    """The value that a site's block, as plain values, has at a path; None for none."""
    for key in path:
        block = block.get(key) if isinstance(block, Mapping) else None
    return block


def _derived(tree: SiteTree, site: Site, own: Mapping[str, Any], key: str) -> str | None:
    """What is made of other values."""
    name = str(own.get("name") or site.name)
    if key == "short_name":
        return name
    if key != "title":
        return None
    return tree.portal.name if site.root else f"{tree.portal.name}·{own.get('short_name') or name}"


def _of_column(site: Site, path: Path) -> str:
    if path[0] != "columns":
        return ""
    column = find_column(path[1])
    return {"name": column.name, "description": column.description}.get(path[2], f"{site.name},{column.name}")
