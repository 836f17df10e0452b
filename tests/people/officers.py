"""The cast's staff as scope.py sees them, and a tree with sites above, below and beside theirs."""

from __future__ import annotations

from govsite.domain.people.scope import WHOLE_PORTAL, Officer, Role
from govsite.models.role import ROLES
from govsite.sites.tree import SiteTree
from tests.cast import Person
from tests.sites.samples import entry, tree_of

TREE = tree_of(
    {
        "hubei": entry(0, "province", None),
        "yichang": entry(500),
        "xiling": entry(502, "county", "yichang"),
        "wujiagang": entry(503, "county", "yichang"),
        "wuhan": entry(100),
    }
)


def officer_of(person: Person, tree: SiteTree = TREE) -> Officer:
    """Somebody of the cast; who is no staff has no role."""
    code = tree.by_slug[person.site].code if person.site else WHOLE_PORTAL
    role = Role(person.role, code, person.subtree, person.department)
    return Officer(1, person.key, person.name, roles=(role,) if person.role in ROLES else ())
