"""Letters: what sending one and looking one up cost beside one verification of a password and one bare insert.

And how alike the answers are to a wrong password, an unknown number and a slip of the hand: the spread of many tries.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from govsite import create_app
from govsite.config import Config
from govsite.database.keys import bind_keys
from govsite.database.migrate import upgrade
from govsite.database.session import writing
from govsite.domain.common.days import today
from govsite.domain.common.passwords import Passwords
from govsite.domain.common.suspicion import begun
from govsite.domain.common.used import spend
from govsite.domain.tickets.form_keys import new_key
from govsite.domain.tickets.numbers import LETTER, new_number
from govsite.extensions import db
from tools.bench.databases import SITES
from tools.bench.figures import at_most, middle
from tools.bench.setting import Setting

DATABASE = "bench_letters"
SECRET = "only-for-the-bench-" * 2
TRIES, QUICK_TRIES, PER_NUMBER = 500, 60, 4  # fewer than those after which a captcha is wanted
WRONG = "1234 5678 9012 3456"
ALIKE = at_most(1.1)
NUMBER, PASSWORD = 'class="ticket-number">', 'class="ticket-password">'


def measure_letters(setting: Setting) -> None:
    """Medians of single requests, straight to the application; the cost of argon2 is the real one."""
    setting.where.drop(DATABASE)
    setting.where.create(DATABASE)
    url = setting.where.url(DATABASE)
    upgrade(url)
    app = create_app(Config(sites=SITES, instance=setting.work, secret_key=SECRET, database_url=url))
    bind_keys(app, {"index": secrets.token_bytes(32), "1": secrets.token_bytes(32)})
    try:
        _measure(setting, app, QUICK_TRIES if setting.quick else TRIES)
    finally:
        app.extensions["freshness"].stop()
        with app.app_context():
            for engine in db.engines.values():
                engine.dispose()
        setting.where.drop(DATABASE)


def _measure(setting: Setting, app: Flask, tries: int) -> None:
    passwords: Passwords = app.extensions["passwords"]
    verify = seconds(lambda: passwords.verify(WRONG, None), 30)
    with app.app_context():
        insert = seconds(_insert, 30)
    setting.add("letters.verify", None, verify * 1000, "ms")
    setting.add("letters.insert", None, insert * 1000, "ms")
    visitor = Visitor(app)
    receipts: list[tuple[str, str]] = []
    submit = seconds(lambda: receipts.append(visitor.write()), tries // PER_NUMBER)
    setting.add("letters.submit_to_verify", submit / verify, submit * 1000, "ms", at_most(4))
    setting.add("letters.submit_to_insert", submit / insert, submit * 1000, "ms")
    kinds = _kinds([number for number, _ in receipts])
    taken: dict[str, list[float]] = {name: [] for name in kinds}
    for numbers in zip(*kinds.values(), strict=True):  # in turn: a machine is not as fast at every moment
        for _ in range(PER_NUMBER):
            for name, number in zip(kinds, numbers, strict=True):
                taken[name].append(visitor.timed_try(number))
    medians = {}
    for name, times in taken.items():
        times.sort()
        medians[name] = middle(times)
        low, high = times[len(times) // 10], times[-len(times) // 10]
        detail = {"tries": len(times), "p10": round(low * 1000, 2), "p90": round(high * 1000, 2)}
        setting.add(f"letters.{name}", medians[name] / verify, medians[name] * 1000, "ms", **detail)
    spread = max(medians.values()) / min(medians.values())
    setting.add("letters.wrong_spread", spread, (max(medians.values()) - min(medians.values())) * 1000, "ms", ALIKE)
    right = seconds(lambda: visitor.look_up(*secrets.choice(receipts)), 30)
    setting.add("letters.lookup_to_verify", right / verify, right * 1000, "ms", at_most(4))
    setting.add("letters.lookup_to_insert", right / insert, right * 1000, "ms")


def _kinds(known: list[str]) -> dict[str, list[str]]:
    """Numbers for each way to be wrong."""
    unknown = [new_number(LETTER, today()) for _ in known]
    slips = [number[:-1] + ("0" if number[-1] != "0" else "1") for number in known]
    return {"wrong_password": known, "unknown_number": unknown, "slip_of_the_hand": slips}


class Visitor:
    """Somebody with another address at each request."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client: FlaskClient = app.test_client(use_cookies=False)
        self._numbers: Iterator[int] = count()

    def post(self, url: str, form: dict[str, str]) -> Any:
        """The answer to a form."""
        number = next(self._numbers)
        address = f"8.{number >> 16}.{number >> 8 & 255}.{number & 255}"
        return self.client.post(url, data=form, environ_overrides={"REMOTE_ADDR": address})

    def write(self) -> tuple[str, str]:
        """Number and password of a new letter; raises ValueError where there is none."""
        key = new_key()
        form = {"form_key": key, "begun": begun(SECRET, key, time.time() - 60), "kind": "咨询", "phone": "13800000000"}
        text = self.post("/xiling/letters/new", {**form, "title": "路灯坏了", "body": "路灯坏了三天。" * 40}).text
        return (_after(text, NUMBER), _after(text, PASSWORD))

    def look_up(self, number: str, password: str) -> Any:
        """What a number and a password open."""
        return self.post("/xiling/letters/lookup", {"number": number, "password": password})

    def timed_try(self, number: str) -> float:
        """Seconds until a wrong password is told."""
        start = time.perf_counter()
        answer = self.look_up(number, WRONG)
        seconds = time.perf_counter() - start
        if answer.status_code != 422 or "captcha_answer" in answer.text:
            raise ValueError(f"a wrong password was answered with {answer.status_code}")
        return seconds


def _insert() -> None:
    with writing() as session:
        spend(session, "bench", new_key(), 60)


def _after(text: str, mark: str) -> str:
    return text[text.index(mark) + len(mark) :].partition("<")[0]


def seconds(work: Callable[[], object], times: int) -> float:
    """The median of some runs after a first one."""
    found = []
    for _ in range(times + 1):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return middle(found[1:])
