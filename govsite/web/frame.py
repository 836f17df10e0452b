"""The parts of pages that are the same for a whole section of a site: rendered once, then remembered."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import quote

from jinja2 import Environment
from markupsafe import Markup, escape

from govsite.domain.common.bounded import Bounded
from govsite.sites.site import Site
from govsite.typed import Typed
from govsite.web.here import Here

MOST_FRAMES = 500
MOST_PARTS = 300  # of some 10 KB
# The columns of a site, by the first segment of their address; a site may call them otherwise (``columns:``).
COLUMNS = {
    "personal": "个人办事",
    "business": "法人办事",
    "departments": "部门",
    "halls": "服务大厅",
    "notices": "通知公告",
    "help": "帮助",
}
SECTIONS = {"", "guides", *COLUMNS}  # what the frame tells apart; any other first segment may be made up


class Frame(NamedTuple):
    """``meta`` is for the head, ``box`` is the search box, ``names`` are the columns'.

    ``alternates`` (the page in both scripts, for the head) and ``bar`` (places, modes) need the filter ``on_page``.
    """

    meta: Markup
    alternates: Markup
    bar: Markup
    brand: Markup
    box: Markup
    nav: Markup
    foot: Markup
    names: dict[str, str]


PARTS = ("meta", "alternates", "bar", "brand", "box", "nav", "foot")
PAGE, QUOTED_PAGE = "\ufdd0", "\ufdd1"  # stand for the page's address; no text holds these code points
_frames: Bounded[tuple[str, str, str, str, str, bool], Frame] = Bounded(MOST_FRAMES)
_parts: Bounded[tuple[str, ...], Markup] = Bounded(MOST_PARTS)


def frame_of(env: Environment, here: Here) -> Frame:
    """The frame of this site, script and section."""
    section = here.path.split("/", 2)[1]
    if section not in SECTIONS:
        section = "other"
    key = (here.tree.version, here.site.slug, here.root, here.origin, section, here.elder)
    return _frames.get(key, lambda: _render(env, here, section))


def on_page(part: Markup, here: Here) -> Markup:
    """A part with the address of this page in its place."""
    return _filled(part, here.page, here.quoted_page)


def part_of(env: Environment, here: Here, template: str, about: str, page: str, **context: Any) -> Markup:
    """A part that tells ``about`` something of the sites, with links that keep a ``page``; never of a visitor."""
    key = (template, about, here.tree.version, here.site.slug, here.root, here.origin)
    part = _parts.get(key, lambda: _once(env, here, template, context))
    return _filled(part, page, quote(page, safe=""))


def _once(env: Environment, here: Here, template: str, context: dict[str, Any]) -> Markup:
    known = {"here": here, "site": here.site, "portal": here.tree.portal, "root": here.root}
    text = env.get_template(template).render(**known, **context, page=Typed(PAGE), quoted_page=Typed(QUOTED_PAGE))
    return Markup(text)  # noqa: S704


def _filled(part: Markup, page: str, quoted_page: str) -> Markup:
    filled = str.replace(part, PAGE, escape(page))
    return Markup(str.replace(filled, QUOTED_PAGE, quoted_page))  # noqa: S704


def column_names(site: Site) -> dict[str, str]:
    """What this site calls its columns."""
    own = {key: column.name for key, column in site.columns.items() if column.name}
    return {**COLUMNS, **own}


def _render(env: Environment, here: Here, section: str) -> Frame:
    names = column_names(here.site)
    nav = [("", "首页"), *((key, names[key]) for key in COLUMNS)]
    context = {"section": section, "names": names, "nav": nav}
    parts = {part: _once(env, here, f"layouts/_{part}.html", context) for part in PARTS}
    return Frame(**parts, names=names)
