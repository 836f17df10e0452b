"""Previews (预览): the real pages with a draft, under ``/preview/<token>`` in front of all other parts of an address.

The token only selects a draft. Who asks is signed in to the console, at the host where its cookie is, may edit what is
shown, and began this very preview; for all others the address is none. Nothing of it is kept, found or changed by
anybody: no-store and noindex stand on every answer, and unsafe methods are refused before anything reads them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from govsite.domain.publishing.kinds import Content
from govsite.sites.tree import SiteTree
from govsite.web.headers import NO_STORE
from govsite.web.mount import READING, read_modes
from govsite.web.script import HANS, HANT, LANG

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
WsgiApp = Callable[[Environ, StartResponse], Iterable[bytes]]

PREVIEW = "preview"  # the first segment
LOOK = "govsite.preview"  # key in environ: the Look
FORCED = [("Cache-Control", NO_STORE), ("X-Robots-Tag", "noindex, nofollow")]
REPLACED = frozenset({"cache-control", "x-robots-tag", "etag", "last-modified", "expires"})
PAGE = """<!DOCTYPE html>
<html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title></head>
<body><h1>{title}</h1><p>{text}</p></body></html>
"""
ONLY_READ = {
    HANS: ("预览里不能提交", "预览只能看，刚才填写的内容没有提交。请返回上一页。"),
    HANT: ("預覽裡不能提交", "預覽只能看，剛才填寫的內容沒有提交。請返回上一頁。"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """What a preview shows: a tree of sites, contents by kind and key in place of live ones.

    ``base`` is the link prefix outside of the preview, ``prefix`` the one inside, ``back`` the page of the draft,
    ``form`` that of its form, ``title`` what is drafted.
    """

    tree: SiteTree
    base: str
    prefix: str
    back: str
    form: str
    title: str
    contents: Mapping[tuple[str, str], Content] = field(default_factory=dict)


class Previews:
    """WSGI middleware in front of the mount; ``find`` tells what a token shows to who asks."""

    def __init__(self, app: WsgiApp, find: Callable[[Environ, str], Look | None]) -> None:
        self.app = app
        self.find = find

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Pass on what is no preview; of a token that shows nothing the address is one that no page has."""
        path: str = environ.get("PATH_INFO") or "/"
        if not is_preview(path):
            return self.app(environ, start_response)
        start = _forced(start_response)
        token, _, rest = path[len(PREVIEW) + 2 :].partition("/")
        if environ.get("REQUEST_METHOD") not in READING:
            return _refuse(start, read_modes(f"/{rest}")[1])
        look = self.find(environ, token)
        if look is not None:
            environ["SCRIPT_NAME"] = f"{environ.get('SCRIPT_NAME', '').rstrip('/')}/{PREVIEW}/{token}"
            environ["PATH_INFO"] = f"/{rest}"
            environ[LOOK] = look
        return self.app(environ, start)


def is_preview(path: str) -> bool:
    """Whether a path, as it was sent, is below that of previews."""
    return path.startswith(f"/{PREVIEW}/")


def _forced(start_response: StartResponse) -> StartResponse:
    def start(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> Any:
        kept = [(name, value) for name, value in headers if name.lower() not in REPLACED]
        return start_response(status, [*kept, *FORCED], exc_info)

    return start


def _refuse(start: StartResponse, script: str) -> Iterable[bytes]:
    title, text = map(escape, ONLY_READ[script])
    body = PAGE.format(lang=LANG[script], title=title, text=text).encode()
    headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body))), ("Allow", "GET, HEAD")]
    start("405 Method Not Allowed", headers)
    return [body]
