"""Static files: a content hash in every URL, a year of life in every cache; all in memory, they are small.

Style sheets and scripts are written in many files, one subject each, and served as few, minified.
"""

from __future__ import annotations

import hashlib
from functools import cache
from mimetypes import guess_type
from pathlib import Path

import rcssmin
import rjsmin
from flask import Flask, Response, abort, request

from govsite.web.cache import TOPICS
from govsite.web.here import find_here

FOLDER = Path(__file__).resolve().parent.parent / "static"
FOREVER = "public, max-age=31536000, immutable"


def _named(suffix: str, names: str) -> tuple[str, ...]:
    return tuple(f"{suffix}/{name}.{suffix}" for name in names.split())


# What is served -> its sources, in the order in which the later ones override or use the earlier ones
SOURCES = {
    "site.css": _named("css", "base themes frame search home lists guide phone"),
    "elder.css": _named("css", "elder"),
    "print.css": _named("css", "print"),
    "forms.css": _named("css", "forms"),
    "account.css": _named("css", "forms account"),
    "letters.css": _named("css", "letters"),
    "lookup.css": _named("css", "letters cases"),
    "sites.css": _named("css", "sites"),
    "published.css": _named("css", "published charts"),
    "checkup.css": _named("css", "charts checkup"),
    "console.css": _named("css", "forms console"),
    "publishing.css": _named("css", "publishing"),
    "preview.css": _named("css", "preview"),
    "passkeys.js": _named("js", "passkeys"),
    "certificates.js": _named("js", "certificates"),
    "keys.js": _named("js", "common keys"),
    "desk.css": _named("css", "letters desk"),
    "forms.js": _named("js", "common invalid carried count"),
    "site.js": _named("js", "common links clicks announce typing address failures start"),
}
SCRIPT = '(function () {\n"use strict";\n%s}());\n'  # the sources of a script share one scope and leave no globals


class Assets:
    """The files of the static folder, read, joined and hashed once a process."""

    def __init__(self, folder: Path, sources: dict[str, tuple[str, ...]] = SOURCES) -> None:
        self.folder = folder
        self.names: dict[str, str] = {}
        self.files: dict[str, bytes] = {}
        joined = {part for parts in sources.values() for part in parts}
        for name, parts in sources.items():
            self._add(name, join(name, [(folder / part).read_text("utf-8") for part in parts]))
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if path.is_file() and name not in joined:
                self._add(name, path.read_bytes())

    def _add(self, name: str, content: bytes) -> None:
        stem, dot, suffix = name.rpartition(".")
        hashed = f"{stem}.{hashlib.sha256(content).hexdigest()[:10]}{dot}{suffix}"
        self.names[name] = hashed
        self.files[hashed] = content

    def url(self, name: str) -> str:
        """The URL of a static file; an unknown name is a mistake in a template and raises KeyError."""
        here = find_here()
        return f"{here.look.base if here.look else here.base}/static/{self.names[name]}"

    def has(self, name: str) -> bool:
        """Whether the file is there: htmx is not before `make assets`."""
        return name in self.names


def join(name: str, texts: list[str]) -> bytes:
    """The sources of a style sheet or of a script as the one file that is served, without what only people read."""
    text = "\n".join(texts)
    small = rjsmin.jsmin(SCRIPT % text) if name.endswith(".js") else rcssmin.cssmin(text)
    return str(small).encode()


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
        request.environ[TOPICS] = ()  # no edit of content changes it
        return Response(content, headers={"Cache-Control": FOREVER}, mimetype=guess_type(name)[0])

    app.add_url_rule("/static/<path:name>", "static", static)
