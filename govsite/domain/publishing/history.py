"""History (历史): every step of a thing, and the way back to any of them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from govsite.domain.publishing.drafts import Saved, save
from govsite.domain.publishing.kinds import Editor, Thing, unpacked
from govsite.domain.publishing.refusals import NO_CONTENT, Refused
from govsite.domain.publishing.steps import all_sent_back, last_steps, of, sent_back
from govsite.models.publishing import Edit

__all__ = ["ACTIONS", "Edit", "all_sent_back", "last_steps", "restore", "sent_back", "version"]

# What each step is called.
ACTIONS = {
    "found": "原来的内容",
    "save": "保存草稿",
    "restore": "取回旧版本",
    "discard": "丢弃草稿",
    "ask": "提请发布",
    "schedule": "定时发布",
    "call_off": "取消发布",
    "publish": "发布",
    "end": "到期撤回",
    "fail": "没有发布",
}


def version(session: Session, thing: Thing, number: int) -> Edit | None:
    """One step of a thing, None for a number that is another's."""
    return session.scalar(select(Edit).where(*of(Edit, thing), Edit.id == number))


def restore(session: Session, thing: Thing, editor: Editor, number: int, seen: str, *, before: bool = False) -> Saved:
    """Make the content of a step the draft, in the place of one that is there, to be published like any other.

    ``before``: what a publication replaced, which may have come from outside and have no step of its own.
    Raises Clashing where the draft is not the one that was seen, Refused for a step without a content.
    """
    step = version(session, thing, number)
    content = unpacked(step.before if before else step.content) if step else None
    session.rollback()
    if content is None:
        raise Refused(NO_CONTENT)
    return save(thing, editor, content, seen, "restore")
