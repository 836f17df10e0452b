"""The check-up of many sites in one table: a line a site, put in order by any of its columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from govsite.domain.articles.reading import all_of
from govsite.domain.catalogue.snapshot import Snapshot
from govsite.domain.checkup import links, unanswered
from govsite.domain.checkup.counts import counts_of
from govsite.domain.checkup.report import number_of_own
from govsite.sites.site import Site

# In the order of the table; what is counted in each.
COLUMNS: Mapping[str, str] = {
    "guides": "指南",
    "faulty": "有问题的指南",
    "own": "本站能改",
    "others": "基本目录",
    "notices": "公告",
    "duties": "网站",
    "dead": "死链",
    "overdue": "超期件",
    "words": "搜不到",
}
NAME = "site"


@dataclass(frozen=True, slots=True)
class Line:
    """A site and the numbers of its columns."""

    site: Site
    numbers: Mapping[str, int]

    @property
    def beside(self) -> int:
        """How much the site itself can mend beside its guides."""
        return sum(self.numbers[name] for name in ("notices", "duties", "dead"))

    @property
    def to_do(self) -> int:
        """How much the site itself can mend altogether."""
        return self.numbers["own"] + self.beside


def lines_of(
    snapshot: Snapshot, session: Session, sites: Sequence[Site], today: date, overdue: Mapping[str, int]
) -> list[Line]:
    """A line for each site, in their order: a bounded number of queries, however many there are."""
    codes = [site.code for site in sites]
    guides, words = counts_of(snapshot, sites), unanswered.numbers_of(session, codes, today)
    dead, articles = links.dead(session), all_of(session, sites)
    found = []
    for site in sites:
        of = guides[site.code]
        notices, duties, broken = number_of_own(site, articles[site.code], today, dead)
        counted = (of.number, of.faulty, of.own, of.others, notices, duties, broken)
        numbers = (*counted, overdue.get(site.code, 0), words.get(site.code, 0))
        found.append(Line(site, dict(zip(COLUMNS, numbers, strict=True))))
    return found


def in_order(lines: Sequence[Line], column: str, upwards: bool) -> list[Line]:
    """By a column, the largest number first unless it goes ``upwards``; by name it is the order of the sites."""
    if column not in COLUMNS:
        return list(reversed(lines)) if upwards else list(lines)
    return sorted(lines, key=lambda line: line.numbers[column], reverse=not upwards)
