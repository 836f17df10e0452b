"""One site (站点) as requests see it: immutable, with all inherited values filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Contact:
    """联系方式; a field is "" where neither the site nor any above it has a value."""

    organizer: str = ""
    phone: str = ""
    address: str = ""
    postcode: str = ""


@dataclass(frozen=True, slots=True)
class Footer:
    """页脚: 主办单位, ICP 备案号, 公安备案号, 网站标识码, 联系方式."""

    organizer: str = ""
    icp: str = ""
    police: str = ""
    site_id: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class ColumnSettings:
    """What a site says of a column (栏目): its name, and its description and keywords for the meta tags."""

    name: str = ""
    description: str = ""
    keywords: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """友情链接."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Service:
    """便民服务 of another site; ``words`` are those by which it is found, with 、 between them."""

    title: str
    site: str
    url: str
    group: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class App:
    """A mobile application by which errands are done, and how one gets it; "" for what is not said."""

    title: str
    how: str
    about: str = ""
    url: str = ""


class Defaults(NamedTuple):
    """What the root inherits: ``defaults`` over the values of the code."""

    theme: str = "blue"
    contact: Contact = Contact()
    footer: Footer = Footer()
    features: Mapping[str, bool] = MappingProxyType({})
    links: tuple[Link, ...] = ()
    services: tuple[Service, ...] = ()
    apps: tuple[App, ...] = ()
    hot: tuple[str, ...] = ()
    keywords: str = ""
    description: str = ""
    columns: Mapping[str, ColumnSettings] = MappingProxyType({})
    letters_office: str = ""
    publish: str = "direct"


@dataclass(frozen=True, slots=True, eq=False)
class Notice:
    """通知公告 that has not been moved to the database yet, shown from ``from_`` to ``until`` inclusive."""

    id: str
    title: str
    body: str
    from_: date
    until: date | None
    source: str


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """One site; compare sites by identity within a tree, by ``code`` across trees.

    ``other_names`` are old ones and those that people use. ``letters_office`` is the key of the department that letters
    go to which name none. With ``publish`` "two_person" one asks and another one publishes. One that is ``closed``
    answers that it is gone; it is not among ``children`` and ``below`` of those above. ``children`` are the sites
    directly below it, ``below`` all its descendants, depth first and in file order. ``notices`` are those of its own
    that the file has, whatever their dates, newest first.
    """

    slug: str
    code: str
    name: str
    short_name: str
    title: str
    level: str
    parent: Site | None = field(repr=False)
    domain: str | None
    initials: str
    other_names: tuple[str, ...]
    former_slugs: tuple[str, ...]
    closed: bool
    theme: str
    contact: Contact = field(repr=False)
    footer: Footer = field(repr=False)
    features: Mapping[str, bool] = field(repr=False)
    links: tuple[Link, ...] = field(repr=False)
    services: tuple[Service, ...] = field(repr=False)
    apps: tuple[App, ...] = field(repr=False)
    hot: tuple[str, ...] = field(repr=False)
    keywords: str = field(repr=False)
    description: str = field(repr=False)
    columns: Mapping[str, ColumnSettings] = field(repr=False)
    letters_office: str = field(repr=False)
    publish: str
    ancestors: tuple[Site, ...] = field(repr=False)
    notices: tuple[Notice, ...] = field(repr=False, init=False, default=())
    children: tuple[Site, ...] = field(repr=False, init=False, default=())
    below: tuple[Site, ...] = field(repr=False, init=False, default=())
    path: tuple[Site, ...] = field(repr=False, init=False, default=())

    @property
    def root(self) -> bool:
        """Whether this is the main site."""
        return self.parent is None

    @property
    def depth(self) -> int:
        """0 for the main site."""
        return len(self.ancestors)

    def has(self, feature: str) -> bool:
        """Whether a feature is switched on at this site."""
        return self.features.get(feature, False)
