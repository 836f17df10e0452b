"""Whose rows of tables somebody may import (表格里的行归谁管)."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from govsite.domain.people.scope import Needs, Officer, codes_near, may
from govsite.sites.site import Site
from govsite.sites.tree import SiteTree


def row_rule(officer: Officer, tree: SiteTree, at: Site) -> Callable[[str, str], str]:
    """Of a site's code and a department's key ("" for none): why a row is not theirs, "" where it is.

    What is near a site is its own and that of the sites below it; a row without a site is the whole portal's.
    """
    near = codes_near(officer, Needs.CONTENT, tree, at)

    @lru_cache(None)
    def reason(code: str, department: str) -> str:
        if not code:
            return "" if may(officer, Needs.PORTAL, tree.root) else "各站点共用的内容，由运维人员导入"
        site = tree.by_code.get(code)
        if site is None or (near is not None and code not in near):
            return f"{site.name if site else code}不归您管"
        return "" if may(officer, Needs.CONTENT, site, department) else f"{site.name}的这个部门不归您管"

    return reason
