"""The parts of pages that are the same for a whole section of a site: rendered once, then remembered."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import quote

from jinja2 import Environment
from markupsafe import Markup, escape

from govsite.domain.common.bounded import Bounded
from govsite.sites.columns import NO_COLUMN, column_names, find_column, navigation_of
from govsite.typed import Typed
from govsite.web.here import Here
from govsite.web.script import HANS, HANT

MOST_FRAMES = 500
MOST_PARTS = 300  # of some 10 KB
OTHER = "other"  # the section of all addresses outside the columns, which visitors may make up


class Frame(NamedTuple):
    """Four parts are for the head, ``box`` is the search box, ``names`` are the columns'.

    ``bar`` (places, modes) needs the filter ``on_page``, ``alternates`` and ``canonical`` need ``at_home``.
    """

    engine: Markup
    meta: Markup
    alternates: Markup
    canonical: Markup
    bar: Markup
    brand: Markup
    box: Markup
    nav: Markup
    foot: Markup
    names: dict[str, str]


PARTS = ("engine", "meta", "alternates", "canonical", "bar", "brand", "box", "nav", "foot")
PAGE, QUOTED_PAGE = "\ufdd0", "\ufdd1"  # stand for the page's address; no text holds these code points
HOMES = {HANS: "\ufdd2", HANT: "\ufdd3"}  # for where the site is at home whose page it is
_frames: Bounded[tuple[str, str, str, str, str, bool], Frame] = Bounded(MOST_FRAMES)
_parts: Bounded[tuple[str, ...], Markup] = Bounded(MOST_PARTS)


def frame_of(env: Environment, here: Here) -> Frame:
    """The frame of this site, script and section."""
    section = here.path.split("/", 2)[1]
    if section and find_column(section) is NO_COLUMN:
        section = OTHER
    key = (here.tree.version, here.site.slug, here.root, here.origin, section, here.elder)
    return _frames.get(key, lambda: _render(env, here, section))


def on_page(part: Markup, here: Here) -> Markup:
    """A part with the address of this page in its place."""
    return _filled(part, here.page, here.quoted_page)


def at_home(part: Markup, here: Here) -> Markup:
    """A part with the one address of this page in its place: at the home of the site whose page it is."""
    filled = str.replace(part, PAGE, escape(here.one_page))
    for script, sign in HOMES.items():
        if sign in filled:
            filled = str.replace(filled, sign, escape(here.home(script, here.owner)))
    return Markup(filled)  # noqa: S704


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


def _render(env: Environment, here: Here, section: str) -> Frame:
    names = column_names(here.site)
    nav = [("", "首页"), *((column.key, names[column.key]) for column in navigation_of(here.site))]
    column = find_column(section)
    context = {
        "section": section,
        "names": names,
        "nav": nav,
        "column": column,
        "settings": column.settings_of(here.site),
        "homes": {script: Typed(sign) for script, sign in HOMES.items()},
    }
    parts = {part: _once(env, here, f"layouts/_{part}.html", context) for part in PARTS}
    return Frame(**parts, names=names)
