"""The page cache: finished public pages answered before Flask does any work.

A WSGI layer behind the gate. GET and HEAD are looked up by their address alone, signed in or not, and only answers that
call themselves ``public`` are kept. A kept page is good while the topics it was made from stand as they did, and for
at most its age. All other answers are passed through as they come: not collected, not packed, not kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from functools import lru_cache
from threading import Event, Lock
from typing import Any

from govsite.web.conditions import CONDITIONS, KEPT, outcome, takes_gzip
from govsite.web.display import elder_address, is_elder
from govsite.web.parameters import READS, known_part
from govsite.web.preview import is_preview
from govsite.web.store import MAX_AGE, Headers, Page, Store, make_etag, unpack

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
WsgiApp = Callable[[Environ, StartResponse], Iterable[bytes]]

# Keys in environ, set by what makes an answer.
OUTDATED = "govsite.outdated"  # it was made from content that is being replaced
TOPICS = "govsite.topics"  # the topics it is made from; without it all of them
AGE = "govsite.age"  # seconds it may be kept at most
OPEN = "govsite.open"  # an answer that is not kept (an error page) but holds nothing of one visitor: it may be packed
WAIT = 10.0
MOST_UNSHARED = 2_000
LONGEST_KEY = 2_000
MOST_PATHS = 50_000  # whose parameters are remembered: some 10 MB
QUERY_SHARE = 4  # a quarter of the bytes is for URLs with a query, which can be made up without end
# What a page has anew for each form that it is sent in; parts of it are not given out.
MADE_ANEW = frozenset({"content-length", "etag", "accept-ranges"})
READING = ("GET", "HEAD")


class PageCache:
    """Wraps the mounted application; ``stamp()`` names the current state of all content, cheaply."""

    def __init__(self, app: WsgiApp, stamp: Callable[[], Any], limit: int) -> None:
        self.app = app
        self.stamp = stamp
        self.plain = Store(limit - limit // QUERY_SHARE)
        self.queries = Store(limit // QUERY_SHARE)
        self.enabled = limit > 0
        self._reads: dict[str, frozenset[str]] = {}  # by path: the parameters that make other pages there
        self._making: dict[str, Event] = {}
        self._unshared: dict[str, None] = {}  # addresses whose last answer was one visitor's: nobody waits for another
        self._noting = Lock()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from memory, or pass the request on and keep the answer if it may be kept."""
        key = self._key(environ)
        if key is None:
            return self._make(None, "", None, environ, start_response)
        stamp = self.stamp()
        store = self._store(environ)
        page = store.get(key)
        if page is not None and page.is_fresh(stamp):
            return _send(page, environ, start_response)
        first = key not in self._unshared and self._first(key)
        try:
            page = store.get(key)  # another thread may have made it meanwhile
            if page is None or not page.is_fresh(stamp):
                return self._make(store, key, stamp, environ, start_response)
            return _send(page, environ, start_response)
        finally:
            if first:
                self._finished(key)

    def _key(self, environ: Environ) -> str | None:
        """The URL and what else makes another answer; None when the answer is nobody else's."""
        if environ["REQUEST_METHOD"] not in READING or not self.enabled:
            return None
        # Neither a header nor an address as it is sent holds a line end, so nobody can write another's key; a path that
        # holds one once it is unquoted is no page of ours.
        path = _path(environ)
        if "\n" in path or is_preview(environ.get("PATH_INFO", "")):
            return None
        query = environ.get("QUERY_STRING")
        if query and (reads := self._reads.get(path)) is not None:
            environ["QUERY_STRING"] = known_part(query, reads)
        key = (
            f"{environ.get('wsgi.url_scheme')}\n{environ.get('HTTP_HOST')}\n{_asks_piece(environ)}\n"
            f"{path}\n{environ.get('QUERY_STRING')}"
        )
        return key if len(key) <= LONGEST_KEY else None

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
        self, store: Store | None, key: str, stamp: Any, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Pass the request on; HEAD as GET, so that it is told the same length."""
        asked = dict(environ)  # what is inside changes its own
        for name in CONDITIONS if environ["REQUEST_METHOD"] in READING else ():
            asked.pop(name, None)
        if environ["REQUEST_METHOD"] == "HEAD":
            asked["REQUEST_METHOD"] = "GET"
        status, headers, answer = _begin(self.app, asked)
        public = _is_public(headers)
        if not public and OPEN not in asked:
            if store is not None:
                self._note_unshared(key)
            start_response(status, headers)
            return _nothing(answer) if environ["REQUEST_METHOD"] == "HEAD" else answer
        page = _page(stamp, headers, _collect(answer), asked)
        if not status.startswith("200") or not public:
            return _answer(page, status, environ, start_response)
        if store is not None:
            self._forget_unshared(key)
            if OUTDATED not in asked:
                if page.suits:
                    page.pack(well="immutable" in _value(headers, "cache-control"))
                self._keep(key, page, environ, asked.get(READS))
        return _send(page, environ, start_response)

    def _keep(self, key: str, page: Page, environ: Environ, reads: frozenset[str] | None) -> None:
        """Keep a page by the parameters that its view reads, and remember these."""
        if reads is not None:
            if len(self._reads) >= MOST_PATHS:
                self._reads = {}
            self._reads[_path(environ)] = reads
            key = self._key(environ) or key
        self._store(environ).add(key, page)

    def _store(self, environ: Environ) -> Store:
        return self.queries if environ.get("QUERY_STRING") else self.plain

    def _forget_unshared(self, key: str) -> None:
        if key in self._unshared:
            with self._noting:
                self._unshared.pop(key, None)

    def _note_unshared(self, key: str) -> None:
        with self._noting:
            self._unshared[key] = None
            while len(self._unshared) > MOST_UNSHARED:
                del self._unshared[next(iter(self._unshared))]


def _path(environ: Environ) -> str:
    return f"{environ.get('SCRIPT_NAME')}{environ.get('PATH_INFO')}"


def _send(page: Page, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    if is_elder(environ.get("HTTP_COOKIE", "")) and page.is_html and not _asks_piece(environ):
        address = elder_address(environ)
        if address:
            headers = [("Location", address), ("Cache-Control", "no-store"), ("Content-Length", "0")]
            start_response("302 Found", headers)
            return []
    status = outcome(environ, page.etag, page.modified)
    if status == 304:
        same = _headers(page, "200 OK", 0)
        start_response("304 Not Modified", [(name, value) for name, value in same if name.lower() in KEPT])
        return []
    if status == 412:
        start_response("412 Precondition Failed", [("Cache-Control", "no-store"), ("Content-Length", "0")])
        return []
    return _answer(page, "200 OK", environ, start_response)


def _asks_piece(environ: Environ) -> bool:
    """What page.wants_piece reads from htmx-flask; any other value of these headers is the page."""
    if "HTTP_HX_REQUEST" not in environ or environ["HTTP_HX_REQUEST"].lower() != "true":
        return False
    others = ("HTTP_HX_BOOSTED", "HTTP_HX_HISTORY_RESTORE_REQUEST")
    return all(environ.get(name, "").lower() != "true" for name in others)


def _begin(app: WsgiApp, environ: Environ) -> tuple[str, Headers, Iterable[bytes]]:
    """Call the application; its status and headers, and the body that is still to be read (and closed)."""
    seen: list[Any] = []

    def start(status: str, headers: Headers, _exc_info: object = None) -> Callable[[bytes], Any]:
        seen[:] = [status, headers]
        return lambda _data: None

    answer = app(environ, start)
    return seen[0], seen[1], answer


def _is_public(headers: Headers) -> bool:
    """Whether an answer may be kept at all; one that sets a cookie is somebody's own, whatever it says of itself."""
    if not _may_be_kept(",".join([value for name, value in headers if name.lower() == "cache-control"])):
        return False
    if not _value(headers, "set-cookie"):
        return True
    headers[:] = [(name, value) for name, value in headers if name.lower() != "cache-control"]
    headers.append(("Cache-Control", "no-store"))
    return False


@lru_cache(100)  # our views say a handful of things
def _may_be_kept(said: str) -> bool:
    directives = {part.partition("=")[0].strip().lower() for part in said.split(",")}
    return "public" in directives and not directives & {"no-store", "private", "no-cache"}


def _collect(answer: Iterable[bytes]) -> bytes:
    try:
        return b"".join(answer)
    finally:
        _close(answer)


def _nothing(answer: Iterable[bytes]) -> Iterable[bytes]:
    """No body, for HEAD."""
    _close(answer)
    return []


def _close(answer: Iterable[bytes]) -> None:
    close = getattr(answer, "close", None)
    if close is not None:
        close()


def _value(headers: list[tuple[str, str]], name: str) -> str:
    """The first header of a name, which is given in lower case."""
    for key, value in headers:
        if key.lower() == name:
            return value
    return ""


def _page(stamp: Any, headers: Headers, body: bytes, environ: Environ) -> Page:
    kept = [(name, value) for name, value in headers if name.lower() not in MADE_ANEW]
    if "accept-encoding" not in _value(kept, "vary").lower():
        kept.append(("Vary", "Accept-Encoding"))
    etag = "" if "immutable" in _value(kept, "cache-control") else make_etag(body)  # that is never asked for again
    modified = _value(kept, "last-modified")
    topics, age = environ.get(TOPICS), environ.get(AGE, MAX_AGE)
    return Page(stamp, time.monotonic(), kept, body, etag, modified, topics=topics, age=age)


def _answer(page: Page, status: str, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    gzip = (page.packed or page.suits) and takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
    headers, body = _packed(page, status) if gzip else _plain(page, status)
    start_response(status, headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


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
    if page.etag and status.startswith("200") and "public" in _value(headers, "cache-control"):
        headers.append(("ETag", page.etag))
    return headers
