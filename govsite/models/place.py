"""Kinds of place (场所类型): where an errand is done, and what a hall is. Files, forms and pages know only these."""

from __future__ import annotations

HALL = "政务服务大厅"  # the site's own hall: it takes an errand only at the window of the department
TOWNSHIP = "便民服务中心"  # of a township or a street (乡镇、街道)
VILLAGE = "村（社区）"
PLACES = (
    HALL,
    TOWNSHIP,
    VILLAGE,
    "派出所",
    "出入境接待大厅",
    "车管所",
    "交警大队",
    "婚姻登记处",
    "接种门诊",
    "医疗机构",
    "学校",
    "学生资助中心",
    "招生考试机构",
    "人社服务大厅",
    "劳动人事争议仲裁院",
    "公积金服务大厅",
    "不动产登记大厅",
    "办税服务厅",
    "公证处",
    "法律援助中心",
    "退役军人服务站",
    "残疾人服务中心",
    "职工服务中心",
    "档案馆",
    "图书馆",
    "市场监管所",
    "检疫申报点",
    "供电营业厅",
    "供水营业厅",
    "燃气营业厅",
    "海关办事窗口",
    "征信查询点",
)
LOCAL = (TOWNSHIP, VILLAGE)  # which a city has only in its districts and counties
# Which a city runs for its districts (市辖区) and zones too; a county has its own.
SHARED = frozenset(
    (
        *("出入境接待大厅", "车管所", "公积金服务大厅", "不动产登记大厅", "公证处", "医疗机构"),
        *("供电营业厅", "供水营业厅", "燃气营业厅"),
    )
)
# What a hall of a level (级别) is, where nobody says.
KIND_OF_LEVEL = {"乡": TOWNSHIP, "镇": TOWNSHIP, "街": TOWNSHIP, "村": VILLAGE}


def kind_of(level: str) -> str:
    """The kind of a hall of which only the level is known."""
    return KIND_OF_LEVEL.get(level, HALL)
