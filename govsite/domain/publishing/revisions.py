"""Versions of sites.yaml (修订) that were published: each is a row, and the newest one is what all machines show."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from govsite.database import topics
from govsite.database.clock import database_time
from govsite.database.locks import lock_name
from govsite.models.site_revision import LONGEST_REASON, LONGEST_WHO, SiteRevision
from govsite.sites.compare import Conflict
from govsite.sites.files import Files
from govsite.sites.load import load_bytes, version_of
from govsite.sites.merge import merge

MARK = "site_revision"  # under which the newest number stands beside the topics; missing before the first
MOST_WHOLE, WHOLE_FOR = 200, timedelta(days=366)  # versions whose bytes stay: so many at least, and so long
FIRST = "第一次在网页上发布以前的文件"


class Collision(Exception):  # noqa: N818
    """Two changed the same fields: ``conflicts`` say which, ``latest`` is the version that has the other's."""

    def __init__(self, conflicts: Sequence[Conflict], latest: SiteRevision) -> None:
        self.conflicts, self.latest = tuple(conflicts), latest
        super().__init__("、".join(".".join(each.path) for each in conflicts))


def lock(session: Session) -> None:
    """Let nobody else publish until this transaction ends."""
    lock_name(session, MARK)


def latest(session: Session) -> SiteRevision | None:
    """The newest version; None before the first."""
    return session.scalar(select(SiteRevision).order_by(SiteRevision.number.desc()).limit(1))


def newest(session: Session) -> tuple[int, str]:
    """Number and version of the newest one, without its bytes; (0, "") before the first."""
    columns = select(SiteRevision.number, SiteRevision.version)
    row = session.execute(columns.order_by(SiteRevision.number.desc()).limit(1)).first()
    return (row.number, row.version) if row else (0, "")


def find(session: Session, number: int) -> SiteRevision | None:
    """The version of a number."""
    return session.get(SiteRevision, number)


def is_known(session: Session, version: str) -> bool:
    """Whether files of this version were ever published."""
    found = select(SiteRevision.number).where(SiteRevision.version == version).limit(1)
    return session.scalar(found) is not None


def is_whole(row: SiteRevision) -> bool:
    """Whether what a version says is still there, and not its hash alone."""
    return bool(row.sites)


def files_of(row: SiteRevision) -> Files:
    """The bytes of sites.yaml and of words.txt, of a version that is whole."""
    return zlib.decompress(row.sites), None if row.words is None else zlib.decompress(row.words)


def begin(session: Session, files: Files) -> SiteRevision:
    """The newest version, which is what stands in the files where none was ever published; part of a writing."""
    lock(session)
    return latest(session) or _add(session, 0, files, "", FIRST)


def append(session: Session, files: Files, who: str, reason: str, base: int | Files) -> SiteRevision:
    """Publish files, which somebody made from a version (its number, or its files); part of the caller's writing.

    Where another version came between, both changes are merged, field by field. Returns the newest version, which is
    the last one where nothing has changed. The files must have been loaded: only what is merged is loaded here. Raises
    Collision where both changed the same field, SitesInvalid where what both made together is wrong, and LookupError
    for a base that is not known.
    """
    lock(session)
    last = latest(session)
    if last is None:
        return _add(session, 0, files, who, reason)
    if base != last.number:
        files = _merged(files, _base(session, base), last)
    if version_of(*files) == last.version:
        return last
    return _add(session, last.number, files, who, reason)


def empty_old(session: Session) -> int:
    """Take the bytes of old versions away; returns of how many. Their hashes stay, so that a file that equals one of
    them is known to be stale for ever.
    """
    last, limit = newest(session)[0] - MOST_WHOLE, database_time(session) - WHOLE_FOR
    old = SiteRevision.number <= last, SiteRevision.at < limit, SiteRevision.sites != b""
    return int(session.connection().execute(update(SiteRevision).where(*old).values(sites=b"", words=None)).rowcount)


def _base(session: Session, base: int | Files) -> Files:
    if not isinstance(base, int):
        return base
    row = find(session, base)
    if row is None or not is_whole(row):
        raise LookupError(f"no version {base} of sites.yaml was published")
    return files_of(row)


def _merged(mine: Files, base: Files, last: SiteRevision) -> Files:
    """Both changes, the sites by field and the words as a whole."""
    theirs = files_of(last)
    words, conflicts = _merged_words(base[1], mine[1], theirs[1])
    found = merge(*(files[0].decode("utf-8", "surrogatepass") for files in (base, mine, theirs)))
    if found.conflicts or conflicts:
        raise Collision([*found.conflicts, *conflicts], last)
    sites = found.text.encode("utf-8", "surrogatepass")
    load_bytes(sites, words=words)
    return sites, words


def _merged_words(
    base: bytes | None, mine: bytes | None, theirs: bytes | None
) -> tuple[bytes | None, Sequence[Conflict]]:
    if mine in (base, theirs) or theirs == base:
        return theirs if mine == base else mine, ()
    told = (None if each is None else each.decode("utf-8", "replace") for each in (base, mine, theirs))
    return theirs, (Conflict(("words.txt",), "words.txt", *told),)


def _add(session: Session, parent: int, files: Files, who: str, reason: str) -> SiteRevision:
    sites, words = files
    row = SiteRevision(
        number=parent + 1,
        parent=parent,
        version=version_of(sites, words),
        sites=zlib.compress(sites),
        words=None if words is None else zlib.compress(words),
        who=who[:LONGEST_WHO],
        reason=reason[:LONGEST_REASON],
        at=database_time(session),
    )
    session.add(row)
    session.flush()
    topics.set_mark(session, MARK, row.number)
    return row
