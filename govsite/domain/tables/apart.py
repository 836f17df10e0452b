"""A table of somebody else is read in a process of its own: what a file does to it, it does to nobody else.

So no thread of a worker is held up, memory goes back at once, and whatever a reader of XML can be led to ends with the
process. A CSV file costs no more than a few times its size, so a small one is read where we are.
"""

from __future__ import annotations

import json
import logging
from pathlib import Path
from subprocess import SubprocessError
from threading import BoundedSemaphore
from typing import BinaryIO

from govsite.domain.common.apart import last_line, run_apart
from govsite.domain.tables.reading import ARCHIVE, IMPORTS, MB, Limits, bounded, read_table
from govsite.domain.tables.table import Table, TableError

PLAIN = 2 * MB  # up to so many bytes of CSV are read where we are
MOST_AT_ONCE = 2  # in this process, as in ``common/uploads.py``
TURN_SECONDS = 20  # to wait for a turn
SLACK = 4  # how much longer than its processor time a process may take, should the machine have others to serve
TOO_MUCH = "这个表格太复杂，读不下来。请删去图片、空白格式和别的工作表，或另存为 CSV，再导入。"
BUSY = "现在读表格的人太多，没有读完。请过一会儿再试。"
_turn = BoundedSemaphore(MOST_AT_ONCE)
log = logging.getLogger(__name__)


def read_table_apart(filename: str, data: bytes | Path | BinaryIO, limits: Limits = IMPORTS) -> Table:
    """As ``read_table`` does, with the memory and the time of the limits; raises TableError."""
    content = bounded(filename, data, limits)
    if not content.startswith(ARCHIVE) and len(content) <= PLAIN:
        return read_table(filename, content, limits)
    if not _turn.acquire(timeout=TURN_SECONDS):
        raise TableError(BUSY)
    try:
        done = run_apart("govsite.domain.tables.child", json.dumps(limits), content=content, seconds=_patience(limits))
    except (SubprocessError, OSError) as error:
        log.warning("a table of %s bytes could not be read: %s", len(content), type(error).__name__)
        raise TableError(BUSY if isinstance(error, OSError) else TOO_MUCH) from None
    finally:
        _turn.release()
    if done.returncode:
        log.warning(
            "a table of %s bytes could not be read: exit code %s, %s",
            len(content),
            done.returncode,
            last_line(done.stderr),
        )
        raise TableError(TOO_MUCH)
    about = json.loads(done.stdout)
    if "refused" in about:
        raise TableError(about["refused"])
    rows = [(number, tuple(cells)) for number, cells in about["rows"]]
    return Table(tuple(about["header"]), rows, tuple(about["told"]))


def _patience(limits: Limits) -> int:
    return SLACK * limits.seconds
