"""History (历史): every step of a thing, and the way back to any of them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from govsite.domain.publishing.drafts import Saved
from govsite.domain.publishing.kinds import Editor, Thing
from govsite.models.publishing import Edit

__all__ = ["ACTIONS", "Edit", "history", "restore", "version"]

# What each step is called.
ACTIONS = {
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


def history(session: Session, thing: Thing, before: int | None, most: int) -> Sequence[Edit]:
    """The steps of a thing, the last one first; ``before`` is the number of the last one on the page before."""
    raise NotImplementedError


def version(session: Session, thing: Thing, number: int) -> Edit | None:
    """One step of a thing, None for a number that is another's."""
    raise NotImplementedError


def restore(thing: Thing, editor: Editor, number: int, seen: str) -> Saved:
    """Make the content of a step the draft, in the place of one that is there, to be published like any other.

    Raises Clashing where the draft is not the one that was seen, Refused for a step without a content.
    """
    raise NotImplementedError
