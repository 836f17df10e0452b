"""Subscribing (订阅) to a guide, to the notices of a site, to a theme at a site; each is looked at once for all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.database.session import writing
from govsite.database.upsert import insert_into
from govsite.domain.subscriptions.seeing import seen_now
from govsite.models.subscription import GUIDE, NOTICES, THEME, Subscription, Watch
from govsite.sites.site import Site

__all__ = ["FULL", "GUIDE", "MOST", "NOTICES", "THEME", "Full", "Own", "add", "forget_unwatched", "mine", "remove"]

MOST = 100
FULL = f"最多订阅 {MOST} 项，请先退订一些。"


class Full(Exception):  # noqa: N818
    """Somebody has as many subscriptions as there may be."""


class Own(NamedTuple):
    """A subscription as its owner sees it."""

    id: int
    site_code: str
    kind: str
    key: str


def add(account_id: int, site: Site, kind: str, key: str = "") -> None:
    """Subscribe; twice is once. What is there now is known: only what changes from now on is news. Raises Full."""
    with writing() as session:
        own = select(func.count()).select_from(Subscription).where(Subscription.account_id == account_id)
        if (session.scalar(own) or 0) >= MOST:
            raise Full
        now = database_time(session)
        row = {"site_code": site.code, "kind": kind, "key": key, "revision": 1, "seen": now}
        row["facts"] = seen_now(session, site, kind, key)
        session.execute(insert_into(session, Watch).values(row).on_conflict_do_nothing())
        same = (Watch.site_code == site.code, Watch.kind == kind, Watch.key == key)
        watch_id = session.scalar(select(Watch.id).where(*same))
        mine = {"account_id": account_id, "watch_id": watch_id, "added": now}
        session.execute(insert_into(session, Subscription).values(mine).on_conflict_do_nothing())


def remove(account_id: int, watch_id: int) -> None:
    """Be told no more."""
    mine = (Subscription.account_id == account_id, Subscription.watch_id == watch_id)
    with writing() as session:
        session.execute(delete(Subscription).where(*mine))


def mine(session: Session, account_id: int) -> Sequence[Own]:
    """What somebody has subscribed to, the newest first."""
    found = select(Watch.id, Watch.site_code, Watch.kind, Watch.key).join(
        Subscription, Subscription.watch_id == Watch.id
    )
    found = found.where(Subscription.account_id == account_id).order_by(Subscription.added.desc(), Watch.id)
    return [Own._make(row) for row in session.execute(found)]


def forget_unwatched(session: Session) -> int:
    """Forget what nobody is subscribed to any more; returns how much. Part of the caller's writing."""
    watched = select(Subscription.watch_id).where(Subscription.watch_id == Watch.id).exists()
    return session.connection().execute(delete(Watch).where(~watched)).rowcount
