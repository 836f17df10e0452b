"""What each of the cast may do where is a saved table; the rules behind it hold for any roles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from govsite.domain.people.scope import (
    GRANTS,
    RIGHTS,
    ROLE_NAMES,
    WHOLE_PORTAL,
    Needs,
    Officer,
    Role,
    departments,
    enters,
    may,
    may_grant,
)
from govsite.models.role import CLERK, OPERATOR, ROLES
from govsite.sites.site import Site
from tests.cast import CAST
from tests.people.officers import TREE, officer_of

SAVED = Path(__file__).with_name("scope.txt")
DEPARTMENTS = ("", "公安", "政务服务")
POWERS = (Needs.PORTAL, Needs.SETTINGS, Needs.STAFF, Needs.SYSTEMS)  # what gives power over others
SITES = st.sampled_from(TREE.all)


def one_role(role: str, site: Site, whole: bool, subtree: bool, department: str) -> Role:
    everywhere = role == OPERATOR or (role == "auditor" and whole)
    code = WHOLE_PORTAL if everywhere else site.code
    return Role(role, code, subtree and not everywhere, department if role == CLERK else "")


ONE = st.builds(one_role, st.sampled_from(ROLES), SITES, st.booleans(), st.booleans(), st.sampled_from(DEPARTMENTS[1:]))
PEOPLE = st.builds(lambda roles: Officer(1, "a", "甲", roles=tuple(roles)), st.lists(ONE, max_size=3))


def table() -> Iterator[str]:
    """A line for each of the cast and each right: the sites, with the departments where it is not for all."""
    for person in CAST:
        staff = officer_of(person)
        for needs in Needs:
            places = []
            for site in TREE.all:
                mine = [key for key in DEPARTMENTS if may(staff, needs, site, key)]
                if mine:
                    places.append(site.slug if "" in mine else f"{site.slug}/{','.join(mine)}")
            yield f"{person.key:<28}{needs:<11}{' '.join(places) or '-'}"


def test_what_the_cast_may_is_what_was_agreed() -> None:
    now = "\n".join(table()) + "\n"
    assert now == SAVED.read_text("utf-8"), f"if it is meant, it goes into {SAVED.name}:\n{now}"


def test_every_role_has_its_rights_and_its_name() -> None:
    assert set(RIGHTS) == set(ROLE_NAMES) == set(ROLES) and set(GRANTS) <= set(ROLES)
    assert set().union(*RIGHTS.values()) == set(Needs)


def test_only_clerks_read_letters() -> None:
    assert [role for role in ROLES if Needs.LETTERS in RIGHTS[role]] == [CLERK]


@given(PEOPLE, st.sampled_from(Needs), SITES, st.sampled_from(DEPARTMENTS))
def test_the_three_questions_agree(staff: Officer, needs: Needs, site: Site, department: str) -> None:
    found = departments(staff, needs, site)
    assert may(staff, needs, site, department) is (found is None or department in found)
    assert enters(staff, needs, site) is (found != frozenset())


@given(PEOPLE, ONE, st.sampled_from(Needs), SITES, st.sampled_from(DEPARTMENTS))
def test_one_role_more_takes_nothing_away(
    staff: Officer, more: Role, needs: Needs, site: Site, department: str
) -> None:
    richer = Officer(1, "a", "甲", roles=(*staff.roles, more))
    alone = Officer(1, "a", "甲", roles=(more,))
    either = may(staff, needs, site, department) or may(alone, needs, site, department)
    assert may(richer, needs, site, department) is either


@given(ONE, st.sampled_from(Needs), SITES)
def test_a_role_at_a_site_ends_there_or_below(role: Role, needs: Needs, site: Site) -> None:
    staff = Officer(1, "a", "甲", roles=(role,))
    if role.site_code != WHOLE_PORTAL and enters(staff, needs, site):
        own = TREE.by_code[role.site_code]
        assert site is own or (role.subtree and site in own.below)


@given(PEOPLE, ONE, st.sampled_from(POWERS), SITES)
def test_nobody_gives_power_that_they_have_not(staff: Officer, role: Role, needs: Needs, site: Site) -> None:
    if may_grant(staff, role, TREE.by_code.get(role.site_code)):
        given_to = Officer(2, "b", "乙", roles=(role,))
        assert may(staff, needs, site) or not may(given_to, needs, site)


def test_who_may_appoint_whom() -> None:
    by_key = {person.key: officer_of(person) for person in CAST}
    xiling, yichang = TREE.by_slug["xiling"], TREE.by_slug["yichang"]
    clerk, below = Role(CLERK, xiling.code, department="公安"), Role("editor", yichang.code, subtree=True)
    may_clerk = {key for key, staff in by_key.items() if may_grant(staff, clerk, xiling)}
    assert may_clerk == {"site_admin", "site_admin above", "operator"}
    assert {key for key, staff in by_key.items() if may_grant(staff, below, yichang)} == {
        "site_admin above",
        "operator",
    }
    assert {key for key, staff in by_key.items() if may_grant(staff, Role(OPERATOR), None)} == {"operator"}
