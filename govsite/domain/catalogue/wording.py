"""Numbers and codes of the catalogue in words."""

from __future__ import annotations

from govsite.domain.catalogue.limits import Limit

AUDIENCES = {"natural": "个人", "legal": "法人", "both": "个人和法人"}
DEPTHS = {0: "到窗口办理", 1: "网上咨询", 2: "网上预审", 3: "网上受理", 4: "全程网办"}
GRADES = dict(enumerate("ⅠⅡⅢⅣ", 1))  # of online depth (网上办理深度), as the rules for guides number them


def grade_line(depth: int) -> str:
    """An online depth with its grade, for the basic facts of a guide."""
    return f"{GRADES[depth]} 级：{DEPTHS[depth]}" if depth in GRADES else "不提供网上办理"


def facts_line(limit: Limit, fee: str, times: int, depth: int, bookable: bool) -> str:
    """The facts of an item for one line of a list."""
    trips = f"跑 {times} 次" if times else "不用跑"
    return " · ".join([limit.promised, fee, trips, DEPTHS[depth], *(["可预约"] if bookable else [])])
