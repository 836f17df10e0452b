"""Security headers of every answer; static files and pieces carry what concerns them. Source: OWASP ASVS 5, V3.4.

Referrer, permissions and opener are a document's: a style sheet or a piece that htmx puts into a page has no use for
them. A piece keeps a policy all the same: a cache that mixes it up with its page would make a document of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
NO_STORE = "no-store"
CONNECT = "govsite.connect"  # key in environ: further origins that the page's script talks to, between blanks
PIECE = "govsite.piece"  # key in environ: the answer is a piece of a page
EVERYWHERE = [("X-Content-Type-Options", "nosniff")]
OF_FILES = [*EVERYWHERE, ("Content-Security-Policy", "default-src 'none'")]
OF_PIECES = [*EVERYWHERE, ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")]
HEADERS = [
    *EVERYWHERE,
    ("Content-Security-Policy", CSP),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
]


class SecureHeaders:
    """WSGI middleware that adds the headers to every answer, those made outside Flask too."""

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Pass the request on."""

        def start(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> Any:
            bare = status.startswith("200") and any(k == "Cache-Control" and "immutable" in v for k, v in headers)
            own = OF_FILES if bare else OF_PIECES if PIECE in environ else HEADERS
            if own is HEADERS and CONNECT in environ:
                own = [(name, _also(value, environ[CONNECT])) for name, value in HEADERS]
            return start_response(status, [*headers, *own], exc_info)

        return self.app(environ, start)


def _also(value: str, origins: str) -> str:
    """A policy that lets the page's script talk to more origins than ours; any other header as it is."""
    return value.replace("connect-src 'self'", f"connect-src 'self' {origins}")
