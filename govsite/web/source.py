"""How template files are laid out is for people: indentation and wrapped Chinese do not reach the wire."""

from __future__ import annotations

import re

from jinja2.ext import Extension

_CHINESE = "[\u2e80-\u9fff\uff00-\uffef“”…]"
_INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)
_WRAPPED = re.compile(f"(?<={_CHINESE})\n+(?={_CHINESE})")


class ReadableSource(Extension):
    """Jinja extension: drops indentation, and the line end between two Chinese characters, which is no space.

    Between anything else a line end stays, and browsers show it as a space.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002
        """The source as it is compiled; joined lines count as one in tracebacks."""
        return _WRAPPED.sub("", _INDENTATION.sub("", source))
