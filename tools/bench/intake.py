"""Batches of cases that a department's system pushes, beside bare inserts of as many rows in one transaction."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Iterator
from itertools import count
from typing import Any

from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from govsite import create_app
from govsite.config import Config
from govsite.database.keys import bind_keys
from govsite.database.migrate import upgrade
from govsite.database.session import WRITER, writing
from govsite.domain.systems import keys
from govsite.extensions import db
from govsite.models import Department, Item, Offering
from tools.bench.databases import SITES
from tools.bench.figures import at_least, middle
from tools.bench.setting import Setting

DATABASE = "bench_intake"
SECRET = "only-for-the-bench-" * 2
SITE, DEPARTMENT, OFFERING = "xiling", "公安局", "11420500011023456A3070010015000"
ROWS, EVENTS = 1_000, 5
PATH = "/api/v1/cases"
# An old load: what happened long ago is told to nobody.
STORY = (("accept", "03"), ("step", "04"), ("grant", "10"), ("produce", "11"), ("deliver", "12"))
ENOUGH = at_least(0.2)


def measure_intake(setting: Setting) -> None:
    """The whole request, signed, straight to the application: read, checked, stored and counted."""
    setting.where.drop(DATABASE)
    setting.where.create(DATABASE)
    url = setting.where.url(DATABASE)
    upgrade(url)
    app = create_app(Config(sites=SITES, instance=setting.work, secret_key=SECRET, database_url=url))
    bind_keys(app, {"index": secrets.token_bytes(32), "1": secrets.token_bytes(32)})
    try:
        _measure(setting, app, 3 if setting.quick else 7)
    finally:
        app.extensions["freshness"].stop()
        with app.app_context():
            for engine in db.engines.values():
                engine.dispose()
        setting.where.drop(DATABASE)


def _measure(setting: Setting, app: Flask, times: int) -> None:
    system, turns = _system(app), count()
    pushed, bare = [], []
    for _ in range(times + 1):  # in turn: a machine is not as fast at every moment
        body = _batch(turns)
        start = time.perf_counter()
        answer = _push(app, system, body)
        pushed.append(time.perf_counter() - start)
        if answer.status_code != 200:
            raise ValueError(f"a batch was answered with {answer.status_code}: {answer.text[:200]}")
        bare.append(_insert_again(app))
    batch, raw = middle(pushed[1:]), middle(bare[1:])
    rows = ROWS * (EVENTS + 3)
    setting.add("intake.raw_inserts", None, raw * 1000, "ms", rows=rows)
    setting.add(
        "intake.batch_to_raw_inserts", raw / batch, batch * 1000, "ms", ENOUGH, cases=ROWS, events=ROWS * EVENTS
    )


def _system(app: Flask) -> keys.Made:
    with app.app_context():
        site = app.extensions["sites"].current.by_slug[SITE]
        with writing() as session:
            item = Item(code=OFFERING[19:], slug="sfz", name="居民身份证换领", audience="natural", type="行政确认")
            item.handling, item.department, item.promised_days, item.result = "承诺件", DEPARTMENT, 7, "居民身份证"
            session.add(item)
            session.flush()
            session.add(Department(site_code=site.code, key=DEPARTMENT, slug="ga", title="", name=DEPARTMENT))
            values = {"site_code": site.code, "item_code": item.code, "code": OFFERING}
            session.add(Offering(department=DEPARTMENT, **values))
        return keys.create("bench", "bench", site, DEPARTMENT)


def _batch(turns: Iterator[int]) -> bytes:
    cases = []
    for turn in (next(turns) for _ in range(ROWS)):
        day = f"2025-{turn // 9000 + 1:02}-02"
        month = day[:8]
        events: list[dict[str, Any]] = [
            {"id": f"{turn}-{n}", "at": f"{month}{at}T10:00:00+08:00", "action": action, "unit": "户政窗口"}
            for n, (action, at) in enumerate(STORY)
        ]
        events[1]["step"] = "审核"
        applicant = {"name": "张晓燕", "phone": f"138{turn:08}"}
        serial = f"{OFFERING}{day.replace('-', '')}{turn % 9000:04}"
        cases.append({"serial": serial, "received": f"{day}T09:00:00+08:00", "applicant": applicant, "events": events})
    return json.dumps({"cases": cases}, ensure_ascii=False).encode()


def _push(app: Flask, system: keys.Made, body: bytes) -> Any:
    stamp, nonce = str(int(time.time())), secrets.token_hex(12)
    lines = "\n".join(("POST", PATH, stamp, nonce, hashlib.sha256(body).hexdigest()))
    signature = hmac.new(system.secret.encode(), lines.encode(), hashlib.sha256).hexdigest()
    headers = {"Key": system.key, "Timestamp": stamp, "Nonce": nonce, "Signature": signature}
    signed = {f"X-Govsite-{name}": value for name, value in headers.items()}
    client = app.test_client(use_cookies=False)
    return client.post(PATH, data=body, headers=signed, content_type="application/json")


def _insert_again(app: Flask) -> float:
    """Seconds that bare inserts take of the rows that the last batch has made; they are deleted and put back.

    As the database has them: nothing is sealed or turned into other types.
    """
    tables = {"ticket": "id", "case_file": "ticket_id", "ticket_event": "ticket_id"}
    with app.app_context(), Session(db.engines.get(WRITER, db.engine)) as session:
        first = session.scalar(text("SELECT max(id) FROM ticket")) - ROWS + 1
        found = {
            table: [dict(row) for row in _all(session, f"SELECT * FROM {table} WHERE {column} >= :id", first)]  # noqa: S608
            for table, column in tables.items()
        }
        for table, column in reversed(tables.items()):
            session.execute(text(f"DELETE FROM {table} WHERE {column} >= :id"), {"id": first})  # noqa: S608
        session.commit()
        start = time.perf_counter()
        for table, rows in found.items():
            names = ", ".join(f'"{name}"' for name in rows[0])
            places = ", ".join(f":{name}" for name in rows[0])
            insert = f"INSERT INTO {table} ({names}) VALUES ({places})"  # noqa: S608
            session.connection().execute(text(insert), rows)
        session.commit()
        return time.perf_counter() - start


def _all(session: Session, statement: str, first: int) -> Any:
    return session.execute(text(statement), {"id": first}).mappings()
