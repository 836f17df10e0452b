"""What the forms of settings offer to choose from: sites, departments, items of this site."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from werkzeug.datastructures import MultiDict

from govsite.sites.origins import said_at, value_of
from govsite.sites.topics import CHOICES, Setting, Shape, Topic
from govsite.web.content import find_offers, site_content, snapshot
from govsite.web.here import here

MOST_FOUND = 20  # items
Pairs = Sequence[tuple[str, str]]


def choices_of(
    topic: Topic, own: Mapping[str, Any], typed: MultiDict[str, str] | None, query: str
) -> Mapping[str, Pairs]:
    """The choices of a topic's settings, by name; ``query`` looks for items that are not among them yet."""
    return {one.name: _choices(one, own, typed, query) for one in topic.settings}


def _choices(one: Setting, own: Mapping[str, Any], typed: MultiDict[str, str] | None, query: str) -> Pairs:
    key = one.path[-1]
    if one.shape is Shape.ITEMS:
        return list(_items(one, own, typed, query))
    if key == "level":
        return list(here.tree.portal.levels.items())
    if key == "parent":
        own_area = {here.site, *here.site.below}
        return [(site.slug, site.name) for site in here.tree.all if site not in own_area]
    if key == "letters_office":
        return [(office.key, office.name) for office in site_content().offices.values()]
    return list(CHOICES.get(key, {}).items())


def _items(
    one: Setting, own: Mapping[str, Any], typed: MultiDict[str, str] | None, query: str
) -> Iterator[tuple[str, str]]:
    """Those that the site has, those that are ticked, those that it would inherit, and what was found."""
    said, ticked = said_at(own, one.path), typed.getlist(one.name) if typed else ()
    above = value_of(here.site.parent or here.tree.defaults, one.path)
    found = (offer.code for offer in islice(find_offers(query), MOST_FOUND))
    items = snapshot().items
    written = (str(code) for code in said) if isinstance(said, list) else ()
    for code in dict.fromkeys((*written, *ticked, *found, *above)):
        yield code, items[code].name if code in items else code
