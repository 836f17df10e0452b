"""What machines are told that goes wrong: problem+json (RFC 9457)."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app


def problem(status: int, title: str, detail: str, **more: Any) -> Response:
    """A problem with its status, a title, a sentence and whatever else belongs to it."""
    answer = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return Response(current_app.json.dumps(answer), status, content_type="application/problem+json")
