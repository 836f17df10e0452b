"""Where this request is: site, script, display mode and the link roots; set once a request, read through ``here``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import request
from werkzeug.local import LocalProxy

from govsite.sites.tree import Portal, Site, SiteTree
from govsite.web.mount import site_root
from govsite.web.script import HANS, HANT, LANG

ELDER = "display=elder"


@dataclass(slots=True)
class Here:
    """Roots are path prefixes without a trailing slash: write ``{{ here.root }}/halls``."""

    environ: dict[str, Any]
    tree: SiteTree
    site: Site
    script: str
    root: str
    base: str
    elder: bool
    path: str

    @property
    def portal(self) -> Portal:
        """The portal's name, hotline and words."""
        return self.tree.portal

    @property
    def lang(self) -> str:
        """BCP 47 tag of the page."""
        return LANG[self.script]

    @property
    def other_lang(self) -> str:
        """BCP 47 tag of the same page in the other script."""
        return LANG[self.other_script]

    @property
    def other_script(self) -> str:
        """The script that the switch link leads to."""
        return HANT if self.script == HANS else HANS

    @property
    def page(self) -> str:
        """This page's path and query after the mount, as a quoted URL."""
        query = self.environ.get("QUERY_STRING", "")
        path = quote(self.path, safe="/~:@!$&'()*+,;=")
        return f"{path}?{quote(query, safe='=&%+~:@!$()*,;/?')}" if query else path

    def root_of(self, site: Site, script: str | None = None) -> str:
        """The link root of another site, in this script or the one named."""
        return site_root(self.environ, site, script or self.script)

    def in_script(self, script: str) -> str:
        """This same page in a script."""
        return self.root_of(self.site, script) + self.page

    @property
    def origin(self) -> str:
        """Scheme and host, for the absolute URLs of feeds, site maps and QR codes."""
        return f"{self.environ['wsgi.url_scheme']}://{self.environ.get('HTTP_HOST', 'localhost')}"

    def absolute(self, url: str) -> str:
        """The absolute form of a link made here."""
        if url.startswith("//"):
            return f"{self.environ['wsgi.url_scheme']}:{url}"
        return url if url.startswith("http") else self.origin + url


def find_here() -> Here:
    """The Here of this request, made on first use from what the mount found."""
    environ = request.environ
    known: Here | None = environ.get("govsite.here")
    if known is None:
        known = environ["govsite.here"] = Here(
            environ,
            environ["govsite.tree"],
            environ["govsite.site"],
            environ["govsite.script"],
            environ["govsite.root"],
            environ["govsite.base"],
            ELDER in environ.get("HTTP_COOKIE", ""),
            request.path,
        )
    return known


here: Here = LocalProxy(find_here)  # type: ignore[assignment]
