"""Previews (预览): a member of staff looks at a draft on the real pages; nobody else does, and not for long."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.database.session import reading, writing
from govsite.domain.publishing.drafts import find as find_draft
from govsite.domain.publishing.drafts import open_thing
from govsite.domain.publishing.kinds import Editor, Thing
from govsite.domain.publishing.refusals import GONE, Faulty, Refused
from govsite.models.publishing import Draft, Preview

GOOD_FOR = timedelta(minutes=30)
TOKEN_BYTES = 24


def begin(thing: Thing, editor: Editor) -> str:
    """The token of a new preview of the draft, of this member of staff alone.

    Raises Faulty, and Refused where there is no draft.
    """
    session = reading()
    opened = open_thing(session, thing)
    faults = thing.kind.check(session, thing.site, thing.key, opened.content, editor) if opened.draft else []
    session.rollback()
    if faults:
        raise Faulty(faults)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with writing() as session:
        draft = find_draft(session, thing)
        if draft is None:
            raise Refused(GONE)
        now = database_time(session)
        session.execute(delete(Preview).where(Preview.ends <= now))
        row = Preview(token=_digest(token), draft_id=draft.id, staff_id=editor.number, ends=now + GOOD_FOR)
        session.add(row)
    return token


def find(session: Session, token: str, staff_id: int) -> Draft | None:
    """The draft that a token shows to a member of staff; None for another's, an old one, one whose draft is gone."""
    mine = (Preview.token == _digest(token), Preview.staff_id == staff_id, Preview.ends > database_time(session))
    return session.scalar(select(Draft).join(Preview, Preview.draft_id == Draft.id).where(*mine))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
