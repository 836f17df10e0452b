"""Topics of public content: a number a topic, which moves in the transaction that changes what pages of it show.

A page names the topics it is made from and is good while their numbers stand, so that a letter that is published
leaves every guide in memory. A row of ``content_version`` each; the migration that brings a topic's tables makes it.

What is published site by site has a topic for each site besides (``articles:420500``), so that a notice of one site
leaves the pages of all others in memory. Its row is made by the first change, and holds the number that the whole
topic had then: a look that finds the whole topic where it was asks for none of them, else for those that moved since.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NewType

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from govsite.database.upsert import insert_into
from govsite.models.version import ContentVersion

Topic = NewType("Topic", str)
CATALOGUE = Topic("catalogue")  # items, offerings, departments, halls, vocabulary, bundles
LETTERS = Topic("letters")  # published letters and their figures
ARTICLES = Topic("articles")  # notices; site by site
SITES = Topic("sites")  # sites.yaml and words.txt: their number is the hash of the files
TOPICS = (CATALOGUE, LETTERS, ARTICLES)  # those with a row
LEAP = 1_000_000  # more changes than are made between a backup and its restore, should the clock have gone back

Numbers = Mapping[str, int]
NOTHING: Numbers = MappingProxyType({})
_OF_A_SITE = ContentVersion.name.startswith(f"{ARTICLES}:", autoescape=True)


def of_site(code: str) -> Topic:
    """The topic of one site's articles."""
    return Topic(f"{ARTICLES}:{code}")


def current(session: Session, topic: Topic = CATALOGUE) -> int:
    """The number now; read it before the content it stands for, so that a change in between is noticed."""
    return mark(session, topic) or 0


def numbers(session: Session, known: Numbers = NOTHING) -> Numbers:
    """The numbers of all topics, and the marks beside them; ``known`` are those that were read last."""
    found = _read(session, ~_OF_A_SITE)
    before, now = known.get(ARTICLES, 0), found.get(ARTICLES, 0)
    kept = {name: number for name, number in known.items() if name.startswith(f"{ARTICLES}:")} if now >= before else {}
    if now != before:
        kept |= _read(session, _OF_A_SITE, ContentVersion.number > (before if kept else 0))
    return {**kept, **found}


def _read(session: Session, *which: object) -> dict[str, int]:
    rows = session.execute(select(ContentVersion.name, ContentVersion.number).where(*which))  # type: ignore[arg-type]
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


def bump_sites(session: Session, codes: Iterable[str]) -> None:
    """Say that articles of some sites changed, by their codes; last in ``writing()``, as ``bump``."""
    bump(session, ARTICLES)
    follow(session, codes)


def follow(session: Session, codes: Iterable[str]) -> None:
    """Give the topics of some sites the number of the whole, which this transaction has just moved."""
    number = current(session, ARTICLES)
    rows = [{"name": of_site(code), "number": number} for code in sorted(set(codes))]
    if rows:
        added = insert_into(session, ContentVersion)
        session.connection().execute(
            added.on_conflict_do_update(index_elements=["name"], set_={"number": added.excluded.number}), rows
        )


def leap(session: Session) -> None:
    """Give all topics numbers that no worker has seen: a backup brings back old ones, which stood for other content.

    They come from the clock, so they differ at each restore of the same backup, whatever became of the database that
    it replaces; edits move them far more slowly than it goes.
    """
    now = time.time_ns() // 1_000_000
    for topic in TOPICS:
        set_mark(session, topic, max(current(session, topic) + LEAP, now))
    session.flush()
    session.execute(update(ContentVersion).where(_OF_A_SITE).values(number=current(session, ARTICLES)))


def mark(session: Session, name: str) -> int | None:
    """The number kept under a name, None when there is none."""
    return session.scalar(select(ContentVersion.number).where(ContentVersion.name == name))


def set_mark(session: Session, name: str, number: int) -> None:
    """Keep a number (63 bits) under a name."""
    session.merge(ContentVersion(name=name, number=number))
