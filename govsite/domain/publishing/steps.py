"""Steps (修改记录): what was done to a thing, each with the content that it left, written in the same transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session, defer

from govsite.database.clock import database_time
from govsite.domain.publishing.kinds import Content, Thing, digest_of, packed, unpacked
from govsite.models.publishing import Draft, Edit

MOST_SAVES = 200  # of a thing; what was published, asked for or discarded is kept for ever
SAVES = ("save", "restore")
DECISIONS = ("ask", "call_off", "schedule", "publish", "discard")
Name = tuple[str, str, str]  # of a thing: its kind, the code of its site, its key
LONGEST_TITLE = 200  # characters


def of(model: type[Draft] | type[Edit], thing: Thing) -> tuple[ColumnElement[bool], ...]:
    """The condition that rows are a thing's."""
    return model.kind == thing.kind.name, model.site_code == thing.site.code, model.key == thing.key


def add_step(
    session: Session,
    thing: Thing,
    who: int,
    action: str,
    content: Content | None,
    *,
    before: Content | None = None,
    reason: str = "",
    ends: datetime | None = None,
) -> int:
    """Write a step down and return its number; part of the caller's writing. The oldest of too many saves go."""
    values: dict[str, Any] = {"content": packed(content), "digest": digest_of(content), "before": packed(before)}
    of_content = before if content is None else content
    last = last_steps(session, thing, None, 1) if of_content is None else ()
    title = last[0].title if last else title_of(session, thing, of_content)  # what is sent back has its name still
    row = Edit(
        kind=thing.kind.name,
        site_code=thing.site.code,
        key=thing.key,
        action=action,
        title=title,
        who=who,
        at=database_time(session),
        reason=reason,
        ends=ends,
        **values,
    )
    session.add(row)
    session.flush()
    if action in SAVES:
        _thin(session, thing)
    return row.id


def titles(session: Session, things: Collection[Name]) -> dict[Name, str]:
    """What some things were called at their last step; one query."""
    return {name: step.title for name, step in _last(session, things).items()}


def all_sent_back(session: Session, things: Collection[Name]) -> dict[Name, Edit]:
    """Of some things the step by which they were sent back with words (退回), where nothing was decided since."""
    found = _last(session, things, Edit.action.in_(DECISIONS))
    return {name: step for name, step in found.items() if step.action == "call_off" and step.reason}


def sent_back(session: Session, thing: Thing) -> Edit | None:
    """The same of one thing."""
    name = (thing.kind.name, thing.site.code, thing.key)
    return all_sent_back(session, {name}).get(name)


def _last(session: Session, things: Collection[Name], *which: ColumnElement[bool]) -> dict[Name, Edit]:
    if not things:
        return {}
    near = Edit.kind.in_({kind for kind, _, _ in things}), Edit.key.in_({key for _, _, key in things})
    last = select(func.max(Edit.id)).where(*near, *which).group_by(Edit.kind, Edit.site_code, Edit.key)
    rows = session.scalars(select(Edit).where(Edit.id.in_(last)).options(defer(Edit.content), defer(Edit.before)))
    return {name: row for row in rows if (name := (row.kind, row.site_code, row.key)) in things}


def title_of(session: Session, thing: Thing, content: Content | None) -> str:
    """What a thing is called, as rows keep it."""
    return thing.kind.title(session, thing.site, thing.key, content or {})[:LONGEST_TITLE]


def content_of(session: Session, thing: Thing, digest: str) -> Content | None:
    """A content that the thing had once, by its digest; None where it is not known any more."""
    known = select(Edit.content).where(*of(Edit, thing), Edit.digest == digest, Edit.content.is_not(None))
    text = session.scalar(known.order_by(Edit.id.desc()).limit(1))
    if text is None:
        # What was live before something else was published may have come from outside, and have no step of its own.
        earlier = select(Edit.before).where(*of(Edit, thing), Edit.before.is_not(None)).order_by(Edit.id.desc())
        text = next((one for one in session.scalars(earlier.limit(5)) if digest_of(unpacked(one)) == digest), None)
    return unpacked(text)


def last_steps(session: Session, thing: Thing, before: int | None, most: int) -> Sequence[Edit]:
    """The steps of a thing, the last one first; ``before`` is the number of the last one on the page before.

    Their contents are read where somebody asks for one.
    """
    found = select(Edit).where(*of(Edit, thing)).order_by(Edit.id.desc()).limit(most)
    found = found.options(defer(Edit.content), defer(Edit.before))
    if before is not None:
        found = found.where(Edit.id < before)
    return session.scalars(found).all()


def _thin(session: Session, thing: Thing) -> None:
    saves = (*of(Edit, thing), Edit.action.in_(SAVES))
    last = select(Edit.id).where(*saves).order_by(Edit.id.desc()).offset(MOST_SAVES).limit(1)
    number = session.scalar(last)
    if number is not None:
        session.execute(delete(Edit).where(*saves, Edit.id <= number))
