"""Security headers, the same on every answer. Source: OWASP ASVS 5, V3.4 (browser security)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = [
    ("Content-Security-Policy", CSP),
    ("X-Content-Type-Options", "nosniff"),
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
            return start_response(status, [*headers, *HEADERS], exc_info)

        return self.app(environ, start)
