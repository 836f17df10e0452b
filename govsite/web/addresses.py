"""The one address of a page: how a path and a query read that somebody wrote in another way than our links do.

Paths and queries are as WSGI has them: a character stands for a byte. What one of these functions has given back, it
gives back unchanged the next time, so nobody is led on twice.
"""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from collections.abc import Container
from urllib.parse import quote, unquote_to_bytes

from govsite.sites.columns import COLUMN_KEYS

ELDER, HANT = "elder", "hant"  # the first segments that select 长者版 and 繁體, in the order of their one address
# First segments of pages to read. What stands behind any other is left as it was sent: the console's, files, the API's.
READ = frozenset(COLUMN_KEYS) | {
    *("search", "sites", "sitemap", "sitemap.xml", "robots.txt", "feed.xml", "favicon.ico"),
    *("healthz", "display", "supervision.csv"),
}
NAMED = frozenset({"guides", "halls", "letters", "notices"})  # the second segment is a name with a case of its own
_INDEX = re.compile(r"(?:index|default)\.(?:html?|jsp|php|aspx?|do|action)", re.IGNORECASE)
# Spaces that are copied with an address, and signs of the sentence around it, which chat programs link with it.
_SPACES = " \t\r\n\v\f\xa0\u3000\u200b\ufeff"
_SIGNS = _SPACES + ".,)\"'>，。；：、！？）】》」”’…"
_ESCAPED = re.compile(r"(?:%u[0-9a-fA-F]{4})+")
_PLAIN = re.compile(r"(?:/[a-z0-9_-]+)+")
_MODES = re.compile(rf"^(?:/{ELDER})?(?:/{HANT})?(?=/)")
_BYTES = re.compile(r"%[89a-fA-F][0-9a-fA-F]|[^\x00-\x7f]")


def one_path(path: str, slugs: Container[str], home: str) -> str:
    """The one spelling of a path: no slash at its end, no ``;jsessionid=``, no ``index.html``, no space or sign at the
    end of a segment, display, script and site in their case and order; ``home`` is the slug of the site at ``/``.
    """
    if path == "/" or not path.startswith("/"):
        return path
    if _PLAIN.fullmatch(path):  # most requests; then nothing of a page can be mended, at home or behind a site
        first, _, rest = _MODES.sub("", path)[1:].partition("/")
        if first in READ or (first in slugs and first != home and rest.partition("/")[0] in READ):
            return path
    lead, sent, words = _parted(path, slugs, home)
    return "/" + "".join(f"{word}/" for word in lead) + _wsgi("/".join(_page(sent, words)))


def is_read(path: str, slugs: Container[str], home: str) -> bool:
    """Whether a path leads to a page to read, whose query may be put right as well."""
    page = [word for word in _parted(path, slugs, home)[2] if word]
    return not page or page[0].lower() in READ


def _parted(path: str, slugs: Container[str], home: str) -> tuple[list[str], list[str], list[str]]:
    """The segments of display, script and site, and those after them: as they were sent, and bare."""
    sent = [_readable(word) for word in re.sub("/+", "/", path)[1:].split("/")]
    words = [_bare(word) for word in sent]
    modes: set[str] = set()
    site: list[str] = []
    at = 0
    while at < len(words) and not site:
        word = words[at].lower()
        if word in (ELDER, HANT) and word not in modes:
            modes.add(word)
        elif word != home and word in slugs:
            site.append(word)
        elif word != home:
            break
        at += 1
    return [*(mode for mode in (ELDER, HANT) if mode in modes), *site], sent[at:], words[at:]


def _page(sent: list[str], words: list[str]) -> list[str]:
    """The segments after the site; as they were sent where they name no page of ours."""
    page = [word for word in words if word]
    while page and _INDEX.fullmatch(page[-1]):
        page.pop()
    if page and page[0].lower() not in READ:
        return sent
    named = bool(page) and page[0].lower() in NAMED
    kept = {1} if named else set()
    if named and page[2:3] and page[2].lower() == "forms":
        kept.add(3)
    return [word if at in kept else word.lower() for at, word in enumerate(page)]


def _bare(word: str) -> str:
    """A segment without parameters of its own and without what was copied with it."""
    return word.partition(";")[0].lstrip(_SPACES).rstrip(_SIGNS)


def one_query(query: str) -> str:
    """A query in UTF-8: what is none is read as GB18030, as old portals, navigation pages and IE's address bar write
    Chinese, and ``%u8eab`` as JavaScript's ``escape`` does. A character that was cut at the end is left out.
    """
    if "%u" in query:
        query = _ESCAPED.sub(_unescaped, query)
    if not _BYTES.search(query) or _is_utf8(unquote_to_bytes(query.encode("latin-1", "replace"))):
        return query
    return re.sub(r"[^&=+]+", lambda part: _in_utf8(part[0]), query)


def _unescaped(found: re.Match[str]) -> str:
    units = bytes.fromhex(found[0].replace("%u", ""))
    return quote(units.decode("utf-16-be", "ignore"))


def _in_utf8(part: str) -> str:
    data = unquote_to_bytes(part.encode("latin-1", "replace"))
    return part if _is_utf8(data) else quote(_text(data), safe="")


def _readable(word: str) -> str:
    """A segment of a path as text."""
    return word if word.isascii() else _text(word.encode("latin-1", "replace")) or word


def _wsgi(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "replace").decode("latin-1")


def _text(data: bytes) -> str:
    """Bytes of an address as text: UTF-8, cut perhaps, else GB18030 without what is neither."""
    try:
        return getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return data.decode("gb18030", "ignore")


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
