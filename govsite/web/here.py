"""Where this request is: site, script, display mode and the link roots; set once a request, read through ``here``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from werkzeug.local import LocalProxy

from govsite.sites.columns import Column
from govsite.sites.site import Site
from govsite.sites.tree import SiteTree
from govsite.typed import Typed
from govsite.web.mount import SAFE, mode_prefix, port_of, site_home, site_root
from govsite.web.preview import LOOK, Look
from govsite.web.requests import this_request
from govsite.web.script import HANS, HANT, LANG

_PLAIN_PATH = re.compile(r"[A-Za-z0-9/._~-]*").fullmatch
_PLAIN_QUERY = re.compile(r"[A-Za-z0-9=&%+~:@!$()*,;/?._-]*").fullmatch
_ESCAPES = [(char, f"%{ord(char):02X}") for char in "%?&=+;,:@!$'()*"]  # all that a page's address may hold
_GUIDE = re.compile(r"(?<=[^/])/(?:online|print)$")  # the first tab is the guide's own address, its print version too
LONGEST_QUERY = 1_600  # bytes: the longest search of 100 characters, also where /sites has it quoted once more
NAMES = {HANS: Typed("简体"), HANT: Typed("繁體")}


class Here:
    """Roots are path prefixes without a trailing slash: write ``{{ here.root }}/halls``."""

    __slots__ = ("base", "elder", "environ", "look", "number", "origin", "other_lang", "other_name", "other_root",
                 "owner", "page", "path", "quoted_page", "root", "script", "site", "tree")  # fmt: skip

    def __init__(self, environ: dict[str, Any]) -> None:
        self.environ = environ
        self.tree: SiteTree = environ["govsite.tree"]
        self.site: Site = environ["govsite.site"]
        self.script: str = environ["govsite.script"]
        self.root: str = environ["govsite.root"]
        self.base: str = environ["govsite.base"]
        self.look: Look | None = environ.get(LOOK)  # in a preview
        self.path: str = this_request().path
        self.elder: bool = environ["govsite.elder"]
        other = HANT if self.script == HANS else HANS
        self.other_lang = LANG[other]
        self.other_name = NAMES[other]
        self.other_root = site_root(environ, self.site, other, self.elder)
        self.number = 1  # of the page of a list that is shown, which an address may ask for in many ways
        self.owner = self.site  # of what the page shows: a hall or a notice is shown by other sites too
        # What visitors send is Typed: it is neither converted nor remembered.
        self.origin = Typed(f"{environ['wsgi.url_scheme']}://{environ.get('HTTP_HOST', 'localhost')}")
        page = _page(self.path, environ.get("QUERY_STRING", ""))
        self.page = Typed(page)
        self.quoted_page = Typed(_escaped(page))

    @property
    def one_page(self) -> str:
        """What the one address of this page ends with (canonical): a list without its filters, on its pages."""
        page, _, query = self.page.partition("?")
        if page.startswith("/guides/"):
            page = _GUIDE.sub("", page)
        whole = self.number > 1 and query.startswith("page=") and "&" not in query
        return Typed(f"{page}?page={self.number}" if whole else page)

    def home(self, script: str | None = None, site: Site | None = None) -> Typed:
        """The absolute address of this site, or another, where it is at home, in this script or the one named."""
        return Typed(site_home(self.environ, site or self.site, script or self.script))

    def is_home_of(self, site: Site) -> bool:
        """Whether a site is at home at the host that was asked."""
        at_home: Site = self.environ["govsite.home"]
        return site is at_home or (at_home is self.tree.root and not site.domain)

    @property
    def lang(self) -> str:
        """BCP 47 tag of the page."""
        return LANG[self.script]

    def root_of(self, site: Site, script: str | None = None) -> str:
        """The link root of another site, in this display, and in this script or the one named."""
        return site_root(self.environ, site, script or self.script, self.elder)

    def console_of(self, site: Site) -> str:
        """The link root of a site's console: always on this host, since one signs in at the portal's origin only."""
        slug = "" if site is self.environ["govsite.home"] else f"/{site.slug}"
        return f"{self.environ['govsite.base']}{mode_prefix(self.elder, self.script)}{slug}"

    def ways(self, sites: Iterable[Site], column: Column, page: str) -> list[tuple[str, str | None]]:
        """Name and link of each of many sites to a page of a column, or home where it is switched off; no link for the
        site we are on.
        """
        own = self.site
        tails = {True: page, False: "/"}
        return [(s.name, None if s is own else self.root_of(s) + tails[column.shown_at(s)]) for s in sites]

    def display_root(self, elder: bool) -> str:
        """The link root of this site in 长者版 or in the standard display."""
        return site_root(self.environ, self.site, self.script, elder)

    def lasting(self, url: str) -> Typed:
        """The address of a link made here for what outlives the page (QR codes, mails): at the site's own domain where
        that was asked for, else at the portal's origin; without one, at the host that was asked for.
        """
        origin: str = self.environ.get("govsite.origin", "")
        scheme = origin.partition("://")[0] or self.environ["wsgi.url_scheme"]
        if self.site.domain and self.site is self.environ["govsite.home"]:
            port = port_of(origin.partition("://")[2] or self.environ.get("HTTP_HOST", ""))
            return Typed(f"{scheme}://{self.site.domain}{port}{url}")
        return Typed((origin or self.origin) + url)

    def absolute(self, url: str) -> Typed:
        """The absolute form of a link made here."""
        if url.startswith("//"):
            return Typed(f"{self.environ['wsgi.url_scheme']}:{url}")
        return Typed(url if url.startswith("http") else self.origin + url)


def _page(path: str, query: str) -> str:
    """This page's path and query after the mount, as a quoted URL; most need no quoting and are passed through.

    The frame writes it six times. A query longer than any of ours is somebody's play, and is not carried along.
    """
    if not _PLAIN_PATH(path):
        path = quote(path, safe=SAFE)
    if query and not _PLAIN_QUERY(query):
        # WSGI gives the query's bytes as Latin-1; old browsers send them unquoted.
        query = quote(query.encode("latin-1", "replace"), safe="=&%+~:@!$()*,;/?")
    return f"{path}?{query}" if 0 < len(query) <= LONGEST_QUERY else path


def _escaped(page: str) -> str:
    """An address as a value in a query; a few searches of the text are faster than a look at each character."""
    for char, escape in _ESCAPES:
        page = page.replace(char, escape)
    return page


def find_here() -> Here:
    """The Here of this request, made on first use from what the mount found."""
    environ = this_request().environ
    known: Here | None = environ.get("govsite.here")
    if known is None:
        known = environ["govsite.here"] = Here(environ)
    return known


here: Here = LocalProxy(find_here)  # type: ignore[assignment]
