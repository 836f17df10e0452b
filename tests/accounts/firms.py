"""Legal persons of the tests: people with a real name who register them; through HTTP as people do."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import update

from govsite.database.session import writing
from govsite.models.account import Account
from govsite.simulators.company import FIRMS, Firm
from tests.accounts.citizens import code_of, followed, forget_limits, new_phone, registered
from tests.helpers import Page, Visitor
from tests.submitting import submit

FIRM_PASSWORD = "云梦味3x7~Kq"
FORM, SECOND = "/xiling/register/firm", "/xiling/register/firm/representative"
CODES = list(FIRMS)
EARLY = CODES[-1]  # whose check digit is wrong, as that of some early ones is


def real_person(portal: Flask, name: str, id_no: str) -> Visitor:
    """Somebody who has registered and proved their name."""
    phone = new_phone()
    visitor = registered(portal, phone)
    visitor.phone = phone  # type: ignore[attr-defined]
    prove_name(portal, visitor, phone, name, id_no)
    return visitor


def prove_name(portal: Flask, visitor: Visitor, phone: str, name: str, id_no: str) -> Page:
    """Go through the steps of a real name; the page that comes after it."""
    forget_limits(portal)
    step = submit(visitor.get("/xiling/account/level"), "/xiling/account/level/code")
    step = submit(step, "/xiling/account/level/prove", "下一步", code=code_of(portal, phone))
    return followed(visitor, submit(step, "/xiling/account/level/check", name=name, id_no=id_no))


def anybody(portal: Flask, name: str, id_no: str) -> Visitor:
    """Somebody with a real name that other tests of this portal have proved, too: theirs is taken away."""
    with portal.app_context(), writing() as session:
        session.execute(update(Account).where(Account.id_print == id_no).values(id_print=None, level=2))
    return real_person(portal, name, id_no)


def first_step(visitor: Visitor, code: str, firm: Firm, **fields: Any) -> Any:
    """Send the first step."""
    values = {"kind": "enterprise", "name": firm.name, "credit_code": code} | fields
    return submit(visitor.get(FORM), FORM, **values)


def second_step(page: Page, firm: Firm, **fields: Any) -> Any:
    """Send the second step."""
    values = {"name": firm.representative, "id_no": firm.id_no, "password": FIRM_PASSWORD, "again": FIRM_PASSWORD}
    return submit(page, SECOND, **values | fields)


def firm_of(portal: Flask, code: str) -> tuple[Visitor, Page]:
    """Register a legal person: who represents it, signed in, and the first page of its space."""
    firm = FIRMS[code]
    visitor = anybody(portal, firm.representative, firm.id_no)
    forget_limits(portal)
    page = followed(visitor, first_step(visitor, code, firm))
    page = followed(visitor, second_step(page, firm))
    assert page.h1 == "绑定证书", page.main
    return visitor, visitor.get(page.one("//a[.='跳过此步骤']").get("href"))


def firm_signed_in(visitor: Visitor, code: str, password: str = FIRM_PASSWORD) -> Any:
    """Sign a legal person in."""
    form = "/xiling/login/firm"
    return submit(visitor.get(form), form, credit_code=code, password=password)
