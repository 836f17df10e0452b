"""Static files: a content hash in every URL, a year of life in every cache."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, abort, send_file

from govsite.web.here import find_here

FOLDER = Path(__file__).resolve().parent.parent / "static"
FOREVER = "public, max-age=31536000, immutable"


class Assets:
    """The files of the static folder, hashed once at start."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: dict[str, str] = {}
        self.files: dict[str, Path] = {}
        for path in sorted(self.folder.rglob("*")):
            if path.is_file():
                self._add(path)

    def _add(self, path: Path) -> None:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:10]
        name = path.relative_to(self.folder).as_posix()
        hashed = f"{name.removesuffix(path.suffix)}.{digest}{path.suffix}"
        self.names[name] = hashed
        self.files[hashed] = path

    def url(self, name: str) -> str:
        """The URL of a static file; an unknown name is a mistake in a template and raises KeyError."""
        return f"{find_here().base}/static/{self.names[name]}"

    def has(self, name: str) -> bool:
        """Whether the file is there: htmx is not before `make assets`."""
        return name in self.names


@cache
def assets() -> Assets:
    """The package's own static files, listed once a process."""
    return Assets(FOLDER)


def init_assets(app: Flask) -> None:
    """Serve the hashed names; anything else below /static is not found."""
    files = assets().files

    def static(name: str) -> Response:
        path = files.get(name)
        if path is None:
            abort(404)
        response = send_file(path, etag=False)
        response.headers["Cache-Control"] = FOREVER
        for useless in ("Content-Disposition", "Last-Modified", "Accept-Ranges"):  # the address changes with the file
            response.headers.pop(useless, None)
        return response

    app.add_url_rule("/static/<path:name>", "static", static)
