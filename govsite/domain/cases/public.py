"""What the public may see of a case (公示): a masked name, and nothing at all of what says too much about a person."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from datetime import date

# Groups and themes whose items tell of need, illness, family or loss: a row with a day and an office is too much.
SENSITIVE_GROUPS = frozenset({"低收入群体", "残疾人", "孕产妇"})
SENSITIVE_THEMES = frozenset({"优待抚恤", "生育收养", "婚姻登记", "死亡殡葬"})
SENSITIVE_WORDS = ("低保", "生活保障", "特困", "救助", "法律援助", "残疾", "戒毒", "矫正", "抚恤", "收养", "困难")

_DAY = re.compile(r"([12]\d{3})[-./年]?([01]?\d)[-./月]?([0-3]?\d)日?", re.ASCII)


def masked(name: str, *, is_firm: bool) -> str:
    """The name of a firm whole; of a person the first character (张*)."""
    name = name.strip()
    return name if is_firm else f"{name[:1]}*"


def may_be_listed(item_name: str, themes: Collection[str], groups: Collection[str]) -> bool:
    """Whether cases of an item may stand in public lists (低保, 法律援助, 残疾 and their like may not)."""
    if SENSITIVE_GROUPS & set(groups) or SENSITIVE_THEMES & set(themes):
        return False
    return not any(word in item_name for word in SENSITIVE_WORDS)


def read_day(text: str) -> date | None:
    """The day that somebody's text stands for (2026-11-02, 2026.11.2, 20261102, 2026年11月2日); None for none."""
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", text).strip())
    try:
        return date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return None
