"""Citizens of the tests: they register, read the code that came by SMS, sign in; through HTTP as people do."""

from __future__ import annotations

import json
from io import BytesIO
from itertools import count
from random import randrange
from typing import Any
from zipfile import ZipFile

from flask import Flask
from sqlalchemy import delete

from govsite.commands.channels import channels
from govsite.database.session import writing
from govsite.domain.accounts.codes import TEMPLATES as NAMES
from govsite.domain.accounts.notices import TEMPLATE as CHANGED
from govsite.domain.accounts.windows import TEMPLATE as OF_WINDOWS
from govsite.domain.common.sending import send_due
from govsite.domain.companies.certificates import TEMPLATE as EXPIRES
from govsite.domain.companies.members import TEMPLATE
from govsite.domain.companies.review import TEMPLATES as OF_FIRMS
from govsite.domain.subscriptions.digests import SMS_TEMPLATE
from govsite.models.throttle import Throttle
from tests.helpers import Page, Visitor
from tests.submitting import Redirect, submit

TEMPLATES = {name: f"SMS_{name}" for name in (*NAMES, *OF_FIRMS, OF_WINDOWS, TEMPLATE, CHANGED, EXPIRES, SMS_TEMPLATE)}
PASSWORD = "长江水3x7~Kq"
ANOTHER = "另一个w9~Pz"
NUMBERS = count(13900001000)


def new_phone() -> str:
    """A number that nobody in these tests has had."""
    return str(next(NUMBERS))


def browser(portal: Flask) -> Visitor:
    """A browser of its own at an address of its own."""
    visitor = Visitor(portal.test_client())
    visitor.client.environ_base["REMOTE_ADDR"] = f"8.{randrange(256)}.{randrange(256)}.{randrange(256)}"
    return visitor


def messages(portal: Flask, phone: str) -> list[tuple[str, dict[str, str]]]:
    """What a phone has got, newest first: our name of the template, and its variables."""
    with portal.app_context():
        send_due(channels(portal.extensions["config"]))
    found = portal.extensions["simulators"].sms.newest()
    return [(one.template.removeprefix("SMS_"), json.loads(one.variables)) for one in found if one.phone == phone]


def code_of(portal: Flask, phone: str) -> str:
    """The last code that a phone has got."""
    template, variables = messages(portal, phone)[0]
    assert template == "account-code", template
    return variables["code"]


def solved(portal: Flask, page: Page, form: str | None = None, **fields: Any) -> Any:
    """Send a form with the captcha that it shows solved."""
    token = page.one("//main//input[@name='captcha_token']").get("value")
    answer = portal.extensions["captchas"]._letters(token)
    return submit(page, form, "获取验证码", captcha_answer=answer, **fields)


def forget_limits(portal: Flask) -> None:
    """As if some days had passed, for who asks for many codes in one test."""
    with portal.app_context(), writing() as session:
        session.execute(delete(Throttle))


def followed(visitor: Visitor, sent: Any) -> Page:
    """The page that a form led to."""
    assert isinstance(sent, Redirect), sent.main
    return visitor.get(sent.to)


def registered(portal: Flask, phone: str, site: str = "/xiling") -> Visitor:
    """Register, and stay signed in."""
    visitor = browser(portal)
    step = solved(portal, visitor.get(f"{site}/register/person"), phone=phone)
    code = code_of(portal, phone)
    sent = submit(step, None, "注册", code=code, password=PASSWORD, again=PASSWORD, agree=True)
    page = followed(visitor, sent)
    assert page.h1 == "认证等级"
    return visitor


def signed_in(portal: Flask, name: str, password: str = PASSWORD, site: str = "/xiling") -> Visitor:
    """Sign in by password in another browser."""
    visitor = browser(portal)
    followed(visitor, submit(visitor.get(f"{site}/login"), f"{site}/login", name=name, password=password))
    return visitor


def exported(visitor: Visitor, password: str = PASSWORD) -> dict[str, Any]:
    """All that somebody gets of what is kept of them."""
    form = visitor.get("/xiling/account/data").find("//input[@name='csrf_token']")
    fields = {"csrf_token": form[0].get("value"), "password": password}
    with visitor.client.post("/xiling/account/data", data=fields) as answer, ZipFile(BytesIO(answer.data)) as file:
        found: dict[str, Any] = json.loads(file.read("my-data.json"))
    return found
