"""The mount: which display, script and site a URL means, before Flask sees it.

``/elder/hant/yichang/guides/1`` becomes SCRIPT_NAME ``/elder/hant/yichang`` and PATH_INFO ``/guides/1``: every route
is written once. ``elder`` (长者版) and ``hant`` (繁體) may be left out, and stand in this order. A host that a site has
to itself (``domain:``) has that site at ``/``; everywhere else the main site is there. All other sites are under their
slug on every host. The console is at the portal's origin alone (GOVSITE_ORIGIN): a site's own host sends there.

Keys in environ: ``govsite.tree``, ``govsite.site``, ``govsite.elder`` (bool), ``govsite.script`` ("hans" or "hant"),
``govsite.home`` (the site at ``/`` of this host), ``govsite.root`` (link prefix of this display, script and site),
``govsite.base`` (link prefix without them, for static files: what a fronting server has mounted us under). Prefixes
have no slash at the end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import quote

from govsite.sites.site import Site
from govsite.sites.tree import SiteTree
from govsite.sites.watch import SiteWatcher
from govsite.web.script import HANS, HANT

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
WsgiApp = Callable[[Environ, StartResponse], Iterable[bytes]]

ELDER = "elder"
AT_ORIGIN = frozenset({"console"})  # first segments of what is only at the portal's origin, where its cookies are
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
        """Name the site, shorten the path and pass on; an address of the past is answered with a redirect."""
        tree = self.watcher.current
        path = environ.get("PATH_INFO") or "/"
        if not path.isascii():
            path = _latin(path)
        front = environ.get("SCRIPT_NAME", "").rstrip("/")
        base = quote(_latin(front).encode("latin-1"), SAFE) if front else ""
        if "//" in path and environ.get("REQUEST_METHOD") in ("GET", "HEAD"):
            return _tidied(environ, start_response, base, path)
        site = home = _home(tree, environ) if tree.by_domain else tree.root
        elder, script, rest = read_modes(path)
        mounted = mode_prefix(elder, script)
        if path != mounted + rest:  # without the slash at its end, or in the other order
            return _moved(environ, start_response, script, f"{base}{mounted}/{_quoted(rest)}")
        path = rest
        parts = path.split("/", 2)
        named = None if parts[0] else tree.by_slug.get(parts[1])
        if named is not None:
            rest = parts[2] if len(parts) == 3 else ""
            if named is home:
                return _moved(environ, start_response, script, f"{base}{mounted}/{_quoted(rest)}")
            site, mounted = named, f"{mounted}/{named.slug}"
            if len(parts) == 2:
                return _moved(environ, start_response, script, f"{base}{mounted}/")
            path = f"/{rest}"
        origin = environ.get("govsite.origin", "")
        if home is not tree.root and origin and path.split("/", 2)[1] in AT_ORIGIN:
            there = f"{mode_prefix(elder, script)}{'' if site is tree.root else '/' + site.slug}/{_quoted(path)}"
            return _moved(environ, start_response, script, f"{origin}{base}{there}", "302 Found")
        environ["SCRIPT_NAME"] = front + mounted
        environ["PATH_INFO"] = path
        environ["govsite.tree"] = tree
        environ["govsite.site"] = site
        environ["govsite.home"] = home
        environ["govsite.elder"] = elder
        environ["govsite.script"] = script
        environ["govsite.root"] = base + mounted
        environ["govsite.base"] = base
        return self.app(environ, start_response)


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

    A path for what this host serves at ``/`` or under a slug, ``//domain`` for another site with a domain.
    """
    prefix: str = environ["govsite.base"] + mode_prefix(elder, script)
    if site is environ["govsite.home"]:
        return prefix
    if site.domain and site is not environ["govsite.site"]:
        return f"//{site.domain}{port_of(environ.get('HTTP_HOST', ''))}{prefix}"
    return f"{prefix}/{site.slug}"


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


def _tidied(environ: Environ, start_response: StartResponse, base: str, path: str) -> Iterable[bytes]:
    """To the one address of a page: the routes would read "//" as "/" and answer under both."""
    tidy = re.sub("/+", "/", path)
    return _moved(environ, start_response, read_modes(tidy)[1], f"{base}/{_quoted(tidy)}", "301 Moved Permanently")


def _moved(
    environ: Environ, start_response: StartResponse, script: str, url: str, status: str = "308 Permanent Redirect"
) -> Iterable[bytes]:
    query = environ.get("QUERY_STRING", "")
    if query:
        url += "?" + quoted_query(query)
    page = MOVED.format(url=url.replace("&", "&amp;").replace("'", "&#39;"), **MOVED_WORDS[script]).encode()
    headers = [
        ("Location", url),
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Length", str(len(page))),
        # Not for ever: slugs and domains may change.
        ("Cache-Control", "no-store" if status.startswith("302") else "public, max-age=300"),
    ]
    start_response(status, headers)
    return [] if environ.get("REQUEST_METHOD") == "HEAD" else [page]
