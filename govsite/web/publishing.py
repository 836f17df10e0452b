"""What the console knows of the kinds of things that staff publish: who may do it, and where each is edited."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, abort, current_app, redirect, request

from govsite.database.session import reading
from govsite.database.trouble import KINDS, describe
from govsite.domain.common import sign_ins
from govsite.domain.people import staff
from govsite.domain.people.scope import KIND, Needs, Officer, enters
from govsite.domain.publishing import previews
from govsite.domain.publishing.drafts import Saved, find, is_known, open_thing
from govsite.domain.publishing.history import sent_back
from govsite.domain.publishing.kinds import LONGEST_KEY, Content, Editor, Fault, Kind, Thing
from govsite.domain.publishing.refusals import Faulty, Refused
from govsite.domain.publishing.releasing import Plan, Published, ask, publish, wants_two
from govsite.sites.site import Site
from govsite.sites.tree import SiteTree
from govsite.web.here import here
from govsite.web.keys import in_address
from govsite.web.preview import PREVIEW, Environ, Look
from govsite.web.sessions import cookie_name
from govsite.web.staff import current_staff, good_officer, refuse

PUBLISHED, PLANNED, UNWRITTEN = "publish", "schedule", "unwritten"
PUBLISHING = ("publish", "withdraw", "show")  # buttons of forms that save and publish
DONE = {
    "save": "草稿存好了。还没有发布，网站上看不到。",
    "same": "没有改动，不用保存。",
    "merged": "草稿存好了。您编辑的时候同事也改了别处，两边的改动都留下了，请看一遍再发布。",
    "called_off": "草稿存好了。内容有了改动，原来的提请或者定时已经取消，要重新来一次。",
    PUBLISHED: "发布好了，网站上马上就能看到。",
    UNWRITTEN: "发布好了，网站上马上就能看到。这台服务器上的文件没有写成，会自动再写；请告诉运维人员。",
    PLANNED: "定好了，到时自动发布。",
    "ask": "已经提请发布，等另一位同事批准。",
    "call_off": "取消好了，草稿还在。",
    "discard": "草稿丢弃了。历史里还能取回。",
    "restore": "旧版本取回到草稿里了。请看一遍，再发布。",
}
log = logging.getLogger(__name__)


def _never(_before: Content | None, _after: Content) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Desk:
    """A kind in the console. ``edits`` is the right to save its drafts, ``publishes`` the one to publish them.

    ``form`` makes of a key the address of its form, after ``/console/``. ``guarded`` says for which changes somebody
    who publishes is asked for their password once more; ``lines`` makes the differing lines of what is a text.
    ``shown`` makes of a key the public page where it is seen; ``nothing`` is said where a value is not written.
    """

    kind: Kind
    edits: Needs
    publishes: Needs
    form: Callable[[str], str]
    guarded: Callable[[Content | None, Content], bool] = _never
    lines: Callable[[Content | None, Content | None], list[str]] | None = None
    shown: Callable[[str], str] = lambda _key: "/"
    nothing: str = "（没有）"


def desks() -> dict[str, Desk]:
    """All kinds by name."""
    found: dict[str, Desk] = current_app.extensions["desks"]
    return found


def desk_of(name: str) -> Desk:
    """A kind that somebody may edit or publish at this site; 404 for any other, which the audit has a line of."""
    desk, officer = desks().get(name), current_staff()
    if desk is None:
        abort(404)
    if not any(enters(officer, right, here.site) for right in (desk.edits, desk.publishes)):
        refuse(officer, desk.edits)
        abort(404)
    return desk


def thing_of(desk: Desk, key: str) -> Thing:
    """What is edited at this site."""
    return Thing(desk.kind, here.site, key)


def find_thing(name: str, key: str, *, publishes: bool = False) -> Thing:
    """A thing of this site that somebody may edit or, where that is asked, publish; 404 for any other.

    What neither is live nor drafted is none.
    """
    desk = desk_of(name)
    if publishes and not may_publish(desk):
        refuse(current_staff(), desk.publishes)
        abort(404)
    thing = thing_of(desk, key)
    if len(key) > LONGEST_KEY or not is_known(reading(), thing):
        abort(404)
    return thing


def page_of(thing: Thing) -> str:
    """The page of a thing's draft, after the root."""
    return f"/console/drafts/{thing.kind.name}/{in_address(thing.key)}"


def own_editor() -> Editor:
    """Who asks, as the mechanism of publishing knows them."""
    return _editor(current_staff(), here.site)


def may_publish(desk: Desk) -> bool:
    """Whether who asks may publish this kind at this site."""
    return enters(current_staff(), desk.publishes, here.site)


def publish_or_ask(thing: Thing, editor: Editor, seen: str, plan: Plan) -> str:
    """Publish as somebody wishes, or ask for it where they may not, or not alone; returns what to say of it.

    Raises as ``releasing.publish``.
    """
    reading().rollback()
    if wants_two(thing) or not may_publish(desk_of(thing.kind.name)):
        ask(thing, editor, seen, plan)
        return "ask"
    return said_of_release(publish(thing, editor, seen, plan))


def said_of_release(made: Published | None) -> str:
    """What to say of a publication: it is done, or it is to come."""
    if made is None:
        return PLANNED
    return UNWRITTEN if made.told else PUBLISHED


def faults_of(thing: Thing, content: Content) -> list[Fault]:
    """What keeps a content from being published by who asks."""
    return thing.kind.check(reading(), thing.site, thing.key, content, own_editor())


def go_on(thing: Thing, saved: Saved, reason: str, form: str = "") -> Response:
    """What follows a save, as the button says: the preview, the page of the draft, where it is published at once unless
    others changed it meanwhile or the password is asked for, or the form once more (its address after ``/console/``,
    where it is not the kind's). Raises Faulty where it has faults.
    """
    do, editor, said = request.form.get("do"), own_editor(), said_of(saved)
    if faults := faults_of(thing, saved.content):
        raise Faulty(faults)
    is_there = find(reading(), thing) is not None
    if do == "preview" and is_there:
        return redirect(preview_address(previews.begin(thing, editor), first_page(thing)), 303)  # type: ignore[return-value]
    if do in PUBLISHING and is_there and not saved.taken_in and not is_guarded(thing):
        said = publish_or_ask(thing, editor, saved.seen, Plan(reason))
    page = page_of(thing) if do in PUBLISHING else f"/console/{form or desk_of(thing.kind.name).form(thing.key)}"
    return redirect(f"{here.root}{page}?done={said}", 303)  # type: ignore[return-value]


def is_guarded(thing: Thing) -> bool:
    """Whether publishing the draft needs the password once more."""
    desk, opened = desk_of(thing.kind.name), open_thing(reading(), thing)
    return opened.draft is not None and desk.guarded(opened.live, opened.content)


def first_page(thing: Thing) -> str:
    """Where a preview of the draft begins."""
    opened = open_thing(reading(), thing)
    return thing.kind.previewed(reading(), here.tree, thing.site, thing.key, opened.content).page


def title_now(thing: Thing) -> str:
    """What a thing is called on the site now; "" where there is nothing."""
    live = thing.kind.live(reading(), thing.site, thing.key)
    return thing.kind.title(reading(), thing.site, thing.key, live) if live is not None else ""


def line_diff(thing: Thing, before: Content | None, after: Content) -> list[str]:
    """The lines that differ, of a kind that is a text."""
    lines = desk_of(thing.kind.name).lines
    return lines(before, after) if lines else []


def said_of(saved: Saved) -> str:
    """What to say of a save."""
    if not saved.is_new:
        return "same"
    return "called_off" if saved.called_off else "merged" if saved.taken_in else "save"


def done() -> str:
    """What happened, as the address of the page after a form says."""
    return DONE.get(request.args.get("done", ""), "")


def context_of(thing: Thing, *others: int) -> dict[str, Any]:
    """What pages of a thing show around it; ``others`` are numbers of staff who are named."""
    desk, draft = desk_of(thing.kind.name), find(reading(), thing)
    people = {*others, *((draft.who, draft.asked_by, draft.settled_by) if draft else ())}
    return {
        "thing": thing,
        "draft": draft,
        "page": f"{here.root}{page_of(thing)}",
        "form_page": f"{here.root}/console/{desk.form(thing.key)}",
        "shown": f"{here.root}{desk.shown(thing.key)}",
        "nothing": desk.nothing,
        "past": f"{here.root}/console/history/{thing.kind.name}/{in_address(thing.key)}",
        "answer": sent_back(reading(), thing) if draft and not draft.asked_by else None,
        "publishes": may_publish(desk),
        "two": wants_two(thing),
        "own": current_staff().id,
        "names": staff.names(reading(), [number for number in people if number]),
    }


def editor_of(number: int, kind: Kind, site: Site) -> Editor | None:
    """Somebody of the staff as one who publishes a kind at a site; None for who may not, or not any more."""
    officer = staff.load(reading(), number)
    desk = desks().get(kind.name)
    return _editor(officer, site) if officer and desk and enters(officer, desk.publishes, site) else None


def _editor(officer: Officer, site: Site) -> Editor:
    return Editor(officer.id, enters(officer, Needs.PORTAL, site))


def preview_address(token: str, page: str) -> str:
    """The address of a page of this site in a preview."""
    root = here.console_of(here.site).removeprefix(here.base)
    return f"{here.base}/{PREVIEW}/{token}{root}{page}"


def finder(app: Flask, live: Callable[[], SiteTree]) -> Callable[[Environ, str], Look | None]:
    """What tells the previews what a token shows to who asks."""

    def find(environ: Environ, token: str) -> Look | None:
        with app.request_context(dict(environ)):
            try:
                return _look(token, live())
            except KINDS as error:
                log.warning("no preview while the database is away: %s", describe(error))
                return None

    return find


def _look(token: str, tree: SiteTree) -> Look | None:
    cookie = request.cookies.get(cookie_name(KIND))
    found = sign_ins.find(KIND, cookie) if cookie else None
    officer = good_officer(found) if found else None
    draft = previews.find(reading(), token, officer.id) if officer else None
    desk, site = (desks().get(draft.kind), tree.by_code.get(draft.site_code)) if draft else (None, None)
    if not (officer and draft and desk and site and enters(officer, desk.edits, site)):
        return None
    thing = Thing(desk.kind, site, draft.key)
    opened = open_thing(reading(), thing)
    try:
        shown = desk.kind.previewed(reading(), tree, site, draft.key, opened.content)
    except Refused:
        return None
    base = request.environ.get("SCRIPT_NAME", "").rstrip("/")
    slug = "" if site is tree.root else f"/{site.slug}"
    back, form = f"{base}{slug}{page_of(thing)}", f"{base}{slug}/console/{desk.form(thing.key)}"
    return Look(shown.tree, base, f"{base}/{PREVIEW}/{token}", back, form, draft.title, shown.contents)
