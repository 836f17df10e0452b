"""A batch is stored as a whole or not at all, whatever becomes of the worker, and its sender can repeat it."""

from __future__ import annotations

import base64
import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
import requests
from sqlalchemy import create_engine, text

from govsite.database.keys import bind_keys
from govsite.database.session import writing
from govsite.models import Department, Offering
from tests.api.caller import Caller, key_for
from tests.api.conftest import item
from tests.api.samples import ID_CARD, POLICE, event
from tests.apps import portal_of, site_of
from tests.conftest import SECRET
from tests.databases import KINDS
from tests.sealed import OLD
from tests.servers.portal import Server
from tests.sites.samples import WITH_LETTERS
from tests.waiting import PATIENCE, finish, wait

BATCHES, ROWS, SENDERS = 6, 150, 2
STORY = [event("accept", "12T10:00"), event("grant", "13T10:00"), event("deliver", "16T10:00")]


def batch(number: int) -> bytes:
    """All of one day, by which it is known."""
    day = f"2026-11-{number + 1:02}"
    first = {"received": f"{day}T09:00:00+08:00", "applicant": {"name": "范晓燕"}, "events": STORY}
    cases = [first | {"serial": f"{ID_CARD}{day.replace('-', '')}{turn:04}"} for turn in range(ROWS)]
    return json.dumps({"cases": cases}).encode()


def push_until_taken(server: Server, caller: Caller, numbers: list[int], taken: list[int]) -> None:
    """Send batches one after the other, each under its Idempotency-Key until it is answered."""
    for number in numbers:
        body, end = batch(number), time.monotonic() + PATIENCE
        while True:
            assert time.monotonic() < end, f"batch {number} was not answered"
            headers = caller.headers("POST", "/api/v1/cases", body, again=f"batch-{number}")
            headers["Content-Type"] = "application/json"
            url = f"http://127.0.0.1:{server.port}/api/v1/cases"
            try:
                answer = requests.post(url, data=body, headers=headers, timeout=PATIENCE)
            except requests.RequestException:
                continue  # the worker died with it
            if answer.status_code == 503:  # two at once on SQLite may be too many for a slow disk
                continue
            assert answer.status_code == 200, answer.text
            taken.append(number)
            break


@contextmanager
def served(folder: Path, url: str) -> Iterator[tuple[Server, Caller]]:
    """A portal with one offering, and a system."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("GOVSITE_")}
    env |= {"GOVSITE_SITES": str(folder / "sites.yaml"), "GOVSITE_INSTANCE": str(folder)}
    env |= {"GOVSITE_SECRET_KEY": SECRET, "GOVSITE_DATABASE_URL": url}
    env["GOVSITE_DATA_KEYS"] = ",".join(f"{name}:{base64.b64encode(key).decode()}" for name, key in OLD.items())
    with portal_of(WITH_LETTERS, folder, database_url=url) as app:
        bind_keys(app, OLD)
        with app.app_context(), writing() as session:
            code = site_of(app, "xiling").code
            session.add(Department(site_code=code, key=POLICE, slug="gongan", title="", name=POLICE))
            session.add(item(ID_CARD[19:], POLICE))
            session.flush()
            session.add(Offering(site_code=code, item_code=ID_CARD[19:], code=ID_CARD, department=POLICE))
        caller = key_for(app, "xiling", POLICE)
        with Server(folder, env, workers=2).running() as server:
            yield server, caller


def stored(url: str) -> dict[str, int]:
    """How many cases of each batch, and of their events, there are."""
    engine = create_engine(url)
    day = "SELECT substr(serial, 32, 8) AS day, {} AS number FROM case_file {} GROUP BY 1"
    joined = "JOIN ticket_event ON ticket_event.ticket_id = case_file.ticket_id"
    with engine.connect() as connection:
        one_moment = {"sqlite": "BEGIN", "postgresql": "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"}
        connection.exec_driver_sql(one_moment[engine.dialect.name])
        found = {row.day: row.number for row in connection.execute(text(day.format("count(*)", "")))}
        events = {row.day: row.number for row in connection.execute(text(day.format("count(*)", joined)))}
        counted = connection.scalar(text("SELECT sum(number) FROM tally WHERE measure = 'cases.received'"))
    engine.dispose()
    assert events == {day: number * (len(STORY) + 1) for day, number in found.items()}
    assert (counted or 0) == sum(found.values())
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_a_batch_is_whole_or_nothing(kind: str, new_url: Callable[[str], str], tmp_path: Path) -> None:
    url, taken = new_url(kind), list[int]()
    with served(tmp_path, url) as (server, caller):
        threads = [
            threading.Thread(target=push_until_taken, args=(server, caller, list(range(BATCHES))[n::SENDERS], taken))
            for n in range(SENDERS)
        ]
        for thread in threads:
            thread.start()
        wait(partial(lambda: len(taken) >= BATCHES // 3))
        os.kill(min(server.workers()), signal.SIGKILL)
        assert set(stored(url).values()) <= {ROWS}, "half a batch"
        finish(*threads)
    assert sorted(taken) == list(range(BATCHES))
    assert list(stored(url).values()) == [ROWS] * BATCHES
