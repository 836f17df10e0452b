"""sites.yaml as the console publishes it: the newest version in the database, and this machine's copy of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from sqlalchemy.orm import Session

from govsite.domain.publishing import revisions
from govsite.domain.publishing.following import Follower
from govsite.sites.copies import Applied
from govsite.sites.files import Files
from govsite.sites.load import version_of
from govsite.sites.site import Site

AfterCommit = Callable[[], Sequence[str]]


class Who(Protocol):
    """Who publishes."""

    @property
    def who(self) -> str:
        """Their name in the audit."""


class RevisionStore:
    """The newest version; before the first one, the files in use."""

    def __init__(self, follower: Follower) -> None:
        self.follower = follower
        self._known: tuple[tuple[int, str], Files] | None = None

    def lock(self, session: Session) -> None:
        """Let nobody else publish another version until this transaction ends."""
        revisions.lock(session)

    def files(self, session: Session) -> Files:
        """The newest version."""
        named = revisions.newest(session)
        if not named[0]:
            return self.follower.watcher.files
        known = self._known
        if known is None or known[0] != named:  # megabytes, which nobody fetches twice
            row = revisions.latest(session)
            assert row is not None
            known = self._known = ((row.number, row.version), revisions.files_of(row))
        return known[1]

    def put(self, session: Session, files: Files, site: Site, editor: Who) -> AfterCommit:
        """Let files, which were loaded and made from the newest version under the lock, be the newest one.

        What is returned writes the copy of this machine, and says what went wrong with it.
        """
        used, copy = self.follower.watcher.files, self.follower.copy
        last = revisions.begin(session, used)
        if last.number == 1 and not copy.applied.number:
            copy.note(Applied(1, version_of(*used)))
        revisions.append(session, files, editor.who, f"{site.name}：网页上发布", last.number)
        return self.follower.follow_now
