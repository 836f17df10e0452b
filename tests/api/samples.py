"""Cases as systems push them."""

from __future__ import annotations

from itertools import count
from typing import Any

POLICE, HOUSING = "公安局", "住房局"
ID_CARD, FLAT = "11420500011023456A3070010015000", "11420500011023456B3070020015000"
ABOVE = "11420500011023456A2070010015000"
OFFERINGS = (("xiling", POLICE, ID_CARD), ("xiling", HOUSING, FLAT), ("yichang", POLICE, ABOVE))
DAY = "2026-11-02"
_turns = count(1)


def serial(offering: str = ID_CARD, day: str = DAY) -> str:
    """A 办件流水号 that nobody has."""
    return f"{offering}{day.replace('-', '')}{next(_turns):04}"


def case(*events: dict[str, Any], offering: str = ID_CARD, day: str = DAY, **more: Any) -> dict[str, Any]:
    """A case that came in the morning of a day."""
    made = {"serial": serial(offering, day), "received": f"{day}T09:00:00+08:00", "applicant": {"name": "范晓燕"}}
    return made | {"events": list(events)} | more


def event(action: str, at: str, **more: Any) -> dict[str, Any]:
    """Something that happened: ``at`` is ``03T10:00``, in November 2026."""
    usual = {"refuse": {"refusal": "materials"}, "deny": {"refusal": "conditions"}, "step": {"step": "审核"}}
    usual |= {"pause": {"remark": "现场核查"}, "extend": {"remark": "案情复杂"}}
    usual |= {"ask": {"missing": [{"name": "户口簿", "fault": "缺首页", "remedy": "请带首页来"}]}}
    made = {"id": f"{action}-{at}", "at": f"2026-11-{at}:00+08:00", "action": action}
    return made | usual.get(action, {}) | more
