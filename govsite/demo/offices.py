"""The offices of all sites, made from the departments' name patterns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from govsite.demo.office_names import Pattern, capital_of, office_name
from govsite.domain.common import credit_codes
from govsite.domain.importing import Table
from govsite.sites.tree import SiteTree

CONTACT = ("fax", "postcode", "email")
OFFICE_HEADER = (
    "site_code",
    "key",
    "slug",
    "title",
    "name",
    "phone",
    "complaint_phone",
    "address",
    *CONTACT,
    "windows",
    "credit_code",
)


def office_table(tree: SiteTree, patterns: Iterable[Pattern], halls: Table) -> Table:
    """One row for each department at each site where it has an office, at the address of the site's first hall."""
    return Table.of(OFFICE_HEADER, _office_rows(tree, list(patterns), halls))


def _office_rows(tree: SiteTree, patterns: list[Pattern], halls: Table) -> Iterator[tuple[str, ...]]:
    addresses: dict[str, str] = {}
    for hall in halls.dicts():
        addresses.setdefault(hall["site_slug"], hall["address"])
    capital = capital_of(tree)
    for site in tree.all:
        named = [(pattern, office_name(pattern, site, capital)) for pattern in patterns]
        for pattern, name in told_apart(named):
            if name:
                own = pattern.contacts.get(site.slug, {})
                phone = own.get("phone") or pattern.phone or site.contact.phone or tree.portal.hotline
                complaint = own.get("complaint_phone") or pattern.complaint_phone
                address = own.get("address") or addresses.get(site.slug, "")
                contact = (phone, complaint, address, *(own.get(column, "") for column in CONTACT))
                credit = credit_codes.synthetic(site.code, pattern.number)
                called = (site.code, pattern.key, pattern.slug, pattern.title, name)
                yield *called, *contact, ";".join(pattern.windows), credit


def told_apart(named: list[tuple[Pattern, str]]) -> Iterator[tuple[Pattern, str]]:
    """Where one body does the work of two departments (加挂牌子), the other one is named with what it does."""
    keepers: dict[str, Pattern] = {}
    for pattern, name in named:
        if name not in keepers or (name.endswith(pattern.key) and not name.endswith(keepers[name].key)):
            keepers[name] = pattern
    for pattern, name in named:
        own = not name or keepers[name] is pattern
        yield pattern, name if own else f"{name}（{pattern.title.removesuffix('部门')}）"
