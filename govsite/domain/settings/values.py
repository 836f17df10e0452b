"""What a site's block says, as plain values, and the block with some of them changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from govsite.domain.publishing.kinds import Content
from govsite.domain.publishing.refusals import Refused
from govsite.domain.settings.kind import content_of, text_of
from govsite.sites.edit import edit_fields, renamed_block
from govsite.sites.errors import SitesInvalid
from govsite.sites.origins import said_at
from govsite.sites.parse import parse
from govsite.sites.topics import Path, Topic
from govsite.sites.values import same


def values_of(content: Content | None) -> Mapping[str, Any] | None:
    """The values of a block; None where it is no YAML, or no block of one site."""
    document = parse(text_of(content or {}))
    if document.problems or not isinstance(document.data, dict) or len(document.data) != 1:
        return None
    (values,) = document.data.values()
    return values if isinstance(values, dict) else None


def with_values(content: Content, changes: Mapping[Path, Any]) -> Content:
    """A block that says something else at some paths, nothing more where that is None.

    Raises Refused where it is written in a way in which these cannot be changed alone.
    """
    try:
        return content_of(edit_fields(text_of(content), changes)) if changes else content
    except SitesInvalid as error:
        raise Refused(error.errors[0].message) from None


def with_slug(content: Content, slug: str, live: str) -> Content:
    """A block with another key; ``live`` is the one that the site has, which leads to it. Raises Refused."""
    try:
        return content_of(renamed_block(text_of(content), live, slug))
    except SitesInvalid as error:
        raise Refused(error.errors[0].message) from None


def own_and_changed(topic: Topic, values: Mapping[str, Any], live: Mapping[str, Any]) -> tuple[int, int]:
    """How many values of a topic a block says itself, and in how many it differs from the live one."""
    pairs = [(said_at(values, one.path), said_at(live, one.path)) for one in topic.settings]
    return sum(own is not None for own, _ in pairs), sum(not same(*pair) for pair in pairs)
