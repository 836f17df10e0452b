"""Roles in words, for lists of accounts."""

from __future__ import annotations

from govsite.domain.people.scope import ROLE_NAMES, Role
from govsite.sites.tree import SiteTree


def role_words(role: Role, tree: SiteTree) -> str:
    """经办人（西陵区 公安局）, 站点管理员（宜昌市及下级站点）, 运维人员（整个门户）."""
    site = tree.by_code.get(role.site_code)
    where = site.name if site else role.site_code or "整个门户"
    below = "及下级站点" if role.subtree else ""
    return f"{ROLE_NAMES[role.role]}（{where}{below}{' ' if role.department else ''}{role.department}）"
