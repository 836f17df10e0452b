"""The materials of a case (申请材料) as they are now: each notice keeps its own words, the last one counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from govsite.models.case import BAD, CaseMaterial


def current(materials: Sequence[CaseMaterial]) -> list[CaseMaterial]:
    """Without those that a later notice asks for once more, in the order in which they are given."""
    last = {row.name: row.id for row in sorted(materials, key=_number) if row.supplement_id is not None}
    return [row for row in materials if row.id >= last.get(row.name, 0)]


def lacking(materials: Iterable[CaseMaterial]) -> list[CaseMaterial]:
    """Those without which nothing is accepted in the ordinary way: not there, or not right."""
    return [row for row in materials if row.needed and (not row.received or row.verdict == BAD)]


def _number(row: CaseMaterial) -> int:
    return row.id
