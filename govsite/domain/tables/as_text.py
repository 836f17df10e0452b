"""Cells that Excel must take as text (前面加撇号): written so that nothing is calculated, read as what was meant."""

from __future__ import annotations

import re

# How exports, ours and others', keep a zero in front, and what a spreadsheet would calculate (OWASP, CSV injection);
# where people write Chinese, the wide signs too.
_KEPT = re.compile("=\"([^\"]*)\"|'([0-9][0-9A-Za-z-]*)|'(['=+\\-@＝＋－＠].*)", re.DOTALL)
_CALCULATED = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "'")


def bare(cell: str) -> str:
    """A cell as it was meant."""
    found = _KEPT.fullmatch(cell) if cell[:1] in ("=", "'") else None
    return found[found.lastindex or 0] if found else cell


def harmless(cell: str) -> str:
    """A cell of a CSV file that nobody's Excel calculates; ``bare`` gives it back."""
    return f"'{cell}" if cell.startswith(_CALCULATED) else cell


def kept(cell: str) -> str:
    """A cell of a workbook, where texts are no formulas; ``bare`` gives it back."""
    return cell if bare(cell) == cell else f"'{cell}"
