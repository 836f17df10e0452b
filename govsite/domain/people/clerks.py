"""The clerks of a site (经办人): among whom its letters and cases are shared out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from govsite.models.role import CLERK, Role
from govsite.models.staff import Staff
from govsite.sites.site import Site
from govsite.typed import Typed


class Clerk(NamedTuple):
    """A clerk whose account is good, with the keys of their departments at a site."""

    id: int
    name: Typed
    departments: frozenset[str]


def clerks_of(session: Session, site: Site) -> Sequence[Clerk]:
    """The clerks of a site by their names; those of sites above it too, where their role reaches down."""
    above = and_(Role.subtree, Role.site_code.in_([one.code for one in site.ancestors]))
    here = or_(Role.site_code == site.code, above)
    found = select(Staff.id, Staff.name, Role.department).join(Role, Role.staff_id == Staff.id)
    rows = session.execute(found.where(Role.role == CLERK, Staff.disabled.is_(False), here).order_by(Staff.name))
    keys: dict[int, tuple[Typed, set[str]]] = {}
    for number, name, department in rows:
        keys.setdefault(number, (Typed(name), set()))[1].add(department)
    return [Clerk(number, name, frozenset(own)) for number, (name, own) in keys.items()]
