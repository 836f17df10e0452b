"""What waits for somebody of the staff (待办): queues with something in them, drafts, messages that were not sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from govsite.database.session import reading
from govsite.domain.cases import desk as cases
from govsite.domain.cases import queues as case_queues
from govsite.domain.common import outbox
from govsite.domain.common.days import today
from govsite.domain.common.workdays import calendar
from govsite.domain.companies import review
from govsite.domain.letters import desk as letters
from govsite.domain.letters import queues as letter_queues
from govsite.domain.people import staff
from govsite.domain.people.scope import Needs, Officer, codes_near, enters, may
from govsite.domain.publishing.drafts import Draft, count_asked, drafts_of
from govsite.domain.publishing.history import all_sent_back
from govsite.domain.tickets.queues import days_of
from govsite.sites.site import Site
from govsite.sites.tree import SiteTree
from govsite.web.desk import desk_of
from govsite.web.keys import in_address
from govsite.web.publishing import desks

MOST_DRAFTS = 10
MOST_SITES = 12  # sites of somebody that are counted together
# Which queues are told of: what is late, what is due soon, then what is to be begun or looked at.
LETTERS = ("overdue", "soon", "new", "mine", "unread", "review", "bad")
CASES = ("overdue", "soon", "fifth", "new", "mine", "ready", "bad")
BEGUN, LATE = ("new", "mine"), "overdue"
LEVELS = {"overdue": "late", "soon": "soon", "fifth": "soon"}  # classes of the style


@dataclass(frozen=True, slots=True)
class Waiting:
    """So many things that wait; ``path`` is what follows ``/console/``, ``level`` how urgent they are."""

    name: str
    number: int
    path: str
    level: str = ""

    @property
    def said(self) -> str:
        """The number as it is shown."""
        return f"{letters.MOST_COUNTED - 1}+" if self.number >= letters.MOST_COUNTED else str(self.number)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What waits at another site: letters and cases to begin with, and those that are late."""

    site: Site
    number: int
    late: int


@dataclass(frozen=True, slots=True)
class Pending:
    """A draft, and who saved it last; ``back``: it was asked for, and somebody sent it back; ``to_approve``: whoever
    looks at the list may approve it.
    """

    draft: Draft
    site: Site
    who: str
    back: bool = False
    to_approve: bool = False

    @property
    def address(self) -> str:
        """Its key in addresses."""
        return in_address(self.draft.key)

    @property
    def kind(self) -> str:
        """What people call its kind."""
        return desks()[self.draft.kind].kind.words


def letters_waiting(officer: Officer, site: Site) -> list[Waiting]:
    """The queues of letters; one query."""
    counts = letters.counts(reading(), desk_of(officer, site), days_of(calendar(), today()))
    names = {key: queue.name for key, queue in letter_queues.QUEUES.items()}
    return list(_shown("letters", LETTERS, names, counts))


def cases_waiting(officer: Officer, site: Site) -> list[Waiting]:
    """The queues of cases; one query."""
    counts = cases.counts(reading(), desk_of(officer, site, Needs.CASES), days_of(calendar(), today()))
    names = {key: queue.name for key, queue in case_queues.QUEUES.items()}
    return list(_shown("cases", CASES, names, counts))


def unsent(_officer: Officer, _site: Site) -> list[Waiting]:
    """Messages that wait for somebody's decision."""
    number = sum(number for (_, state), number in outbox.counts(reading()).items() if state in outbox.UNSENT)
    return [Waiting("没有发出", number, "outbox", "late")] if number else []


def suggestions(officer: Officer, site: Site) -> list[Waiting]:
    """What sites ask to have changed in the basic catalogue (更正建议); one query, of those who may publish it."""
    if not enters(officer, Needs.PORTAL, site):
        return []
    number = count_asked(reading(), "item", None if site.root else site.code)
    return [Waiting("更正建议", number, "content/item", "soon")] if number else []


def companies_waiting(officer: Officer, site: Site) -> list[Waiting]:
    """Legal persons that wait for staff at a site and below it; one query."""
    number = review.count(reading(), sites_of_companies(officer, site))
    return [Waiting("等核验的单位", number, "firms", "soon")] if number else []


def sites_of_companies(officer: Officer, site: Site) -> frozenset[str]:
    """The codes of the sites, this one and those below it, whose legal persons somebody looks at."""
    return frozenset(one.code for one in (site, *site.below) if may(officer, Needs.STAFF, one))


def own_drafts(officer: Officer, tree: SiteTree, at: Site) -> list[Pending]:
    """The drafts at a site and below it that somebody may edit, the last saved first; at the main site at all of
    theirs. A query a right, one for names, one for what was sent back.
    """
    found: dict[int, Draft] = {}
    for right in {desk.edits for desk in desks().values()}:
        sites = codes_near(officer, right, tree, at)
        if sites is None or sites:
            kinds = {name for name, desk in desks().items() if desk.edits is right}
            found |= {row.id: row for row in drafts_of(reading(), sites, MOST_DRAFTS) if row.kind in kinds}
    rows = sorted(found.values(), key=lambda row: row.updated, reverse=True)[:MOST_DRAFTS]
    names = staff.names(reading(), {row.who for row in rows})
    rows = [row for row in rows if row.site_code in tree.by_code]
    back = all_sent_back(reading(), {(row.kind, row.site_code, row.key) for row in rows if not row.asked_by})
    return [
        Pending(
            row,
            tree.by_code[row.site_code],
            names.get(row.who, ""),
            (row.kind, row.site_code, row.key) in back,
            _is_to_approve(officer, row, tree.by_code[row.site_code]),
        )
        for row in rows
    ]


def _is_to_approve(officer: Officer, row: Draft, site: Site) -> bool:
    """Whether somebody asked for what this one may publish, who neither asked nor saved it last."""
    others = row.asked_by is not None and officer.id not in (row.asked_by, row.who)
    return others and enters(officer, desks()[row.kind].publishes, site)


def waiting_at(officer: Officer, sites: Sequence[Site]) -> list[Elsewhere]:
    """Those of some sites, the first MOST_SITES with queues, where something waits; two queries."""
    own = [site for site in sites if enters(officer, Needs.QUEUES, site)][:MOST_SITES]
    if not own:
        return []
    keys, days = (*BEGUN, LATE), days_of(calendar(), today())
    of_letters = letters.counts_at(reading(), [desk_of(officer, site) for site in own], keys, days)
    of_cases = cases.counts_at(reading(), [desk_of(officer, site, Needs.CASES) for site in own], keys, days)
    found = [
        Elsewhere(site, sum(some[site.code, key] for some in (of_letters, of_cases) for key in BEGUN), late)
        for site in own
        for late in [of_letters[site.code, LATE] + of_cases[site.code, LATE]]
    ]
    return [one for one in found if one.number or one.late]


def _shown(page: str, keys: Sequence[str], names: Mapping[str, str], counts: Mapping[str, int]) -> Iterator[Waiting]:
    for key in keys:
        if number := counts.get(key, 0):
            yield Waiting(names[key], number, f"{page}?queue={key}", LEVELS.get(key, ""))
