"""Searching a site: its items first, then who else handles what was asked for, then offices, halls and notices.

Nothing is read from the database when the sites above are in memory. Which sites below offer an item is not looked
up: the levels of the item say it in general, and its page of other sites names them.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from govsite.domain.articles.board import OF_FILE, Boards
from govsite.domain.catalogue.cards import ItemCard, Offer, Office
from govsite.domain.catalogue.content import SiteContent
from govsite.domain.catalogue.snapshot import Snapshot
from govsite.domain.catalogue.wording import BELOW, facts_line, place_words
from govsite.domain.common.word_pairs import word_pairs
from govsite.domain.index.item_index import LONGEST_SEARCH, Ranking
from govsite.domain.search import advice, asking
from govsite.domain.search.halls import own_halls
from govsite.domain.search.notices import find_notices
from govsite.domain.search.offices import names_office
from govsite.domain.search.offices_and_halls import OfficesAndHalls, find_offices_and_halls
from govsite.domain.search.place_names import SHORTEST_PLACE_NAME, Located, place_names
from govsite.domain.search.results import (
    NO_CONDITIONS,
    SEARCH_FACETS,
    Elsewhere,
    Results,
    Said,
    fits,
    item_terms,
    terms,
)
from govsite.sites.site import Site
from govsite.sites.tree import SiteTree

MOST_ELSEWHERE = 10
MOST_SITES = 5
CLEAR_SHARE = 0.8  # of the best score: an item with less is only close to what was asked for
BODY = 19  # characters of an 实施编码 before the code of the item
EQUAL_SHARE = 0.95  # an item with more is as good as the best
# Of the query that the first item has: with less nothing found is quite what was asked for. Who complains is rather
# told where to complain.
LEAST_UNDERSTOOD, LEAST_UNDERSTOOD_OF_COMPLAINT, SURELY_UNDERSTOOD = 0.6, 0.8, 0.9
MOST_UNSURE = 5  # items that may have to do with what was asked for


class _Asked(NamedTuple):
    """What is asked for and where, and what it finds; ``charge`` says that the office in charge was asked for."""

    located: Located
    ranking: Ranking
    offices_and_halls: OfficesAndHalls
    charge: bool = False


def search(
    query: str,
    site: Site,
    tree: SiteTree,
    snapshot: Snapshot,
    today: date,
    chosen: Mapping[str, str] = NO_CONDITIONS,
    boards: Boards = OF_FILE,
) -> Results:
    """Everything a folded query finds at a site; ``chosen`` narrows by audience, theme, department (its slug)."""
    content, asked = snapshot.site(site.code), _ask(query := query[:LONGEST_SEARCH], site, tree, snapshot)
    said = _said(query, asked, content, tree, snapshot)
    located, ranking = asked.located, _shown(asked, said, snapshot)
    found = [content.offers[code] for code in ranking.codes if code in content.offers]
    chosen = _meaningful(chosen, found, content.offices)
    elsewhere = _elsewhere(ranking.codes, chosen, content, site, tree, snapshot)
    best, comes_first = _placed(elsewhere, ranking, content, said.unsure)
    notices = find_notices(site, ranking.words, today, boards)
    if not (located.places or found or elsewhere or notices or any(asked.offices_and_halls)):
        located = _sites_called(query, tree)
    return Results(
        query=located.rest,
        places=_others(located, site),
        spans=located.spans,
        here=[offer for offer in found if fits(offer, chosen, content.offices)],
        best=best,
        elsewhere=elsewhere,
        elsewhere_first=comes_first,
        offices_and_halls=asked.offices_and_halls,
        notices=notices,
        suggestion=None if located.places and not located.rest else ranking.suggestion,
        marks=ranking.marks,
        related=ranking.related,
        words=ranking.words,
        read_as=ranking.read_as if found or elsewhere else (),
        chosen=chosen,
        said=said,
        found_here=found,
        offices=content.offices,
    )


def _placed(
    elsewhere: list[Elsewhere], ranking: Ranking, content: SiteContent, unsure: bool
) -> tuple[Elsewhere | None, bool]:
    """The one answer that is better than all of this site, taken off ``elsewhere``; whether that comes first."""
    nearest = next((s for c, s in zip(ranking.codes, ranking.shares, strict=True) if c in content.offers), 0.0)
    first = elsewhere and elsewhere[0].item.code == ranking.codes[0] and not unsure
    best = elsewhere.pop(0) if first and CLEAR_SHARE <= nearest < EQUAL_SHARE else None
    return best, bool(elsewhere) and nearest < CLEAR_SHARE


def _others(located: Located, site: Site) -> tuple[Site, ...]:
    """The places that were named; where more was asked for, not the one we are at."""
    return tuple([place for place in located.places if place is not site]) if located.rest else located.places


def _shown(asked: _Asked, said: Said, snapshot: Snapshot) -> Ranking:
    """The items that are listed: all, or few where none is quite what was asked for."""
    if said.not_here:
        return _near(asked.ranking, snapshot.index.holding(asked.located.rest))
    return _few(asked.ranking) if said.unsure else asked.ranking


def _near(ranking: Ranking, holding: Container[str]) -> Ranking:
    """The items that have most to do with what is not handled here, and were not found by a guess at its spelling."""
    kept = [each for each in zip(ranking.codes, ranking.shares, strict=True) if each[0] in holding]
    kept = [each for each in kept if each[1] >= CLEAR_SHARE * kept[0][1]]
    codes, shares = tuple(zip(*kept, strict=True)) or ((), ())
    return _few(ranking._replace(codes=codes, shares=shares))


def _few(ranking: Ranking) -> Ranking:
    """The items that may have to do with what was asked for."""
    return ranking._replace(codes=ranking.codes[:MOST_UNSURE], shares=ranking.shares[:MOST_UNSURE])


def _ask(query: str, site: Site, tree: SiteTree, snapshot: Snapshot) -> _Asked:
    """What is asked for and where, the items that it asks for, and the departments and halls that it names."""
    if code := _code_in(query, snapshot):
        return _Asked(Located(query), Ranking((code,), (1.0,)), OfficesAndHalls([], [], first=False))
    index = snapshot.index
    located = place_names(tree).extract(
        query, site, lambda word: index.knows(word) or names_office(word), index.spells_word
    )
    ranking = _rank(located.rest, snapshot)
    where = located.places[0] if located.places else None
    offices_and_halls = find_offices_and_halls(snapshot, site, where, ranking.words)
    if where and not ranking.codes and (located.rest or not located.sure):
        ranking = index.rank(query)  # what looked like a place was none, or may be something else as well
    errand = asking.without_contact(ranking.words)
    if errand:
        ranking = index.rank(errand)._replace(words=ranking.words)
        if offices_and_halls.departments and offices_and_halls.first:
            return _Asked(located, _few(ranking), offices_and_halls)  # its telephone is wanted, not all it does
    elif errand is not None and not offices_and_halls.departments:  # nothing but 几点上班 or 电话 was asked
        halls = offices_and_halls.halls or own_halls(snapshot, where or site)
        return _Asked(located, Ranking((), words=ranking.words), OfficesAndHalls([], halls, first=True))
    asks_who = asking.asks_who(query)
    if asks_who and offices_and_halls.departments:
        offices_and_halls = offices_and_halls._replace(first=True)
    charge = bool(ranking.codes) and (bool(errand) or asks_who) and not any(offices_and_halls[:2])
    if charge and asking.asks_hours(query):
        offices_and_halls = OfficesAndHalls([], own_halls(snapshot, where or site)[:1], first=True)
    return _Asked(located, ranking, offices_and_halls, charge)


def _rank(text: str, snapshot: Snapshot) -> Ranking:
    """The items that a text asks for; of a long one the sentence that asks says it, unless the whole is clearer."""
    found = [snapshot.index.rank(sentence) for sentence in asking.questions(text)]
    best = max(found, key=lambda each: (bool(each.codes), each.understood), default=None)
    if best and (
        len(found) == 1 and len(text) < asking.LONG_TEXT or best.codes and best.understood >= LEAST_UNDERSTOOD
    ):
        return best
    return snapshot.index.rank(text)


def _said(query: str, asked: _Asked, content: SiteContent, tree: SiteTree, snapshot: Snapshot) -> Said:
    """What is to be said of a query before the lists."""
    ranking, complains = asked.ranking, advice.complains(query)
    situations = advice.situations(tree, ranking.words)
    not_here = None if situations else advice.not_handled(tree, query, lambda word: _handles(word, ranking, snapshot))
    least = LEAST_UNDERSTOOD_OF_COMPLAINT if complains else LEAST_UNDERSTOOD
    unsure = bool(ranking.codes) and not situations and (not_here is not None or ranking.understood < least)
    item = snapshot.items.get(ranking.codes[0]) if asked.charge else None
    offer = content.offers.get(item.code) if item else None
    charge = content.offices.get(offer.department if offer else item.department) if item else None
    return Said(unsure, not_here, complains, situations, item, charge, ranking.english)


def _handles(word: str, ranking: Ranking, snapshot: Snapshot) -> bool:
    """Whether an item is called so, or the first one has it, and other words that say more of the query."""
    if snapshot.index.is_name(word):
        return True
    pairs = word_pairs([word])
    return (
        ranking.understood >= SURELY_UNDERSTOOD
        and ranking.held.issuperset(pairs)
        and 2 * len(word) < len("".join(ranking.words))
    )


def _code_in(query: str, snapshot: Snapshot) -> str:
    """The code of the item that a query is: its own, or at the end of a site's (实施编码)."""
    code = query.replace(" ", "").upper()
    return next((each for each in (code, code[BODY:]) if each in snapshot.items), "")


def _sites_called(query: str, tree: SiteTree) -> Located:
    """The sites that 切换站点 finds where nothing else is: by initials, by a code, by a part of a name."""
    places = tuple(tree.match(query)[:MOST_SITES]) if len(query) >= SHORTEST_PLACE_NAME else ()
    return Located("" if places else query, places)


def _elsewhere(
    ranked: Sequence[str],
    chosen: Mapping[str, str],
    content: SiteContent,
    site: Site,
    tree: SiteTree,
    snapshot: Snapshot,
) -> list[Elsewhere]:
    items = [snapshot.items[code] for code in ranked if code not in content.offers]
    if chosen:
        items = [item for item in items if all(term in item_terms(item, name) for name, term in chosen.items())]
    if not items:
        return []
    above = [(step, snapshot.site(step.code).offers) for step in reversed(site.ancestors)]
    found = []
    for item in items[:MOST_ELSEWHERE]:
        nearest, offer = next(
            ((step, offers[item.code]) for step, offers in above if item.code in offers), (None, None)
        )
        where = nearest.name if nearest else _levels(item, tree)
        found.append(Elsewhere(item, nearest, where, offer.facts if offer else _facts(item)))
    return found


def _facts(item: ItemCard) -> str:
    return facts_line(
        item.promised,
        item.fee,
        item.visits,
        item.depth,
        False,
        place_words(item.levels, item.places) if item.visits else "",
    )


def _levels(item: ItemCard, tree: SiteTree) -> str:
    """各县（市、区）、乡镇（街道）: the levels at which an item is handled, those without sites of their own too."""
    names = {**tree.portal.levels, **BELOW}
    words = [names[level].removesuffix("级") for level in item.levels if level in names]
    return "各" + "、".join(words) if words else ""


def _meaningful(chosen: Mapping[str, str], found: Iterable[Offer], offices: Mapping[str, Office]) -> dict[str, str]:
    """The conditions that some of what was found meets; others come from another search or another site."""
    chosen = {name: term for name, term in chosen.items() if name in SEARCH_FACETS and term}
    return {name: term for name, term in chosen.items() if any(term in terms(offer, name, offices) for offer in found)}
