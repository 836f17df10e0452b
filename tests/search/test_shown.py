"""What a reader sees first on the page of results: the order of its parts, not only that of the index."""

from __future__ import annotations

import pytest

from govsite.domain.search.results import Results
from tests.search.evaluate import SETS, read_queries
from tests.search.test_find import Portal
from tests.search.test_find import portal as portal

FIRST, THIRD = 0.88, 0.96


def shown(results: Results) -> list[str]:
    """Slugs of items from the top of the page to its end."""
    here = [offer.item.slug for offer in results.here]
    elsewhere = [other.item.slug for other in results.elsewhere]
    rest = [*elsewhere, *here] if results.elsewhere_first else [*here, *elsewhere]
    return [results.best.item.slug, *rest] if results.best else rest


@pytest.mark.parametrize("slug", ["hubei", "yichang", "xiling"])
@pytest.mark.parametrize("name", SETS)
def test_right_item_among_the_first_on_the_page(portal: Portal, name: str, slug: str) -> None:
    queries = read_queries(name)
    found = [shown(portal.search(query.text, slug)) for query in queries]
    first = [order[:1] for order in found]
    pairs = list(zip(queries, found, first, strict=True))
    assert sum(not query.slugs.isdisjoint(top) for query, _, top in pairs) >= FIRST * len(queries)
    assert sum(not query.slugs.isdisjoint(order[:3]) for query, order, _ in pairs) >= THIRD * len(queries)
