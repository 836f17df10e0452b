"""Drafts (草稿): one a thing, shared by the editors of its site; every save is kept, and nobody's is written over.

A form carries the digest of the content that it was filled with (``seen``). Where that is not what is there any more,
the changes of both are merged; what both changed differently is shown to who comes second. A draft follows what
becomes live beside it in the same way: a form shows the two merged, and what is saved from it begins from there.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, defer

from govsite.database.clock import database_time
from govsite.database.locks import lock_name
from govsite.database.session import writing
from govsite.domain.common import audit
from govsite.domain.publishing.kinds import (
    Change,
    Clash,
    Content,
    Editor,
    Merged,
    Thing,
    digest_of,
    packed,
    unpacked,
)
from govsite.domain.publishing.refusals import GONE, TOO_LARGE, Changed, Clashing, Refused
from govsite.domain.publishing.steps import add_step, content_of, last_steps, of, title_of
from govsite.models.publishing import Draft

__all__ = [
    "Draft",
    "Opened",
    "Saved",
    "base_of",
    "call_back",
    "count_asked",
    "discard",
    "drafts_of",
    "find",
    "is_known",
    "open_thing",
    "save",
]

NOBODY = 0  # of the staff
LARGEST = 200_000  # characters of a content as it is stored


class Opened(NamedTuple):
    """What a form is filled with: the draft with what became live since it began, else the live content, else {}.

    ``seen`` goes into the form. ``clashes`` are what the draft and the live version changed differently; the content
    holds the draft's, and who saves it has decided so.
    """

    content: Content
    seen: str
    draft: Draft | None
    live: Content | None
    clashes: Sequence[Clash] = ()


class Saved(NamedTuple):
    """What is stored now; ``taken_in`` are the changes that others made meanwhile, ``who`` made the last of them.

    ``is_new``: something was stored, since it differs from what was there. ``called_off``: a publication that was asked
    for, or was to come at a time, does not take place any more.
    """

    content: Content
    seen: str
    is_new: bool = True
    taken_in: Sequence[Change] = ()
    who: int = 0
    called_off: bool = False


def find(session: Session, thing: Thing) -> Draft | None:
    """The draft of a thing, None where there is none."""
    return session.scalar(select(Draft).where(*of(Draft, thing)))


def is_known(session: Session, thing: Thing) -> bool:
    """Whether there is or was such a thing."""
    if find(session, thing) or thing.kind.live(session, thing.site, thing.key) is not None:
        return True
    return bool(last_steps(session, thing, None, 1))


def open_thing(session: Session, thing: Thing) -> Opened:
    """What a form of a thing is filled with."""
    draft, live = find(session, thing), thing.kind.live(session, thing.site, thing.key)
    if draft is None:
        return Opened(live or {}, digest_of(live), None, live)
    own = Merged(unpacked(draft.content) or {})
    if live is not None and draft.base != packed(live):
        own = thing.kind.merged(unpacked(draft.base), own.content, live)
    return Opened(own.content, digest_of(own.content), draft, live, own.clashes)


def save(thing: Thing, editor: Editor, content: Content, seen: str, action: str = "save") -> Saved:
    """Keep a content as the thing's draft, faults and all; the draft begins with the first save that changes something.

    ``seen`` is what came back with the form. Raises Clashing where somebody changed the same meanwhile, and Refused for
    a content that is too large.
    """
    if len(packed(content) or "") > LARGEST:
        raise Refused(TOO_LARGE)
    with writing() as session:
        lock_name(session, thing.lock)
        opened = open_thing(session, thing)
        there = opened.live if opened.draft is None else opened.content
        taken_in: Sequence[Change] = ()
        who = 0
        if seen != opened.seen and there is not None and content != there:
            base = base_of(session, thing, opened, seen)
            content, taken_in = _both(thing, base, content, opened, there)
            who = opened.draft.who if opened.draft else 0
        # A draft that is saved unchanged is kept again where what is live has moved: somebody has looked at both.
        moved = opened.draft is not None and opened.draft.base != packed(opened.live)
        is_new = moved or content != there
        called_off = is_new and _store(session, thing, editor, opened, content, action)
    return Saved(content, digest_of(content), is_new, taken_in, who, called_off)


def discard(thing: Thing, editor: Editor, seen: str) -> None:
    """Throw the draft away; what it held stays in the history. Raises Changed where it is another one, Refused."""
    with writing() as session:
        lock_name(session, thing.lock)
        opened = open_thing(session, thing)
        if opened.draft is None:
            raise Refused(GONE)
        if opened.seen != seen:
            raise Changed
        add_step(session, thing, editor.number, "discard", unpacked(opened.draft.content))
        session.execute(delete(Draft).where(Draft.id == opened.draft.id))
        write_down(session, thing, editor, "discard")


def drafts_of(session: Session, codes: Collection[str] | None, most: int, kind: str = "") -> Sequence[Draft]:
    """The drafts at some sites (None: all), of one kind or of any, the last saved first."""
    found = select(Draft).order_by(Draft.updated.desc(), Draft.id.desc()).limit(most)
    found = found.options(defer(Draft.content), defer(Draft.base))
    if codes is not None:
        found = found.where(Draft.site_code.in_(codes))
    if kind:
        found = found.where(Draft.kind == kind)
    return session.scalars(found).all()


def count_asked(session: Session, kind: str, site_code: str | None) -> int:
    """How many drafts of a kind wait for somebody's approval, at a site or (None) at all."""
    found = select(func.count()).select_from(Draft).where(Draft.kind == kind, Draft.asked_by.is_not(None))
    found = found.where(Draft.settled_by.is_(None))
    return session.scalar(found if site_code is None else found.where(Draft.site_code == site_code)) or 0


def call_back(draft: Draft) -> bool:
    """Take all away that was decided of a draft's publication; returns whether there was anything."""
    was = draft.asked_by is not None or draft.settled_by is not None
    draft.begins = draft.ends = draft.asked_by = draft.settled_by = None
    draft.reason = draft.trouble = ""
    return was


def write_down(
    session: Session, thing: Thing, editor: Editor, what: str, outcome: str = audit.DONE, **details: audit.Detail
) -> None:
    """The line of the audit; the last of the caller's writing but for topics."""
    audit.append(
        session,
        who=editor.who,
        what=f"draft.{what}",
        target=thing.target,
        site_code=thing.site.code,
        outcome=outcome,
        details=details,
    )


def base_of(session: Session, thing: Thing, opened: Opened, seen: str) -> Content | None:
    """What a form was filled with: what is there, what is live, what the draft began from, or an earlier step.

    None where it is not known any more.
    """
    began = unpacked(opened.draft.base) if opened.draft else None
    near = (one for one in (opened.content, opened.live, began) if one is not None and digest_of(one) == seen)
    return next(near, None) or content_of(session, thing, seen)


def _both(
    thing: Thing, base: Content | None, mine: Content, opened: Opened, theirs: Content
) -> tuple[Content, Sequence[Change]]:
    """The changes of both since ``base``, and those of the others in words; raises Clashing."""
    both = thing.kind.merged(base, mine, theirs)
    if both.clashes:
        raise Clashing(both.clashes, both.content, opened.seen, opened.draft.who if opened.draft else 0)
    return both.content, thing.kind.differences(base, theirs)


def _store(session: Session, thing: Thing, editor: Editor, opened: Opened, content: Content, action: str) -> bool:
    """Write the draft and its step; returns whether a publication was called off."""
    draft, called_off, now = opened.draft, False, database_time(session)
    if draft is None:
        draft = Draft(kind=thing.kind.name, site_code=thing.site.code, key=thing.key, reason="", trouble="")
        if opened.live is not None and not last_steps(session, thing, None, 1):
            add_step(session, thing, NOBODY, "found", opened.live)  # imported, or written before there were steps
    else:
        called_off = call_back(draft)
    draft.title, draft.digest = title_of(session, thing, content), digest_of(content)
    draft.content = packed(content) or ""
    draft.base, draft.who, draft.updated = packed(opened.live), editor.number, now
    session.add(draft)
    add_step(session, thing, editor.number, action, content)
    return called_off
