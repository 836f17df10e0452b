"""The page cache: finished public pages answered before Flask does any work.

A WSGI layer around everything. Only GET and HEAD of visitors without a session are looked up, and only answers
that call themselves ``public`` are kept. A kept page is good while the content stamp it was made under is the
current one, and for at most MAX_AGE seconds, since notices begin and end by date.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Container, Iterable
from threading import Event
from typing import Any

from govsite.web.display import is_elder
from govsite.web.store import Headers, Page, Store, make_etag, unpack

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
WsgiApp = Callable[[Environ, StartResponse], Iterable[bytes]]

OUTDATED = "govsite.outdated"  # key in environ: the answer was made from content that is being replaced
MAX_AGE = 300.0
WAIT = 10.0
LONGEST_KEY = 2_000
QUERY_SHARE = 4  # a quarter of the bytes is for what can be made without end: URLs with a query, names of hosts
MOST_HOSTS = 8  # that no site names and that stand for election: a portal without ``domain:``, one behind a port
ENOUGH_VOTES, MOST_VOTES = 8, 1_000  # requests: from how many a host is believed, how many are remembered
REFUSED = re.compile(r"gzip\s*;\s*q=0(\.0*)?\s*(,|$)")


class PageCache:
    """Wraps the mounted application; ``stamp()`` names the current state of all content, cheaply.

    ``domains()`` are the hosts that sites name.
    """

    def __init__(
        self, app: WsgiApp, stamp: Callable[[], object], limit: int, domains: Callable[[], Container[str]] = tuple
    ) -> None:
        self.app = app
        self.stamp = stamp
        self.domains = domains
        self.votes: dict[str, int] = {}
        self.plain = Store(limit - limit // QUERY_SHARE)
        self.queries = Store(limit // QUERY_SHARE)
        self.enabled = limit > 0
        self._making: dict[str, Event] = {}

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from memory, or pass the request on and keep the answer if it may be kept."""
        key = self._key(environ)
        if key is None:
            return self._make(None, "", None, environ, start_response)
        stamp = self.stamp()
        plain = not environ.get("QUERY_STRING") and self._knows(environ.get("HTTP_HOST", ""))
        store = self.plain if plain else self.queries
        page = self._fresh(key, stamp)
        if page is not None:
            return self._send(page, environ, start_response)
        first = self._first(key)
        try:
            page = self._fresh(key, stamp)  # another thread may have made it meanwhile
            if page is None:
                return self._make(store, key, stamp, environ, start_response)
            return self._send(page, environ, start_response)
        finally:
            if first:
                self._finished(key)

    def _key(self, environ: Environ) -> str | None:
        """The URL and what else makes another answer; None when the answer is nobody else's."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or not self.enabled:
            return None
        cookie = environ.get("HTTP_COOKIE", "")
        if "session=" in cookie or "HTTP_RANGE" in environ:
            return None
        key = (  # no header holds a line break, so nobody can write another's key
            f"{environ.get('wsgi.url_scheme')}\n{environ.get('HTTP_HOST')}\n{_asks_piece(environ)}\n"
            f"{is_elder(cookie)}\n"
            f"{environ.get('SCRIPT_NAME')}{environ.get('PATH_INFO')}?{environ.get('QUERY_STRING')}"
        )
        return key if len(key) <= LONGEST_KEY else None

    def _knows(self, host: str) -> bool:
        """Whether a host is one of the portal's, so that its pages are not without end.

        Of hosts that no site names those are believed that are asked for most: each request is a vote for its host or,
        when all places are taken, against all that stand (Misra and Gries: who has more than a ninth of the requests
        stays). So hosts that somebody makes up, one by one or eight of them at a start, hold no place for long.
        """
        if host in self.domains():
            return True
        votes = self.votes.get(host, 0)
        if votes or len(self.votes) < MOST_HOSTS:
            self.votes[host] = min(votes + 1, MOST_VOTES)
        else:
            self.votes = {name: count - 1 for name, count in self.votes.copy().items() if count > 1}
        return votes >= ENOUGH_VOTES

    def _fresh(self, key: str, stamp: object) -> Page | None:
        """The page from either store: its host may have been believed, or not yet, when it was made."""
        for store in (self.plain, self.queries):
            page = store.get(key)
            if page is not None and page.stamp == stamp and time.monotonic() - page.born <= MAX_AGE:
                return page
        return None

    def _first(self, key: str) -> bool:
        """True for the one thread that shall make the page; the others wait until it is made."""
        event = self._making.setdefault(key, mine := Event())
        if event is mine:
            return True
        event.wait(WAIT)
        return False

    def _finished(self, key: str) -> None:
        event = self._making.pop(key, None)
        if event is not None:
            event.set()

    def _make(
        self, store: Store | None, key: str, stamp: object, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Pass the request on; HEAD as GET, so that it is told the same length."""
        asked = {**environ, "REQUEST_METHOD": "GET"} if environ["REQUEST_METHOD"] == "HEAD" else environ
        status, headers, body = _run(self.app, asked)
        page = _page(stamp, headers, body)
        if status.startswith("200") and "public" in _value(headers, "Cache-Control"):
            if store is not None and OUTDATED not in asked:
                if page.suits:
                    page.pack(well="immutable" in _value(headers, "Cache-Control"))
                store.add(key, page)
            return self._send(page, environ, start_response)
        return _answer(page, status, environ, start_response)

    def _send(self, page: Page, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if page.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
            kept = ("cache-control", "vary", "expires", "content-location", "date", "link")
            same = [(name, value) for name, value in page.headers if name.lower() in kept]
            start_response("304 Not Modified", [*same, ("ETag", page.etag)])
            return []
        return _answer(page, "200 OK", environ, start_response)


def _asks_piece(environ: Environ) -> bool:
    """What page.wants_piece reads from htmx-flask; any other value of these headers is the page."""
    if "HTTP_HX_REQUEST" not in environ or environ["HTTP_HX_REQUEST"].lower() != "true":
        return False
    others = ("HTTP_HX_BOOSTED", "HTTP_HX_HISTORY_RESTORE_REQUEST")
    return all(environ.get(name, "").lower() != "true" for name in others)


def _run(app: WsgiApp, environ: Environ) -> tuple[str, list[tuple[str, str]], bytes]:
    """Call the application and collect its whole answer."""
    seen: list[Any] = []

    def start(status: str, headers: list[tuple[str, str]], _exc_info: object = None) -> Callable[[bytes], Any]:
        seen[:] = [status, headers]
        return lambda _data: None

    answer = app(environ, start)
    try:
        body = b"".join(answer)
    finally:
        close = getattr(answer, "close", None)
        if close is not None:
            close()
    return seen[0], seen[1], body


def _value(headers: list[tuple[str, str]], name: str) -> str:
    return next((value for key, value in headers if key.lower() == name.lower()), "")


def _page(stamp: object, headers: list[tuple[str, str]], body: bytes) -> Page:
    kept = [(name, value) for name, value in headers if name.lower() not in ("content-length", "etag")]
    if "accept-encoding" not in _value(kept, "Vary").lower():
        kept.append(("Vary", "Accept-Encoding"))
    return Page(stamp, time.monotonic(), kept, body, make_etag(body))


def _answer(page: Page, status: str, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    headers, body = _packed(page, status) if _takes_gzip(environ) and _can_pack(page, status) else _plain(page, status)
    start_response(status, headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _takes_gzip(environ: Environ) -> bool:
    accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
    return "gzip" in accepted and not REFUSED.search(accepted)


def _can_pack(page: Page, status: str) -> bool:
    return page.packed or (page.suits and not status.startswith("206"))


def _packed(page: Page, status: str) -> tuple[Headers, bytes]:
    """Headers and body in gzip; made once, and once more when a second visitor shows that it is worth it."""
    if not page.packed or (page.used and not page.dense):
        page.pack(well=page.used)
    ready = page.ready
    if ready is None:
        body = page.body
        ready = page.ready = ([*_headers(page, status, len(body)), ("Content-Encoding", "gzip")], body)
    return ready


def _plain(page: Page, status: str) -> tuple[Headers, bytes]:
    body = unpack(page.body) if page.packed else page.body
    return _headers(page, status, len(body)), body


def _headers(page: Page, status: str, length: int) -> Headers:
    headers = [*page.headers, ("Content-Length", str(length))]
    if status.startswith("200") and "public" in _value(headers, "Cache-Control"):
        headers.append(("ETag", page.etag))
    return headers
