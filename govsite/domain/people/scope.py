"""Who may do what where (权限范围): the only place that decides.

A right (``Needs``) comes from a role. It counts at the role's site, with ``subtree`` at all sites below it too, and for
the role's department where it has one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from govsite.models.role import AUDITOR, CLERK, EDITOR, OPERATOR, ROLES, SITE_ADMIN, WHOLE_PORTAL
from govsite.sites.site import Site
from govsite.sites.tree import SiteTree

KIND = "console"  # of the sessions of staff
ROLE_NAMES = {
    OPERATOR: "运维人员",
    SITE_ADMIN: "站点管理员",
    EDITOR: "信息编辑",
    CLERK: "经办人",
    AUDITOR: "审计人员",
}


class Needs(StrEnum):
    """What something in the console needs."""

    PORTAL = "portal"  # what all sites share: the tree of sites, domains, keys, what could not be sent
    SETTINGS = "settings"
    CONTENT = "content"  # articles, guides, halls, forms
    STAFF = "staff"
    QUEUES = "queues"  # how many letters wait where, without their text
    TAKE_OVER = "take_over"  # to take a letter over, which is audited, and only then to read it
    LETTERS = "letters"
    CASES = "cases"
    PROOFS = "proofs"  # to say who somebody at the window is
    SYSTEMS = "systems"  # keys of departments' systems
    FIGURES = "figures"
    CHECKUP = "checkup"  # what guides and pages lack
    AUDIT = "audit"


RIGHTS: Mapping[str, frozenset[Needs]] = {
    OPERATOR: frozenset(
        {Needs.PORTAL, Needs.SETTINGS, Needs.CONTENT, Needs.STAFF, Needs.SYSTEMS, Needs.FIGURES, Needs.CHECKUP}
    ),
    SITE_ADMIN: frozenset(
        {Needs.SETTINGS, Needs.CONTENT, Needs.STAFF, Needs.SYSTEMS, Needs.QUEUES, Needs.TAKE_OVER, Needs.FIGURES}
        | {Needs.CHECKUP}
    ),
    EDITOR: frozenset({Needs.CONTENT, Needs.CHECKUP}),
    CLERK: frozenset({Needs.QUEUES, Needs.LETTERS, Needs.CASES, Needs.CHECKUP, Needs.PROOFS}),
    AUDITOR: frozenset({Needs.FIGURES, Needs.AUDIT, Needs.CHECKUP}),
}
# Who may give which roles: site administrators none that look at, or serve, more than sites.
GRANTS: Mapping[str, frozenset[str]] = {
    OPERATOR: frozenset(ROLES),
    SITE_ADMIN: frozenset({SITE_ADMIN, EDITOR, CLERK}),
}


@dataclass(frozen=True, slots=True)
class Role:
    """A role as it was given; ``site_code`` is WHOLE_PORTAL for all sites, ``department`` a department's key or ""."""

    role: str
    site_code: str = WHOLE_PORTAL
    subtree: bool = False
    department: str = ""

    def reaches(self, site: Site) -> bool:
        """Whether it counts at a site."""
        if self.site_code in (WHOLE_PORTAL, site.code):
            return True
        return self.subtree and any(above.code == self.site_code for above in site.ancestors)


@dataclass(frozen=True, slots=True)
class Officer:
    """A member of staff whose account is good; ``must_change`` says that the password is not their own choice yet.

    ``revision`` is the account's when it was read.
    """

    id: int
    username: str
    name: str
    must_change: bool = False
    revision: int = 1
    roles: tuple[Role, ...] = ()

    @property
    def who(self) -> str:
        """Their name in the audit."""
        return f"staff {self.id}"


def may(staff: Officer, needs: Needs, site: Site, department: str = "") -> bool:
    """Whether somebody may do something with what belongs to a site and, where one is named, to a department.

    "" is what belongs to no department: whose role has a department may not, or all clerks could read a letter that
    nobody has been given yet. Whether there is anything here for them is ``enters``.
    """
    return any(role.department in ("", department) for role in _roles(staff, needs, site))


def enters(staff: Officer, needs: Needs, site: Site) -> bool:
    """Whether somebody may do it with anything at a site: for menus, and for pages that show what ``may`` allows."""
    return bool(_roles(staff, needs, site))


def departments(staff: Officer, needs: Needs, site: Site) -> frozenset[str] | None:
    """The keys of the departments with whose things somebody may do it at a site, None for all: for queries."""
    found = frozenset(role.department for role in _roles(staff, needs, site))
    return None if "" in found else found


def spans(staff: Officer, needs: Needs, site: Site) -> bool:
    """Whether somebody may do it at all sites below a site too."""
    return any(role.site_code == WHOLE_PORTAL or role.subtree for role in _roles(staff, needs, site))


def sites_of(staff: Officer, tree: SiteTree) -> list[Site]:
    """The sites at which somebody has any role, in the order of the tree."""
    return [site for site in tree.all if any(role.reaches(site) for role in staff.roles)]


def codes(staff: Officer, needs: Needs, tree: SiteTree) -> frozenset[str] | None:
    """The codes of the sites at which somebody may do it, None for the whole portal: for queries."""
    if any(needs in RIGHTS.get(role.role, ()) and role.site_code == WHOLE_PORTAL for role in staff.roles):
        return None
    return frozenset(site.code for site in tree.all if _roles(staff, needs, site))


def codes_near(staff: Officer, needs: Needs, tree: SiteTree, at: Site) -> frozenset[str] | None:
    """The same, but only of a site and of those below it; at the main site of all."""
    own = codes(staff, needs, tree)
    if at.root:
        return own
    near = frozenset(site.code for site in (at, *at.below))
    return near if own is None else own & near


def may_grant(staff: Officer, role: Role, site: Site | None) -> bool:
    """Whether somebody may give or take a role, or manage the account of who has it.

    ``site`` is the role's own, None for WHOLE_PORTAL. Nobody gives more than they have: all below a site only who has
    all below it.
    """
    return any(role.role in GRANTS.get(own.role, ()) and _spans(own, role, site) for own in staff.roles)


def manages(staff: Officer, roles: Iterable[Role], tree: SiteTree) -> bool:
    """Whether somebody may manage the account of who has these roles: disable it, give it another password.

    They must be able to give all of them, or a site administrator could take over an operator's account. Whose roles
    are all gone is for operators.
    """
    given = list(roles)
    if not given:
        return any(role.role == OPERATOR for role in staff.roles)
    return all(may_grant(staff, role, tree.by_code.get(role.site_code)) for role in given)


def _spans(own: Role, role: Role, site: Site | None) -> bool:
    if own.site_code == WHOLE_PORTAL:
        return True
    return site is not None and own.reaches(site) and (own.subtree or not role.subtree)


def _roles(staff: Officer, needs: Needs, site: Site) -> list[Role]:
    return [role for role in staff.roles if needs in RIGHTS.get(role.role, ()) and role.reaches(site)]
