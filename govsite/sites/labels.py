"""What each field of sites.yaml is called in Chinese, and in which order they stand: from the schema's docstrings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from govsite.sites.columns import COLUMNS
from govsite.sites.schema import FEATURES, LETTER_KINDS, LEVELS, Inherited, SiteEntry, SitesFile

# The keys of tables that are no models
_KEYS: dict[str, dict[str, str]] = {
    "features": dict(zip(FEATURES, ("写信", "答复要第二个人审核", "预约", "进度查询", "评价"), strict=True)),
    "columns": {column.key: column.name for column in COLUMNS},
    "letters": {kind: kind for kind in LETTER_KINDS},
    "levels": {level: level for level in LEVELS},
}
# In a site's block its own fields come first, and the long list last
_SITE = [name for name in SiteEntry.model_fields if name not in Inherited.model_fields]
_SITE += [name for name in ("description", "keywords", *Inherited.model_fields) if name != "notices"]
ORDER = tuple(dict.fromkeys([*_SITE, "notices"]))
_HEAD = re.compile(r"[^；，。：（\n]*")


def label_of(path: Sequence[str | int]) -> str:
    """The name of a field, with those of the tables around it: ``("contact", "phone")`` is 联系方式：咨询电话.

    A path is that of a site's block, or of a whole file, which begins with portal, defaults or sites.
    """
    model, names = _start(path)
    labels: list[str] = []
    table = ""
    for name in names:
        if not isinstance(name, str):
            continue
        labels.append(_KEYS.get(table, {}).get(name) or _said(model, name) or name)
        model, table = _below(model, name, table), name
    return "：".join(labels) or "整个站点"


def rank_of(path: Sequence[str | int]) -> int:
    """The place of a field among those of its table; what the schema does not know comes last."""
    model, names = _start(path)
    table = ""
    for name in names[:-1]:
        model, table = _below(model, str(name), table), str(name)
    known = list(_KEYS.get(table, ())) or _names(model)
    return known.index(str(names[-1])) if names and names[-1] in known else len(known)


def order_of(path: Sequence[str | int]) -> tuple[int, ...]:
    """By what paths are sorted to stand in the order of the schema."""
    return tuple(rank_of(path[: depth + 1]) for depth in range(len(path)))


def _start(path: Sequence[str | int]) -> tuple[type[BaseModel] | None, Sequence[str | int]]:
    if path[:1] == ("sites",):
        return SiteEntry, path[2:]
    return (SitesFile if path[:1] in (("portal",), ("defaults",)) else SiteEntry), path


def _names(model: type[BaseModel] | None) -> list[str]:
    if model is None:
        return []
    if issubclass(model, Inherited):
        return list(ORDER)
    return [field.alias or name for name, field in model.model_fields.items()]


def _field(model: type[BaseModel] | None, name: str) -> Any:
    fields = model.model_fields if model else {}
    return next((field for key, field in fields.items() if name in (key, field.alias)), None)


def _said(model: type[BaseModel] | None, name: str) -> str:
    field = _field(model, name)
    below = _model_in(field.annotation) if field else None
    words = (field and field.description) or (below and below.__doc__) or ""
    found = _HEAD.match(words)
    return found[0] if found else ""


def _below(model: type[BaseModel] | None, name: str, table: str) -> type[BaseModel] | None:
    """The model of what stands below a field; below a key of a table, that of its values."""
    if table in _KEYS:
        return model
    field = _field(model, name)
    return _model_in(field.annotation) if field else None


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if get_origin(annotation) is None:
        return annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else None
    return next((found for each in get_args(annotation) if (found := _model_in(each))), None)
