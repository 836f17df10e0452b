"""The articles of this request's site: what it shows today, and the topics by which its pages know a change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from govsite.database.topics import Topic, of_site
from govsite.domain.articles.board import Boards, Head, Shown, WithDraft, shown_at
from govsite.domain.articles.markdown import LONGEST
from govsite.domain.articles.memory import BoardsMemory
from govsite.domain.articles.reading import Whole, of_content
from govsite.domain.common.days import today
from govsite.domain.editing.articles import NAME
from govsite.sites.site import Site
from govsite.web.cache import OUTDATED
from govsite.web.here import find_here
from govsite.web.policy import this_portal
from govsite.web.requests import this_request

BOARDS = "govsite.boards"
MOST_ABOUT = 3


def boards() -> Boards:
    """The boards as they are now, the same for the whole request; in the preview of an article with it."""
    environ = this_request().environ
    found: Boards | None = environ.get(BOARDS)
    if found is None:
        extensions = this_portal().extensions
        memory: BoardsMemory = extensions["boards"]
        found = memory.at(extensions["freshness"].stamp().numbers, _keep_not)
        if draft := previewed():
            head = None if draft.withdrawn else draft.head
            found = WithDraft(found, draft.site.code, draft.head.id, head, draft.text)
        environ[BOARDS] = found
    return found


def previewed() -> Whole | None:
    """The article that a preview is of; None on all other pages."""
    here = find_here()
    for (kind, key), shown in here.look.contents.items() if here.look else ():
        if kind == NAME:
            return of_content(key, shown, here.tree.by_code[shown["site_code"]])
    return None


def typed_article(key: str, content: Mapping[str, str], site: Site) -> Whole:
    """The article of a form as it is typed, whatever is wrong with it: a day that is none is today's."""
    begins, ends = (_day(content.get(name, "")) for name in ("from", "until"))
    head = Head(key, content.get("title", ""), begins or today(), ends, content.get("source", ""))
    return Whole(site, head, content.get("text", "")[:LONGEST], content.get("author", ""))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _keep_not() -> None:
    """What is made now is from articles as they were before: it is not kept."""
    this_request().environ[OUTDATED] = True


def shown_articles() -> Shown:
    """What this site shows today."""
    return shown_at(find_here().site, boards(), today())


def articles_about(shown: Shown, item: str = "", hall: str = "") -> list[Head]:
    """The first of what is shown that leads to an item or to a hall."""
    return [head for head in shown.heads if item in head.items or hall in head.halls][:MOST_ABOUT]


def topics_of(shown: Shown) -> list[Topic]:
    """The topics of the sites whose articles decide what is shown."""
    return [of_site(code) for code in shown.looked]


def articles_of(sites: Iterable[Site]) -> list[Topic]:
    """The topics of some sites' articles."""
    return [of_site(site.code) for site in sites]
