"""Token buckets (令牌桶): how often something may be done, counted in the database across workers and restarts.

A bucket is kept as the moment at which it will be full again, so that refilling writes nothing: a take moves that
moment on by its price, and is refused where it would then be further away than the bucket is large (the generic cell
rate algorithm, ITU-T I.371). The price is the time in which one token comes back. Where a limit says so it is
multiplied by every take that empties the bucket: who goes on at the wall waits longer each time.

What a bucket answers depends on its own takes alone. It is asked before anything is looked up, with the number that
was typed, so that a lock says nothing about whether there is such a number.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from sqlalchemy import case, delete, select, update
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.database.session import reading, writing
from govsite.database.trouble import KINDS, describe, is_away
from govsite.database.upsert import insert_into
from govsite.models.throttle import Throttle

PURPOSE = b"govsite throttle"
AWAY_SECONDS = 30  # what is told to wait while the database is away
log = logging.getLogger(__name__)


class WhenAway(Enum):
    """What a limit does while the database is away: let everybody pass (页面照常) or nobody (宁可不办)."""

    ALLOW = "allow"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Limit:
    """So many at once (``capacity``), then one more every so many seconds.

    A take that leaves less than one token multiplies the price of the next by ``growth``, to ``longest`` seconds at
    most. The price falls back when the bucket has been full for ``remembered`` seconds. Raises ValueError for numbers
    that make no bucket.
    """

    name: str
    capacity: int
    every: int
    growth: int = 1
    longest: int = 3600
    remembered: int = 0

    def __post_init__(self) -> None:
        if min(self.capacity, self.every, self.growth) < 1 or self.remembered < 0:
            raise ValueError(f"the limit {self.name!r} needs whole numbers from 1")
        if self.longest < self.every:
            raise ValueError(f"the limit {self.name!r}: its longest price is below its first")

    @property
    def first_price(self) -> int:
        """What a take of a forgotten bucket costs, in milliseconds."""
        return self.every * 1000

    @property
    def reach(self) -> int:
        """Milliseconds that the moment of being full may be away for a token to be left."""
        return (self.capacity - 1) * self.every * 1000

    def bucket(self, secret: str, *of: str) -> Bucket:
        """The bucket of a number, an address or several together; nothing of them can be read from its key.

        ``secret`` is the application's: numbers and addresses are few enough to try them all on a plain hash.
        """
        own = hmac.digest(secret.encode(), PURPOSE, "sha256")
        parts = json.dumps([self.name, *of]).encode()  # as a list: two parts are never mistaken for others
        return Bucket(hmac.new(own, parts, hashlib.sha256).hexdigest(), self)


@dataclass(frozen=True, slots=True)
class Bucket:
    """The bucket of somebody or something under a limit."""

    key: str
    limit: Limit


def take(buckets: Iterable[Bucket], when_away: WhenAway) -> int:
    """Take a token of each bucket or none of any; returns 0 when taken, else the seconds to wait, 1 or more.

    Stored at once, whatever becomes of what it was taken for: never inside ``writing()``. While the database is away
    ``when_away`` decides.
    """
    try:
        return _take(_in_order(buckets))
    except KINDS as error:
        if not is_away(error):
            raise
        log.warning("limits cannot be counted (%s): %s", when_away.value, describe(error))
        return 0 if when_away is WhenAway.ALLOW else AWAY_SECONDS


def give_back(buckets: Iterable[Bucket]) -> None:
    """Give a token back to each, when what it was taken for is not to count: the password was right.

    To take first and give back holds many tries at one moment to the limit; to count the wrong ones afterwards does
    not. The price stays what it is. Away, nothing is given back: what was done is done.
    """
    try:
        with writing() as session:
            for bucket in _in_order(buckets):
                fuller = Throttle.full_at - bucket.limit.first_price
                session.execute(update(Throttle).where(Throttle.key == bucket.key).values(full_at=fuller))
    except KINDS as error:
        if not is_away(error):
            raise
        log.warning("tokens cannot be given back: %s", describe(error))


def is_any_empty(buckets: Iterable[Bucket]) -> bool:
    """Whether one of them has no token left at this moment; nothing is taken.

    For what a page shows. Whoever decides something by it lets a hundred at one moment pass: that is for ``take``.
    Away, none is.
    """
    reach = {bucket.key: bucket.limit.reach for bucket in buckets}
    if not reach:
        return False
    try:
        session = reading()
        now = _now(session)
        rows = session.execute(select(Throttle.key, Throttle.full_at).where(Throttle.key.in_(reach)))
        return any(full_at > now + reach[key] for key, full_at in rows)
    except KINDS as error:
        if not is_away(error):
            raise
        log.warning("limits cannot be read: %s", describe(error))
        return False


def forget_expired(session: Session) -> int:
    """Delete the buckets that are as good as new; returns how many. Part of the caller's writing.

    It waits for nobody and leaves what is being taken just now: it knows no order, and who takes may wait for it.
    """
    idle = select(Throttle.key).where(Throttle.forgotten_at <= _now(session)).with_for_update(skip_locked=True)
    over = delete(Throttle).where(Throttle.key.in_(idle))
    return session.connection().execute(over).rowcount


def _in_order(buckets: Iterable[Bucket]) -> list[Bucket]:
    """By their keys: two that want the same ones never wait for each other."""
    return sorted(buckets, key=lambda bucket: bucket.key)


def _take(buckets: Sequence[Bucket]) -> int:
    with writing() as session:
        now = _now(session)
        for place, bucket in enumerate(buckets):
            if not _take_one(session, bucket, now):
                seconds = _seconds_to_wait(session, buckets[place:], now)  # those before it had a token
                session.rollback()
                return seconds
    return 0


def _take_one(session: Session, bucket: Bucket, now: int) -> bool:
    """One statement: who comes second waits for the row, then sees what the first has left."""
    limit = bucket.limit
    is_forgotten = Throttle.forgotten_at <= now
    price = case((is_forgotten, limit.first_price), else_=Throttle.price)
    full_at = case((Throttle.full_at > now, Throttle.full_at), else_=now) + price
    grown = case((price * limit.growth < limit.longest * 1000, price * limit.growth), else_=limit.longest * 1000)
    moved = {
        "full_at": full_at,
        "price": case((full_at > now + limit.reach, grown), else_=price),
        "forgotten_at": full_at + limit.remembered * 1000,
    }
    insert = insert_into(session, Throttle).values(key=bucket.key, **_first(limit, now))
    left = Throttle.full_at <= now + limit.reach
    taken = insert.on_conflict_do_update(index_elements=[Throttle.key], set_=moved, where=left)
    return session.scalar(taken.returning(Throttle.key)) is not None


def _first(limit: Limit, now: int) -> dict[str, int]:
    """The row of the first take."""
    full_at, price = now + limit.first_price, limit.first_price
    if limit.capacity == 1:
        price = min(price * limit.growth, limit.longest * 1000)
    return {"full_at": full_at, "price": price, "forgotten_at": full_at + limit.remembered * 1000}


def _seconds_to_wait(session: Session, buckets: Sequence[Bucket], now: int) -> int:
    """Until each has a token, rounded up; 1 at least, since another may have given back meanwhile."""
    keys = [bucket.key for bucket in buckets]
    rows = session.execute(select(Throttle.key, Throttle.full_at).where(Throttle.key.in_(keys)))
    full_at: dict[str, int] = {row.key: row.full_at for row in rows}
    waits = (full_at[b.key] - b.limit.reach - now for b in buckets if b.key in full_at)
    return max([1, *(-(-wait // 1000) for wait in waits)])  # none where a chore has just deleted it


def _now(session: Session) -> int:
    return int(database_time(session).timestamp() * 1000)
