"""Topics of public content: a number a topic, which moves in the transaction that changes what pages of it show.

A page names the topics it is made from and is good while their numbers stand, so that a letter that is published
leaves every guide in memory. A row of ``content_version`` each; the migration that brings a topic's tables makes it.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import NewType

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from govsite.models.version import ContentVersion

Topic = NewType("Topic", str)
CATALOGUE = Topic("catalogue")  # items, offerings, departments, halls, vocabulary
LETTERS = Topic("letters")  # published letters and their figures
SITES = Topic("sites")  # sites.yaml and words.txt: their number is the hash of the files
TOPICS = (CATALOGUE, LETTERS)  # those with a row
LEAP = 1_000_000  # more changes than are made between a backup and its restore, should the clock have gone back

Numbers = Mapping[str, int]


def current(session: Session, topic: Topic = CATALOGUE) -> int:
    """The number now; read it before the content it stands for, so that a change in between is noticed."""
    return mark(session, topic) or 0


def numbers(session: Session) -> Numbers:
    """The numbers of all topics, and the marks beside them, in one query."""
    rows = session.execute(select(ContentVersion.name, ContentVersion.number))
    return {row.name: row.number for row in rows}


def bump(session: Session, topic: Topic = CATALOGUE) -> None:
    """Say that content of a topic changed. Do it last in ``writing()``: writers queue for this row."""
    moved = update(ContentVersion).where(ContentVersion.name == topic).values(number=ContentVersion.number + 1)
    # A migration makes the row; an UPDATE that finds none would lose the change silently.
    if session.connection().execute(moved).rowcount != 1:
        raise LookupError(f"content_version has no row {topic!r}: the database was not migrated")


def bump_from(session: Session, number: int, topic: Topic = CATALOGUE) -> bool:
    """``bump``, unless the number is no longer the one given: what was made from that content is out of date."""
    seen = update(ContentVersion).where(ContentVersion.name == topic, ContentVersion.number == number)
    return session.connection().execute(seen.values(number=number + 1)).rowcount == 1


def leap(session: Session) -> None:
    """Give all topics numbers that no worker has seen: a backup brings back old ones, which stood for other content.

    They come from the clock, so they differ at each restore of the same backup, whatever became of the database that
    it replaces; edits move them far more slowly than it goes.
    """
    now = time.time_ns() // 1_000_000
    for topic in TOPICS:
        set_mark(session, topic, max(current(session, topic) + LEAP, now))


def mark(session: Session, name: str) -> int | None:
    """The number kept under a name, None when there is none."""
    return session.scalar(select(ContentVersion.number).where(ContentVersion.name == name))


def set_mark(session: Session, name: str, number: int) -> None:
    """Keep a number (63 bits) under a name."""
    session.merge(ContentVersion(name=name, number=number))
