"""The one address of a page: how a path reads that somebody wrote in another way than our links do.

Paths are as WSGI has them: a character stands for a byte. What one of these functions has given back, it gives back
unchanged the next time, so nobody is led on twice.
"""

from __future__ import annotations

import re
from collections.abc import Container
from string import ascii_letters, digits

from govsite.sites.columns import COLUMN_KEYS
from govsite.web.encodings import text_of_segment

ELDER, HANT = "elder", "hant"  # the first segments that select 长者版 and 繁體, in the order of their one address
# First segments of pages to read. What stands behind any other is left as it was sent: the console's, files, the API's.
READ = frozenset(COLUMN_KEYS) | {
    *("search", "sites", "sitemap", "sitemap.xml", "robots.txt", "feed.xml", "favicon.ico"),
    *("healthz", "display", "supervision.csv"),
}
CODED = frozenset({"guides", "halls"})  # it is made of digits and letters
NAMED = frozenset({"guides", "halls", "letters", "notices"})  # the second segment is a name with a case of its own
_INDEX = re.compile(r"(?:index|default)\.(?:html?|jsp|php|aspx?|do|action)", re.IGNORECASE)
# Spaces that are copied with an address, and signs of the sentence around it, which chat programs link with it.
_SPACES = " \t\r\n\v\f\xa0\u3000\u200b\ufeff"
_SIGNS = _SPACES + ".,)\"'>，。；：、！？）】》」”’…"
_WIDE = {0xFEE0 + ord(sign): sign for sign in ascii_letters + digits}  # what an input method makes of them
_PLAIN = re.compile(r"(?:/[a-z0-9_-]+)+/?")
_MODES = re.compile(rf"^(?:/{ELDER})?(?:/{HANT})?(?=/)")


def one_path(path: str, slugs: Container[str], home: str) -> str:
    """The one spelling of a path: no slash at its end, no ``;jsessionid=``, no ``index.html``, no space or sign at the
    end of a segment, display, script and site in their case and order; ``home`` is the slug of the site at ``/``.
    """
    if path == "/" or not path.startswith("/"):
        return path
    if _PLAIN.fullmatch(path):  # most requests; then nothing of a page can be mended, at home or behind a site
        first, _, rest = _MODES.sub("", path)[1:].partition("/")
        site = first if first in slugs and first != home else ""
        page = rest.partition("/")[0] if site else first
        if page in READ if path[-1] != "/" else (site or not first) and not rest:
            return path
    lead, sent, words = _parted(path, slugs, home)
    return "/" + "".join(f"{word}/" for word in lead) + _wsgi("/".join(_page(sent, words)))


def is_read(path: str, slugs: Container[str], home: str) -> bool:
    """Whether a path leads to a page to read, whose query may be put right as well."""
    page = [word for word in _parted(path, slugs, home)[2] if word]
    return path.startswith("/") and (not page or page[0].lower() in READ)


def _parted(path: str, slugs: Container[str], home: str) -> tuple[list[str], list[str], list[str]]:
    """The segments of display, script and site, and those after them: as they were sent, and bare."""
    sent = [text_of_segment(word) for word in re.sub("/+", "/", path)[1:].split("/")]
    words = [_bare(word) for word in sent]
    modes: set[str] = set()
    site: list[str] = []
    at = 0
    while at < len(words):
        word = words[at].lower()
        if word in (ELDER, HANT):
            modes.add(word)
        elif not site and word != home and word in slugs:
            site.append(word)
        elif site or word != home:
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
    if named and page[0].lower() in CODED:
        page[1:2] = [word.translate(_WIDE) for word in page[1:2]]
    kept = {1} if named else set()
    if named and page[2:3] and page[2].lower() == "forms":
        kept.add(3)
    return [word if at in kept else word.lower() for at, word in enumerate(page)]


def _bare(word: str) -> str:
    """A segment without parameters of its own and without what was copied with it."""
    if word in (".", ".."):  # browsers and nginx go that way themselves
        return word
    return word.partition(";")[0].lstrip(_SPACES).rstrip(_SIGNS)


def _wsgi(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "replace").decode("latin-1")
