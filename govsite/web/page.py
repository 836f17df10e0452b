"""Page or piece: the one place that decides what of a template goes out, and in which script."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, current_app
from htmx_flask import request
from jinja2 import Environment
from markupsafe import Markup

from govsite.web import filters
from govsite.web.assets import assets
from govsite.web.frame import frame_of, part_of
from govsite.web.headers import PIECE
from govsite.web.here import find_here
from govsite.web.jinja import PageEnvironment
from govsite.web.script import HANS, HANT

VARY = "Accept-Encoding, HX-Request, HX-Boosted, HX-History-Restore-Request, Cookie"
PUBLIC = "public, max-age=60, s-maxage=10, stale-if-error=86400"


def init_pages(app: Flask) -> None:
    """Make one Jinja environment a script; both read the same files and are strict about unknown names."""
    plain = PageEnvironment(app.jinja_loader, False, app.debug)
    traditional = PageEnvironment(app.jinja_loader, True, app.debug)
    for env in (plain, traditional):
        env.filters.update(filters.FILTERS)
        env.globals.update(asset=assets().url, has_asset=assets().has)
    app.extensions["pages"] = {HANS: plain, HANT: traditional}


def render(template: str, **context: Any) -> str:
    """Render a template in this request's script; ``here``, ``site``, ``portal`` and ``root`` are always there."""
    here = find_here()
    env: Environment = current_app.extensions["pages"][here.script]
    context.update(here=here, site=here.site, portal=here.tree.portal, root=here.root, frame=frame_of(env, here))
    return env.get_template(template).render(context)


def render_part(template: str, about: str, page: str, **context: Any) -> Markup:
    """Render what the pages of a site have in common, once: see ``part_of``."""
    here = find_here()
    return part_of(current_app.extensions["pages"][here.script], here, template, about, page, **context)


def wants_piece() -> bool:
    """Whether htmx asks for a fragment: not when boosted, not when it restores its history."""
    hx = request.htmx
    return bool(hx) and not hx.boosted and not hx.history_restore_request


def render_page(
    template: str, piece: str | None = None, *, status: int = 200, public: bool = True, **context: Any
) -> Response:
    """Answer with the full page, or with its piece for htmx; both carry the same Vary.

    ``public`` pages hold nothing of one visitor and may be kept by caches; the others are never stored.
    """
    name = template
    if piece and wants_piece():
        name = piece
        request.environ[PIECE] = True
    kept = PUBLIC if public and status == 200 else "no-store"
    headers = {"Vary": VARY, "Cache-Control": kept}
    return Response(render(name, **context), status, headers, content_type="text/html; charset=utf-8")


def render_text(template: str, mimetype: str, **context: Any) -> Response:
    """Answer with a feed, a site map or another public text made from a template."""
    response = Response(render(template, **context), mimetype=mimetype)
    response.headers["Vary"] = VARY
    response.headers["Cache-Control"] = PUBLIC
    return response
