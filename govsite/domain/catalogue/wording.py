"""Numbers and codes of the catalogue in words."""

from __future__ import annotations

from collections.abc import Sequence

from govsite.domain.catalogue.limits import Limit
from govsite.models.place import HALL

AUDIENCES = {"natural": "个人", "legal": "法人", "both": "个人和法人"}
DEPTHS = {0: "到窗口办理", 1: "网上咨询", 2: "网上预审", 3: "网上受理", 4: "全程网办"}
BELOW = {
    "township": "乡镇（街道）",
    "village": "村（社区）",
}  # levels of exercise (行使层级) without sites of their own
GRADES = dict(enumerate("ⅠⅡⅢⅣ", 1))  # of online depth (网上办理深度), as the rules for guides number them


def grade_line(depth: int) -> str:
    """An online depth with its grade, for the basic facts of a guide."""
    return f"{GRADES[depth]} 级：{DEPTHS[depth]}" if depth in GRADES else "不提供网上办理"


def place_words(levels: Sequence[str], kinds: Sequence[str]) -> str:
    """Where an item is done at whatever site, in two or three words; "" where that is the site's own hall."""
    below = next((word for level, word in BELOW.items() if level in levels), "")
    if below:
        return f"在{below}办"
    return f"到{kinds[0]}" if kinds and kinds[0] != HALL else ""


def facts_line(limit: Limit, fee: str, times: int, depth: int, bookable: bool, place: str = "") -> str:
    """The facts of an item for one line of a list; ``place`` is in the words of above."""
    trips = f"跑 {times} 次" if times else "不用跑"
    where = [DEPTHS[depth]] if depth or not place else []
    return " · ".join([limit.promised, fee, trips, *where, *filter(None, (place, "可预约" if bookable else ""))])
