"""The offices of all sites, made from the departments' name patterns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from govsite.demo.office_names import Pattern, capital_of, office_name
from govsite.domain.common import credit_codes, phones
from govsite.domain.importing import Table
from govsite.sites.site import Site
from govsite.sites.tree import SiteTree

SUPERVISION_PHONE = "12388"  # the national line for complaints about officials
OFFICE_HEADER = (
    "site_code",
    "key",
    "slug",
    "title",
    "name",
    "phone",
    "complaint_phone",
    "address",
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
                lines = _phones(pattern, site, tree.portal.hotline)
                credit = credit_codes.synthetic(site.code, pattern.number)
                address = addresses.get(site.slug, "")
                yield site.code, pattern.key, pattern.slug, pattern.title, name, *lines, address, credit


def told_apart(named: list[tuple[Pattern, str]]) -> Iterator[tuple[Pattern, str]]:
    """Where one body does the work of two departments (加挂牌子), the other one is named with what it does."""
    keepers: dict[str, Pattern] = {}
    for pattern, name in named:
        if name not in keepers or (name.endswith(pattern.key) and not name.endswith(keepers[name].key)):
            keepers[name] = pattern
    for pattern, name in named:
        own = not name or keepers[name] is pattern
        yield pattern, name if own else f"{name}（{pattern.title.removesuffix('部门')}）"


def _phones(pattern: Pattern, site: Site, hotline: str) -> tuple[str, str]:
    """Enquiry and complaint phone: the department's own line, the site's, the hotline; never the same."""
    known = [phone for phone in (pattern.phone, site.contact.phone, hotline) if phone]
    enquiry = known[0]
    complaint = next(p for p in (hotline, *known, SUPERVISION_PHONE) if not phones.is_same_line(p, enquiry))
    return enquiry, complaint
