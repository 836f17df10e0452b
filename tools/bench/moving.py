"""Pages in memory while something else is published all the time: a letter every 0.3 s leaves the guides alone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import NullPool
from sqlalchemy.orm import Session

from govsite.database import topics
from govsite.database.engine import make_engine
from tools.bench.figures import at_least
from tools.bench.load import ratio, shoot, warm
from tools.bench.setting import Setting
from tools.bench.urls import Map

TOPIC = topics.Topic("bench")
EVERY = 0.3  # seconds
SECONDS = 3
WANTED = at_least(0.8)


def measure_moving(setting: Setting) -> None:
    """Cached pages while another topic moves, to the same pages while nothing does, in turns."""
    chart = Map(setting.few)
    with setting.server(setting.few) as server:
        what = setting.page("moving", server, [*chart.homes(), *chart.guides()])
        warm(what)
        still, moving = [], []
        for _ in range(max(2, setting.rounds)):
            still.append(shoot(what, SECONDS))
            with bumping(setting.few.url):
                moving.append(shoot(what, SECONDS))
    setting.add("moving.other_topic", ratio(moving, still), moving[-1], "req/s", WANTED)


@contextmanager
def bumping(url: str) -> Iterator[None]:
    """Move a topic that no page is made from, from a thread of its own."""
    engine, end = make_engine(url, poolclass=NullPool), threading.Event()

    def run() -> None:
        number = 0
        while not end.wait(EVERY):
            number += 1
            with Session(engine) as session, session.begin():
                topics.set_mark(session, TOPIC, number)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join()
        engine.dispose()
