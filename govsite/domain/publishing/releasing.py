"""Publishing (发布): a draft becomes the live version as a whole, at once or at a time, by one person or by two.

What is published is what was looked at: a proposal is the draft with what became live since it began, and the form
carries its digest. It is checked outside of the transaction, which may take a while, and stored inside one that finds
everything as it was checked, or else all is done once more.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import delete
from sqlalchemy.orm import Session

from govsite.database import topics
from govsite.database.locks import lock_name
from govsite.database.session import reading, writing
from govsite.domain.publishing.drafts import Opened, call_back, find, open_thing, write_down
from govsite.domain.publishing.kinds import AfterCommit, Change, Clash, Content, Editor, Thing
from govsite.domain.publishing.refusals import (
    BUSY,
    GONE,
    NO_CHANGE,
    NOT_ASKED,
    NOT_YOU,
    ORDER,
    PAST,
    TWO_PERSONS,
    Changed,
    Clashing,
    Faulty,
    Moved,
    Refused,
)
from govsite.domain.publishing.steps import add_step
from govsite.models.publishing import LONGEST_REASON, Draft

__all__ = [
    "LONGEST_REASON",
    "Plan",
    "Proposal",
    "Published",
    "approve",
    "ask",
    "bump_topics",
    "call_off",
    "finish",
    "make_live",
    "proposal",
    "publish",
    "release",
    "wants_two",
]

TWO_PERSON = "two_person"  # the value of a site's ``publish``
LATER = "发布好了，但是这台服务器上的文件还没有更新。"
TRIES = 20  # while others publish, each of whom moves what was checked


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
    """The number of the step, and sentences for whoever published."""

    number: int
    told: Sequence[str] = ()


class Made(NamedTuple):
    """What ``make_live`` wrote."""

    step: int
    after: AfterCommit


log = logging.getLogger(__name__)
Allowed = Callable[[Draft], None]  # asked again under the lock; raises Refused


def proposal(session: Session, thing: Thing) -> Proposal | None:
    """What would be published now, None where there is no draft."""
    opened = open_thing(session, thing)
    if opened.draft is None:
        return None
    changes = thing.kind.differences(opened.live, opened.content)
    return Proposal(opened.draft, opened.content, opened.live, changes, opened.clashes, opened.seen)


def wants_two(thing: Thing) -> bool:
    """Whether what this site publishes takes two persons."""
    return thing.site.publish == TWO_PERSON


def publish(thing: Thing, editor: Editor, seen: str, plan: Plan) -> Published | None:
    """Publish what was looked at (``seen`` of its proposal), or let it be published at its time: then None.

    Raises Faulty, Clashing, Changed, and Refused, also where the site wants two persons.
    """
    if wants_two(thing):
        raise Refused(TWO_PERSONS)
    if plan.begins is not None:
        _store_plan(thing, editor, seen, plan, "schedule", lambda _draft: None)
        return None
    _hold(plan)
    return release(thing, editor, seen, plan, lambda _draft: None)


def ask(thing: Thing, editor: Editor, seen: str, plan: Plan) -> None:
    """Ask that somebody else publishes it (提请发布), for who may not, or not alone. Raises as ``publish``."""
    _store_plan(thing, editor, seen, plan, "ask", lambda _draft: None)


def approve(thing: Thing, editor: Editor, seen: str) -> Published | None:
    """Publish what somebody else asked for, at its time. Raises as ``publish``; Refused for who asked or saved last."""

    def allowed(draft: Draft) -> None:
        if draft.asked_by is None:
            raise Refused(NOT_ASKED)
        if editor.number in (draft.asked_by, draft.who):
            raise Refused(NOT_YOU)

    session = reading()
    draft = find(session, thing)
    if draft is None:
        raise Refused(GONE)
    allowed(draft)
    plan = Plan(draft.reason, draft.begins, draft.ends)
    session.rollback()
    if plan.begins is not None and plan.begins > datetime.now(UTC):
        _store_plan(thing, editor, seen, plan, "schedule", allowed)
        return None
    _hold(plan)
    return release(thing, editor, seen, plan, allowed)


def call_off(thing: Thing, editor: Editor, reason: str = "") -> None:
    """Take back what was asked for or is to come (退回、取消定时); the draft stays. Raises Refused for nothing."""
    with writing() as session:
        lock_name(session, thing.lock)
        draft = find(session, thing)
        if draft is None or not call_back(draft):
            raise Refused(GONE)
        add_step(session, thing, editor.number, "call_off", None, reason=reason[:LONGEST_REASON])
        write_down(session, thing, editor, "call_off")


def release(thing: Thing, editor: Editor, seen: str, plan: Plan, allowed: Allowed) -> Published:
    """Publish now. Raises as ``publish``."""
    for _ in range(TRIES):
        content = _checked(thing, editor, seen)
        try:
            made = _store(thing, editor, seen, content, plan, allowed)
        except Moved:
            continue
        return Published(made.step, finish(made.after))
    raise Refused(BUSY)


def finish(after: AfterCommit) -> Sequence[str]:
    """Do what comes after the commit; what fails there cannot undo what is stored."""
    try:
        return after()
    except Exception:  # whatever it is: it is published, and whoever did it must hear so
        log.exception("what follows a publication failed")
        return (LATER,)


def _checked(thing: Thing, editor: Editor, seen: str) -> Content:
    """The content that was looked at, without faults."""
    session = reading()
    try:
        opened = _looked_at(thing, open_thing(session, thing), seen)
        if faults := thing.kind.check(session, thing.site, thing.key, opened.content, editor):
            raise Faulty(faults)
    finally:
        session.rollback()  # what the transaction below finds may be newer
    return opened.content


def _looked_at(thing: Thing, opened: Opened, seen: str) -> Opened:
    if opened.draft is None:
        raise Refused(GONE)
    if opened.clashes:
        raise Clashing(opened.clashes, opened.content, opened.seen)
    if opened.seen != seen:
        raise Changed(thing.kind.differences(opened.live, opened.content))
    if opened.content == opened.live:
        raise Refused(NO_CHANGE)
    return opened


def _store(thing: Thing, editor: Editor, seen: str, content: Content, plan: Plan, allowed: Allowed) -> Made:
    with writing() as session:
        lock_name(session, thing.lock)
        opened = _looked_at(thing, open_thing(session, thing), seen)
        assert opened.draft is not None
        allowed(opened.draft)
        asked_by = opened.draft.asked_by
        session.execute(delete(Draft).where(Draft.id == opened.draft.id))
        before, reason, ends = opened.live, plan.reason, plan.ends
        made = make_live(session, thing, editor, content, "publish", before=before, reason=reason, ends=ends)
        write_down(session, thing, editor, "publish", step=made.step, asked_by=asked_by)
        bump_topics(session, thing)
    return made


def make_live(
    session: Session,
    thing: Thing,
    editor: Editor,
    content: Content | None,
    action: str,
    *,
    before: Content | None,
    reason: str,
    ends: datetime | None,
) -> Made:
    """Let a content be the live one, and write the step down; part of the caller's writing, which ends with the audit
    and the topics.
    """
    after = thing.kind.apply(session, thing.site, thing.key, content, editor)
    if thing.kind.settles and content is not None:  # else its end would take what was filled in for a later change
        content = thing.kind.live(session, thing.site, thing.key)
    step = add_step(session, thing, editor.number, action, content, before=before, reason=reason, ends=ends)
    return Made(step, after)


def bump_topics(session: Session, thing: Thing) -> None:
    """Say that public pages of this kind changed: the last of the caller's writing."""
    for topic in thing.kind.topics:
        topics.bump(session, topic)


def _store_plan(thing: Thing, editor: Editor, seen: str, plan: Plan, action: str, allowed: Allowed) -> None:
    """Keep with the draft how it is to be published, by whom it was asked for or settled."""
    _hold(plan, datetime.now(UTC) if action == "schedule" or plan.begins else None)
    _checked(thing, editor, seen)
    with writing() as session:
        lock_name(session, thing.lock)
        opened = _looked_at(thing, open_thing(session, thing), seen)
        draft = opened.draft
        assert draft is not None
        allowed(draft)
        if action == "ask":
            draft.asked_by, draft.settled_by = editor.number, None
        else:
            draft.settled_by = editor.number
        draft.begins, draft.ends, draft.reason, draft.trouble = plan.begins, plan.ends, plan.reason, ""
        add_step(session, thing, editor.number, action, opened.content, reason=plan.reason, ends=None)
        write_down(session, thing, editor, action)


def _hold(plan: Plan, now: datetime | None = None) -> None:
    """Raise Refused for times that cannot be."""
    if now and plan.begins and plan.begins <= now:
        raise Refused(PAST)
    if plan.ends and plan.ends <= (plan.begins or datetime.now(UTC)):
        raise Refused(ORDER)
