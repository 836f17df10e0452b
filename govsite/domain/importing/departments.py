"""Offices of departments (实施部门) from a table."""

from __future__ import annotations

from collections.abc import Iterator

from govsite.domain.common import credit_codes, phones
from govsite.domain.importing import notes
from govsite.domain.importing.importer import Finding, Given, Importer
from govsite.domain.importing.lookups import Lookups, to_site
from govsite.domain.tables.columns import Column, slug, text
from govsite.domain.tables.parsing import Record
from govsite.domain.tables.phone_numbers import phone
from govsite.models.department import Department


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
    Column("credit_code", "统一社会信用代码", _credit_code),
)


def check(office: Record, _given: Given, _lookups: Lookups) -> Iterator[Finding]:
    """A complaint must not ring where the enquiry rings."""
    yield from check_phones(office)


def check_phones(row: Record) -> Iterator[Finding]:
    """Enquiry and complaint phone are never the same line."""
    if row["phone"] and phones.is_same_line(row["phone"], row["complaint_phone"]):
        yield "complaint_phone", "投诉电话不能和咨询电话相同"


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
