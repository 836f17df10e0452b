"""Another key for a site (改网址里的名字): a draft of its settings like any other, to be compared and published."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request

from govsite.database.session import reading
from govsite.domain.people.scope import Needs
from govsite.domain.publishing import drafts
from govsite.domain.publishing.kinds import Thing
from govsite.domain.publishing.refusals import Clashing, Refused
from govsite.domain.settings.kind import NAME, text_of
from govsite.domain.settings.values import values_of, with_slug
from govsite.forms.sites import SlugForm
from govsite.sites.edit import key_of
from govsite.typed import Typed
from govsite.web import publishing
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.staff import is_good, needs

bp = Blueprint("settings_slug", __name__, url_prefix="/console/settings/slug")
BROKEN = "草稿的文字有格式错误，请先在文字里改好，或者丢弃草稿。"


@bp.get("")
@needs(Needs.PORTAL)
def form() -> Response:
    """The key that the draft has, else the one that is live."""
    thing = _thing()
    opened = drafts.open_thing(reading(), thing)
    slug = key_of(text_of(opened.content)) or here.site.slug
    return _show(thing, SlugForm(formdata=None, data={"slug": Typed(slug), "seen": opened.seen}))


@bp.post("")
@needs(Needs.PORTAL)
def save() -> Response:
    """Say what would change; or keep it in the draft, whose page publishes it."""
    thing, typed = _thing(), SlugForm()
    if not is_good(typed):
        return _show(thing, typed, 422)
    opened = drafts.open_thing(reading(), thing)
    base = drafts.base_of(reading(), thing, opened, typed.seen.data or "") or opened.content
    try:
        if values_of(base) is None:
            raise Refused(BROKEN)
        content = with_slug(base, typed.slug.data, here.site.slug)
        faults = publishing.faults_of(thing, content)
        reading().rollback()
        if own := [fault.sentence for fault in faults if fault.path in ("", "slug")]:
            typed.slug.errors = own
        elif request.form.get("do") == "save":
            saved = drafts.save(thing, publishing.own_editor(), content, typed.seen.data or "")
            said = publishing.said_of(saved)
            return redirect(f"{here.root}{publishing.page_of(thing)}?done={said}", 303)  # type: ignore[return-value]
        else:
            return _show(thing, typed, looked=True)
    except (Clashing, Refused) as error:
        typed.form_errors.append(str(error))
    return _show(thing, typed, 422)


def _thing() -> Thing:
    return publishing.thing_of(publishing.desk_of(NAME), NAME)


def _show(thing: Thing, typed: SlugForm, status: int = 200, looked: bool = False) -> Response:
    below = [site.name for site in here.site.children]
    context = publishing.context_of(thing) | {"looked": looked, "below": below, "new": typed.slug.data}
    return render_page("console/settings/slug.html", form=typed, status=status, **context)
