"""Drafts (草稿): one a thing, shared by the editors of its site; every save is kept, and nobody's is written over.

A form carries the digest of the content that it was filled with (``seen``). Where that is not what is there any more,
the changes of both are merged; what both changed differently is shown to who comes second.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy.orm import Session

from govsite.domain.publishing.kinds import Change, Content, Editor, Thing
from govsite.models.publishing import Draft

__all__ = ["Draft", "Opened", "Saved", "discard", "drafts_of", "find", "open_thing", "save"]


class Opened(NamedTuple):
    """What a form is filled with: the draft's content, else the live one, else {}; ``seen`` goes into the form."""

    content: Content
    seen: str
    draft: Draft | None
    live: Content | None


class Saved(NamedTuple):
    """What is stored now; ``taken_in`` are the changes that others made meanwhile, ``who`` made the last of them.

    ``called_off``: a publication that was asked for, or was to come at a time, does not take place any more.
    """

    content: Content
    seen: str
    taken_in: Sequence[Change] = ()
    who: int = 0
    called_off: bool = False


def find(session: Session, thing: Thing) -> Draft | None:
    """The draft of a thing, None where there is none."""
    raise NotImplementedError


def open_thing(session: Session, thing: Thing) -> Opened:
    """What a form of a thing is filled with."""
    raise NotImplementedError


def save(thing: Thing, editor: Editor, content: Content, seen: str) -> Saved:
    """Keep a content as the thing's draft, faults and all; the draft begins with the first save.

    ``seen`` is what came back with the form, "" for a thing that did not exist. Raises Clashing where somebody changed
    the same meanwhile, and Refused for a content that is too large.
    """
    raise NotImplementedError


def discard(thing: Thing, editor: Editor, seen: str) -> None:
    """Throw the draft away; what it held stays in the history. Raises Changed where it is another one, Refused."""
    raise NotImplementedError


def drafts_of(session: Session, codes: Collection[str] | None, most: int) -> Sequence[Draft]:
    """The drafts at some sites (None: all), the last saved first."""
    raise NotImplementedError
