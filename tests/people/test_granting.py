"""What of others' accounts somebody sees, gives and manages: never more than they have, for any roles."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from govsite.domain.people.granting import is_seen, may_span, offered, slug_for
from govsite.domain.people.scope import Needs, Officer, Role, codes, manages, may_grant, sites_of
from govsite.models.role import OPERATOR
from tests.people.officers import TREE
from tests.people.test_scope import ONE, PEOPLE, SITES

ROLES = st.lists(ONE, max_size=3)


def site_of(role: Role):
    return TREE.by_code.get(role.site_code)


@given(PEOPLE, SITES)
def test_what_is_offered_may_be_given(staff: Officer, site) -> None:
    for name in offered(staff, site):
        slug = slug_for(name, site)
        assert may_grant(staff, Role(name, site.code if slug else ""), site if slug else None)
    assert OPERATOR not in offered(staff, site) or site.root
    assert not may_span(staff, site) or (site.children and offered(staff, site))


@given(PEOPLE, ROLES)
def test_who_manages_an_account_could_give_all_it_has(staff: Officer, roles: list[Role]) -> None:
    if manages(staff, roles, TREE):
        assert all(may_grant(staff, role, site_of(role)) for role in roles)
        assert roles or any(role.role == OPERATOR for role in staff.roles)


@given(PEOPLE, ROLES, SITES)
def test_who_may_give_nothing_sees_nobody(staff: Officer, roles: list[Role], site) -> None:
    if is_seen(staff, roles, site, TREE):
        assert manages(staff, [], TREE) or any(may_grant(staff, role, site_of(role)) for role in roles)
        assert not roles or site.root or any(role.site_code for role in roles)


@given(PEOPLE, ROLES)
def test_whom_one_manages_one_sees_at_the_main_site(staff: Officer, roles: list[Role]) -> None:
    assert not manages(staff, roles, TREE) or is_seen(staff, roles, TREE.root, TREE)


@given(PEOPLE, st.sampled_from(list(Needs)))
def test_the_sites_of_a_query_are_those_that_one_enters(staff: Officer, needs: Needs) -> None:
    found = codes(staff, needs, TREE)
    own = {site.code for site in sites_of(staff, TREE)}
    assert found is None or found <= own
    assert found is not None or own == {site.code for site in TREE.all}
