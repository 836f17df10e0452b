"""Offices of departments (实施部门) from a table."""

from __future__ import annotations

from collections.abc import Iterator

from govsite.domain.common import credit_codes, emails, phones
from govsite.domain.importing import notes
from govsite.domain.importing.importer import Finding, Given, Importer
from govsite.domain.importing.lookups import Lookups, to_site
from govsite.domain.tables.columns import Column, list_of, pattern, slug, text
from govsite.domain.tables.parsing import Record
from govsite.domain.tables.phone_numbers import phone
from govsite.models.department import Department


def email(cell: str) -> str:
    """An address that mail reaches."""
    if not emails.is_email(cell):
        raise ValueError("应写成 banshi@example.gov.cn 的样子")
    return text(100)(cell)


# Of offices and of halls.
CONTACT = (
    Column("fax", "传真", phone),
    Column("postcode", "邮编", pattern(r"\d{6}", "应为 6 位数字；Excel 会去掉开头的 0，请把这一列设成文本")),
    Column("email", "电子邮箱", email),
)


def _credit_code(cell: str) -> str:
    code = cell.upper()
    if not credit_codes.is_well_formed(code):
        raise ValueError("应为 18 位统一社会信用代码，没有字母 I、O、S、V、Z")
    return code


COLUMNS = (
    Column("site_code", "站点", text(64), required=True, resolve=to_site),
    Column("key", "部门简称", text(32), required=True),
    Column("slug", "短名", slug(32), required=True),
    Column("title", "部门类别", text(64), required=True),
    Column("name", "部门全称", text(100), required=True),
    Column("phone", "咨询电话", phone),
    Column("complaint_phone", "投诉电话", phone),
    Column("address", "地址", text(200)),
    *CONTACT,
    Column("windows", "窗口用词", list_of(text(20)), default=list),
    Column("credit_code", "统一社会信用代码", _credit_code),
)


def check(office: Record, _given: Given, _lookups: Lookups) -> Iterator[Finding]:
    """A complaint must not ring where the enquiry rings."""
    yield from check_phones(office)


def check_phones(row: Record) -> Iterator[Finding]:
    """The rule of ``phones.reach``: complaints go to the office's other line or to the hotline."""
    if phones.is_discipline(row["complaint_phone"]):
        yield "complaint_phone", "12388 只受理违纪举报；请写本部门的监督电话，没有的空着，网上会写 12345"
    if phones.rings_alike(row["phone"], row["complaint_phone"]):
        yield "complaint_phone", "投诉电话不能和咨询电话相同，没有的空着，网上会写 12345"


def advise(office: Record, _given: Given, _lookups: Lookups) -> Iterator[Finding]:
    """Some early credit codes fail the check digit and are lawful."""
    if office["credit_code"] and not credit_codes.is_valid(office["credit_code"]):
        yield "credit_code", "校验位不对，请核对（早期发放的少数代码确实如此）"


DEPARTMENTS = Importer(
    noun="部门",
    model=Department,
    columns=COLUMNS,
    key=("site_code", "key"),
    unique=(("site_code", "slug"),),
    check=check,
    advise=advise,
    notes=notes.DEPARTMENTS,
    office="key",
)
