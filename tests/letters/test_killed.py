"""A letter that was acknowledged is stored, whatever becomes of the worker: kill -9 in the middle of the load."""

from __future__ import annotations

import os
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from queue import Empty, Queue

import pytest
import requests
from sqlalchemy import create_engine, text

from govsite.domain.common.suspicion import begun
from govsite.domain.tickets.form_keys import new_key
from tests.apps import portal_of
from tests.conftest import SECRET
from tests.databases import KINDS
from tests.servers.portal import Server
from tests.sites.samples import WITH_LETTERS
from tests.waiting import PATIENCE, finish, wait

WRITERS = 4
NUMBER = re.compile(r'class="ticket-number">([^<]+)<')
LOAD = {"short": (16, 1), "long": (1000, 3)}  # letters, kills; a worker that dies twice within seconds ends granian


def letter(number: int) -> dict[str, str]:
    """A form that was filled in a while ago."""
    key = new_key()
    stamp = begun(SECRET, key, time.time() - 60)
    body = {"kind": "咨询", "title": f"第 {number} 封", "body": "路灯坏了。", "do": "send"}
    return {"form_key": key, "begun": stamp, **body}


def write_all(server: Server, todo: Queue[int], receipts: dict[int, set[str]]) -> None:
    """Send letters until there are none left, each again under the same key until its receipt comes."""
    url = f"http://127.0.0.1:{server.port}/xiling/letters/new"
    while True:
        try:
            number = todo.get_nowait()
        except Empty:
            return
        form, end = letter(number), time.monotonic() + PATIENCE
        headers = {
            "Origin": f"http://127.0.0.1:{server.port}",
            "X-Forwarded-For": f"8.{number // 250}.{number % 250}.1",
        }
        while not receipts.get(number):
            assert time.monotonic() < end, f"letter {number} got no receipt"
            try:
                answer = requests.post(url, data=form, headers=headers, timeout=PATIENCE)
            except requests.RequestException:
                continue  # the worker died with it
            if found := NUMBER.findall(answer.text):
                receipts.setdefault(number, set()).update(found)


@contextmanager
def server_of(folder: Path, url: str) -> Iterator[Server]:
    """Two workers, whose visitors' addresses come from the test."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("GOVSITE_")}
    env |= {"GOVSITE_SITES": str(folder / "sites.yaml"), "GOVSITE_INSTANCE": str(folder)}
    env |= {"GOVSITE_SECRET_KEY": SECRET, "GOVSITE_DATABASE_URL": url, "GOVSITE_PROXIES": "127.0.0.1"}
    with portal_of(WITH_LETTERS, folder, database_url=url), Server(folder, env, workers=2).running() as server:
        yield server


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", ["short", pytest.param("long", marks=pytest.mark.long)])
def test_what_was_acknowledged_is_stored(
    kind: str, size: str, migrated_url: Callable[[str], str], tmp_path: Path
) -> None:
    url, (letters, kills) = migrated_url(kind), LOAD[size]
    receipts: dict[int, set[str]] = {}
    todo: Queue[int] = Queue()
    for number in range(letters):
        todo.put(number)
    with server_of(tmp_path, url) as server:
        threads = [threading.Thread(target=write_all, args=(server, todo, receipts)) for _ in range(WRITERS)]
        for thread in threads:
            thread.start()
        for kill in range(1, kills + 1):
            written = letters * kill // (kills + 1)
            wait(partial(lambda most: len(receipts) >= most, written))
            os.kill(min(server.workers()), signal.SIGKILL)
        finish(*threads)
    engine = create_engine(url)
    both = text("SELECT number, title FROM ticket JOIN letter ON ticket.id = ticket_id")
    with engine.connect() as connection:
        stored = {row.number: row.title for row in connection.execute(both)}
    engine.dispose()
    assert len(receipts) == letters and all(len(numbers) == 1 for numbers in receipts.values())
    assert {f"第 {number} 封" for number in receipts} == {stored[next(iter(n))] for n in receipts.values()}
    assert len(stored) == letters, "no letter stands twice"
