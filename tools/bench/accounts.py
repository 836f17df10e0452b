"""Accounts: what a sign-in costs beside one verification of a password, and a page signed in beside it signed out.

Who is signed in is seen by the sign-in page (counter/), which shows both; one's own space is compared with that page.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from functools import partial
from itertools import count

from flask import Flask
from flask.testing import FlaskClient

from govsite import create_app
from govsite.config import Config
from govsite.database.keys import bind_keys
from govsite.database.migrate import upgrade
from govsite.database.session import writing
from govsite.domain.accounts.registering import AGREEMENT
from govsite.domain.common.passwords import Passwords
from govsite.extensions import db
from govsite.models.account import STATED, Account
from tools.bench.databases import SITES
from tools.bench.figures import at_most
from tools.bench.letters import SECRET, seconds
from tools.bench.setting import Setting

DATABASE = "bench_accounts"
PHONE, PASSWORD = "13800000000", "长江水3x7~Kq"
SAFE = {"Origin": "http://localhost"}
TIMES, QUICK_TIMES = 200, 30


def measure_accounts(setting: Setting) -> None:
    """Medians of single requests, straight to the application; the cost of argon2 is the real one."""
    setting.where.drop(DATABASE)
    setting.where.create(DATABASE)
    url = setting.where.url(DATABASE)
    upgrade(url)
    app = create_app(Config(sites=SITES, instance=setting.work, secret_key=SECRET, database_url=url))
    bind_keys(app, {"index": secrets.token_bytes(32), "1": secrets.token_bytes(32)})
    try:
        _measure(setting, app, QUICK_TIMES if setting.quick else TIMES)
    finally:
        app.extensions["freshness"].stop()
        with app.app_context():
            for engine in db.engines.values():
                engine.dispose()
        setting.where.drop(DATABASE)


def _measure(setting: Setting, app: Flask, times: int) -> None:
    passwords: Passwords = app.extensions["passwords"]
    with app.app_context():
        _register(passwords)
    visitor, numbers = app.test_client(), count()
    verify = seconds(lambda: passwords.verify(PASSWORD, None), 30)
    sign_in = seconds(lambda: _sign_in(visitor, next(numbers)), times // 2)
    setting.add("accounts.sign_in_to_verify", sign_in / verify, sign_in * 1000, "ms", at_most(3))
    stranger = app.test_client(use_cookies=False)
    inside, outside, space = (
        seconds(partial(_expect, 200, client, page), times)
        for client, page in ((visitor, "/login"), (stranger, "/login"), (visitor, "/account"))
    )
    setting.add("accounts.signed_in_to_out", inside / outside, inside * 1000, "ms", at_most(3))
    setting.add("accounts.space_to_out", space / outside, space * 1000, "ms", at_most(4))


def _register(passwords: Passwords) -> None:
    row = Account(password=passwords.hash(PASSWORD), level=STATED, agreed=AGREEMENT, created=datetime.now(UTC))
    row.phone = row.phone_print = PHONE  # type: ignore[assignment]
    with writing() as session:
        session.add(row)


def _sign_in(visitor: FlaskClient, number: int) -> None:
    """From another address at each time: nobody signs in so often."""
    address = {"REMOTE_ADDR": f"8.{number >> 16}.{number >> 8 & 255}.{number & 255}"}
    form = {"name": PHONE, "password": PASSWORD}
    answer = visitor.post("/xiling/login", data=form, headers=SAFE, environ_overrides=address)
    if answer.status_code != 303:
        raise ValueError(f"a sign-in was answered with {answer.status_code}")


def _expect(status: int, client: FlaskClient, page: str) -> None:
    answer = client.get(f"/xiling{page}")
    if answer.status_code != status:
        raise ValueError(f"{page} was answered with {answer.status_code}, not {status}")
