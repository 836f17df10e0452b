"""Every table that names an account is in the export, and closing says what becomes of it."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import Column, func, select

from govsite.database.session import reading
from govsite.domain.accounts.holdings import HOLDINGS
from govsite.models import Account, Base
from govsite.models.account import Claim
from tests.accounts.citizens import code_of, followed, forget_limits, new_phone, registered
from tests.letters.writer import write
from tests.submitting import submit

ROOT = "/xiling/account"


def _names_an_account(column: Column[object]) -> bool:
    """By a foreign key, or by what such columns are called."""
    points = any(key.column.table is Account.__table__ for key in column.foreign_keys)
    return points or column.name.endswith("account_id")


def test_every_table_that_names_an_account_is_exported_and_treated_at_closing() -> None:
    named = {(table.name, column.name) for table in Base.metadata.tables.values() for column in table.columns
             if _names_an_account(column)}  # fmt: skip
    known = {(each.model.__table__.name, each.column.key) for each in HOLDINGS}  # type: ignore[attr-defined]
    missing = named - known
    assert not missing, f"domain/accounts/holdings.py says nothing of {sorted(missing)}"
    for each in HOLDINGS:
        assert each.says or each.unsaid, f"{each.name}: the export says what it holds, or why not"
        for how in each.says.values():
            assert callable(how) or hasattr(each.model, how), f"{each.name}: no column {how!r}"


def test_closing_leaves_nothing_but_what_is_said_to_stay(portal: Flask) -> None:
    phone, receipt = new_phone(), write(portal)
    visitor = registered(portal, phone)
    forms = {"tickets": {"number": receipt.number, "password": receipt.password}, "profile": {"called": "范晓燕"}}
    for name, fields in forms.items():
        followed(visitor, submit(visitor.get(f"{ROOT}/{name}"), f"{ROOT}/{name}", **fields))
    new = f"{ROOT}/subscriptions/new"
    followed(visitor, submit(visitor.get(f"{new}?kind=notices"), new))
    with portal.app_context():
        account_id = reading().scalar(select(Account.id).where(Account.phone_print == phone))
    form = f"{ROOT}/security/close"
    page = visitor.get(form)
    for each in HOLDINGS:
        assert not each.stays or each.stays in page.main, each.name
    forget_limits(portal)
    step = submit(page, form)
    followed(visitor, submit(step, f"{form}/code", "注销账号", code=code_of(portal, phone)))
    with portal.app_context():
        for each in HOLDINGS:
            left = reading().scalar(select(func.count()).select_from(each.model).where(each.column == account_id))
            assert not left or each.stays, f"{each.name}: {left} rows are left"
        assert not reading().scalar(select(Claim.ticket_id).where(Claim.account_id == account_id))
