"""The kinds of faults (问题), in the order in which they are worth mending."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

CONTACT, PLACE, AREA_CODE, OFFICE, SAME_LINE, HOURS = "contact", "place", "area-code", "office", "same-line", "hours"
LIMIT, VISITS, NO_LIMIT, FEE, STEPS, BASIS = "limit", "visits", "no-limit", "fee", "steps", "basis"
DISCIPLINE, CATCH_ALL, MATERIALS, FORM, CONDITIONS, ONLINE = (
    "discipline",
    "catch-all",
    "materials",
    "form",
    "conditions",
    "online",
)
BAD_LINK, DEAD_LINK = "bad-link", "dead-link"
DUTY, SILENT, OLD_NOTICE, PAST_NOTICE = "duty", "silent", "old-notice", "past-notice"
GUIDES, NOTICES, SITE = "指南", "公告", "网站"


class Kind(NamedTuple):
    """A kind of fault: ``name`` is its heading, ``words`` end a sentence that begins with how many there are."""

    key: str
    name: str
    group: str
    words: str


KINDS: Mapping[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind(DUTY, "网站必须标明的内容不全", SITE, "项网站必须标明的内容没有填"),
        Kind(SILENT, "很久没有新公告", NOTICES, "个栏目很久没有新公告"),
        Kind(CONTACT, "没有咨询电话", GUIDES, "处没有咨询电话"),
        Kind(PLACE, "没有办理地点或窗口", GUIDES, "处没有写办理地点或窗口"),
        Kind(AREA_CODE, "电话没有区号", GUIDES, "个电话没有区号，外地打不通"),
        Kind(OFFICE, "实施部门没有登记", GUIDES, "份指南的实施部门在本站没有登记"),
        Kind(LIMIT, "时限自相矛盾", GUIDES, "处时限自相矛盾或者不合规定"),
        Kind(VISITS, "跑几次和网办深度对不上", GUIDES, "处跑几次和网办深度对不上"),
        Kind(SAME_LINE, "咨询和投诉是同一个电话", GUIDES, "处咨询和投诉是同一个电话"),
        Kind(DISCIPLINE, "投诉电话写了 12388", GUIDES, "处投诉电话写了 12388"),
        Kind(HOURS, "没有办公时间", GUIDES, "处没有写办公时间"),
        Kind(OLD_NOTICE, "公告挂了一年以上", NOTICES, "条公告挂了一年以上"),
        Kind(PAST_NOTICE, "公告过期了", NOTICES, "条公告过期了，可以撤下"),
        Kind(DEAD_LINK, "链接打不开", SITE, "个链接打不开"),
        Kind(BAD_LINK, "网址写错了", SITE, "个网址写错了"),
        Kind(CATCH_ALL, "材料写了兜底条款", GUIDES, "处材料写了兜底条款"),
        Kind(STEPS, "步骤只有名称", GUIDES, "份指南的步骤只有名称"),
        Kind(FEE, "收费没有写明标准、依据和缴费方式", GUIDES, "处收费没有写明标准、依据和缴费方式"),
        Kind(BASIS, "没有设定依据", GUIDES, "份指南没有设定依据"),
        Kind(NO_LIMIT, "没有法定办结时限", GUIDES, "份指南没有法定办结时限"),
        Kind(CONDITIONS, "没有受理条件", GUIDES, "份指南没有受理条件"),
        Kind(MATERIALS, "材料名称说不清", GUIDES, "处材料名称说不清"),
        Kind(ONLINE, "能网上办，没有写到哪里办", GUIDES, "份指南能网上办，没有写在线办理地址"),
        Kind(FORM, "要填表，没有写表格从哪里来", GUIDES, "张要填的表没有写从哪里来，或者没有样表"),
    )
}
PLACES = {key: place for place, key in enumerate(KINDS)}
