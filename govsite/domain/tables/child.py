"""A process that reads one table and ends. ``python -m govsite.domain.tables.child LIMITS`` reads the file and writes
JSON, {"header": …, "rows": …, "told": …} or {"refused": "…"}.
"""

from __future__ import annotations

import json
import sys

from govsite.domain.common.apart import hold_to
from govsite.domain.tables.reading import Limits, read_table
from govsite.domain.tables.table import TableError


def main(limits: Limits) -> None:
    """Read the table that comes in."""
    hold_to(limits.memory, limits.seconds)
    answer = json.dumps(_answer(sys.stdin.buffer.read(), limits), ensure_ascii=False, separators=(",", ":"))
    sys.stdout.buffer.write(answer.encode("utf-8", "replace"))


def _answer(content: bytes, limits: Limits) -> dict[str, object]:
    try:
        table = read_table("", content, limits)
    except TableError as error:
        return {"refused": str(error)}
    return {"header": table.header, "rows": table.rows, "told": table.told}


if __name__ == "__main__":
    main(Limits(*json.loads(sys.argv[1])))
