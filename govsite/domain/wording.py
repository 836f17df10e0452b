"""Numbers and codes of the trade said in words."""

from __future__ import annotations

AUDIENCES = {"natural": "个人", "legal": "法人", "both": "个人和法人"}
DEPTHS = {0: "到窗口办理", 1: "网上咨询", 2: "网上预审", 3: "网上受理", 4: "全程网办"}
DEPTH_MARKS = {0: "—", 1: "Ⅰ 级", 2: "Ⅱ 级", 3: "Ⅲ 级", 4: "Ⅳ 级"}
DEPTH_TEXTS = {
    0: "本事项到窗口办理。",
    1: "可以在网上看指南、问问题，申请材料到窗口提交。",
    2: "可以在网上提交材料预审，预审通过后带原件到窗口正式受理。",
    3: "可以在网上提交申请并受理，办理中需要到现场。",
    4: "从申请到领取结果都在网上完成，结果可以邮寄或下载。",
}
WORKING_DAYS = "个工作日"


def promised(days: int) -> str:
    """The promised limit (承诺办结时限) in words; 0 is on the spot."""
    return "当场办结" if days == 0 else f"{days} {WORKING_DAYS}"


def limits(promised_days: int, statutory_days: int | None) -> str:
    """Promised and statutory limit in one phrase: 7 个工作日，法定 20 个工作日."""
    if statutory_days is None:
        return f"{promised(promised_days)}，法律没有规定期限"
    return f"{promised(promised_days)}，法定 {statutory_days} {WORKING_DAYS}"


def visits(times: int) -> str:
    """Trips to a counter (到现场次数) in words."""
    return "一次都不用跑" if times == 0 else f"跑 {times} 次"


def copies(count: int) -> str:
    """Number of copies of a material."""
    return f"{count} 份"


def facts_line(days: int, fee: str, times: int, depth: int, bookable: bool) -> str:
    """The facts of an item in one line of a list."""
    limit = f"承诺 {days} {WORKING_DAYS}" if days else "当场办结"
    trips = f"跑 {times} 次" if times else "不用跑"
    return " · ".join([limit, fee, trips, DEPTHS[depth], *(["可预约"] if bookable else [])])
