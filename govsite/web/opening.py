"""Whether an office is open today; a page that says it is rendered with ``of_today``."""

from __future__ import annotations

from govsite.domain.common.days import today
from govsite.domain.common.opening import on_day
from govsite.domain.common.workdays import calendar


def open_today(hours: str) -> str:
    """今天（11月30日，周一）9:00—12:00 开; "" where the words for its hours or the day do not tell."""
    return on_day(hours, today(), calendar()) if hours else ""
