"""Builds the site tree from the valid entries of sites.yaml: inheritance from parents and from ``defaults``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import BaseModel

from govsite.sites.find import Finder
from govsite.sites.schema import Inherited, NoticeEntry, PortalEntry, SiteEntry, SitesFile, notice_id
from govsite.sites.site import App, ColumnSettings, Contact, Defaults, Footer, Link, Notice, Service, Site
from govsite.sites.tree import Holidays, Portal, SiteTree
from govsite.sites.words import WordsFile

LETTER_DAYS = {"咨询": 5, "求助": 10, "投诉": 10, "建议": 10, "表扬": 10}  # 工作日 to the answer, by kind of letter
LEVEL_NAMES = {"province": "省级", "city": "市级", "county": "县级", "zone": "开发区"}

_Table = TypeVar("_Table", Contact, Footer, ColumnSettings)
_Row = TypeVar("_Row", Link, Service, App)
_K = TypeVar("_K", bound=str)
_V = TypeVar("_V")


def build_tree(file: SitesFile, version: str, words: WordsFile) -> SiteTree:
    """The tree of a valid file; ``version`` is the hash of its files, ``words`` are those of words.txt."""
    portal = _portal(file.portal)
    builder = _Builder(file, portal)
    sites = builder.sites()
    return SiteTree(
        portal=portal,
        defaults=builder.base,
        root=next(site for site in sites if site.root),
        all=sites,
        by_slug={site.slug: site for site in sites},
        by_code={site.code: site for site in sites},
        by_domain={site.domain: site for site in sites if site.domain},
        former={slug: site for site in sites for slug in site.former_slugs},
        version=version,
        words=words.words,
        not_here=words.not_here,
        ask_first=words.ask_first,
        _finder=Finder([site for site in sites if not site.closed]),
    )


class _Builder:
    """Builds from the root down, so that a parent's values are complete before its children inherit them."""

    def __init__(self, file: SitesFile, portal: Portal) -> None:
        self.file = file
        self.portal = portal
        self.defaults = file.defaults or Inherited()
        self.base = _base(self.defaults)
        self.done: dict[str, Site] = {}
        self.below: dict[str | None, list[str]] = {}
        for slug, entry in file.sites.items():
            self.below.setdefault(entry.parent, []).append(slug)

    def sites(self) -> tuple[Site, ...]:
        (root,) = self.below[None]
        waiting = [root]
        while waiting:
            slug = waiting.pop()
            self.done[slug] = self.site(slug, self.file.sites[slug])
            waiting += self.below.get(slug, ())
        for slug, site in reversed(self.done.items()):  # from the leaves up
            children = tuple(child for name in self.below.get(slug, ()) if not (child := self.done[name]).closed)
            _set(site, children=children, below=tuple(s for child in children for s in (child, *child.below)))
        return tuple(self.done[slug] for slug in self.file.sites)

    def site(self, slug: str, entry: SiteEntry) -> Site:
        parent = self.done[entry.parent] if entry.parent else None
        short = entry.short_name or entry.name
        site = Site(
            slug=slug,
            code=entry.code,
            name=entry.name,
            short_name=short,
            title=entry.title or (f"{self.portal.name}·{short}" if parent else self.portal.name),
            level=entry.level,
            parent=parent,
            domain=entry.domain.lower() if entry.domain else None,
            initials=entry.initials or "",
            other_names=tuple(entry.other_names or ()),
            former_slugs=tuple(entry.former_slugs or ()),
            closed=bool(entry.closed),
            ancestors=parent.path if parent else (),
            **_inherited(entry, parent or self.base),
        )
        written = entry.notices or (self.defaults.notices if parent is None else None) or ()
        own = sorted(map(_notice, written), key=lambda n: n.from_, reverse=True)
        _set(site, path=(*site.ancestors, site), notices=tuple(own))
        return site


def _base(defaults: Inherited) -> Defaults:
    return Defaults(**_inherited(defaults, Defaults()))


def _inherited(entry: Inherited, above: Site | Defaults) -> dict[str, Any]:
    """The values of an entry over the inherited ones; what the entry leaves out is the parent's object, not a copy."""
    links, hot, columns = above.links, above.hot, above.columns
    if entry.links is not None:
        links = _rows(Link, entry.links)
    if entry.hot is not None:
        hot = tuple(entry.hot)
    if entry.columns:
        own = {key: _merge(columns.get(key, ColumnSettings()), column) for key, column in entry.columns.items()}
        columns = _over(columns, own)
    return {
        "theme": entry.theme or above.theme,
        "contact": _merge(above.contact, entry.contact),
        "footer": _merge(above.footer, entry.footer),
        "features": _over(above.features, entry.features) if entry.features else above.features,
        "links": links,
        "services": above.services if entry.services is None else _rows(Service, entry.services),
        "apps": above.apps if entry.apps is None else _rows(App, entry.apps),
        "hot": hot,
        "keywords": entry.keywords or above.keywords,
        "description": entry.description or above.description,
        "columns": columns,
        "letters_office": entry.letters_office or above.letters_office,
        "publish": entry.publish or above.publish,
    }


def _over(above: Mapping[str, _V], own: Mapping[_K, _V]) -> Mapping[str, _V]:
    return MappingProxyType({**above, **dict(own.items())})


def _rows(kind: type[_Row], entries: Iterable[BaseModel]) -> tuple[_Row, ...]:
    """The rows of a list, with "" for what an entry leaves out."""
    return tuple(kind(**{each.name: getattr(entry, each.name) or "" for each in fields(kind)}) for entry in entries)


def _merge(above: _Table, entry: BaseModel | None) -> _Table:
    if entry is None:
        return above
    own = {each.name: getattr(entry, each.name) for each in fields(above)}
    return replace(above, **{name: value for name, value in own.items() if value is not None})


def _notice(entry: NoticeEntry) -> Notice:
    name = entry.id or notice_id(entry.from_.isoformat(), entry.title)
    return Notice(name, entry.title, entry.body, entry.from_, entry.until, entry.source or "")


def _portal(entry: PortalEntry) -> Portal:
    days = entry.holidays
    return Portal(
        name=entry.name,
        short_name=entry.short_name or entry.name,
        hotline=entry.hotline,
        description=entry.description or "",
        letters=_over(LETTER_DAYS, entry.letters),
        levels=_over(LEVEL_NAMES, entry.levels),
        holidays=Holidays(frozenset(days.rest), frozenset(days.work)) if days else Holidays(),
        site_count=entry.site_count or 0,
    )


def _set(site: Site, **values: object) -> None:
    """Set the fields of a frozen site that refer back to it: children, notices, path."""
    for name, value in values.items():
        object.__setattr__(site, name, value)
