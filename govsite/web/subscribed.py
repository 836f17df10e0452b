"""Subscriptions as a list shows them: what each is of, and where one reads it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import quote

from govsite.domain.subscriptions.watching import GUIDE, NOTICES, Own
from govsite.sites.site import Site
from govsite.web.content import snapshot
from govsite.web.here import here


class Row(NamedTuple):
    """A subscription in words; ``link`` is "" for what is there no more."""

    id: int
    name: str
    link: str


def rows_of(found: Iterable[Own]) -> list[Row]:
    """The rows of a list."""
    rows = []
    for own in found:
        site = here.tree.by_code.get(own.site_code)
        link = _link(site, own) if site else ""
        rows.append(Row(own.id, name_of(site, own.kind, own.key), link))
    return rows


def name_of(site: Site | None, kind: str, key: str) -> str:
    """What a subscription is of, in words."""
    where = site.name if site else "已经撤掉的站点"
    if kind == NOTICES:
        return f"{where}的通知公告"
    if kind == GUIDE:
        item = snapshot().items.get(key)
        return f"{where}的“{item.name if item else key}”"
    return f"{where}“{key}”主题的事项增减"


def _link(site: Site, own: Own) -> str:
    root = here.root_of(site)
    if own.kind == NOTICES:
        return f"{root}/notices"
    if own.kind == GUIDE:
        return f"{root}/guides/{own.key}" if own.key in snapshot().items else ""
    return f"{root}/personal?theme={quote(own.key)}"
