"""What people are told of each column of the tables (填写说明), with an example; the examples fit together."""

from __future__ import annotations

from collections.abc import Mapping

from govsite.domain.tables.write_xlsx import Note
from govsite.models.item import PROOF_LEVELS, UNITS
from govsite.models.place import PLACES

Notes = Mapping[str, Note]

YES_NO = ("是", "否")
_DEPTHS = ("0", "1", "2", "3", "4")
_VISITS = ("0", "1", "2", "3")
_ITEM, _DEPARTMENT, _HALL, _SITE = "990010001000", "例子局", "LZ001", "宜昌市"
_PHONE, _COMPLAINT = "0717-6000001", "12345"
_PHONES = "带区号，写成 0717-6219300 的样子，多个用“、”分开"
_COMPLAINTS = Note("本部门的监督电话，不能和咨询电话相同，不写 12388；没有的空着，网上写 12345", _COMPLAINT)
_CONTACT: Notes = {
    "fax": Note(_PHONES, "0717-6000002"),
    "postcode": Note("6 位数字", "443000"),
    "email": Note("对外公开的邮箱", "lizi@example.gov.cn"),
}
_STATE = "在用或者停用；空着是在用"
_BACK = "空着的，照事项自己的"

TERMS: Notes = {
    "facet": Note("theme 主题，life_event 人生事件或经营活动，group 特定群体", "theme"),
    "audience": Note("natural 自然人，legal 法人，both 两者", "natural"),
    "order": Note("显示的先后，从 1 起的整数", "99"),
    "term": Note("群众看到的词，最多 32 个字", "例子主题"),
}
DEPARTMENTS: Notes = {
    "site_code": Note("站点名称、行政区划代码或者网址里的短名", _SITE),
    "key": Note("事项表里“实施部门”写的简称，一个站点里不能重复", _DEPARTMENT),
    "slug": Note("网址里用的短名：小写字母、数字和短横，一个站点里不能重复", "lizi"),
    "title": Note("各站点通用的叫法，筛选时显示", "例子部门"),
    "name": Note("机构全称，照“三定”规定写", "宜昌市例子局"),
    "phone": Note(_PHONES, _PHONE),
    "complaint_phone": _COMPLAINTS,
    "address": Note("写到门牌号", "宜昌市西陵区例子路1号"),
    **_CONTACT,
    "windows": Note("大厅窗口牌上怎么叫这个部门，可以几个；空着就用简称。只办一种事的写“只办户政”", "例子;例子业务"),
    "credit_code": Note("18 位；有了才能算出实施编码", "11420500MB0000019T"),
}
ITEMS: Notes = {
    "basic_code": Note("国家目录里的 12 位基本编码，业务办理项的再加 2 位；已有的编码更新那个事项", _ITEM),
    "slug": Note("网址里用的短名：小写字母、数字和短横，不能重复", "li-zi"),
    "name": Note("照国家目录写，最多 330 个字", "例子证补领"),
    "name_en": Note("英文名称，用英文搜索时找得到，也显示在结果里", "Replacement of a lost example card"),
    "aliases": Note("群众平常怎么叫，每种一项", "例子证丢了;补办例子证"),
    "audience": Note("办给谁", "自然人", ("自然人", "法人", "自然人和法人")),
    "type": Note("照国家目录写", "行政确认"),
    "handling": Note("当场办结的是即办件，其余是承诺件", "承诺件"),
    "theme": Note("词表里的主题，可以几项", "例子主题"),
    "life_event": Note("词表里的词，可以几项"),
    "group": Note("词表里的词，可以几项"),
    "department": Note("部门表里的简称", _DEPARTMENT),
    "levels": Note("哪几级办理：省、市、县、乡镇、村，可以几项", "市;县"),
    "places": Note(
        "群众到哪一类地方办，常去的写在前面；空着是政务服务大厅。" + "、".join(PLACES), "政务服务大厅;便民服务中心"
    ),
    "statutory_days": Note("法律规定的数；没有法定时限的空着", "20"),
    "statutory_unit": Note("法律写“工作日”的、行政许可，是工作日；别的“60日”“3个月”照写", "工作日", UNITS),
    "promised_days": Note("不能超过法定时限；当场办结写 0", "7"),
    "promised_unit": Note("空着是工作日", "工作日", UNITS),
    "fee": Note("收多少照实写，例如 40元/证；空着是免费", "免费"),
    "online_depth": Note("0 不能上网办，1 网上查询，2 网上预审，3 网上受理，4 全程网办", "3", _DEPTHS),
    "online_at": Note(
        "到哪里网上办，每处一项：名称|网址|怎么找。手机应用没有网址，中间空着。各站点不同的，写在实施清单里",
        "例子App||手机应用商店搜“例子”",
    ),
    "proof_level": Note("在网上办要先认证到几级；不要求的空着", "三级", tuple(PROOF_LEVELS)),
    "visits": Note("要来几次；不用来的写 0", "1", _VISITS),
    "legal_basis": Note("法规名称和条款，每条一项", "《中华人民共和国居民身份证法》第十一条"),
    "conditions": Note("什么人、什么情形可以办，每条一项", "例子证丢失的;例子证损坏的"),
    "materials": Note(
        "每份一项，各段用“|”分开：名称|形式|份数|必要性|来源|什么时候要|空白表文件|样表文件|类型|表格来源。"
        "形式：原件、复印件、电子件、原件和复印件、电子证照；必要性：必要、非必要、容缺；"
        "类型：表格、证照、复印件、声明、资料，空着就照名称判断；表格来源：可下载、到窗口现场填、系统自动生成，要填的才写",
        "居民身份证|原件|1|必要|政府部门核发||||证照;例子证补领申请表|原件|1|必要|申请人自备||||表格|到窗口现场填",
    ),
    "steps": Note(
        "每步一项：环节|做什么|谁做|多久", "申请|到窗口说明丢失情况|申请人|当场;制证|制作证件|承办人员|7 个工作日"
    ),
    "window_steps": Note(
        "和网上办不一样的，写到窗口怎么办，每步一项：环节|做什么|谁做|多久", "申请|带户口簿到窗口填表|申请人|当场"
    ),
    "result": Note("群众最后拿到什么", "例子证"),
    "words": Note("帮助搜索的说法，不显示", "例子证不见了"),
    "fee_short": Note("列表里显示的短说法；空着就自动写"),
    "fees": Note("收费的必填，每项：名称|标准|依据|减免。标准写多少钱，或者按哪个文件怎么算"),
    "pay": Note("收费的写在哪里缴、怎么缴；空着就写窗口缴纳"),
    "visit_reason": Note("要来的必须写为什么；不用来的空着", "需采集指纹"),
    "scope": Note("在哪里能办：本地、全市、全省、全国通办", "全省通办"),
    "post": Note("材料和结果能不能邮寄", "是", YES_NO),
    "special": Note("听证、鉴定、公示等，每项一条"),
    "quantity_limit": Note("没有限制的空着"),
    "result_type": Note("空着就照办理结果判断", "证照"),
    "notes": Note("还要提醒的话，每条一项", "旧证找到后应当交回"),
    "faqs": Note("每项：问题|回答", "可以代办吗|不可以，需本人采集指纹"),
    "agencies": Note("每项：服务|说明|依据|由谁要求"),
    "advisers": Note("每项：称呼|管什么|时间|电话", "例子证专员|证件办理|工作日|12345"),
    "heat": Note("常办的数字大，排在前面；空着是 0", "0"),
    "effective": Note("写成 2026-11-01 的样子", "2026-11-01"),
    "state": Note("暂停、取消的不再显示；空着是在用", "在用"),
    "replaced_by": Note("取消以后改办哪个事项，写它的基本编码；原来的网址会指过去。没有的空着"),
}
HALLS: Notes = {
    "id": Note("自己编，字母、数字和短横，不能重复；已有的编号更新那个大厅", _HALL),
    "site_slug": Note("站点名称、行政区划代码或者网址里的短名", _SITE),
    "name": Note("牌子上的全称", "例子政务服务大厅"),
    "level": Note("哪一级的大厅", "市"),
    "kind": Note("是哪一类地方；空着是政务服务大厅", "政务服务大厅"),
    "address": Note("写到门牌号", "宜昌市西陵区例子路1号"),
    "hours": Note("星期几、几点到几点，午休也写明", "周一至周五 9:00—12:00、13:30—17:00"),
    "phone": Note(_PHONES, _PHONE),
    **_CONTACT,
    "transport": Note("坐什么车、在哪一站下", "公交例子路站"),
    "driving": Note("开车怎么走、在哪里停", "停车场入口在例子路，前两小时免费"),
    "introduction": Note("两三句话", "集中办理全市的例子业务。"),
    "access": Note("有哪些，每样一项", "无障碍坡道;轮椅"),
    "counters": Note(
        "和大厅时间不同的窗口，每项：窗口名称|时间|电话；窗口名称照楼层里的写", "公安户政|周一至周六 9:00—17:00"
    ),
    "floors": Note("每层一项：楼层：窗口、窗口", "1楼：综合受理窗口、公安户政;2楼：人社、医保窗口"),
    "state": Note(_STATE, "在用"),
}
OFFERINGS: Notes = {
    "site_code": Note("哪个站点办：名称、行政区划代码或者短名", _SITE),
    "item_code": Note("事项表里的基本编码，12 位或者 14 位", _ITEM),
    "code": Note("31 位，业务办理项的 33 位也行；空着的，用部门的信用代码算出来"),
    "department": Note("空着是事项表里的部门", _DEPARTMENT),
    "hall_id": Note("大厅表里的编号；不在大厅办的空着", _HALL),
    "window": Note("几楼哪个窗口", "1楼综合受理窗口"),
    "phone": Note(_PHONES, _PHONE),
    "complaint_phone": _COMPLAINTS,
    "bookable": Note("可以预约的必须写大厅编号", "是", YES_NO),
    "promised_days": Note(_BACK, "5"),
    "promised_unit": Note("空着的，和事项的单位一样", "工作日", UNITS),
    "visits": Note(_BACK, "", _VISITS),
    "visit_reason": Note(_BACK),
    "online_depth": Note(_BACK, "", _DEPTHS),
    "online_at": Note(f"名称|网址|怎么找；{_BACK}"),
    "fee": Note(_BACK),
    "hours": Note("空着的，照大厅的"),
    "state": Note(_STATE, "在用"),
}
BUNDLES: Notes = {
    "slug": Note("网址里用的短名：小写字母、数字和短横，不能重复", "li-zi"),
    "name": Note("群众看到的名字，不写“一件事”三个字", "新生儿出生"),
    "aliases": Note("群众平常怎么叫，每种一项", "生孩子要办什么"),
    "audience": Note("办给谁", "自然人", ("自然人", "法人", "自然人和法人")),
    "order": Note("显示的先后，从 1 起的整数", "99"),
    "about": Note("一两句：什么时候用，办完能得到什么", "例子：一次办齐两个证。"),
    "whole": Note("能一次申报全部事项的，写那个事项的基本编码；没有的空着"),
    "steps": Note("按办的先后，每项：基本编码|什么情况下要办", f"{_ITEM}|证丢了的"),
    "outside": Note(
        "要到别的网站办的，每项：名称|网站名|网址|什么情况下要办",
        "例子账户|例子网|https://www.example.gov.cn/|要开户的",
    ),
    "notes": Note("还要提醒的话，每条一项"),
    "words": Note("帮助搜索的说法，不显示"),
    "state": Note(_STATE, "在用"),
}
HOLIDAYS: Notes = {
    "day": Note("写成 2026-10-01 的样子，放假和调休上班的每天一行，一年一次写全", "2026-01-01"),
    "working": Note("调休上班的写是，放假的写否", "否", YES_NO),
    "name": Note("节日名称", "元旦"),
    "source": Note("国务院办公厅通知的文号", "国办发明电〔2025〕7号"),
}
ARTICLES: Notes = {
    "site": Note("站点名称、行政区划代码或者网址里的短名", _SITE),
    "column": Note("在哪个栏目显示", "通知公告", ("通知公告",)),
    "id": Note("网址里用的编号：小写字母、数字和短横；已有的编号更新那一篇", "20261101-1"),
    "title": Note("最多 200 个字", "例子证补领点搬家"),
    "text": Note(
        "空一行分段（Alt+Enter）。行首 # 是小标题，- 是列表，**两个星号**之间加粗，[文字](网址) 是链接",
        "例子证补领点从11月1日起搬到1楼。",
    ),
    "source": Note("发布单位；空着就是本站", "宜昌市例子局"),
    "author": Note("没有的空着"),
    "from": Note("写成 2026-11-01 的样子", "2026-11-01"),
    "until": Note("含当天；空着就一直显示", "2026-12-31"),
    "pinned": Note("排在最前面", "否", YES_NO),
    "items": Note("12 位基本编码，可以几项", _ITEM),
    "halls": Note("大厅表里的编号，可以几项", _HALL),
    "state": Note("停用的不再显示；空着是在用", "在用"),
}
