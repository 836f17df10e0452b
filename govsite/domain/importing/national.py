"""Words and names of columns that stand in the national tables of items (国家政务服务事项基本要素)."""

from __future__ import annotations

import re

from govsite.domain.tables.columns import choice, text, whole

LISTED = ";；、,，"  # what stands between the words of a list there
NAMES: dict[str, tuple[str, ...]] = {
    "department": ("实施主体", "实施机构"),
    "phone": ("咨询方式", "联系电话"),
    "complaint_phone": ("监督投诉方式", "监督投诉电话"),
    "statutory_days": ("法定办结时限（工作日）",),
    "statutory_unit": ("法定办结时限单位",),
    "promised_days": ("承诺办结时限（工作日）",),
    "promised_unit": ("承诺办结时限单位",),
    "online_at": ("网上办理地址", "在线办理网址"),
    "window_steps": ("线下办理流程", "窗口流程"),
    "visits": ("到办事现场次数", "到办事现场的次数"),
    "online_depth": ("网上办理深度", "网上办理程度"),
    "fee": ("是否收费",),
    "result": ("审批结果名称", "结果名称"),
    "hours": ("办理时间",),
}
BOTH = "自然人和法人"
_AND = re.compile(f"[{LISTED}/和及与 ]+")
_AUDIENCE = choice(
    {
        "natural": "natural",
        "legal": "legal",
        "both": "both",
        "自然人": "natural",
        "法人": "legal",
        BOTH: "both",
    },
    {
        "个人": "natural",
        "企业法人": "legal",
        "企业": "legal",
        "单位": "legal",
        "其他组织": "legal",
        "非法人组织": "legal",
        "法人或其他组织": "legal",
        "法人或者其他组织": "legal",
    },
)
_LEVELS = {
    "province": "province",
    "city": "city",
    "county": "county",
    "省": "province",
    "市": "city",
    "县": "county",
    "township": "township",
    "village": "village",
    "乡镇": "township",
    "村": "village",
}
level = choice(
    _LEVELS,
    {"省级": "province", "市级": "city", "地市级": "city", "设区的市级": "city"}
    | dict.fromkeys(("乡级", "乡镇级", "镇级", "街道", "街道级", "镇（乡、街道）级", "镇(乡、街道)级"), "township")
    | dict.fromkeys(("村级", "社区", "社区级", "村（社区）级", "村(社区)级"), "village")
    | dict.fromkeys(("县级", "区级", "区县级", "县区级", "区", "县（区）级", "县(市、区)级"), "county"),
)
_STEPS = {"Ⅰ": 1, "Ⅱ": 2, "Ⅲ": 3, "Ⅳ": 4, "I": 1, "II": 2, "III": 3, "IV": 4, "一": 1, "二": 2, "三": 3, "四": 4}
_DEPTHS = {"全程网办": 4, "全流程网办": 4, "网上预审": 2}
_short = whole(0, 4)
_words = text(300)


def audience(cell: str) -> str:
    """Whom an item is for (服务对象): one of both kinds of people, or both."""
    if cell in (BOTH, "both"):
        return "both"
    found = {_AUDIENCE(part) for part in _AND.split(cell) if part}
    return "both" if len(found) > 1 else str(_AUDIENCE(cell) if not found else found.pop())


def depth(cell: str) -> int:
    """How far an item goes online (网办深度), 0 to 4."""
    if cell in _DEPTHS:
        return _DEPTHS[cell]
    word = cell.removesuffix("级").rstrip()
    return _STEPS[word.upper()] if word.upper() in _STEPS else _short(word)


def fee(cell: str) -> str:
    """What it costs: a whole word for nothing, and never a bare yes, which tells nobody how much."""
    if cell in ("否", "不收费", "不收", "无"):
        return "免费"
    if cell in ("是", "收费"):
        raise ValueError("请写明收多少，例如“40元/证”；不收费的写“免费”")
    return _words(cell)
