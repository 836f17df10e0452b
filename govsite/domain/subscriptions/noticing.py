"""The chore that notices what has changed of what accounts have subscribed to, and leaves it in their inboxes.

What was seen and what is told of it change in one transaction, by who finds the revision that they have read: nothing
is told twice, however many notice it, and nothing is lost when one of them dies.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import and_, or_, select, update

from govsite.database.clock import database_time
from govsite.database.session import reading, writing
from govsite.domain.common import inbox
from govsite.domain.subscriptions.guide_facts import Facts, facts_of
from govsite.domain.subscriptions.seeing import news_of, seen_now
from govsite.models.item import Item
from govsite.models.offering import Offering
from govsite.models.subscription import GUIDE, Subscription, Watch
from govsite.sites.tree import SiteTree

BATCH = 200
LATE = timedelta(hours=1)  # a change is dated when it begins to be written, and is seen once it has been


class Seen(NamedTuple):
    """Something that was looked at: what was known of it, and what there is ``now``."""

    id: int
    site_code: str
    kind: str
    key: str
    revision: int
    before: Facts
    now: Facts

    @classmethod
    def of(cls, watch: Watch, now: Facts) -> Seen:
        """By its row."""
        return cls(watch.id, watch.site_code, watch.kind, watch.key, watch.revision, watch.facts, now)


def notice_all(tree: SiteTree) -> int:
    """Tell what has changed since the last time; returns how much that was. Never inside ``writing()``."""
    seen = [*_guides(), *_others(tree)]
    reading().rollback()
    told = sum(_tell(tree, one) for one in seen if one.now != one.before)
    _note_looks([one.id for one in seen if one.now == one.before])
    return told


def _guides() -> Iterator[Seen]:
    """Guides whose rows say that they were changed since they were seen, or that are none any more."""
    session, last = reading(), 0
    both = select(Watch, Item, Offering).outerjoin(Item, Item.code == Watch.key)
    own = and_(Offering.item_code == Watch.key, Offering.site_code == Watch.site_code)
    late = (Item.changed > Watch.seen, Offering.changed > Watch.seen, Item.code.is_(None), Offering.id.is_(None))
    found = both.outerjoin(Offering, own).where(Watch.kind == GUIDE, or_(*late)).order_by(Watch.id)
    while rows := session.execute(found.where(Watch.id > last).limit(BATCH)).all():
        last = rows[-1].Watch.id
        yield from (Seen.of(watch, facts_of(item, row)) for watch, item, row in rows)
        session.expunge_all()


def _others(tree: SiteTree) -> Iterator[Seen]:
    """Notices and themes: few, since all who have subscribed to one share it."""
    session = reading()
    for watch in session.scalars(select(Watch).where(Watch.kind != GUIDE).order_by(Watch.id)).all():
        site = tree.by_code.get(watch.site_code)
        if site is not None:
            yield Seen.of(watch, seen_now(session, site, watch.kind, watch.key))


def _tell(tree: SiteTree, one: Seen) -> bool:
    site = tree.by_code.get(one.site_code)
    news = news_of(site, one.kind, one.key, one.before, one.now) if site else None
    with writing() as session:
        same = update(Watch).where(Watch.id == one.id, Watch.revision == one.revision)
        seen = {"facts": one.now, "revision": one.revision + 1, "seen": database_time(session) - LATE}
        if not session.connection().execute(same.values(seen)).rowcount or news is None:
            return False
        readers = select(Subscription.account_id).where(Subscription.watch_id == one.id)
        inbox.tell_all(session, readers, inbox.NEWS, news.words, page=news.page, site_code=one.site_code)
    return True


def _note_looks(numbers: list[int]) -> None:
    """What is as it was need not be read again until its rows change."""
    with writing() as session:
        for begin in range(0, len(numbers), BATCH):
            same = update(Watch).where(Watch.id.in_(numbers[begin : begin + BATCH]))
            session.execute(same.values(seen=database_time(session) - LATE))
