"""Fields of forms with which somebody lets another act for them."""

from __future__ import annotations

import re
from datetime import date

from wtforms.validators import StopValidation

from govsite.domain.accounts.acting import LONGEST
from govsite.domain.accounts.codes import spelled
from govsite.domain.common.days import today
from govsite.forms.base import Form, Line

_DAY = re.compile(r"(20[0-9]{2})[-./年]?([0-9]{1,2})[-./月]?([0-9]{1,2})日?")


class WithinAYear:
    """The last day of acting for somebody: not over, and not too far away."""

    def __call__(self, form: Form, field: Line) -> None:  # noqa: ARG002
        """Raise StopValidation for any other day, and for what is none."""
        day = read_day(field.data or "")
        if day is None:
            raise StopValidation(f"请写年月日，像 {today() + LONGEST / 2:%Y-%m-%d}。")
        if not today() <= day <= today() + LONGEST:
            raise StopValidation("请写今天起一年以内的一天。")


def read_day(text: str) -> date | None:
    """A day as people write it, 2027-6-30 or 2027年6月30日; None for anything else."""
    found = _DAY.fullmatch(spelled(text))
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
