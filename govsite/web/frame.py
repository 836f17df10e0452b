"""The parts of the frame that are the same for a whole section of a site: rendered once, then remembered."""

from __future__ import annotations

from jinja2 import Environment
from markupsafe import Markup

from govsite.domain.bounded import Bounded
from govsite.web.here import Here

MOST_FRAMES = 1_000
PARTS = ("where", "nav", "foot")

Frame = dict[str, Markup]
_frames: Bounded[tuple[str, str, str, str, str], Frame] = Bounded(MOST_FRAMES)


def frame_of(env: Environment, here: Here) -> Frame:
    """Place line, navigation and foot of this site, script and section."""
    section = here.path.split("/", 2)[1]
    key = (here.tree.version, here.site.slug, here.root, here.environ.get("HTTP_HOST", ""), section)
    return _frames.get(key, lambda: _render(env, here, f"/{section}"))


def _render(env: Environment, here: Here, section: str) -> Frame:
    context = {"here": here, "site": here.site, "portal": here.tree.portal, "root": here.root, "section": section}
    return {part: Markup(env.get_template(f"layouts/_{part}.html").render(context)) for part in PARTS}  # noqa: S704
