"""Site maps, robots.txt, health check, icon."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from flask import Blueprint, Response, current_app, redirect, request

from govsite.blueprints.help import topics_of
from govsite.database.files import is_writable
from govsite.database.replica import readable_version
from govsite.database.session import primary, reading
from govsite.database.topics import CATALOGUE, LETTERS
from govsite.domain.catalogue.changed import last_changes
from govsite.domain.common.days import ZONE
from govsite.domain.letters.published import when_published
from govsite.domain.letters.wanted import codes_of
from govsite.extensions import db
from govsite.sites.columns import site_map_of
from govsite.sites.site import Site
from govsite.web.addresses import ELDER
from govsite.web.articles import articles_of, shown_articles
from govsite.web.assets import assets
from govsite.web.clients import is_loopback
from govsite.web.content import answers, site_content, snapshot
from govsite.web.here import here
from govsite.web.page import public_text, render_page, render_text
from govsite.web.script import LANG

bp = Blueprint("meta", __name__)
MOST_ADDRESSES = 50_000  # of a site map (sitemaps.org)
MOST_REASONS = 5  # why sites.yaml is not used, in the answer of health; the log has more
MOST_LETTERS = 20_000  # of a site map: the newest
MOST_SITE_MAPS = 7_000  # of robots.txt: crawlers read 500 KiB of it (RFC 9309)


@bp.get("/sitemap")
def sitemap() -> Response:
    """The site map for readers."""
    columns = list(site_map_of(here.site))
    content = site_content()
    return render_page(
        "meta/sitemap.html", columns=columns, content=content, topics=topics_of(here.site), depends=[CATALOGUE]
    )


@bp.get("/sitemap.xml")
def sitemap_xml() -> Response:
    """The site map for search engines, each page with its twin in the other script (sitemaps.org 0.9, hreflang)."""
    pages = list(islice(_addresses(), MOST_ADDRESSES))
    depends = [CATALOGUE, LETTERS, *articles_of(here.site.path)]
    return render_text("meta/sitemap.xml", "application/xml", pages=pages, depends=depends)


def _addresses() -> Iterator[tuple[str, str]]:
    """The pages that are this site's own, each once, and when it was changed last; "" where no record says that."""
    site, content, known, changes = here.site, site_content(), answers(), last_changes(snapshot(), here.site.code)
    shown = shown_articles()
    letters = when_published(reading(), site.code, MOST_LETTERS) if site.has("letters") else []
    newest = {
        "/notices": max((each.updated for each in shown.heads), default=""),
        "/letters": max((each.published.isoformat() for each in known.of(codes_of(site))), default="") if known else "",
    }
    yield "/", ""
    for column in site_map_of(site):
        yield column.path, newest.get(column.path, "")
    yield "/sites", ""
    yield from ((f"/notices/{each.id}", each.updated) for each in shown.heads if shown.owner is site)
    yield from ((f"/letters/{public_id}", updated.isoformat()) for public_id, updated in letters)
    yield from ((f"/halls/{hall.id}", _moment(changes.halls[hall.id])) for hall in content.halls)
    yield from ((f"/departments/{office.slug}", _moment(changes.offices[office.slug])) for office, _ in content.serving)
    yield from ((f"/bundles/{slug}", "") for slug in snapshot().bundles)
    yield from ((f"/help/{topic}", "") for topic in topics_of(site))
    yield from ((f"/guides/{code}", _moment(changes.guides.get(code))) for code in content.offers)


def _moment(changed: datetime | None) -> str:
    return changed.astimezone(ZONE).isoformat(timespec="seconds") if changed else ""


def _is_shown(site: Site) -> bool:
    """Whether robots find a site at this host."""
    return here.is_home_of(site) and not site.closed


@bp.get("/robots.txt")
def robots() -> Response:
    """What robots may read and where the site maps of this host's sites are.

    Left out are the console, the pages of accounts, 长者版, results of searches, what only leads elsewhere, and lists
    with more than one parameter: a list has hundreds of combinations of facets, which all show what its pages show.
    """
    away = ["/console/", "/account", "/login", "/register", "/password", "/search", "/sites?", "/display"]
    lines = ["User-agent: *", f"Disallow: /{ELDER}/", "Disallow: /*?*&"]
    lines += [f"Disallow: {front}{path}" for path in away for front in ("", "/*")]
    homes = (here.home(script, site) for site in here.tree.all if _is_shown(site) for script in LANG)
    lines += [f"Sitemap: {home}/sitemap.xml" for home in islice(homes, MOST_SITE_MAPS)]
    return public_text("\n".join(lines) + "\n", "text/plain", depends=())


@bp.get("/healthz")
def health() -> Response:
    """200 when pages can be read, 503 otherwise; the details only for who asks from this machine.

    ``primary`` says whether the primary database answers and, a SQLite file, can be written; ``sites_error`` whether
    sites.yaml or words.txt as they are on disk are not in use, or not what is published, and ``sites_message``
    then why, in Chinese; ``clients`` whether visitors' addresses are known (``web/clients``), ``gateways`` which are
    simulated.
    """
    watcher = current_app.extensions["sites"]
    reasons = watcher.reasons
    version, answers = readable_version(primary, reading)
    state: dict[str, object] = {"status": "ok"}
    if is_loopback(request.environ):
        state |= {
            "sites": len(watcher.current.all),
            "content": version,
            "primary": answers and is_writable(db.engine),
            "sites_error": bool(reasons),
            **({"sites_message": "\n".join(reasons[:MOST_REASONS])} if reasons else {}),
            "clients": "known" if current_app.extensions["config"].proxies else "direct",
            "gateways": current_app.extensions["config"].gateways,
        }
    response = current_app.json.response(state)
    response.headers["Cache-Control"] = "no-store"
    return response  # type: ignore[return-value]


@bp.get("/favicon.ico")
def favicon() -> Response:
    """Old browsers ask for it by this name."""
    return redirect(assets().url("favicon.png"))  # type: ignore[return-value]
