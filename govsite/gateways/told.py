"""What a unified account (统一身份认证) tells of somebody, in the names and levels that the settings have for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from govsite.gateways.outside import Denied, Person
from govsite.gateways.settings import UnifiedSettings

LONGEST_NAME, LONGEST_NUMBER = 100, 32


def text_at(content: Mapping[str, Any], path: str) -> str:
    """A text or a number of an answer, by the names that lead to it: ``data.userName``; "" for none."""
    found: Any = content
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return str(found) if isinstance(found, str | int) and not isinstance(found, bool) else ""


def texts_of(settings: UnifiedSettings, content: Mapping[str, Any]) -> dict[str, str]:
    """What is told of somebody, by our names of it."""
    return {ours: text_at(content, theirs).strip() for ours, theirs in settings.fields}


def person_of(settings: UnifiedSettings, subject: str, content: Mapping[str, Any]) -> Person | Denied:
    """Somebody as we know people: a name counts only together with a number, and where the level says it was checked.

    A level that the settings do not know is none.
    """
    told = texts_of(settings, content)
    level = dict(settings.levels).get(told.get("level", ""), 0)
    name, id_no, code = told.get("name", ""), told.get("id_no", "").upper(), told.get("credit_code", "").upper()
    if len(name) > LONGEST_NAME or max(len(id_no), len(code)) > LONGEST_NUMBER:
        return Denied("too-long")
    if code:
        return Person(subject, credit_code=code)
    return Person(subject, name, id_no, level) if name and id_no and level > 2 else Person(subject, level=level)
