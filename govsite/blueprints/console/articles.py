"""Articles (文章) of a site in the console: their list, and the form of each."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request

from govsite.database.session import reading
from govsite.domain.articles.files import named
from govsite.domain.articles.listing import STATES, list_articles
from govsite.domain.articles.reading import PUBLIC_ID, new_public_id
from govsite.domain.common.days import today
from govsite.domain.common.uploads import MOST_BYTES
from govsite.domain.editing.articles import NAME
from govsite.domain.editing.articles import STATES as SHOWN_OR_NOT
from govsite.domain.people.scope import Needs
from govsite.domain.publishing import drafts
from govsite.domain.publishing.kinds import Content, Thing
from govsite.domain.publishing.refusals import Clashing, Faulty, Refused
from govsite.forms.articles import LISTS, ArticleForm
from govsite.forms.publishing import NO_REASON
from govsite.typed import Typed
from govsite.web import publishing
from govsite.web.articles import typed_article
from govsite.web.bodies import KB, Body, accepts
from govsite.web.finding import halls_for, items_for
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.pagination import paginate
from govsite.web.publishing import PUBLISHING
from govsite.web.staff import is_good, needs

bp = Blueprint("articles", __name__, url_prefix="/console/articles")
SENT = Body(text=1024 * KB, fields=300, files=3, file=MOST_BYTES)
MOST_DRAFTS = 200
LONGEST_QUERY = 60
SHOWN, WITHDRAWN = SHOWN_OR_NOT
STATED = {"withdraw": WITHDRAWN, "show": SHOWN}  # buttons that publish the article in another state
LOOK = "look"  # the button that shows what is typed as its readers will see it
FINDS = ("find_items", "find_halls")  # the boxes in which items and halls are looked for, and their buttons
FOUND_BY = {"items": items_for, "halls": halls_for}
KEPT = "草稿存好了。里面有错误，改好以后才能预览和发布。"


@bp.get("")
@needs(Needs.CONTENT)
def articles() -> Response:
    """The articles in one state, and the drafts."""
    q = request.args.get("q", "")[:LONGEST_QUERY].strip()
    asked = request.args.get("state", "")
    state = asked if asked in STATES else "live"
    found = list_articles(reading(), here.site.code, state, q, today())
    own = drafts.drafts_of(reading(), [here.site.code], MOST_DRAFTS)
    context: dict[str, Any] = {
        "q": Typed(q),
        "state": state,
        "states": STATES,
        "found": found,
        "pages": paginate(found.heads),
        "drafts": [draft for draft in own if draft.kind == NAME and q in draft.title],
        "new": new_public_id(today()),
        "said": publishing.done(),
    }
    return render_page("console/articles/page.html", "console/articles/_list.html", **context)


@bp.get("/<key>")
@needs(Needs.CONTENT)
def edit(key: str) -> Response:
    """The draft, else what is live, else a new one."""
    thing, form = _thing(key), ArticleForm(formdata=None)
    opened = drafts.open_thing(reading(), thing)
    content = opened.content or {"from": today().isoformat(), "state": SHOWN}
    _fill(form, content, opened.seen)
    if opened.draft:
        form.tell(publishing.faults_of(thing, opened.content))
    return _show(thing, form, clashes=opened.clashes, said=publishing.done())


@bp.post("/<key>")
@needs(Needs.CONTENT)
@accepts(SENT)
def save(key: str) -> Response:
    """Keep it as the draft; then go on as the button says."""
    thing, form, do = _thing(key), ArticleForm(), request.form.get("do", "")
    shown_again = form.files.take(here.site.code) or do in FINDS or (not do and any(_queries()))
    _offer(form)
    good = is_good(form)
    if good and do in PUBLISHING and not form.reason.data:
        form.reason.errors = [NO_REASON]
    if do == LOOK:
        return _show(thing, form, looked=typed_article(key, form.content, here.site))
    if shown_again or form.files.errors or not good or form.reason.errors:
        return _show(thing, form, 200 if shown_again else 422)
    form.state.data = STATED.get(do, form.state.data)
    try:
        saved = drafts.save(thing, publishing.own_editor(), form.content, form.seen.data)
        _fill(form, saved.content, saved.seen)
        return publishing.go_on(thing, saved, form.reason.data or "")
    except Clashing as error:
        _fill(form, error.content, error.seen)
        form.form_errors.append(str(error))
        return _show(thing, form, 409, clashes=error.clashes, who=error.who)
    except Faulty as error:
        form.tell(error.faults)
        return _show(thing, form, 422, said=KEPT)
    except Refused as error:
        form.form_errors.append(str(error))
        return _show(thing, form, 422)


def _thing(key: str) -> Thing:
    """The article at this site; 404 for an address that none can have."""
    thing = publishing.thing_of(publishing.desk_of(NAME), key)
    return thing if PUBLIC_ID.fullmatch(key) else abort(404)


def _fill(form: ArticleForm, content: Content, seen: str) -> None:
    form.fill(content, seen)
    form.files.held = named(here.site.code, [file["id"] for file in content.get("files", ())])
    _offer(form)


def _queries() -> list[Typed]:
    return [Typed(request.form.get(name, "")[:LONGEST_QUERY].strip()) for name in FINDS]


def _offer(form: ArticleForm) -> None:
    items, halls = _queries()
    form.offer(items_for(form.items.data or (), items), halls_for(form.halls.data or (), halls))


def _show(thing: Thing, form: ArticleForm, status: int = 200, **more: Any) -> Response:
    reading().rollback()
    context = {"clashes": (), "said": "", "looked": None, **publishing.context_of(thing, more.pop("who", 0)), **more}
    live = thing.kind.live(reading(), thing.site, thing.key)
    looks = {name: _look(name, query) for name, query in zip(LISTS, _queries(), strict=True)}
    context |= {"form": form, "live": live, "looks": looks, "stays": form.state.data == SHOWN}
    return render_page("console/articles/one.html", status=status, **context)


def _look(name: str, query: Typed) -> tuple[Typed, int | None]:
    """What was looked for, and how much of it there is; None for nothing."""
    return query, len(FOUND_BY[name]((), query)) if query else None
