"""The parts of the frame that are the same for a whole section of a site: rendered once, then remembered."""

from __future__ import annotations

from typing import NamedTuple

from jinja2 import Environment
from markupsafe import Markup, escape

from govsite.domain.bounded import Bounded
from govsite.sites.tree import Site
from govsite.web.here import Here
from govsite.web.script import Typed

MOST_FRAMES = 500
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


def frame_of(env: Environment, here: Here) -> Frame:
    """The frame of this site, script and section."""
    section = here.path.split("/", 2)[1]
    if section not in SECTIONS:
        section = "other"
    key = (here.tree.version, here.site.slug, here.root, here.origin, section, here.elder)
    return _frames.get(key, lambda: _render(env, here, section))


def on_page(part: Markup, here: Here) -> Markup:
    """A part with the address of this page in its place."""
    filled = str.replace(part, PAGE, escape(here.page))
    return Markup(str.replace(filled, QUOTED_PAGE, here.quoted_page))  # noqa: S704


def column_names(site: Site) -> dict[str, str]:
    """What this site calls its columns."""
    own = {key: column.name for key, column in site.columns.items() if column.name}
    return {**COLUMNS, **own}


def _render(env: Environment, here: Here, section: str) -> Frame:
    names = column_names(here.site)
    context = {"here": here, "site": here.site, "portal": here.tree.portal, "root": here.root}
    context.update(page=Typed(PAGE), quoted_page=Typed(QUOTED_PAGE))
    context.update(section=section, names=names, nav=[("", "首页"), *((key, names[key]) for key in COLUMNS)])
    parts = {part: Markup(env.get_template(f"layouts/_{part}.html").render(context)) for part in PARTS}  # noqa: S704
    return Frame(**parts, names=names)
