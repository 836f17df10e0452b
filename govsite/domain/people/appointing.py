"""A role as somebody asked for it, checked before it is given (任命)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from govsite.domain.people.refused import Refused
from govsite.domain.people.scope import ROLE_NAMES, Role
from govsite.models.department import Department
from govsite.models.role import AUDITOR, CLERK, OPERATOR, SITE_ADMIN, WHOLE_PORTAL
from govsite.sites.site import Site
from govsite.sites.tree import SiteTree

PORTAL_WIDE = (OPERATOR, AUDITOR)  # roles that need no site


def appoint(
    session: Session, tree: SiteTree, role: str, slug: str = "", department: str = "", *, subtree: bool = False
) -> Role:
    """The role at the site with a slug, "" for the whole portal, and for a clerk with a department's key.

    Raises Refused, with the sentence to show, for what does not go together or is not there.
    """
    name = ROLE_NAMES[role]
    if role == OPERATOR and slug:
        raise Refused(f"{name}管理整个门户，不用写站点。")
    if not slug and role not in PORTAL_WIDE:
        raise Refused(f"{name}要写站点。")
    if subtree and not slug:
        raise Refused("写了站点，才能包括下级站点。")
    if department and role != CLERK:
        raise Refused(f"{name}不分部门，不用写部门。")
    if slug and slug not in tree.by_slug:
        raise Refused(f"没有站点 {slug}。")
    code = tree.by_slug[slug].code if slug else WHOLE_PORTAL
    if role == CLERK:
        _check_department(session, code, department)
    return Role(role, code, subtree, department)


def administrator(site_code: str) -> Role:
    """The role of who runs a new site, with all that may come below it."""
    return Role(SITE_ADMIN, site_code, subtree=True)


def departments_at(session: Session, site: Site) -> list[tuple[str, str]]:
    """Key and name of each department of a site, for a clerk to have."""
    wanted = select(Department.key, Department.name).where(Department.site_code == site.code)
    return [(key, name) for key, name in session.execute(wanted.order_by(Department.id))]


def _check_department(session: Session, site_code: str, department: str) -> None:
    """Raise Refused, with the departments that there are, for one that the site has not."""
    wanted = select(Department.key).where(Department.site_code == site_code).order_by(Department.id)
    keys = session.scalars(wanted).all()
    if department in keys:
        return
    if not keys:
        raise Refused("这个站点还没有部门，请先导入部门表。")
    raise Refused(f"请写这个站点的部门之一：{'、'.join(keys)}。")
