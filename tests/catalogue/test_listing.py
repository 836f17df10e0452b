"""Facets: counts are what one gets, nothing empty is shown, values combine."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl

from hypothesis import given
from hypothesis import strategies as st

from govsite.domain.catalogue.cards import FACETS, Offer, Office, Term
from govsite.domain.catalogue.limits import Limit
from govsite.domain.catalogue.listing import MOST_LISTINGS, Chosen, Shelf, Terms
from govsite.domain.common.bounded import Bounded

DEPTHS = (2, 4)
THEMES, EVENTS, GROUPS, KEYS = (
    ("户籍", "社保", "婚姻"),
    ("出生", "退休"),
    ("老人", "军人"),
    ("公安局", "人社局", "民政局"),
)
OFFICES = {key: Office("420500", key, f"s{n}", f"{key}部门", f"宜昌市{key}", "", "", "") for n, key in enumerate(KEYS)}
VOCAB = tuple(
    Term(facet, "natural", term)
    for facet, terms in (("theme", (*THEMES, "没有的")), ("life_event", EVENTS), ("group", GROUPS))
    for term in terms
)
TERMS = Terms((*VOCAB, Term("theme", "legal", "设立变更")), {"s9": "别处的部门"})

some = st.lists(st.sampled_from(THEMES), max_size=2, unique=True)
items = st.lists(
    st.tuples(
        st.sampled_from(["natural", "legal", "both"]),
        some,
        st.lists(st.sampled_from(EVENTS), max_size=2, unique=True),
        st.lists(st.sampled_from(GROUPS), max_size=2, unique=True),
        st.sampled_from(KEYS),
        st.sampled_from(DEPTHS),
    ),
    max_size=25,
)
wishes = st.tuples(
    *(
        st.none() | st.sampled_from(values)
        for values in (THEMES, EVENTS, GROUPS, ("全程网办", "就近办"), ("s0", "s1", "s2", "s9"))
    )
)


def offer(number: int, facts: Any) -> Offer:
    audience, themes, events, groups, key, depth = facts
    terms = {"theme": themes, "event": events, "group": groups}
    item: Any = SimpleNamespace(code=f"{number:012}", name=f"事项{number}", audience=audience, terms=terms.__getitem__)
    item.scope, item.post = "全省通办" if depth == 2 else "本地办理", False
    return Offer(item, key, Limit(1), 0, depth, "免费", False, "")


def shelf_of(rows: list[Any]) -> Shelf:
    offers = [offer(number, facts) for number, facts in enumerate(rows)]
    return Shelf("natural", {o.code: o for o in offers}, OFFICES, TERMS, Bounded(MOST_LISTINGS))


def matches(one: Offer, chosen: Chosen) -> bool:
    theme, event, group, way, department = chosen
    return (
        one.item.audience in ("natural", "both")
        and all(
            term is None or term in one.item.terms(f)
            for f, term in (("theme", theme), ("event", event), ("group", group))
        )
        and (way is None or (way == "全程网办") == (one.depth == 4))
        and (department is None or OFFICES[one.department].slug == department)
    )


def wish(query: str) -> Chosen:
    terms = dict(parse_qsl(query.removeprefix("?")))
    assert set(terms) <= set(FACETS)
    return tuple(terms.get(name) for name in FACETS)  # type: ignore[return-value]


@given(items, wishes)
def test_the_list_is_what_matches_and_every_count_is_what_one_gets(rows: list[Any], chosen: Chosen) -> None:
    shelf = shelf_of(rows)
    listing = shelf.listing(chosen)
    assert list(listing.offers) == [o for n, facts in enumerate(rows) if matches(o := offer(n, facts), chosen)] or [
        o.code for o in listing.offers
    ] == [o.code for n, facts in enumerate(rows) if matches(o := offer(n, facts), chosen)]
    for facet in listing.facets:
        for value in facet.values:
            assert value.count > 0
            followed = shelf.listing(wish(value.query))
            if value.chosen:
                assert wish(value.query)[FACETS.index(facet.name)] is None
                assert value.count == len(listing.offers)
            else:
                assert value.count == len(followed.offers)


@given(items, wishes)
def test_tags_name_what_was_chosen_and_take_it_off(rows: list[Any], chosen: Chosen) -> None:
    shelf = shelf_of(rows)
    tags = shelf.listing(chosen).tags
    assert [tag.facet for tag in tags] == [name for name, term in zip(FACETS, chosen, strict=True) if term]
    for tag in tags:
        rest = wish(tag.query)
        assert rest == tuple(None if name == tag.facet else term for name, term in zip(FACETS, chosen, strict=True))


@given(wishes)
def test_values_of_the_portal_are_known_with_or_without_items(chosen: Chosen) -> None:
    assert shelf_of([]).knows(chosen)


def test_other_values_are_not() -> None:
    shelf = shelf_of([])
    for chosen in (
        ("设立变更", None, None, None, None),
        ("x", None, None, None, None),
        (None, "户籍", None, None, None),
        (None, None, None, "一次也不跑", None),
        (None, None, None, None, "公安局"),
    ):
        assert not shelf.knows(chosen)


def test_departments_have_titles_even_where_they_are_not() -> None:
    assert shelf_of([]).listing((None, None, None, None, "s9")).tags[0].label == "别处的部门"
    assert shelf_of([]).listing((None, None, None, None, "s0")).tags[0].label == "公安局部门"


def test_the_memory_of_a_shelf_is_bounded() -> None:
    shelf = shelf_of([("natural", ["户籍"], [], [], "公安局", 4)])
    for theme in (None, *THEMES):
        for event in (None, *EVENTS):
            for group in (None, *GROUPS):
                shelf.listing((theme, event, group, None, None))
    assert len(shelf._listings) <= MOST_LISTINGS
