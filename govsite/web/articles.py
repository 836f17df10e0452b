"""The articles of this request's site: what it shows today, and the topics by which its pages know a change."""

from __future__ import annotations

from collections.abc import Iterable

from govsite.database.topics import Topic, of_site
from govsite.domain.articles.board import Shown, shown_at
from govsite.domain.articles.memory import BoardsMemory, BoardsNow
from govsite.domain.common.days import today
from govsite.sites.site import Site
from govsite.web.cache import OUTDATED
from govsite.web.here import find_here
from govsite.web.policy import this_portal
from govsite.web.requests import this_request

BOARDS = "govsite.boards"


def boards() -> BoardsNow:
    """The boards as they are now, the same for the whole request."""
    environ = this_request().environ
    found: BoardsNow | None = environ.get(BOARDS)
    if found is None:
        extensions = this_portal().extensions
        memory: BoardsMemory = extensions["boards"]
        found = environ[BOARDS] = memory.at(extensions["freshness"].stamp().numbers, _keep_not)
    return found


def _keep_not() -> None:
    """What is made now is from articles as they were before: it is not kept."""
    this_request().environ[OUTDATED] = True


def shown_articles() -> Shown:
    """What this site shows today."""
    return shown_at(find_here().site, boards(), today())


def topics_of(shown: Shown) -> list[Topic]:
    """The topics of the sites whose articles decide what is shown."""
    return [of_site(code) for code in shown.looked]


def articles_of(sites: Iterable[Site]) -> list[Topic]:
    """The topics of some sites' articles."""
    return [of_site(site.code) for site in sites]
