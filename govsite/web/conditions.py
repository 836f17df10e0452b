"""What a request makes its answer depend on: what the client has already (RFC 9110, 13) and the coding it can read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from werkzeug.http import parse_date

# Answered for the whole page, never by its view. Of pages that are everybody's no parts are given out (RFC 9110, 14.2
# allows that): their views do not see Range. A sound that is one visitor's is played by Safari in parts only.
CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE")
# What a 304 says of all that its 200 would have said (RFC 9110, 15.4.5).
KEPT = frozenset({"cache-control", "content-location", "date", "etag", "expires", "vary"})
_TAG = re.compile(r'(W/)?("[^"]*")')


def outcome(environ: Mapping[str, Any], etag: str, modified: str) -> int:
    """The status of a page that could be shown, in the order of RFC 9110, 13.2.2: 200, 304 or 412.

    ``etag`` and ``modified`` are its own headers, "" for none. A date that is none is not there.
    """
    if "HTTP_IF_MATCH" in environ:
        if not _names(environ["HTTP_IF_MATCH"], etag, strong=True):
            return 412
    elif "HTTP_IF_UNMODIFIED_SINCE" in environ and _is_later(modified, environ["HTTP_IF_UNMODIFIED_SINCE"]):
        return 412
    if "HTTP_IF_NONE_MATCH" in environ:
        return 304 if _names(environ["HTTP_IF_NONE_MATCH"], etag, strong=False) else 200
    if "HTTP_IF_MODIFIED_SINCE" in environ and _is_later(modified, environ["HTTP_IF_MODIFIED_SINCE"]) is False:
        return 304
    return 200


def forbids_writing(environ: Mapping[str, Any]) -> bool:
    """Whether an unsafe request wants something of a page that ours have not: no address that takes forms has a tag or
    a date of its own, so only ``*`` can be true of it.
    """
    wanted: str | None = environ.get("HTTP_IF_MATCH")
    return (wanted is not None and wanted.strip() != "*") or environ.get("HTTP_IF_NONE_MATCH", "").strip() == "*"


@lru_cache(200)  # there are few different ones
def takes_gzip(accepted: str) -> bool:
    """Whether somebody reads gzip at least as gladly as the plain form, by Accept-Encoding (RFC 9110, 12.5.3).

    ``*`` is taken at its word only where the plain form is refused.
    """
    weights = dict(_weight(part) for part in accepted.lower().split(","))
    plain = weights.get("identity")
    wild = weights.get("*", 0.0) if plain == 0 else 0.0
    gzip = weights.get("gzip", weights.get("x-gzip", wild))
    return gzip > 0 and gzip >= (plain or 0.0)


def _weight(part: str) -> tuple[str, float]:
    coding, *parameters = (word.strip() for word in part.split(";"))
    for name, _, value in (word.partition("=") for word in parameters):
        if name.strip() == "q":
            try:
                return coding, float(value)
            except ValueError:
                return coding, 0.0
    return coding, 1.0


def _names(said: str, etag: str, strong: bool) -> bool:
    """Whether a list of tags has this one: by what stands in quotes alone, or ``strong``, where both must be strong."""
    if said.strip() == "*":
        return True
    weak = etag.startswith("W/")
    found = _TAG.finditer(said)
    return any(tag[2] == etag.removeprefix("W/") and not (strong and (weak or tag[1])) for tag in found)


def _is_later(modified: str, said: str) -> bool | None:
    """Whether a page has changed since a date; None where either is unknown."""
    changed, since = _moment(modified), _moment(said)
    return changed > since if changed and since else None


def _moment(text: str) -> datetime | None:
    return parse_date(text) if text else None
