"""Items that somebody keeps at hand (我的收藏)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.database.session import writing
from govsite.database.upsert import insert_into
from govsite.domain.accounts.refused import Refused
from govsite.models.account import Favourite

MOST = 200
FULL = f"最多收藏 {MOST} 个事项，请先删去一些。"


def add(account_id: int, site_code: str, item_code: str) -> None:
    """Keep an item; twice is once. Raises Refused for too many."""
    with writing() as session:
        own = select(func.count()).select_from(Favourite).where(Favourite.account_id == account_id)
        if (session.scalar(own) or 0) >= MOST:
            raise Refused(FULL)
        now = database_time(session)
        row = {"account_id": account_id, "site_code": site_code, "item_code": item_code, "added": now}
        session.execute(insert_into(session, Favourite).values(row).on_conflict_do_nothing())


def remove(account_id: int, site_code: str, item_code: str) -> None:
    """Keep it no more."""
    mine = (Favourite.account_id == account_id, Favourite.site_code == site_code, Favourite.item_code == item_code)
    with writing() as session:
        session.execute(delete(Favourite).where(*mine))


def mine(session: Session, account_id: int) -> Sequence[Favourite]:
    """What somebody keeps, the newest first."""
    found = select(Favourite).where(Favourite.account_id == account_id)
    return session.scalars(found.order_by(Favourite.added.desc(), Favourite.item_code)).all()
