"""An application of a test's own, served from a thread for a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from flask import Flask
from werkzeug.serving import make_server


@contextmanager
def served(app: Flask, host: str = "localhost") -> Iterator[str]:
    """Its origin; of localhost by name browsers take ``__Host-`` cookies without TLS, and make passkeys."""
    server = make_server(host, 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://{host}:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
