"""A site's settings as forms (站点设置): the topics, and the form of each; one draft with the text of them all."""

from __future__ import annotations

from itertools import islice
from typing import Any

from flask import Blueprint, Response, abort, redirect, request
from werkzeug.datastructures import MultiDict

from govsite.database.session import reading
from govsite.domain.people.scope import Needs
from govsite.domain.publishing import drafts, previews
from govsite.domain.publishing.kinds import Content, Thing
from govsite.domain.publishing.refusals import Clashing, Faulty, Refused
from govsite.domain.settings.kind import NAME
from govsite.domain.settings.values import own_and_changed, values_of, with_values
from govsite.forms.settings import SettingsForm
from govsite.sites.topics import TOPICS, Topic
from govsite.typed import Typed
from govsite.web import publishing
from govsite.web.content import find_offers, snapshot
from govsite.web.here import here
from govsite.web.page import frame_in, render_page
from govsite.web.settings import MOST_FOUND, choices_of
from govsite.web.staff import is_good, needs

bp = Blueprint("settings", __name__, url_prefix="/console/settings")
LONGEST_QUERY, LONGEST_SEEN = 60, 64  # characters
FIND, LOOK = "find", "look"  # buttons that save nothing


@bp.get("")
@needs(Needs.SETTINGS)
def topics() -> Response:
    """The topics, with how much of each the site says itself and what the draft changes of it."""
    thing = _thing()
    opened = drafts.open_thing(reading(), thing)
    own, live = values_of(opened.content), values_of(opened.live)
    counts = {key: own_and_changed(topic, own or {}, live or {}) for key, topic in TOPICS.items()}
    context = publishing.context_of(thing) | {"topics": TOPICS.values(), "counts": counts, "broken": own is None}
    context["words"] = here.site.root and publishing.own_editor().portal
    return render_page("console/settings/topics.html", said=publishing.done(), **context)


@bp.get("/<key>")
@needs(Needs.SETTINGS)
def topic(key: str) -> Response:
    """The form of a topic, filled with the draft, else with what is live."""
    thing = _thing()
    opened = drafts.open_thing(reading(), thing)
    return _show(thing, _form(_topic(key), opened.content), opened.seen, said=publishing.done(), clashes=opened.clashes)


@bp.post("/<key>")
@needs(Needs.SETTINGS)
def save(key: str) -> Response:
    """Keep what was typed in the draft; or search, or let one value be inherited again."""
    thing, seen = _thing(), request.form.get("seen", "")[:LONGEST_SEEN]
    do = request.form.get("do", FIND if _query() else "")  # Enter in the search presses a button without a name
    base = _base(thing, seen)
    form = _form(_topic(key), base, request.form)
    if form is None or do == FIND:
        return _show(thing, form, seen, found=sum(1 for _ in islice(find_offers(_query()), MOST_FOUND)))
    form.inherit(request.form.get("inherit", ""))
    if not is_good(form.form):
        return _show(thing, form, seen, 422)
    try:
        content = with_values(base, form.changes())
        if _blamed(thing, form, content):
            return _show(thing, form, seen, 422)
        if do == LOOK:
            tree = thing.kind.previewed(reading(), here.tree, here.site, NAME, content).tree
            return _show(thing, form, seen, looked=tree.by_code[here.site.code], around=frame_in(tree))
        return _go_on(thing, key, drafts.save(thing, publishing.own_editor(), content, seen), do)
    except Clashing as error:
        form = _form(_topic(key), error.content)
        return _show(thing, form, error.seen, 409, clashes=error.clashes, who=error.who, told=str(error))
    except Refused as error:
        return _show(thing, form, seen, 422, told=str(error))


def _thing() -> Thing:
    return publishing.thing_of(publishing.desk_of(NAME), NAME)


def _topic(key: str) -> Topic:
    """A topic by its key, or 404."""
    return TOPICS.get(key) or abort(404)


def _base(thing: Thing, seen: str) -> Content:
    """What the form was filled with, as far as that is known; else what there is now, and the draft tells of it."""
    opened = drafts.open_thing(reading(), thing)
    return drafts.base_of(reading(), thing, opened, seen) or opened.content


def _form(topic: Topic, content: Content, typed: MultiDict[str, str] | None = None) -> SettingsForm | None:
    """None where the draft was left as a text that is no YAML."""
    own = values_of(content)
    if own is None:
        return None
    return SettingsForm(here.tree, here.site, topic, own, choices_of(topic, own, typed, _query()), typed)


def _blamed(thing: Thing, form: SettingsForm, content: Content) -> bool:
    """Whether the loader finds a fault in this topic: what is wrong elsewhere stops the publication only."""
    faults = thing.kind.check(reading(), thing.site, thing.key, content, publishing.own_editor())
    reading().rollback()
    return bool(sum(form.blame(fault.path, fault.sentence) for fault in faults))


def _go_on(thing: Thing, key: str, saved: drafts.Saved, do: str) -> Response:
    """To the preview, or back to the form."""
    if do == "preview" and drafts.find(reading(), thing) is not None:
        try:
            token = previews.begin(thing, publishing.own_editor())
        except Faulty:  # in another topic: the page of the draft says where
            return redirect(f"{here.root}{publishing.page_of(thing)}", 303)  # type: ignore[return-value]
        return redirect(publishing.preview_address(token, "/"), 303)  # type: ignore[return-value]
    said = publishing.said_of(saved)
    return redirect(f"{here.root}/console/settings/{key}?done={said}", 303)  # type: ignore[return-value]


def _query() -> str:
    return Typed(request.form.get("query", "")[:LONGEST_QUERY].strip())


def _show(thing: Thing, form: SettingsForm | None, seen: str, status: int = 200, **more: Any) -> Response:
    context: dict[str, Any] = {"clashes": (), "said": "", "told": "", "found": None, "query": _query()}
    context |= {"looked": None, "items": snapshot().items}
    context |= publishing.context_of(thing, more.pop("who", 0)) | more
    if form is None:
        return render_page("console/settings/broken.html", status=409 if request.method == "POST" else 200, **context)
    if context["told"]:
        form.form.form_errors.append(context["told"])
    context |= {"topic": form.topic, "settings": form, "fields": form.form, "seen": seen, "find": FIND}
    context["mine"] = not form.topic.portal or publishing.own_editor().portal or request.method == "POST"
    return render_page("console/settings/topic.html", status=status, **context)
