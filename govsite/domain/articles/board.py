"""What a site shows of a column (公告栏): its own articles, or those of the nearest site above that shows any."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import NamedTuple, Protocol

from govsite.domain.common.days import ZONE, start_of
from govsite.sites.site import Notice, Site

NOTICES = "notices"  # the column with notices


@dataclass(frozen=True, slots=True)
class Head:
    """What lists say of an article; shown from ``from_`` to ``until`` inclusive. It holds no site, which may change.

    ``changed`` is None where no record says it: in sites.yaml. ``items`` are the codes of the items that it leads to,
    ``halls`` the ids of halls.
    """

    id: str
    title: str
    from_: date
    until: date | None
    source: str
    pinned: bool = False
    changed: datetime | None = None
    items: Collection[str] = ()
    halls: Collection[str] = ()

    def active(self, today: date) -> bool:
        """Whether it is shown on a day."""
        return self.from_ <= today and (self.until is None or today <= self.until)

    @property
    def updated(self) -> str:
        """When it was changed last, as feeds and site maps say it: not before it was shown."""
        if self.changed is None or self.changed <= datetime.combine(self.from_, time(), ZONE):
            return start_of(self.from_)
        return self.changed.astimezone(ZONE).isoformat(timespec="seconds")


class Board:
    """The articles of one site in one column that are not over: those on top first, then the newest.

    ``number`` is that of the topic they were read under.
    """

    __slots__ = ("heads", "number")

    def __init__(self, number: int, heads: Iterable[Head]) -> None:
        self.number = number
        self.heads = tuple(sorted(heads, key=lambda head: (head.pinned, head.from_), reverse=True))

    def active(self, today: date) -> list[Head]:
        """Those that are shown on a day."""
        return [head for head in self.heads if head.active(today)]


class Boards(Protocol):
    """The boards of all sites, as they are now."""

    def of(self, site: Site) -> Board:
        """A site's own."""

    def texts(self, site: Site) -> dict[str, str]:
        """The texts of these articles, by id, for who searches them."""


class OfFile:
    """Boards of what stands in sites.yaml alone."""

    def of(self, site: Site) -> Board:
        """The site's notices of the file."""
        return Board(0, map(head_of, site.notices))

    def texts(self, site: Site) -> dict[str, str]:
        """Their texts."""
        return {notice.id: notice.body for notice in site.notices}


OF_FILE = OfFile()


class Shown(NamedTuple):
    """What a site shows on a day: whose articles they are, and the codes of all sites that were looked at."""

    owner: Site
    heads: Sequence[Head]
    looked: tuple[str, ...]


def shown_at(site: Site, boards: Boards, today: date) -> Shown:
    """The articles that a site shows on a day: its own, or those of the nearest site above that has any."""
    looked = []
    for step in (site, *reversed(site.ancestors)):
        looked.append(step.code)
        if found := boards.of(step).active(today):
            return Shown(step, found, tuple(looked))
    return Shown(site, (), tuple(looked))


def head_of(notice: Notice) -> Head:
    """The head of a notice that stands in sites.yaml."""
    return Head(notice.id, notice.title, notice.from_, notice.until, notice.source)


def with_notices(board: Board, notices: Sequence[Notice]) -> Board:
    """A board with what stands in sites.yaml besides; of one id, the row counts: it was moved."""
    known = {head.id for head in board.heads}
    return Board(board.number, (*board.heads, *(head_of(each) for each in notices if each.id not in known)))


class WithDraft:
    """Boards with one article as a draft has it: for its preview."""

    def __init__(self, boards: Boards, site_code: str, name: str, head: Head | None, text: str) -> None:
        """``head`` None: the draft takes the article back."""
        self.boards, self.site_code, self.name, self.head, self.text = boards, site_code, name, head, text

    def of(self, site: Site) -> Board:
        """A site's board; with the draft where it is its."""
        board = self.boards.of(site)
        if site.code != self.site_code:
            return board
        others = [head for head in board.heads if head.id != self.name]
        return Board(board.number, [self.head, *others] if self.head else others)

    def texts(self, site: Site) -> dict[str, str]:
        """The texts of these."""
        found = self.boards.texts(site)
        return {**found, self.name: self.text} if site.code == self.site_code else found
