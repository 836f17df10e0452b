"""Static files: a content hash in every URL, a year of life in every cache; all in memory, they are small."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from mimetypes import guess_type
from pathlib import Path

from flask import Flask, Response, abort

from govsite.web.here import find_here

FOLDER = Path(__file__).resolve().parent.parent / "static"
FOREVER = "public, max-age=31536000, immutable"
IDLE = re.compile(rb"/\*.*?\*/\n?|(?<=[{}])\n", re.DOTALL)
IDLE_LINE = re.compile(rb"^[ \t]*(?://.*\n|\n)?", re.MULTILINE)


class Assets:
    """The files of the static folder, read and hashed once at start; style sheets and own scripts without comments."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: dict[str, str] = {}
        self.files: dict[str, bytes] = {}
        for path in sorted(self.folder.rglob("*")):
            if path.is_file():
                self._add(path)

    def _add(self, path: Path) -> None:
        content = path.read_bytes()
        if path.suffix == ".css":
            content = IDLE.sub(b"", content)
        elif path.suffix == ".js" and path.parent == self.folder:
            content = IDLE_LINE.sub(b"", content)
        digest = hashlib.sha256(content).hexdigest()[:10]
        name = path.relative_to(self.folder).as_posix()
        hashed = f"{name.removesuffix(path.suffix)}.{digest}{path.suffix}"
        self.names[name] = hashed
        self.files[hashed] = content

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
        content = files.get(name)
        if content is None:
            abort(404)
        return Response(content, headers={"Cache-Control": FOREVER}, mimetype=guess_type(name)[0])

    app.add_url_rule("/static/<path:name>", "static", static)
