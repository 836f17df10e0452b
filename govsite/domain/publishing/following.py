"""Follows the published versions of sites.yaml: what is newest is used here, and written to this machine's copy.

A copy that is an earlier version is stale, and overwritten. Any other one was edited by hand: it becomes a version, or
is set aside where it changes what somebody else has changed. What is wrong or held back stays as it is.
"""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.orm import Session

from govsite.database.session import reading, writing
from govsite.domain.common import audit
from govsite.domain.publishing import revisions
from govsite.domain.publishing.revisions import MARK, Collision
from govsite.sites.copies import Applied, Copy
from govsite.sites.errors import SitesInvalid
from govsite.sites.files import Files
from govsite.sites.load import version_of
from govsite.sites.watch import SiteWatcher

BY_HAND = "直接改了文件"
MOST_OF_A_NAME = 64  # characters of a machine's name in the audit
RETRY = 5.0  # seconds until what did not succeed is tried again
ASIDE = "{path}: 这些改动没有采用：{why}。sites.yaml 是发布的内容；还要改的，请对照着改好 sites.yaml，再删掉这个文件"
UNWRITTEN = "{path}: 发布的第 {number} 版写不进去（{why}）。页面已经是新的；请改好文件夹的权限或者空间，会自动再写"
LEFT = "{path}: 有没有采用的改动，发布的第 {number} 版没有写进去。页面已经是新的；改好这个文件，两边的改动就会合在一起"
REFUSED = "发布的第 {number} 版这台机器不能用，是不是程序的版本旧了：{why}"
UNKNOWN = "不知道它是从哪一版改来的"
CLASH = "别处也改了 {fields}"
ELSE = "和别处的改动合不到一起"
log = logging.getLogger(__name__)


class _Newest(NamedTuple):
    """The newest version, and what the database knows of this machine's copy; it knows versions that it has no more."""

    number: int
    version: str
    files: Files
    knows_copy: bool
    knows_applied: bool
    has_applied: bool


def _write_down(session: Session, before: int, number: int) -> None:
    """The line of the audit: nobody was signed in, so it names the machine."""
    machine = socket.gethostname()[:MOST_OF_A_NAME]
    details: dict[str, audit.Detail] = {"before": before, "machine": machine}
    audit.append(session, who="file", what="site.edit", target=f"sites.yaml {number}", details=details)


class Follower:
    """One in each process; those of a machine take turns."""

    def __init__(self, watcher: SiteWatcher, copy: Copy) -> None:
        self.watcher, self.copy = watcher, copy
        self._settled: tuple[int, str] | None = None
        self._again: float | None = None
        self._aside: dict[Path, str] = {}
        self._notes: list[str] = []

    def is_due(self, numbers: Mapping[str, int]) -> bool:
        """Whether there may be something to do; never before the first version is published."""
        number = numbers.get(MARK, 0)
        if self._again is not None and time.monotonic() < self._again:
            return False
        settled = (number, self.watcher.current.version) == self._settled and self._again is None
        return bool(number) and not (settled and all(path.exists() for path in self._aside))

    def follow(self, number: int = 0) -> None:
        """Bring what is used here and the copy to the newest version; ``number`` is the one that was seen.

        Raises what the database raises; then it is due again after RETRY.
        """
        self._follow(number, nullcontext(reading()))

    def follow_now(self) -> Sequence[str]:
        """The same just after a commit, and what is to be told: a session from before might not see it."""
        self._follow(0, writing())
        return self.watcher.notes

    def _follow(self, number: int, opened: AbstractContextManager[Session]) -> None:
        self._again = time.monotonic() + RETRY
        with self.copy.alone():
            disk, applied = self.copy.files(), self.copy.applied
            with opened as session:
                newest = self._ask(session, disk, applied)
            if newest is None:
                return
            self._again, self._notes = None, []
            self._settle(newest, disk, applied)
            self._tell_what_is_aside()
            self.watcher.notes = self._notes
            self._settled = number or newest.number, self.watcher.current.version

    def _ask(self, session: Session, disk: Files | None, applied: Applied) -> _Newest | None:
        row = revisions.latest(session)
        if row is None:
            return None
        before = revisions.find(session, applied.number)
        return _Newest(
            row.number,
            row.version,
            revisions.files_of(row),
            disk is not None and revisions.is_known(session, version_of(*disk)),
            before is not None and before.version == applied.version,
            before is not None and revisions.is_whole(before),
        )

    def _settle(self, newest: _Newest, disk: Files | None, applied: Applied) -> None:
        here = version_of(*disk) if disk else ""
        if disk is None or here == newest.version:
            self._bring(newest.number, newest.files, disk)
        elif here == applied.accepted or (here == applied.version and not newest.knows_applied):
            self._publish(newest, disk, newest.number)  # meant as it is; or a database from before it was restored
        elif newest.knows_copy:
            self._bring(newest.number, newest.files, disk)
        elif self.watcher.files != disk:
            self._use(newest.number, newest.files)
            self._notes.append(LEFT.format(path=self.copy.path, number=newest.number))
        elif newest.knows_applied and newest.has_applied:
            self._publish(newest, disk, applied.number)
        else:
            self._put_aside(newest, disk, UNKNOWN)

    def _publish(self, newest: _Newest, disk: Files, base: int) -> None:
        """Let a copy that was edited by hand become a version."""
        try:
            with writing() as session:
                row = revisions.append(session, disk, socket.gethostname(), BY_HAND, base)
                number, files = row.number, revisions.files_of(row)
                if number > newest.number:
                    _write_down(session, newest.number, number)
        except Collision as collision:
            fields = "、".join(dict.fromkeys(each.label for each in collision.conflicts))
            self._put_aside(newest, disk, CLASH.format(fields=fields))
        except SitesInvalid as error:
            self._put_aside(newest, disk, f"{ELSE}（{error.errors[0].message}）" if error.errors else ELSE)
        else:
            log.info("%s was edited: version %d", self.copy.path, number)
            self._bring(number, files, disk)

    def _put_aside(self, newest: _Newest, disk: Files, why: str) -> None:
        """Keep what was edited by hand beside the file, and go on with what is published."""
        try:
            path = self.copy.set_aside(disk)
        except OSError as error:
            self._unwritten(newest.number, error)
            self._use(newest.number, newest.files)
            return
        self._aside[path] = why
        log.error("%s", ASIDE.format(path=path, why=why))
        self._bring(newest.number, newest.files, disk)

    def _bring(self, number: int, files: Files, disk: Files | None) -> None:
        """Use a version, and write it in the place of the copy."""
        if not self._use(number, files):
            return
        try:
            if disk != files and not self.copy.write(files, instead_of=disk):
                self._again = 0.0  # somebody has just edited it
                return
            self.watcher.wrote(files)
            self.copy.note(Applied(number, version_of(*files)))
        except OSError as error:
            self._unwritten(number, error)

    def _use(self, number: int, files: Files) -> bool:
        """Show a version, if this code takes it."""
        try:
            if self.watcher.files != files:
                self.watcher.adopt(files)
        except SitesInvalid as error:
            self._tell(REFUSED.format(number=number, why=error.lines[0]))
            return False
        return True

    def _unwritten(self, number: int, error: OSError) -> None:
        words = UNWRITTEN.format(path=self.copy.path, number=number, why=error.strerror or type(error).__name__)
        self._tell(words)
        self._again = time.monotonic() + RETRY

    def _tell(self, words: str) -> None:
        """Keep a sentence for who looks, and log it unless it was there the last time."""
        self._notes.append(words)
        if words not in self.watcher.notes:
            log.error("%s", words)

    def _tell_what_is_aside(self) -> None:
        known = self.copy.aside()
        self._aside = {path: self._aside.get(path, ELSE) for path in known}
        self._notes += [ASIDE.format(path=path, why=why) for path, why in self._aside.items()]
