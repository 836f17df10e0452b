"""Links that lead nowhere (失效链接): what is to be asked for, what came of it, and which are told.

An address counts as dead when it failed MOST_FAILURES times in a row, a day apart: sites are away now and then.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import Select, delete, or_, select, update
from sqlalchemy.orm import Session

from govsite.database.session import reading, writing
from govsite.database.upsert import insert_into
from govsite.domain.articles.reading import all_of
from govsite.domain.checkup.addresses import good_ones, is_good, texts_of
from govsite.domain.checkup.items import WITH_LINKS
from govsite.models.base import IN_USE
from govsite.models.item import Item
from govsite.models.link import LONGEST_REASON, LONGEST_URL, Link
from govsite.sites.site import Notice, Site

MOST_FAILURES = 2
AGAIN, SOON = timedelta(days=7), timedelta(days=1)  # when a good one is asked for again, and one that failed
BUDGET = 5.0  # seconds after which a run begins no other address: the outbox waits meanwhile
MOST_LOOKED_AT, MOST_KEPT, AT_ONCE = 500, 20_000, 500
Probe = Callable[[str], tuple[bool, str]]


def of_site(site: Site, notices: Iterable[Notice]) -> Iterator[tuple[str, str]]:
    """The addresses that a site leads to by itself, each with what has it; links that it inherits are those above."""
    for name, title in (("links", "友情链接"), ("services", "便民服务"), ("apps", "手机应用")):
        own = getattr(site, name)
        inherited = site.parent is not None and own == getattr(site.parent, name)
        for link in () if inherited else own:
            if link.url:
                yield f"{title} {link.title}", link.url
    for notice in notices:
        for address in good_ones([notice.body]):
            yield f"公告 {notice.title}", address


def note_all(sites: Collection[Site]) -> int:
    """Note every address that our pages lead to, and forget those that they no longer do; returns their number."""
    articles = all_of(reading(), sites)
    wanted = {address for site in sites for _, address in of_site(site, articles[site.code])}
    columns = [getattr(Item, name) for name in WITH_LINKS]
    for row in reading().execute(select(*columns).where(Item.state == IN_USE).execution_options(yield_per=200)):
        wanted.update(good_ones(texts_of(list(row))))
    wanted = set(sorted(address for address in wanted if is_good(address) and len(address) <= LONGEST_URL)[:MOST_KEPT])
    known = set(reading().scalars(select(Link.url)))
    reading().rollback()
    with writing() as session:
        for some in _parts(sorted(known - wanted)):
            session.execute(delete(Link).where(Link.url.in_(some)))
        for some in _parts(sorted(wanted - known)):
            rows = [{"url": url, "failures": 0, "reason": ""} for url in some]
            session.connection().execute(insert_into(session, Link).on_conflict_do_nothing(), rows)
    return len(wanted)


def check_due(probe: Probe) -> int:
    """Ask for those that are due, each host once a run and no longer than BUDGET; returns how many were asked for."""
    end, now = time.monotonic() + BUDGET, datetime.now(UTC)
    urls = list(reading().scalars(_due(now)))
    reading().rollback()
    asked: set[str] = set()
    for url in urls:
        host = urlsplit(url).netloc
        if host in asked:
            continue
        asked.add(host)
        good, reason = probe(url)
        with writing() as session:
            failures = 0 if good else Link.failures + 1
            came = {"checked": datetime.now(UTC), "failures": failures, "reason": reason[:LONGEST_REASON]}
            session.execute(update(Link).where(Link.url == url).values(came))
        if time.monotonic() >= end:
            break
    return len(asked)


def dead(session: Session) -> Mapping[str, str]:
    """All addresses that are dead, each with the reason."""
    rows = session.execute(select(Link.url, Link.reason).where(Link.failures >= MOST_FAILURES))
    return {row.url: row.reason for row in rows}


def _due(now: datetime) -> Select[str]:
    never, long_ago = Link.checked.is_(None), Link.checked < now - AGAIN
    failed = (Link.failures > 0) & (Link.checked < now - SOON)
    return (
        select(Link.url).where(or_(never, long_ago, failed)).order_by(Link.checked.nulls_first()).limit(MOST_LOOKED_AT)
    )


def _parts(urls: Sequence[str]) -> Iterator[Sequence[str]]:
    return (urls[at : at + AT_ONCE] for at in range(0, len(urls), AT_ONCE))
