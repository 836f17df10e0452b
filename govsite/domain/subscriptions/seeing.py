"""What there is now of something that accounts have subscribed to, and what of it is news."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from govsite.domain.articles.reading import all_of
from govsite.domain.common.days import today
from govsite.domain.subscriptions.guide_facts import Facts, facts_of, said
from govsite.models.base import IN_USE
from govsite.models.item import Item
from govsite.models.offering import Offering
from govsite.models.subscription import GUIDE, NOTICES
from govsite.sites.site import Notice, Site

MOST_NAMED = 3
LATELY = timedelta(days=1)  # a notice that is older was seen, or is shown again: no news


class News(NamedTuple):
    """What is told: a sentence, and where one reads on."""

    words: str
    page: str


def seen_now(session: Session, site: Site, kind: str, key: str) -> Facts:
    """What there is now; one query."""
    if kind == NOTICES:
        return _notices(session, site)
    if kind == GUIDE:
        both = select(Item, Offering).join(Offering, Offering.item_code == Item.code)
        row = session.execute(both.where(Item.code == key, Offering.site_code == site.code)).one_or_none()
        return facts_of(row.Item, row.Offering) if row else {}
    wanted = select(Item.code, Item.name, Item.themes).join(Offering, Offering.item_code == Item.code)
    here = (Offering.site_code == site.code, Offering.state == IN_USE, Item.state == IN_USE)
    rows = session.execute(wanted.where(*here).order_by(Item.code))
    return {"items": {row.code: row.name for row in rows if key in row.themes}}


def news_of(site: Site, kind: str, key: str, before: Mapping[str, Any], now: Mapping[str, Any]) -> News | None:
    """What has changed, None where nothing has that anybody wants to know."""
    if kind == GUIDE:
        words, name = said(before, now), (now or before).get("name", key)
        return News(f"{site.name}的“{name}”：{words}。", f"/guides/{key}") if words else None
    if kind == NOTICES:
        return _new_notices(site, before, now)
    return _new_items(site, key, before.get("items", {}), now.get("items", {}))


def _notices(session: Session, site: Site) -> Facts:
    """The notices in force: the site's own, or those of the nearest site above that has any."""
    day, steps = today(), [site, *reversed(site.ancestors)]
    found = all_of(session, steps)
    shown = next((active for step in steps if (active := [each for each in found[step.code] if _is_on(each, day)])), [])
    newest = sorted(shown, key=lambda each: (each.from_, each.id), reverse=True)
    return {"day": day.isoformat(), "notices": {each.id: [each.title, each.from_.isoformat()] for each in newest}}


def _is_on(notice: Notice, day: date) -> bool:
    return notice.from_ <= day and (notice.until is None or day <= notice.until)


def _new_notices(site: Site, before: Mapping[str, Any], now: Mapping[str, Any]) -> News | None:
    since = date.fromisoformat(before.get("day", now["day"])) - LATELY
    known = before.get("notices", {})
    new = {
        key: title
        for key, (title, begins) in now["notices"].items()
        if key not in known and date.fromisoformat(begins) >= since
    }
    if not new:
        return None
    page = f"/notices/{next(iter(new))}" if len(new) == 1 else "/notices"
    return News(f"{site.name}发布了公告：{_named(list(new.values()))}。", page)


def _new_items(site: Site, theme: str, before: Mapping[str, str], now: Mapping[str, str]) -> News | None:
    new = {code: name for code, name in now.items() if code not in before}
    gone = [name for code, name in before.items() if code not in now]
    parts = [f"增加了{_named(list(new.values()))}"] * bool(new) + [f"不再办理{_named(gone)}"] * bool(gone)
    if not parts:
        return None
    page = f"/guides/{next(iter(new))}" if len(new) == 1 else ""
    return News(f"{site.name}“{theme}”主题{'，'.join(parts)}。", page)


def _named(names: list[str]) -> str:
    shown = "、".join(f"“{name}”" for name in names[:MOST_NAMED])
    return f"{shown}等 {len(names)} 项" if len(names) > MOST_NAMED else shown
