"""Security headers of every answer; static files carry only what concerns them. Source: OWASP ASVS 5, V3.4."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
EVERYWHERE = [("X-Content-Type-Options", "nosniff")]
# What a browser shows as a page or draws; a style sheet or a form to download has no use for them.
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
            return start_response(status, [*headers, *(EVERYWHERE if bare else HEADERS)], exc_info)

        return self.app(environ, start)
