"""Notices (公告) that are stale: past their last day, up for more than a year, or none for a quarter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from govsite.domain.checkup import kinds
from govsite.domain.checkup.addresses import BAD, is_good, written
from govsite.domain.checkup.faults import ARTICLES, Fault, Field
from govsite.sites.site import Notice

OLD, SILENCE = timedelta(days=365), timedelta(days=90)


def check_notices(notices: Sequence[Notice], site_code: str, today: date) -> Iterator[Fault]:
    """What is wrong with a site's own notices on a day; those that begin later are none yet."""
    shown = [notice for notice in notices if notice.from_ <= today]
    newest = max((notice.from_ for notice in shown), default=None)
    if newest is None or today - newest > SILENCE:
        since = f"最后一条是 {newest:%Y-%m-%d} 的" if newest else "还没有一条"
        place = Field(ARTICLES, f"站点 {site_code}", "标题")
        yield Fault(kinds.SILENT, "通知公告", f"三个月没有新公告，{since}", place, "/notices")
    for notice in shown:
        yield from _check_links(notice, site_code)
        place = Field(ARTICLES, f"站点 {site_code}，编号 {notice.id}", "显示到", notice.id, "ends")
        page = f"/notices/{notice.id}"
        if notice.until is not None and notice.until < today:
            reason = f"只显示到 {notice.until:%Y-%m-%d}，列表里已经看不到"
            yield Fault(kinds.PAST_NOTICE, notice.title, reason, place, page)
        elif today - notice.from_ > OLD:
            reason = f"从 {notice.from_:%Y-%m-%d} 起一直挂着；还有用的请更新，没用的请写显示到哪天"
            yield Fault(kinds.OLD_NOTICE, notice.title, reason, place, page)


def _check_links(notice: Notice, site_code: str) -> Iterator[Fault]:
    for address in written(notice.body):
        if not is_good(address):
            place = Field(ARTICLES, f"站点 {site_code}，编号 {notice.id}", "正文", notice.id, "text")
            yield Fault(kinds.BAD_LINK, notice.title, BAD.format(address), place, f"/notices/{notice.id}")
