"""Which page one lands on after switching the site (切换站点)."""

from __future__ import annotations

import re

from govsite.folding import fold
from govsite.sites.columns import NO_COLUMN, Column, column_names, find_column, site_map_of
from govsite.sites.find import as_key, distance
from govsite.sites.site import Site

LONGEST_ADDRESS = 2_000  # characters
# Path and query as our own links write them: no other host, no fragment, nothing that browsers drop or rewrite.
_OWN = re.compile(r"/(?![/\\])[!-\"$-\[\]-~]*")
_PAGE_NUMBER = re.compile(r"page=\d+")
SHORTEST_WORD = 4  # letters; shorter ones are near to too much
_OTHER_PAGES = (("search", "搜索"), ("sites", "切换站点"), ("sitemap", "网站地图"))
# Pages outside the columns that every site has.
_SHARED_PAGES = ("/", "/search", "/sitemap")


def own_page(page: str) -> str:
    """The address of a page after the mount as a visitor's link gave it; "/" when it may lead anywhere else."""
    return page if len(page) <= LONGEST_ADDRESS and _OWN.fullmatch(page) else "/"


def landing(page: str) -> str:
    """The page of the other site that stands for this one; "/" for anything unknown.

    A list keeps its query except for the number of a page; a page below a list has no query worth keeping.
    """
    page = own_page(page)
    path = page.partition("?")[0]
    column = column_of(page)
    if column is NO_COLUMN:
        return _first_page(page) if path in _SHARED_PAGES else "/"
    below = path.removeprefix(column.path)
    if not re.fullmatch(column.shared, below):
        return column.fallback
    return path if below else _first_page(page)


def near_pages(text: str, site: Site) -> list[tuple[str, str]]:
    """Name and path of this site's own pages that an unknown first segment may stand for: ``hall``, ``halls.html``,
    服务大厅.
    """
    word, names = as_key(text).partition(".")[0], column_names(site)
    pages = [(column.key, names[column.key]) for column in site_map_of(site)]
    return [(name, f"/{key}") for key, name in [*pages, *_OTHER_PAGES] if _is_near(word, key, fold(name))]


def _is_near(word: str, key: str, name: str) -> bool:
    if not word.isascii():
        return name in word or (len(word) > 1 and word in name)
    allowed = 1 if len(word) <= SHORTEST_WORD else 2
    return len(word) >= SHORTEST_WORD and distance(word, key, allowed) <= allowed


def column_of(page: str) -> Column:
    """The column of a landing: a site that has it switched off is entered by its home page."""
    return find_column(page.partition("?")[0].split("/")[1])


def _first_page(address: str) -> str:
    """The address of a list without the number of the page in it."""
    path, _, query = address.partition("?")
    kept = "&".join(part for part in query.split("&") if part and not _PAGE_NUMBER.fullmatch(part))
    return f"{path}?{kept}" if kept else path
