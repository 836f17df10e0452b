"""The last good sites.yaml and words.txt, kept so that a worker can start while the files themselves are bad.

They also say what this machine believes: a start compares the files with them, and what one worker took, or ``flask
sites accept`` put there, is taken by all. One zip file a sites.yaml, named by a hash of its path and with the path as
its comment, so that portals which share an instance folder never get each other's sites; ``unzip`` shows it to
operators.
"""

from __future__ import annotations

import hashlib
import io
import logging
import os
import tempfile
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from govsite.sites.files import Files
from govsite.sites.words import WORDS_FILE

SITES_FILE = "sites.yaml"
log = logging.getLogger(__name__)


class LastGood:
    """The copy, in ``folder``, of the files at ``sites``; several processes may keep and read it at once."""

    def __init__(self, folder: Path, sites: Path) -> None:
        self._origin = os.fsencode(sites.absolute())
        self.path = folder / f"sites-{hashlib.sha256(self._origin).hexdigest()[:12]}.zip"

    def keep(self, files: Files, written: float) -> None:
        """Keep files that were loaded, unless they are the ones that are kept; a failure is only logged."""
        try:
            self.put(files, written)
        except OSError as error:
            log.warning("%s cannot be kept for the next start: %s", os.fsdecode(self._origin), error)

    def put(self, files: Files, written: float) -> None:
        """Keep files, unless they are the ones that are kept, with the time of sites.yaml. Raises OSError."""
        packed = self._packed(files)
        if not _holds(self.path, packed):
            _write(self.path, packed, written)

    @property
    def written(self) -> float:
        """When the sites.yaml that is kept was written; 0 where there is none."""
        try:
            return self.path.stat().st_mtime
        except OSError:
            return 0.0

    def files(self) -> Files | None:
        """The files that were kept, or None where there are none, or they are damaged or another portal's."""
        try:
            with ZipFile(self.path) as archive:
                if archive.comment != self._origin:
                    return None
                words = archive.read(WORDS_FILE) if WORDS_FILE in archive.namelist() else None
                return archive.read(SITES_FILE), words
        except FileNotFoundError:
            return None
        except Exception as error:  # what zipfile raises for a damaged file has no common base
            log.error("%s cannot be read: %r", self.path, error)
            return None

    def _packed(self, files: Files) -> bytes:
        """The same bytes for the same files: ZipInfo has a fixed date."""
        buffer = io.BytesIO()
        with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
            archive.comment = self._origin
            for name, data in zip((SITES_FILE, WORDS_FILE), files, strict=True):
                if data is not None:
                    archive.writestr(ZipInfo(name), data, ZIP_DEFLATED)
        return buffer.getvalue()


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.read_bytes() == data
    except (FileNotFoundError, PermissionError):  # not readable: left by a command that ran as another user
        return False


def _write(path: Path, data: bytes, written: float) -> None:
    """Put a file in its place as a whole, readable by its owner only, who is the owner of the folder."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f"{path.name}.", dir=path.parent)  # mode 0600
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            if os.geteuid() == 0:  # a command of root's; the workers must be able to read it
                folder = path.parent.stat()
                os.fchown(file.fileno(), folder.st_uid, folder.st_gid)
        os.utime(beside, (written, written))
        beside.replace(path)
    except BaseException:
        beside.unlink()
        raise
