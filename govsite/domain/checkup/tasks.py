"""What to do today (今天要做什么): the few things that help most, each with where it is done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple
from urllib.parse import quote

from govsite.domain.checkup import kinds
from govsite.domain.checkup.report import Report
from govsite.domain.checkup.unanswered import SHOWN_DAYS, Asked

MOST = 5
FEW = 2  # kinds of the basic catalogue, and words: whoever runs a site mends neither alone


class Task(NamedTuple):
    """Something to do: a sentence, behind a word that was ``searched``, and a link to where it is done.

    ``page`` is the path below the site's root, "" for who may not go there.
    """

    words: str
    link: str
    page: str
    searched: str = ""


def tasks_of(report: Report, overdue: Mapping[str, int], asked: Sequence[Asked], queues: bool) -> list[Task]:
    """The first MOST things to do; ``overdue`` are letters and cases, whose ``queues`` somebody may open or not."""
    return list(islice(_all(report, overdue, asked, queues), MOST))


def _all(report: Report, overdue: Mapping[str, int], asked: Sequence[Asked], queues: bool) -> Iterator[Task]:
    for page, words in (("letters", "封来信超期没有答复"), ("cases", "个办件超期没有办结")):
        if number := overdue.get(page):
            place = f"/console/{page}?queue=overdue" if queues else ""
            yield Task(f"{number} {words}", "去办", place)
    others = []
    for key, kind in kinds.KINDS.items():
        if number := report.counts.get(key):
            page = f"/console/checkup?kind={key}"
            if key in report.own:
                yield Task(f"{number} {kind.words}", "看清单", page)
            else:
                others.append(Task(f"基本目录里 {number} {kind.words}，请运维人员改", "看清单", page))
    for each in asked[:FEW]:
        words = f"这 {SHOWN_DAYS} 天搜了 {each.number} 次，没有结果"
        yield Task(words, "看搜索页", f"/search?q={quote(each.word)}", each.word)
    yield from others[:FEW]
