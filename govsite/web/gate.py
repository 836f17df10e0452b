"""The gate before everything: whose portal was asked for, and who asks.

A request for a host that is not ours is refused before anything is looked up, made or kept for it: pages carry
absolute links, and each host would have pages of its own. What a client says of itself in forwarded headers counts
only where a configured proxy passes it on (GOVSITE_PROXIES). Key in environ: ``govsite.origin``, as configured, or "".
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Collection, Iterable
from functools import partial
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from govsite.config import Config, Network
from govsite.web.clients import PASSED_ON
from govsite.web.headers import SecureHeaders

Environ = dict[str, Any]
WsgiApp = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

LONGEST_ADDRESS = 5_000  # bytes of path and query: nginx refuses more, and no link of ours is as long
LONGEST_HOST = 255  # characters (RFC 1035, 2.3.4)
HEALTH = "/healthz"  # a load balancer asks by address
PORTS = {"http": "80", "https": "443"}
_HOST = re.compile(r"([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])\.?(?::([0-9]{1,5}))?")
_PORT = re.compile(r"\[([0-9a-fA-F:.]+)\](?::\d+)?|(\d+\.\d+\.\d+\.\d+):\d+")
FORWARDED = frozenset(
    f"HTTP_{name}"
    for name in (
        *("FORWARDED", "X_REAL_IP", "X_FORWARDED", "X_FORWARDED_FOR", "X_FORWARDED_PROTO", "X_FORWARDED_HOST"),
        *("X_FORWARDED_PORT", "X_FORWARDED_PREFIX", "X_FORWARDED_SCHEME", "X_FORWARDED_SSL", "X_FORWARDED_SERVER"),
    )
)
MOST_SPELLINGS = 1_000  # of hosts that are remembered as ours
PAGE = """<!DOCTYPE html>
<html lang="zh-Hans"><head><meta charset="utf-8"><title>{0}</title></head>
<body><h1>{0}</h1><p>{1}</p></body></html>
"""
WRONG_HOST = ("网址不对", "这里没有这个网址的网站。请核对网址，或者拨打 12345 询问。")
TOO_LONG = ("网址太长", "请回到首页重新查找，把要找的话写短一点。")
log = logging.getLogger(__name__)


class Gate:
    """WSGI middleware; ``domains()`` are the hosts that sites have to themselves, in lower case."""

    def __init__(self, app: WsgiApp, config: Config, domains: Callable[[], Collection[str]]) -> None:
        self.app = app
        self.domains = domains
        showing = urlsplit(config.certificates.origin).netloc if config.certificates else ""
        self.hosts = frozenset({*config.hosts, *_host_of(config.origin), *([showing] if showing else [])})
        self.port = str(urlsplit(config.origin).port or "")
        self.origin = config.origin
        self.proxies = config.proxies
        self._domains: Collection[str] | None = None
        self._spellings: dict[tuple[Any, ...], str] = {}
        self._refuse = SecureHeaders(partial(_answer, "400 Bad Request", WRONG_HOST))
        self._too_long = SecureHeaders(partial(_answer, "414 URI Too Long", TOO_LONG))

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Pass on a request for one of our hosts, whose name is then in its one spelling; 400 for any other."""
        self._take_forwarded(environ)
        host = self._remembered(environ)
        if host is None:
            if environ.get("PATH_INFO") != HEALTH:
                log.warning("refused: host %.100r, from %s", environ.get("HTTP_HOST"), environ.get("REMOTE_ADDR"))
                return self._refuse(environ, start_response)
            host = "localhost"
        if len(environ.get("PATH_INFO", "")) + len(environ.get("QUERY_STRING", "")) > LONGEST_ADDRESS:
            return self._too_long(environ, start_response)
        environ["HTTP_HOST"] = host
        environ["govsite.origin"] = self.origin
        return self.app(environ, start_response)

    def _remembered(self, environ: Environ) -> str | None:
        """As ``_ours``; the spellings that were ours already are looked up, as long as the domains are the same."""
        domains = self.domains()
        if domains is not self._domains:
            self._domains, self._spellings = domains, {}
        said = (environ.get("HTTP_HOST"), environ["wsgi.url_scheme"], environ.get("SERVER_PORT"))
        host = self._spellings.get(said)
        if host is None:
            host = self._ours(environ)
            if host is not None and len(self._spellings) < MOST_SPELLINGS:
                self._spellings[said] = host
        return host

    def _ours(self, environ: Environ) -> str | None:
        """The host in lower case, without a final dot and the scheme's own port; None when it is not ours.

        A port must be the one we listen on, that of the origin, or stand with its host in the setting: absolute links
        carry it.
        """
        said = environ.get("HTTP_HOST", "")
        found = _HOST.fullmatch(said.lower()) if len(said) <= LONGEST_HOST else None
        if found is None:
            return None
        name, port = found[1].rstrip("."), str(int(found[2])) if found[2] else ""
        if port == PORTS.get(environ["wsgi.url_scheme"]):
            port = ""
        whole = f"{name}:{port}" if port else name
        known = name in self.hosts or name in self.domains()
        ports = ("", self.port, str(environ.get("SERVER_PORT", "")))
        return whole if whole in self.hosts or (known and port in ports) else None

    def _take_forwarded(self, environ: Environ) -> None:
        """Let a proxy of ours say who asks and by which scheme; of anybody else these headers are dropped."""
        address = str(environ.get("REMOTE_ADDR", ""))
        if self.proxies and _is_in(self.proxies, address):
            hops = [hop.strip() for hop in environ.get("HTTP_X_FORWARDED_FOR", "").split(",")]
            # The last hop that is no proxy of ours: what stands before it, anybody may have written.
            hops = [_PORT.sub(r"\1\2", hop) for hop in hops if hop]  # some proxies write the port too
            client = next((hop for hop in reversed(hops) if not _is_in(self.proxies, hop)), address)
            environ["REMOTE_ADDR"] = client if _is_address(client) else ""  # "unknown" is nobody, not the proxy
            scheme = environ.get("HTTP_X_FORWARDED_PROTO", "").rpartition(",")[2].strip().lower()
            if scheme in PORTS:
                environ["wsgi.url_scheme"] = scheme
        elif not FORWARDED.isdisjoint(environ):
            environ[PASSED_ON] = True
        for name in FORWARDED & environ.keys():
            del environ[name]


def _host_of(origin: str) -> list[str]:
    host = urlsplit(origin).hostname
    return [f"[{host}]" if ":" in host else host] if host else []


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_in(networks: tuple[Network, ...], address: str) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)  # ::ffff:127.0.0.1, as a socket for both families says it
    return any((mapped or found) in network for network in networks)


def _answer(
    status: str, words: tuple[str, str], environ: Environ, start_response: Callable[..., Any]
) -> Iterable[bytes]:
    """A refusal in the words (title, text): a page, for machines problem+json (RFC 9457)."""
    kind, page = "text/html; charset=utf-8", PAGE.format(*words)
    if environ.get("PATH_INFO", "").startswith("/api/"):
        kind = "application/problem+json"
        page = json.dumps({"type": "about:blank", "title": words[0], "status": int(status[:3]), "detail": words[1]})
    body = page.encode()
    headers = [("Content-Type", kind), ("Content-Length", str(len(body))), ("Cache-Control", "no-store")]
    start_response(status, headers)
    return [] if environ.get("REQUEST_METHOD") == "HEAD" else [body]
