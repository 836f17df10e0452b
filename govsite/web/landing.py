"""Which page one lands on after switching the site."""

from __future__ import annotations

import re

LONGEST = 2_000  # characters of a page's address
# Path and query as our own links write them: no other host, no fragment, nothing that browsers drop or turn round.
_OWN = re.compile(r"/(?![/\\])[!-\"$-\[\]-~]*")
_GUIDE = re.compile(r"(/guides/[0-9A-Za-z]{1,40}(/[a-z]+)?)(\?.*)?")
# Pages that every site has under the same address; what belongs to one site (a hall, a notice) leads to its list.
_KEPT = re.compile(
    r"/(personal|business|departments(/[a-z0-9-]+)?|halls|notices|help(/[a-z]+)?|sitemap|search)?(\?.*)?"
)


def own_page(page: str) -> str:
    """The address of a page after the mount as a visitor's link gave it; "/" when it may lead anywhere else."""
    return page if len(page) <= LONGEST and _OWN.fullmatch(page) else "/"


def landing(page: str) -> str:
    """The page of the other site that stands for this one; "/" for anything unknown."""
    page = own_page(page)
    guide = _GUIDE.fullmatch(page)
    if guide:
        return guide[1]
    if _KEPT.fullmatch(page):
        return re.sub(r"([?&])page=\d+&?", r"\1", page).rstrip("?&")
    first = re.split(r"[/?]", page)[1]
    return f"/{first}" if first in ("halls", "notices") else "/"
