"""Notices (通知公告) of a site, and their feed."""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

from flask import Blueprint, Response, abort

from govsite.database.session import reading
from govsite.database.topics import CATALOGUE
from govsite.domain.articles.reading import Whole, file_of, files_of, find_article, words_of
from govsite.domain.common.days import NEVER, start_of, today
from govsite.web.articles import articles_of, previewed, shown_articles, topics_of
from govsite.web.attachments import give_out_public
from govsite.web.content import snapshot
from govsite.web.here import here
from govsite.web.page import render_page, render_text
from govsite.web.pagination import LARGEST_NUMBER, paginate
from govsite.web.parameters import reads

bp = Blueprint("notices", __name__)
MOST_FEED_ENTRIES = 20


@bp.get("/notices")
@reads("page")
def notices() -> Response:
    """The notices in force, those on top first, then the newest."""
    shown = shown_articles()
    pages = paginate(shown.heads)
    return render_page("notices/page.html", pages=pages, owner=shown.owner, depends=topics_of(shown))


@bp.get("/notices/<notice_id>")
def notice(notice_id: str) -> Response:
    """One notice; 410 once it is over or withdrawn."""
    found = _find(notice_id)
    here.owner = found.site
    depends = articles_of(here.site.path) + [CATALOGUE] * bool(found.items or found.halls)
    now = snapshot() if found.items or found.halls else None
    return render_page(
        "notices/one.html",
        article=found,
        notice=found.head,
        items=[now.items[code] for code in found.items if code in now.items] if now else [],
        halls=[now.halls[key] for key in found.halls if key in now.halls] if now else [],
        files=files_of(reading(), found.site.code, found.files),
        depends=depends,
    )


@bp.get(f"/notices/<notice_id>/files/<int(max={LARGEST_NUMBER}):number>")
def file(notice_id: str, number: int) -> Response:
    """A file of a notice."""
    found = file_of(reading(), _find(notice_id), number)
    return give_out_public(found, articles_of(here.site.path)) if found else abort(404)


def _find(notice_id: str) -> Whole:
    """The notice here, or 404 or 410; in its preview the draft, whatever its days."""
    draft = previewed()
    if draft and draft.head.id == notice_id and draft.site in here.site.path:
        return draft
    found = find_article(reading(), shown_articles(), here.site, notice_id, today())
    if found is None:
        abort(404)
    if found.is_over(today()):
        abort(410)
    return found


@bp.get("/feed.xml")
def feed() -> Response:
    """Atom feed of the notices (RFC 4287); an entry keeps its id whatever becomes of its address."""
    shown = shown_articles()
    owner = shown.owner
    newest = sorted(shown.heads, key=lambda head: head.from_, reverse=True)[:MOST_FEED_ENTRIES]
    entries = [
        (uuid5(NAMESPACE_URL, f"notice:{owner.code}:{head.id}").urn, head, words)
        for head, words in words_of(reading(), owner, newest)
    ]
    own = uuid5(NAMESPACE_URL, f"notices:{here.site.code}").urn
    updated = max((head.updated for head in newest), default=start_of(NEVER))
    context = {"own": own, "entries": entries, "owner": owner, "updated": updated, "start_of": start_of}
    return render_text("notices/feed.xml", "application/atom+xml", **context, depends=topics_of(shown))
