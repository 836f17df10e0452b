"""The mount: which display, script and site a URL means, before Flask sees it.

``/elder/hant/yichang/guides/1`` becomes SCRIPT_NAME ``/elder/hant/yichang`` and PATH_INFO ``/guides/1``: every route
is written once. ``elder`` (长者版) and ``hant`` (繁體) may be left out, and stand in this order. A host that a site has
to itself (``domain:``) has that site at ``/``; everywhere else the main site is there, and all sites without a host of
their own under their slug. Who asks for a page in another way is led to its one address; forms and pieces of pages that
are open already are answered where they are. The console, and what changes an account, is at the portal's origin alone
(GOVSITE_ORIGIN).

Keys in environ: ``govsite.tree``, ``govsite.site``, ``govsite.elder`` (bool), ``govsite.script`` ("hans" or "hant"),
``govsite.home`` (the site at ``/`` of this host), ``govsite.root`` (link prefix of this display, script and site),
``govsite.base`` (link prefix without them, for static files: what a fronting server has mounted us under, and in a
preview that of the preview). Prefixes have no slash at the end. A preview brings ``govsite.preview`` with a tree of its
own; there all sites are below their slugs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from govsite.sites.site import Site
from govsite.sites.tree import SiteTree
from govsite.sites.watch import SiteWatcher
from govsite.web.addresses import ELDER, is_read, one_path
from govsite.web.encodings import one_query
from govsite.web.script import HANS, HANT

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
WsgiApp = Callable[[Environ, StartResponse], Iterable[bytes]]

# First segments of what is only at the portal's origin, where its cookies are.
AT_ORIGIN = frozenset({"console", "account", "login", "register", "password", "oauth"})
# First segments of what every host answers itself: for machines, for the browser that is there, for files.
EVERYWHERE = AT_ORIGIN | {"api", "simulators", "static", "captcha", "display", "healthz", ".well-known"}
# Of these, what the host of a site answers itself, for who has signed in through the main site (web/hosts.py): pages
# that need nothing but a session. All that changes an account, or is known elsewhere by its address, is at the origin.
ON_DOMAINS = re.compile(r"/login/enter|/account(/logout|/tickets(/.*)?|/favourites(/.*)?)?")
READING = ("GET", "HEAD")
FOR_NOW = "public, max-age=300"  # of what has moved; not for ever: slugs and domains may change
SAFE = "/~:@!$&'()*+,;="
# 308 keeps the method of a form; engines that do not know it (IE 11 on Windows 7) follow the page itself
MOVED = """<!DOCTYPE html>
<html lang="{lang}"><head><meta charset="utf-8"><meta http-equiv="refresh" content="0; url={url}">
<title>{title}</title></head><body><p><a href="{url}">{text}</a></p></body></html>
"""
MOVED_WORDS = {
    HANS: {"lang": "zh-Hans", "title": "地址已变更", "text": "地址已变更，请点这里继续"},
    HANT: {"lang": "zh-Hant", "title": "地址已變更", "text": "地址已變更，請點這裡繼續"},
}


class Mount:
    """WSGI middleware; one dict look-up a request, whatever the number of sites."""

    def __init__(self, app: WsgiApp, watcher: SiteWatcher) -> None:
        self.app = app
        self.watcher = watcher

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Name the site, shorten the path and pass on; what was asked in another way is answered with one redirect."""
        look = environ.get("govsite.preview")
        tree: SiteTree = look.tree if look else self.watcher.current
        path = environ.get("PATH_INFO") or "/"
        if not path.isascii():
            path = _latin(path)
        front = environ.get("SCRIPT_NAME", "").rstrip("/")
        base = quote(_latin(front).encode("latin-1"), SAFE) if front else ""
        home = _home(tree, environ) if tree.by_domain else tree.root
        one = _one(environ, path, tree, home)
        elder, script, rest = read_modes(one or path)
        modes = mode_prefix(elder, script)
        if tree.former and (renamed := _renamed(tree, rest)):
            return _moved(environ, start_response, script, f"{base}{modes}{renamed}")
        site, slug, rest = _named(tree, home, rest)
        host, there, status = ("", "", "") if look else _host_to_ask(environ, tree, home, site, rest)
        if host:
            url = f"{host}{base}{modes}{there}/{_quoted(rest)}"
            return _moved(environ, start_response, script, url, status)
        mounted = modes + slug
        if one or path != mounted + rest:  # for a form without the slash at its end, or in the other order
            return _moved(environ, start_response, script, f"{base}{mounted}/{_quoted(rest)}")
        environ["SCRIPT_NAME"] = front + mounted
        environ["PATH_INFO"] = rest
        environ["govsite.tree"] = tree
        environ["govsite.site"] = site
        environ["govsite.home"] = home
        environ["govsite.elder"] = elder
        environ["govsite.script"] = script
        environ["govsite.root"] = base + mounted
        environ["govsite.base"] = base
        return self.app(environ, start_response)


def _renamed(tree: SiteTree, path: str) -> str:
    """The path under the slug that a site has now, where it begins with one that the site had before; else ""."""
    first, _, rest = path[1:].partition("/")
    site = tree.former.get(first.lower())
    return f"/{site.slug}/{_quoted(rest)}" if site else ""


def _named(tree: SiteTree, home: Site, path: str) -> tuple[Site, str, str]:
    """The site that a path after the modes begins with, else the one at ``/``; its prefix and the rest of the path."""
    parts = path.split("/", 2)
    named = None if parts[0] else tree.by_slug.get(parts[1])
    if named is None:
        return home, "", path
    rest = f"/{parts[2]}" if len(parts) == 3 else "/"
    return named, "" if named is home else f"/{named.slug}", rest


def _host_to_ask(environ: Environ, tree: SiteTree, home: Site, site: Site, path: str) -> tuple[str, str, str]:
    """Another host that answers this request, with the site's slug there and the status; "" where this one does."""
    is_home = site is home or (home is tree.root and not site.domain)
    first = path.partition("/")[2].partition("/")[0]
    own = site is home and (ON_DOMAINS.fullmatch(path) or (path == "/login" and environ["REQUEST_METHOD"] in READING))
    if home is not tree.root and first in AT_ORIGIN and not own and (origin := _origin(environ, tree)):
        return origin, "" if site is tree.root else f"/{site.slug}", "302 Found"
    reads = environ.get("REQUEST_METHOD") in READING and "HTTP_HX_REQUEST" not in environ
    if is_home or not reads or first in EVERYWHERE:
        return "", "", ""
    slug = "" if site.domain or site is tree.root else f"/{site.slug}"
    there = site if site.domain else tree.root
    if first in tree.by_slug or one_path(slug + path, tree.by_slug, there.slug) != slug + path:
        return "", "", ""  # no page, and there it would be led on once more: it is told here
    return home_host(environ, tree, site), slug, ""


def read_modes(path: str) -> tuple[bool, str, str]:
    """The display and the script that a path begins with, in either order, and the rest of it."""
    modes: list[str] = []
    while (parts := path.split("/", 2))[0] == "" and parts[1] in (ELDER, HANT) and parts[1] not in modes:
        modes.append(parts[1])
        path = f"/{parts[2]}" if len(parts) == 3 else "/"
    return ELDER in modes, HANT if HANT in modes else HANS, path


def mode_prefix(elder: bool, script: str) -> str:
    """The first segments of an address, no slash at the end."""
    return (f"/{ELDER}" if elder else "") + (f"/{HANT}" if script == HANT else "")


def site_root(environ: Mapping[str, Any], site: Site, script: str, elder: bool) -> str:
    """The link prefix of a site in a script and a display, seen from a mounted request; no slash at the end.

    A path for what this host serves at ``/`` or under a slug, ``//domain`` for another site with a domain, the portal's
    origin for all others from the domain of a site.
    """
    prefix: str = environ["govsite.base"] + mode_prefix(elder, script)
    if site is environ["govsite.home"]:
        return prefix
    if site is environ["govsite.site"]:
        return f"{prefix}/{site.slug}"
    if "govsite.preview" in environ:  # nothing leads out of it
        return f"{prefix}/{site.slug}"
    if site.domain:
        return f"//{site.domain}{port_of(environ.get('HTTP_HOST', ''))}{prefix}"
    tree: SiteTree = environ["govsite.tree"]
    host = home_host(environ, tree, site) if environ["govsite.home"] is not tree.root else ""
    return f"{host}{prefix}" if host and site is tree.root else f"{host}{prefix}/{site.slug}"


def site_home(environ: Mapping[str, Any], site: Site, script: str) -> str:
    """The absolute form of the one address of a site in a script, whatever host was asked; no slash at the end."""
    tree: SiteTree = environ["govsite.tree"]
    prefix: str = environ["govsite.base"] + mode_prefix(False, script)
    host = home_host(environ, tree, site)
    at_root = (site.domain or site is tree.root) if host else site is environ["govsite.home"]
    here = f"{environ['wsgi.url_scheme']}://{environ.get('HTTP_HOST', 'localhost')}"
    return f"{host or here}{prefix}{'' if at_root else '/' + site.slug}"


def home_host(environ: Mapping[str, Any], tree: SiteTree, site: Site) -> str:
    """Scheme and host where a site is at home: its domain, else the portal's origin, else the main site's domain; ""
    where nobody has said which.
    """
    if not site.domain and (origin := _origin(environ, tree)):
        return origin
    domain = site.domain or tree.root.domain
    parts = urlsplit(environ.get("govsite.origin", ""))
    scheme = parts.scheme or environ.get("wsgi.url_scheme", "http")
    return f"{scheme}://{domain}{port_of(parts.netloc or environ.get('HTTP_HOST', ''))}" if domain else ""


def accounts_at(environ: Mapping[str, Any]) -> str:
    """The origin where people sign in, seen from the host that a site has to itself; "" where that is this host."""
    tree: SiteTree = environ["govsite.tree"]
    return "" if environ["govsite.home"] is tree.root else _origin(environ, tree)


def _origin(environ: Mapping[str, Any], tree: SiteTree) -> str:
    """The portal's origin; "" for none, and where a site below the main one has that host to itself."""
    origin: str = environ.get("govsite.origin", "")
    return origin if tree.by_domain.get(urlsplit(origin).hostname or "", tree.root) is tree.root else ""


def _one(environ: Environ, path: str, tree: SiteTree, home: Site) -> str:
    """The one spelling of a page that was asked for in another, its query put right in the environ; else ""."""
    if environ.get("REQUEST_METHOD") not in READING:
        return ""
    query = environ.get("QUERY_STRING", "")
    one, mended = one_path(path, tree.by_slug, home.slug), one_query(query) if query else ""
    if mended != query and not is_read(one, tree.by_slug, home.slug):
        mended = query
    if one == path and mended == query:
        return ""
    environ["QUERY_STRING"] = mended
    return one


def _home(tree: SiteTree, environ: Environ) -> Site:
    host: str = environ.get("HTTP_HOST", "")
    return tree.by_domain.get(host) or tree.by_domain.get(host.partition(":")[0]) or tree.root


def port_of(host: str) -> str:
    """The port of a host with its colon, "" without one: all our hosts are answered by the same server."""
    port = host.rpartition("]")[2].partition(":")[2]
    return f":{port}" if port.isascii() and port.isdigit() else ""


def _latin(text: str) -> str:
    """What WSGI promises: only characters up to U+00FF; anything else becomes UTF-8 written that way."""
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode("latin-1")
    return text


def _quoted(rest: str) -> str:
    """The rest of a path as a URL; never with a slash in front, which would name another host."""
    return quote(rest.lstrip("/").encode("latin-1"), SAFE)


def quoted_query(query: str) -> str:
    """A query as it was sent, fit for a Location header."""
    return quote(_latin(query).encode("latin-1"), SAFE + "%?[]")


def _moved(environ: Environ, start_response: StartResponse, script: str, url: str, status: str = "") -> Iterable[bytes]:
    reads = environ.get("REQUEST_METHOD") in READING
    status = status or ("301 Moved Permanently" if reads else "308 Permanent Redirect")
    query = environ.get("QUERY_STRING", "")
    if query:
        url += "?" + quoted_query(query)
    page = MOVED.format(url=url.replace("&", "&amp;").replace("'", "&#39;"), **MOVED_WORDS[script]).encode()
    headers = [
        ("Location", url),
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Length", str(len(page))),
        ("Cache-Control", "no-store" if status.startswith("302") else FOR_NOW),
        # A piece is not sent for to another host. In one line: nginx before 1.23 knows the last one only.
        ("Vary", "Accept-Encoding, HX-Request"),
    ]
    start_response(status, headers)
    return [] if environ.get("REQUEST_METHOD") == "HEAD" else [page]
