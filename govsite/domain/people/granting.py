"""What of other people's accounts somebody sees and gives at a site's console (授权)."""

from __future__ import annotations

from sqlalchemy.orm import Session

from govsite.domain.people.scope import Officer, Role, manages, may_grant
from govsite.domain.people.staff import Staff, all_staff
from govsite.models.role import AUDITOR, OPERATOR, ROLES, WHOLE_PORTAL
from govsite.sites.site import Site
from govsite.sites.tree import SiteTree


def slug_for(role: str, site: Site) -> str:
    """The slug of the site that a role given here is for, "" for the whole portal: operators, and auditors given at
    the main site.
    """
    whole = role == OPERATOR or (role == AUDITOR and site.root)
    return "" if whole else site.slug


def offered(staff: Officer, site: Site) -> list[str]:
    """The roles that somebody may give here; operators are appointed at the main site."""
    here = [role for role in ROLES if role != OPERATOR or site.root]
    return [role for role in here if may_grant(staff, _plain(role, site), site if slug_for(role, site) else None)]


def may_span(staff: Officer, site: Site) -> bool:
    """Whether somebody may give a role for all sites below this one too, and there are any."""
    return bool(site.children) and any(
        may_grant(staff, Role(role, site.code, subtree=True), site) for role in offered(staff, site)
    )


def is_seen(staff: Officer, roles: list[Role], site: Site, tree: SiteTree) -> bool:
    """Whether somebody sees an account here: one of its roles is theirs to give, and is of this site or below it.

    At the main site there are those of the whole portal too, and, for operators, who has no role any more.
    """
    if not roles:
        return site.root and manages(staff, roles, tree)
    codes = {below.code for below in (site, *site.below)} | ({WHOLE_PORTAL} if site.root else set())
    return any(role.site_code in codes and may_grant(staff, role, tree.by_code.get(role.site_code)) for role in roles)


def accounts(session: Session, staff: Officer, site: Site, tree: SiteTree) -> list[tuple[Staff, list[Role]]]:
    """The accounts that somebody sees here, by user name."""
    return [(row, roles) for row, roles in all_staff(session) if is_seen(staff, roles, site, tree)]


def _plain(role: str, site: Site) -> Role:
    return Role(role, site.code if slug_for(role, site) else WHOLE_PORTAL)
