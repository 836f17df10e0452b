"""How the answers to letters about an item were rated (查看评价), made of the counters alone."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from sqlalchemy.orm import Session

from govsite.domain.letters.figures import RATED
from govsite.domain.letters.ratings import LEAST_GOOD
from govsite.domain.tickets.tallies import BY_ITEM, sums
from govsite.sites.site import Site

DAYS = 365


class ItemRatings:
    """How many answers were rated how within a year; ``good`` is the share of good ones in per cent, None of none."""

    def __init__(self, numbers: Counter[int]) -> None:
        self.numbers = numbers
        self.total = sum(numbers.values())
        good = sum(number for rating, number in numbers.items() if rating >= LEAST_GOOD)
        self.good = round(100 * good / self.total) if self.total else None


def ratings_of(session: Session, site: Site, item_code: str, today: date) -> ItemRatings:
    """The ratings of letters about an item at a site and at those below it."""
    first, codes = today - timedelta(DAYS), [each.code for each in (site, *site.below)]
    found = sums(session, RATED, first, today, BY_ITEM, site_codes=codes, item_code=item_code)
    numbers = Counter({int(each.measure.removeprefix(RATED)): each.number for each in found if each.number > 0})
    return ItemRatings(numbers)
