"""Previews (预览): a member of staff looks at a draft on the real pages; nobody else does, and not for long."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from govsite.domain.publishing.kinds import Editor, Thing
from govsite.models.publishing import Draft

GOOD_FOR = timedelta(minutes=30)


def begin(thing: Thing, editor: Editor) -> str:
    """The token of a new preview of the draft, of this member of staff alone.

    Raises Faulty, and Refused where there is no draft.
    """
    raise NotImplementedError


def find(session: Session, token: str, staff_id: int) -> Draft | None:
    """The draft that a token shows to a member of staff; None for another's, an old one, one whose draft is gone."""
    raise NotImplementedError
