"""Page or piece: the one place that decides what of a template goes out, and in which script."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from flask import Flask, Response
from jinja2 import Environment
from markupsafe import Markup

from govsite.database.topics import SITES, Topic
from govsite.domain.common.days import rest_of_day
from govsite.sites.tree import SiteTree
from govsite.web import filters
from govsite.web.assets import assets
from govsite.web.cache import AGE, TOPICS
from govsite.web.citizen import unread_count
from govsite.web.console import console_frame
from govsite.web.frame import Frame, frame_of, part_of
from govsite.web.headers import NO_STORE, PIECE
from govsite.web.here import Here, find_here
from govsite.web.jinja import PageEnvironment, PrivateEnvironment
from govsite.web.policy import policy, this_portal
from govsite.web.requests import this_request
from govsite.web.script import HANS, HANT
from govsite.web.sessions import form_token
from govsite.web.store import MAX_AGE

VARY = "Accept-Encoding, HX-Request, HX-Boosted, HX-History-Restore-Request"
_NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
PUBLIC = "public, max-age=60, s-maxage=10, stale-if-error=86400"


def init_pages(app: Flask) -> None:
    """Make the Jinja environments: one a script for public pages, and one that remembers nothing for private ones.

    All read the same files and are strict about unknown names.
    """
    app.extensions["pages"] = {
        (script, private): _environment(app, script == HANT, private)
        for script in (HANS, HANT)
        for private in (False, True)
    }


def _environment(app: Flask, traditional: bool, private: bool) -> PageEnvironment:
    kind = PrivateEnvironment if private else PageEnvironment
    env = kind(app.jinja_loader, traditional, app.debug)
    env.filters.update(filters.FILTERS)
    env.globals.update(asset=assets().url, has_asset=assets().has, form_token=form_token, console=console_frame)
    env.globals.update(unread=unread_count)
    return env


def render(template: str, title_of: str = "", **context: Any) -> str:
    """Render a template in this request's script; ``here``, ``site``, ``portal`` and ``root`` are always there.

    A piece gets the title of its page, ``title_of``, in front: htmx makes it the document's.
    """
    here = find_here()
    pages = this_portal().extensions["pages"]
    frame = frame_of(pages[here.script, False], here)
    context.update(here=here, site=here.site, portal=here.tree.portal, root=here.root, frame=frame)
    env: Environment = pages[here.script, not policy().public]
    text = env.get_template(template).render(context)
    return _title(env, title_of, context) + text if title_of else text


def frame_in(tree: SiteTree) -> Frame:
    """The frame of this site's pages as another tree has it; raises KeyError where it has no such site."""
    here = find_here()
    there = Here({**here.environ, "govsite.tree": tree, "govsite.site": tree.by_code[here.site.code]})
    return frame_of(this_portal().extensions["pages"][here.script, False], there)


def _title(env: Environment, page: str, context: dict[str, Any]) -> str:
    """The title of a page by itself; its blocks hold nothing that the page imports."""
    template = env.get_template(page)
    known = template.new_context(context)
    blocks = (template.blocks[name] for name in ("front", "title") if name in template.blocks)
    words = "".join(part for block in blocks for part in block(known))
    return f"<title>{words} - {env.put(known['site'].title)}</title>"  # type: ignore[attr-defined]


def render_part(template: str, about: str, page: str, **context: Any) -> Markup:
    """Render what the pages of a site have in common, once: see ``part_of``."""
    here = find_here()
    return part_of(this_portal().extensions["pages"][here.script, False], here, template, about, page, **context)


def wants_piece() -> bool:
    """Whether htmx asks for a fragment: not when boosted, not when it restores its history."""
    hx = this_request().htmx
    return bool(hx) and not hx.boosted and not hx.history_restore_request


def render_page(
    template: str,
    piece: str | None = None,
    *,
    status: int = 200,
    depends: Collection[Topic] | None = None,
    age: int | None = None,
    of_today: bool = False,
    **context: Any,
) -> Response:
    """Answer with the full page, or with its piece for htmx; both carry the same Vary.

    Whether it may be kept follows from the policy of its blueprint. ``depends`` are the topics it is made from besides
    the sites, None for all there are: it is good while they stand. A living list (progress, free places) has an
    ``age`` in seconds and no topic; one ``of_today`` is not kept longer than the day lasts.
    """
    name, title_of = template, ""
    if piece and wants_piece():
        name, title_of = piece, template
        this_request().environ[PIECE] = True
    headers = {"Vary": VARY, "Cache-Control": kept(depends, age, of_today) if status == 200 else NO_STORE}
    return Response(render(name, title_of, **context), status, headers, content_type="text/html; charset=utf-8")


def render_text(template: str, mimetype: str, *, depends: Collection[Topic] | None = None, **context: Any) -> Response:
    """Answer with a feed, a site map or another text made from a template, kept as a page is.

    XML has no place for some characters, whatever they are escaped to (XML 1.0, 2.2): one in a letter ends a feed.
    """
    response = Response(_NO_XML.sub("", render(template, **context)), mimetype=mimetype)
    response.headers["Vary"] = VARY
    response.headers["Cache-Control"] = kept(depends, None)
    return response


def public_text(text: str, mimetype: str, *, depends: Collection[Topic] | None = None) -> Response:
    """Answer with a text that was made without a template."""
    return Response(text, mimetype=mimetype, headers={"Cache-Control": kept(depends, None)})


def kept(depends: Collection[Topic] | None, age: int | None = None, of_today: bool = False) -> str:
    """Cache-Control of this answer; tells the page cache what it depends on."""
    if not policy().public:
        return NO_STORE
    if depends is not None:
        this_request().environ[TOPICS] = (SITES, *depends)
    if of_today and (left := rest_of_day()) < MAX_AGE:
        this_request().environ[AGE] = left
        return f"public, max-age={min(left, 60):.0f}, s-maxage={min(left, 10):.0f}"
    if age is None:
        return PUBLIC
    this_request().environ[AGE] = float(age)
    return f"public, max-age={age}, s-maxage={age}"
