"""Which page one lands on after switching the site, and how the sites stand on the page."""

from __future__ import annotations

import re

from govsite.sites.tree import Site, SiteTree

_GUIDE = re.compile(r"^/guides/[^/?]+(/[a-z]+)?$")
# Pages that every site has under the same address; what belongs to one site (a hall, a notice) leads to its list.
_KEPT = re.compile(
    r"^/(personal|business|departments(/[a-z0-9-]+)?|halls|notices|help(/[a-z]+)?|sitemap|search)?(\?.*)?$"
)


def landing(page: str) -> str:
    """The page of the other site that stands for this one; "/" for anything unknown."""
    if _GUIDE.match(page) or _KEPT.match(page):
        return re.sub(r"([?&])page=\d+&?", r"\1", page).rstrip("?&")
    first = page.split("?")[0].strip("/").split("/")[0]
    return f"/{first}" if first in ("halls", "notices", "guides") and first != "guides" else "/"


def cities(tree: SiteTree) -> list[tuple[Site, list[Site]]]:
    """Each site directly under the root that has sites below it, with all of these, in file order."""
    return [(site, _below(site)) for site in tree.root.children if site.children]


def _below(site: Site) -> list[Site]:
    found: list[Site] = []
    for child in site.children:
        found += [child, *_below(child)]
    return found
