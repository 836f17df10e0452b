"""What the console knows of the kinds of things that staff publish: who may do it, and where each is edited."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, abort, current_app, request

from govsite.database.session import reading
from govsite.database.trouble import KINDS, describe
from govsite.domain.common import sign_ins
from govsite.domain.people import staff
from govsite.domain.people.scope import KIND, Needs, Officer, enters
from govsite.domain.publishing import previews
from govsite.domain.publishing.drafts import Draft, open_thing
from govsite.domain.publishing.kinds import Content, Editor, Kind, Thing
from govsite.domain.publishing.refusals import Refused
from govsite.sites.site import Site
from govsite.sites.tree import SiteTree
from govsite.web.here import here
from govsite.web.preview import PREVIEW, Environ, Look
from govsite.web.sessions import cookie_name
from govsite.web.staff import current_staff, good_officer, refuse

__all__ = ["Desk", "desk_of", "desks", "editor_of", "may_publish", "own_editor", "preview_address", "thing_of"]

log = logging.getLogger(__name__)


def _never(_before: Content | None, _after: Content) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Desk:
    """A kind in the console. ``edits`` is the right to save its drafts, ``publishes`` the one to publish them.

    ``form`` makes of a key the address of its form, after ``/console/``. ``guarded`` says for which changes somebody
    who publishes is asked for their password once more; ``lines`` makes the differing lines of what is a text.
    """

    kind: Kind
    edits: Needs
    publishes: Needs
    form: Callable[[str], str]
    guarded: Callable[[Content | None, Content], bool] = _never
    lines: Callable[[Content | None, Content | None], list[str]] | None = None


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


def own_editor() -> Editor:
    """Who asks, as the mechanism of publishing knows them."""
    return _editor(current_staff(), here.site)


def may_publish(desk: Desk) -> bool:
    """Whether who asks may publish this kind at this site."""
    return enters(current_staff(), desk.publishes, here.site)


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
    back = f"{base}{slug}/console/drafts/{draft.kind}/{draft.key}"
    return Look(shown.tree, base, f"{base}/{PREVIEW}/{token}", back, draft.title, shown.contents)
