"""A kind that only tests have: cards of a few fields, kept where templates of answers are; and who edits them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from govsite.database.session import reading, writing
from govsite.database.topics import LETTERS, Topic
from govsite.database.upsert import insert_into
from govsite.domain.publishing import drafts, releasing
from govsite.domain.publishing.drafts import Opened, Saved
from govsite.domain.publishing.kinds import (
    AfterCommit,
    Change,
    Clash,
    Content,
    Editor,
    Fault,
    Merged,
    Previewed,
    Thing,
    nothing_more,
    packed,
    unpacked,
)
from govsite.models.reply_template import ReplyTemplate
from tests.apps import site_of

ANNA, BERTA, CARLA = Editor(101), Editor(102), Editor(103)


class Cards:
    """``wrong`` as a value of a field is a fault; ``applied`` are the contents that became live, in this order."""

    name, words = "card", "卡片"
    topics: Sequence[Topic] = (LETTERS,)
    settles = False

    def __init__(self) -> None:
        self.applied: list[Content | None] = []

    def live(self, session: Session, site: Any, key: str) -> Content | None:
        return unpacked(session.scalar(select(ReplyTemplate.text).where(*self._own(site, key))))

    def title(self, session: Session, site: Any, key: str, content: Content) -> str:  # noqa: ARG002
        return str(content.get("title", ""))

    def check(self, session: Session, site: Any, key: str, content: Content, editor: Editor) -> list[Fault]:  # noqa: ARG002
        return [Fault(field, f"{field} 不对") for field, value in content.items() if value == "wrong"]

    def differences(self, before: Content | None, after: Content | None) -> list[Change]:
        old, new = before or {}, after or {}
        fields = [field for field in {**old, **new} if old.get(field) != new.get(field)]
        return [Change(field, str(old.get(field, "")), str(new.get(field, ""))) for field in fields]

    def merged(self, base: Content | None, mine: Content, theirs: Content | None) -> Merged:
        old, own, other = base or {}, mine, theirs or {}
        found, clashes = {}, []
        for field in {**other, **own}:
            was, a, b = old.get(field), own.get(field), other.get(field)
            found[field] = b if a == was else a
            if a not in (was, b) and b != was:
                clashes.append(Clash(field, str(was), str(a), str(b)))
        return Merged({field: value for field, value in found.items() if value is not None}, clashes)

    def apply(self, session: Session, site: Any, key: str, content: Content | None, editor: Editor) -> AfterCommit:  # noqa: ARG002
        session.execute(delete(ReplyTemplate).where(*self._own(site, key)))
        if content is not None:
            values = {"site_code": site.code, "department": "card", "name": key, "text": packed(content)}
            session.execute(insert_into(session, ReplyTemplate).values(values))
        self.applied.append(content)
        return nothing_more

    def previewed(self, session: Session, tree: Any, site: Any, key: str, content: Content) -> Previewed:  # noqa: ARG002
        return Previewed(tree, "/", {(self.name, key): content})

    def _own(self, site: Any, key: str) -> tuple[Any, ...]:
        return ReplyTemplate.site_code == site.code, ReplyTemplate.department == "card", ReplyTemplate.name == key


@contextmanager
def card(app: Flask, key: str, site: str = "xiling", **live: str) -> Iterator[Thing]:
    """A card that is live with these fields, in an application context."""
    with app.app_context():
        thing = Thing(Cards(), site_of(app, site), key)
        if live:
            put_live(thing, **live)
        yield thing


def put_live(thing: Thing, **live: str) -> None:
    """Let it be live from outside, as by a table that is imported."""
    with writing() as session:
        thing.kind.apply(session, thing.site, thing.key, dict(live), ANNA)
        cards: Any = thing.kind
        cards.applied.clear()


def opened(thing: Thing) -> Opened:
    """What a form would hold."""
    reading().rollback()
    return drafts.open_thing(reading(), thing)


def saved(thing: Thing, editor: Editor, seen: str | None = None, **content: str) -> Saved:
    """A save of a form that was opened just now, or earlier."""
    return drafts.save(thing, editor, dict(content), opened(thing).seen if seen is None else seen)


def live(thing: Thing) -> Content | None:
    reading().rollback()
    return thing.kind.live(reading(), thing.site, thing.key)


def published(thing: Thing, editor: Editor, reason: str = "测试", **plan: Any) -> releasing.Published | None:
    """Published as it is now."""
    return releasing.publish(thing, editor, opened(thing).seen, releasing.Plan(reason, **plan))
