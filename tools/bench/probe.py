"""Runs inside a fresh process and prints JSON: ``python -m tools.bench.probe startup|touch``."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask

MOST_SITES = 60


def startup() -> dict[str, float]:
    """Seconds for the imports, and from ``create_app`` to the first answer."""
    start = time.perf_counter()
    from govsite import create_app, startup  # noqa: F401

    imported = time.perf_counter()
    app = create_app()
    answer(app, "/")
    return {"imports": imported - start, "ready": time.perf_counter() - imported}


def touch() -> dict[str, float]:
    """Seconds that a site's first page takes more than its second (median); a new snapshot, by clock and by CPU."""
    from statistics import median

    from govsite import create_app
    from govsite.database.session import reading
    from govsite.domain.catalogue.memory import Memory

    app = create_app()
    answer(app, "/")
    warm = timed(app, "/")
    last = app.extensions["memory"]  # alive until the new one is there, as in a worker
    app.extensions["memory"] = Memory(reading)
    start = time.process_time()
    snapshot = timed(app, "/") - warm
    cpu = time.process_time() - start - warm
    del last
    sites = [site for site in app.extensions["sites"].current.all if site.parent][:MOST_SITES]
    extra = []
    for site in sites:
        first = timed(app, f"/{site.slug}/")
        extra.append(first - timed(app, f"/{site.slug}/"))
    return {"snapshot": snapshot, "snapshot_cpu": cpu, "site": median(extra), "sites": len(sites)}


def timed(app: Flask, path: str) -> float:
    """Seconds one answer takes."""
    start = time.perf_counter()
    answer(app, path)
    return time.perf_counter() - start


def answer(app: Flask, path: str) -> bytes:
    """One page straight from the WSGI application; raises RuntimeError for anything but 200."""
    seen: list[str] = []

    def start_response(status: str, _headers: Any, _error: Any = None) -> Any:
        seen.append(status)

    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "SCRIPT_NAME": "",
        "QUERY_STRING": "",
        "HTTP_HOST": "127.0.0.1",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.version": (1, 0),
        "wsgi.input": sys.stdin.buffer,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    body = b"".join(app.wsgi_app(environ, start_response))
    if not seen[0].startswith("200"):
        raise RuntimeError(f"{path} answers {seen[0]}")
    return body


if __name__ == "__main__":
    print(json.dumps({"startup": startup, "touch": touch}[sys.argv[1]]()))
