"""The five levels of a rating (好差评, 国办发〔2019〕51号); the last two are bad (差评) and dealt with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from govsite.domain.common.states import Refusal, Refused
from govsite.domain.common.workdays import Calendar
from govsite.domain.tickets import hands, thread
from govsite.domain.tickets.statements import share
from govsite.domain.tickets.tallies import BY_ITEM, sums

RATINGS = {5: "非常满意", 4: "满意", 3: "基本满意", 2: "不满意", 1: "非常不满意"}
LEAST_GOOD = 3
RATING_DAYS = 15  # working days to deal with a bad rating
YEAR = 365  # days


def given(calendar: Calendar, rating: int, words: str, now: datetime, today: date) -> dict[str, Any]:
    """What a rating from 1 to 5 leaves in ``models/rated``: a bad one gets a clock of its own. Raises ValueError."""
    if rating not in RATINGS:
        raise ValueError("a rating is a number from 1 to 5")
    follow_up = calendar.due(today, RATING_DAYS).day if rating < LEAST_GOOD else None
    return {"rating": rating, "rated": now, "rating_words": words or None, "follow_up": follow_up}


def follow_up(act: hands.Act, text: str) -> None:
    """Say something on a bad rating (差评回访): its clock has done its work."""
    if act.own.follow_up is None:
        raise Refused(Refusal.NOT_NOW)
    act.say(thread.REPLY, text)
    act.take("follow up", own={"follow_up": None})


def good_among(ratings: Mapping[int, int]) -> int:
    """How many of the ratings are none of the two bad ones."""
    return sum(number for rating, number in ratings.items() if rating >= LEAST_GOOD)


def good_share(ratings: Mapping[int, int]) -> str:
    """Their share; "" without any rating."""
    return share(good_among(ratings), sum(ratings.values()))


class ItemRatings:
    """How many rated how within a year; ``good`` is the share of good ratings in per cent, None of none."""

    def __init__(self, numbers: Counter[int]) -> None:
        self.numbers = numbers
        self.total = sum(numbers.values())
        self.good = round(100 * good_among(numbers) / self.total) if self.total else None


def ratings_of(
    session: Session, site_codes: Collection[str], item_code: str, today: date, prefixes: Collection[str]
) -> ItemRatings:
    """The ratings of what is about an item at some sites (查看评价), made of the counters alone.

    ``prefixes`` are what the measures begin with that have a rating behind.
    """
    numbers: Counter[int] = Counter()
    for prefix in prefixes:
        for each in sums(
            session, prefix, today - timedelta(YEAR), today, BY_ITEM, site_codes=site_codes, item_code=item_code
        ):
            numbers[int(each.measure.removeprefix(prefix))] += max(each.number, 0)
    return ItemRatings(numbers)
