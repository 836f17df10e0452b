"""Publishing (发布): a draft becomes the live version as a whole, at once or at a time, by one person or by two.

What is published is what was looked at: a proposal is the draft with what became live since it began, and the form
carries its digest.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from govsite.domain.publishing.kinds import Change, Clash, Content, Editor, Thing
from govsite.models.publishing import Draft

TWO_PERSON = "two_person"  # the value of a site's ``publish``


class Proposal(NamedTuple):
    """What would become live, and how it differs; with ``clashes`` it cannot be published before they are settled."""

    draft: Draft
    content: Content
    live: Content | None
    changes: Sequence[Change]
    clashes: Sequence[Clash]
    seen: str


class Plan(NamedTuple):
    """How to publish: with which reason, from when (None: now), and until when (None: for good)."""

    reason: str
    begins: datetime | None = None
    ends: datetime | None = None


class Published(NamedTuple):
    """The number of the edit, and sentences for whoever published."""

    number: int
    told: Sequence[str] = ()


def proposal(session: Session, thing: Thing) -> Proposal | None:
    """What would be published now, None where there is no draft."""
    raise NotImplementedError


def publish(thing: Thing, editor: Editor, seen: str, plan: Plan) -> Published | None:
    """Publish what was looked at (``seen`` of its proposal), or let it be published at its time: then None.

    Raises Faulty, Clashing, Changed, and Refused, also where the site wants two persons.
    """
    raise NotImplementedError


def ask(thing: Thing, editor: Editor, seen: str, plan: Plan) -> None:
    """Ask that somebody else publishes it (提请发布), under the rule of two persons. Raises as ``publish``."""
    raise NotImplementedError


def approve(thing: Thing, editor: Editor, seen: str) -> Published | None:
    """Publish what somebody else asked for, at its time. Raises as ``publish``; Refused for who asked or saved last."""
    raise NotImplementedError


def call_off(thing: Thing, editor: Editor, reason: str = "") -> None:
    """Take back what was asked for or is to come (退回、取消定时); the draft stays. Raises Refused for nothing."""
    raise NotImplementedError
