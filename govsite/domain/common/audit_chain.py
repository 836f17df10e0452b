"""The chain of the audit (审计链), walked from its first row to its end, to find the first that was tampered with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import Row, or_, select
from sqlalchemy.orm import Session

from govsite.domain.common.audit import FIRST_HASH, hash_of
from govsite.models.audit import Audit, AuditHead
from govsite.models.base import table_of

BATCH = 1000  # rows


class Break(Enum):
    """What is wrong with the first row that is not as it was written, with the sentence for the operator."""

    CHANGED = "第 {number} 条与摘要不符：它被改动过，或者与别的记录调换过。"
    MISSING = "第 {number} 条不见了。"
    CUT = "从第 {number} 条起的记录不见了，末尾被截去。"
    REWRITTEN = "第 {number} 条不是原来的末条：链尾被改写过。"
    ADDED = "第 {number} 条不是本系统写入的。"
    NO_HEAD = "链尾的记录（audit_head）不见了，无法核对。"


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many rows from the first on are in order; the hash of the last, or the first break and its number."""

    rows: int
    hash: str = ""
    broken: Break | None = None
    number: int = 0

    @property
    def told(self) -> str:
        """The break as a sentence."""
        return self.broken.value.format(number=self.number) if self.broken else ""


def verify(session: Session, batch: int = BATCH) -> Verdict:
    """Walk the chain, so many rows a query; records may be added meanwhile.

    The end is read first: every row up to there must be found afterwards.
    """
    head = session.execute(select(AuditHead.number, AuditHead.hash)).one_or_none()
    if head is None:
        return Verdict(0, broken=Break.NO_HEAD)
    number, last = 0, FIRST_HASH
    for row in _rows(session, head.number, batch):
        if row.number != number + 1:
            return Verdict(number, broken=Break.MISSING, number=number + 1)
        if row.hash != hash_of(last, row._asdict()):
            return Verdict(number, broken=Break.CHANGED, number=number + 1)
        number, last = row.number, row.hash
    if number < head.number:
        return Verdict(number, broken=Break.CUT, number=number + 1)
    if last != head.hash:
        return Verdict(max(0, number - 1), broken=Break.REWRITTEN, number=number)
    added = _added(session)
    return Verdict(number, last) if added is None else Verdict(number, broken=Break.ADDED, number=added)


def _rows(session: Session, end: int, batch: int) -> Iterator[Row[Any]]:
    table, number = table_of(Audit), 0
    while True:
        after = select(table).where(table.c.number > number, table.c.number <= end)
        rows = session.execute(after.order_by(table.c.number).limit(batch)).all()
        yield from rows
        if len(rows) < batch:
            return
        number = rows[-1].number


def _added(session: Session) -> int | None:
    """A row outside the numbers that the head knows; one statement, since both may grow at any moment."""
    end = select(AuditHead.number).scalar_subquery()
    outside = select(Audit.number).where(or_(Audit.number < 1, Audit.number > end))
    return session.scalar(outside.order_by(Audit.number).limit(1))
