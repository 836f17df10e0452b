"""Where the current sites.yaml is, and how another one takes its place."""

from __future__ import annotations

from typing import Protocol

from sqlalchemy.orm import Session

from govsite.domain.publishing.kinds import AfterCommit, Editor
from govsite.sites.files import Files
from govsite.sites.site import Site


class Store(Protocol):
    """The newest version of sites.yaml and words.txt."""

    def lock(self, session: Session) -> None:
        """Let nobody else publish another version until this transaction ends."""

    def files(self, session: Session) -> Files:
        """The newest version."""

    def put(self, session: Session, files: Files, site: Site, editor: Editor) -> AfterCommit:
        """Let files be the newest version; what is returned writes the copy of this machine."""
