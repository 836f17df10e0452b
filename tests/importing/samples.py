"""Small made-up rows, right unless a test changes them, and a small portal for them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from govsite.domain.importing import IMPORTERS, Importer, ImportReport, Table, check_import, store_import
from govsite.sites.load import load_text
from govsite.sites.tree import SiteTree

SITES = """
portal: {name: 湖北政务服务网, hotline: "12345"}
sites:
  hubei: {code: "420000", name: 湖北省, short_name: 湖北, level: province, contact: {phone: 027-87230000}}
  wuhan: {code: "420100", name: 武汉市, short_name: 武汉, level: city, parent: hubei}
  jiangan: {code: "420102", name: 江岸区, short_name: 江岸, level: county, parent: wuhan}
  yichang: {code: "420500", name: 宜昌市, short_name: 宜昌, level: city, parent: hubei,
            contact: {phone: 0717-6219300}}
  zigui: {code: "420527", name: 秭归县, short_name: 秭归, level: county, parent: yichang}
  yichanggaoxin: {code: "420591", name: 宜昌高新技术产业开发区, short_name: 宜昌高新区, level: zone,
                  parent: yichang}
  xiantao: {code: "429004", name: 仙桃市, short_name: 仙桃, level: county, parent: hubei}
  xiantaogaoxin: {code: "429091", name: 仙桃高新技术产业开发区, short_name: 仙桃高新区, level: zone,
                  parent: xiantao}
"""

ITEM = {
    "basic_code": "070010010000",
    "slug": "id-card-reissue",
    "name": "居民身份证补领",
    "aliases": "身份证丢了;补办身份证",
    "audience": "natural",
    "type": "行政确认",
    "handling": "承诺件",
    "theme": "证件办理",
    "life_event": "迁居",
    "group": "",
    "department": "公安局",
    "levels": "city;county",
    "statutory_days": "60",
    "promised_days": "20",
    "fee": "40元/证",
    "online_depth": "2",
    "visits": "1",
    "legal_basis": "《中华人民共和国居民身份证法》第十一条",
    "conditions": "居民身份证丢失",
    "materials": "身份证补领登记表|原件|1|必要|申请人自备||登记表空白.pdf|登记表样例.pdf;"
    "居民户口簿|原件|1|必要;近期照片|电子件|1|容缺",
    "steps": "申请|到窗口说明丢失情况|申请人|当场;制证|制作证件|公安机关|20 个工作日",
    "result": "居民身份证",
    "words": "身份证不见了",
    "fee_short": "40元",
    "fees": "证件工本费|40元/证|财综〔2007〕34号|低保对象减免",
    "pay": "在窗口缴纳",
    "visit_reason": "需采集指纹",
    "scope": "全国通办",
    "post": "是",
    "special": "",
    "quantity_limit": "",
    "result_type": "证照",
    "notes": "旧证找到后应交回",
    "faqs": "可以代办吗|不可以，需本人采集指纹",
    "agencies": "",
    "advisers": "户籍民警|证件办理|工作日|12345",
    "heat": "90",
}

OFFICE = {
    "site_code": "420500",
    "key": "公安局",
    "slug": "gongan",
    "title": "公安机关",
    "name": "宜昌市公安局",
    "phone": "0717-6219300",
    "complaint_phone": "12345",
    "address": "宜昌市体育场路46号",
    "credit_code": "11420500MB0000019T",
}

HALL = {
    "id": "H005",
    "site_slug": "yichang",
    "name": "宜昌市民之家",
    "level": "市",
    "address": "宜昌市西陵区体育场路46号",
    "hours": "周一至周五 9:00—17:00",
    "phone": "12345",
    "transport": "公交市民之家站",
    "floors": "1楼：综合受理窗口、公安户政（身份证、户口簿）;2楼：人社、医保窗口",
    "synthetic": "0",
}

BUNDLE = {
    "slug": "birth",
    "name": "新生儿出生",
    "aliases": "生孩子要办什么;宝宝出生",
    "audience": "natural",
    "order": "1",
    "about": "出生证、户口一次办齐。",
    "whole": "",
    "steps": f"{ITEM['basic_code']}|孩子出生的",
    "outside": "开户|例子银行|https://www.example.com/|要银行卡的",
    "notes": "先想好名字。",
    "words": "",
    "state": "在用",
}

OFFERING = {
    "site_code": "420500",
    "item_code": ITEM["basic_code"],
    "code": "",
    "department": "",
    "hall_id": "H005",
    "window": "1楼公安户政窗口",
    "phone": "0717-6219300",
    "complaint_phone": "12345",
    "bookable": "1",
    "promised_days": "",
    "visits": "",
    "visit_reason": "",
    "online_depth": "",
    "fee": "",
    "hours": "",
}


def small_tree() -> SiteTree:
    """Two cities, a county, a district, a county directly under the province, two zones."""
    return load_text(SITES)


def table(*rows: Mapping[str, str]) -> Table:
    """A table of rows that share their columns."""
    return Table.of(rows[0].keys(), [list(row.values()) for row in rows])


def load(session: Session, noun: str, *rows: Mapping[str, str], dry_run: bool = False) -> ImportReport:
    """Import rows of a noun for the small portal."""
    return load_table(session, IMPORTERS[noun], table(*rows), dry_run=dry_run)


def load_table(session: Session, importer: Importer, table: Table, dry_run: bool = False) -> ImportReport:
    """Check and store in the test's own transaction, which is undone."""
    plan = check_import(session, importer, table, sites=small_tree(), dry_run=dry_run)
    store_import(session, plan)
    return plan.report


def load_all(session: Session) -> None:
    """One good row of every noun, in the order in which they refer to each other."""
    rows = (OFFICE, ITEM, HALL, OFFERING, BUNDLE)
    for noun, row in zip(("departments", "items", "halls", "offerings", "bundles"), rows, strict=True):
        assert load(session, noun, row).created == 1


def as_csv(rows: Iterable[Iterable[str]], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """The bytes of a CSV file."""
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue().encode(encoding)
