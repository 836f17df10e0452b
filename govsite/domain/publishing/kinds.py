"""Kinds of what staff edit (种类): what the mechanism of publishing asks of each of them; it knows none by name.

A kind is made once, where the application is built, and stands in ``app.extensions["kinds"]`` under its name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from sqlalchemy.orm import Session

from govsite.database.topics import Topic
from govsite.models.publishing import DIGEST, LONGEST_KEY
from govsite.sites.site import Site
from govsite.sites.tree import SiteTree

__all__ = [
    "LONGEST_KEY",
    "AfterCommit",
    "Change",
    "Clash",
    "Content",
    "Editor",
    "Fault",
    "Kind",
    "Merged",
    "Previewed",
    "Thing",
    "digest_of",
    "nothing_more",
    "packed",
    "unpacked",
]

Content = dict[str, Any]  # a JSON object: what a form holds, by field
AfterCommit = Callable[[], Sequence[str]]  # done when all is stored; sentences for whoever published, mostly none


class Editor(NamedTuple):
    """Who edits: the number of a member of staff; ``portal`` may change what is the operator's."""

    number: int
    portal: bool = False

    @property
    def who(self) -> str:
        """Their name in the audit."""
        return f"staff {self.number}"


class Fault(NamedTuple):
    """What is wrong with a content: the field, "" for the whole; the line in its text, counted from 1; a sentence.

    ``path`` leads to the value in a text that holds many: ``contact.phone``.
    """

    field: str
    sentence: str
    line: int | None = None
    path: str = ""


class Change(NamedTuple):
    """One difference in words: what it is called (咨询电话), and the two values as a reader sees them, "" for none."""

    label: str
    before: str
    after: str


class Clash(NamedTuple):
    """What two people changed differently: what it is called, what it was, and what each of them wrote."""

    label: str
    base: str
    mine: str
    theirs: str


class Merged(NamedTuple):
    """A content with the changes of both; where they clash it holds ``mine``."""

    content: Content
    clashes: Sequence[Clash] = ()


@dataclass(frozen=True, slots=True)
class Previewed:
    """How a draft is shown on the real pages: the tree of sites, contents in place of live ones by kind and key, and
    the page to begin with, seen from its site.
    """

    tree: SiteTree
    page: str = "/"
    contents: Mapping[tuple[str, str], Content] = field(default_factory=dict)


class Kind(Protocol):
    """One kind. ``name`` stands in rows and addresses; ``words`` is what people call it (站点设置, 文章).

    ``topics`` are those of the public pages that show it. ``settles``: ``apply`` fills in what nobody typed, so only
    ``live`` knows what it left. A method that gets a session may be asked in ``writing()``
    or in ``reading()``, and reads from that session alone.
    """

    name: str
    words: str
    topics: Sequence[Topic]
    settles: bool

    def live(self, session: Session, site: Site, key: str) -> Content | None:
        """What is live now, None where there is nothing."""

    def title(self, session: Session, site: Site, key: str, content: Content) -> str:
        """What one thing is called in lists, at most 200 characters; "" where it has no name yet."""

    def check(self, session: Session, site: Site, key: str, content: Content, editor: Editor) -> list[Fault]:
        """What is wrong with a content, [] where it may be published by this editor. May take a while."""

    def differences(self, before: Content | None, after: Content | None) -> list[Change]:
        """What differs between two contents, in words."""

    def merged(self, base: Content | None, mine: Content, theirs: Content | None) -> Merged:
        """``mine`` with what ``theirs`` changed since ``base``, field by field.

        ``base`` None where it is not known any more, or where there was nothing: then all that differs clashes.
        """

    def apply(self, session: Session, site: Site, key: str, content: Content | None, editor: Editor) -> AfterCommit:
        """Make a content the live one, None: take it away; part of the caller's writing, quick.

        What is returned runs after the commit (``nothing_more`` where there is nothing to do). Raises Moved where what
        ``check`` looked at is not so any more: then all is checked and tried once more.
        """

    def previewed(self, session: Session, tree: SiteTree, site: Site, key: str, content: Content) -> Previewed:
        """How a content without faults is shown. Raises Refused where it cannot be."""


class Thing(NamedTuple):
    """What is edited: one of a kind at a site, by its key there (of what a site has one of: the name of the kind)."""

    kind: Kind
    site: Site
    key: str

    @property
    def lock(self) -> str:
        """The name under which one transaction at a time changes it."""
        return f"draft {self.kind.name} {self.site.code} {self.key}"

    @property
    def target(self) -> str:
        """Its name in the audit."""
        return f"{self.kind.name} {self.key}"[:64]


def nothing_more() -> Sequence[str]:
    """Of ``apply``: all is done with the commit."""
    return ()


def packed(content: Content | None) -> str | None:
    """A content as the database keeps it: one text for one content."""
    if content is None:
        return None
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def unpacked(text: str | None) -> Content | None:
    """A content as it came out of the database."""
    found: Content | None = None if text is None else json.loads(text)
    return found


def digest_of(content: Content | None) -> str:
    """By which a content is told from others: a form carries that of what it was filled with (``seen``)."""
    return hashlib.sha256((packed(content) or "").encode("utf-8", "surrogatepass")).hexdigest()[:DIGEST]
