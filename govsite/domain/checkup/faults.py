"""A fault (问题) and the field in which it is mended: a column of a row of a table, as imports name them."""

from __future__ import annotations

from typing import NamedTuple

ITEMS, OFFERINGS, DEPARTMENTS, HALLS = "items", "offerings", "departments", "halls"
ARTICLES, SITES = "articles", "sites.yaml"
# Of each column that a rule names: its title in the table, and the tab of a guide that shows it.
COLUMNS = {
    ITEMS: {
        "basis": ("设定依据", "basic"),
        "conditions": ("受理条件", "online"),
        "faqs": ("常见问题", "notes"),
        "fee": ("收费", "basic"),
        "fees": ("收费项目", "basic"),
        "handling": ("办件类型", "basic"),
        "materials": ("申请材料", "online"),
        "notes": ("办理说明", "notes"),
        "online_at": ("在线办理地址", "online"),
        "online_depth": ("网办深度", "basic"),
        "pay": ("缴费方式", "basic"),
        "post": ("可邮寄", "online"),
        "promised_days": ("承诺办结时限", "basic"),
        "special": ("特别程序", "online"),
        "statutory_days": ("法定办结时限", "basic"),
        "steps": ("办理流程", "online"),
        "visit_reason": ("到现场原因", "basic"),
        "visits": ("到现场次数", "basic"),
        "window_steps": ("窗口办理流程", "online"),
    },
    OFFERINGS: {
        "complaint_phone": ("投诉电话", "offices"),
        "department": ("实施部门", "basic"),
        "hall_id": ("大厅编号", "offices"),
        "hours": ("办公时间", "offices"),
        "online_at": ("在线办理地址", "online"),
        "online_depth": ("网办深度", "basic"),
        "phone": ("咨询电话", "offices"),
        "promised_days": ("承诺办结时限", "basic"),
        "visit_reason": ("到现场原因", "basic"),
        "visits": ("到现场次数", "basic"),
        "window": ("窗口", "offices"),
    },
    DEPARTMENTS: {"phone": ("咨询电话", ""), "complaint_phone": ("投诉电话", "")},
    HALLS: {"phone": ("电话", ""), "hours": ("办公时间", "")},
}


class Found(NamedTuple):
    """What a rule found, wherever the row belongs: a kind, the column's attribute and a sentence."""

    kind: str
    column: str
    reason: str


class Field(NamedTuple):
    """Where something is mended; ``row`` is the key of the row in words, ``column`` the title of the column.

    ``key`` and ``name`` are those of the row and of the column (the model's attribute), "" where it has no form.
    """

    table: str
    row: str
    column: str
    key: str = ""
    name: str = ""


class Fault(NamedTuple):
    """A fault of a site: ``page`` is the path below the site's root where it is seen, ``department`` a key or "".

    ``subject`` is the guide, notice or office that has it. Who runs the site mends it where it is its ``own``; what
    stands in the basic catalogue is mended there, once for all sites.
    """

    kind: str
    subject: str
    reason: str
    field: Field
    page: str
    department: str = ""
    own: bool = True


def of_item(found: Found, code: str, name: str, department: str) -> Fault:
    """A fault of a guide that stands in the basic catalogue."""
    title, tab = COLUMNS[ITEMS][found.column]
    field = Field(ITEMS, f"基本编码 {code}", title, code, found.column)
    return Fault(found.kind, name, found.reason, field, f"/guides/{code}/{tab}", department, own=False)


def of_offering(found: Found, site_code: str, code: str, name: str, department: str) -> Fault:
    """A fault of a guide in what the site says of the item."""
    title, tab = COLUMNS[OFFERINGS][found.column]
    field = Field(OFFERINGS, f"站点 {site_code}，基本编码 {code}", title, code, found.column)
    return Fault(found.kind, name, found.reason, field, f"/guides/{code}/{tab}", department)
