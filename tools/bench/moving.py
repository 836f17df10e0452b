"""Pages in memory while something is published all the time: what they are not made from must leave them alone.

A letter every 0.3 s, which no page here shows; and a notice every second, which the pages of its site show: there the
figure is pages a second of the server's own processor time, so that whoever publishes is not counted.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import NullPool, delete, update
from sqlalchemy.orm import Session

from govsite.database import topics
from govsite.database.engine import make_engine
from govsite.domain.articles.board import NOTICES
from govsite.models.article import Article
from tools.bench.figures import at_least
from tools.bench.load import Page, ratio, shoot, warm
from tools.bench.servers import Portal, Server
from tools.bench.setting import Setting
from tools.bench.urls import Map

TOPIC = topics.Topic("bench")
EVERY, NOTICE_EVERY = 0.3, 1.0  # seconds
SECONDS, NOTICE_SECONDS = 3, 5
WANTED = at_least(0.8)
TICKS = os.sysconf("SC_CLK_TCK")  # a second of processor time
Change = Callable[[Session, int], object]


def measure_moving(setting: Setting) -> None:
    """Cached pages while another topic or a notice moves, to the same pages while nothing does, in turns."""
    chart = Map(setting.few)
    with setting.server(setting.few) as server:
        what = setting.page("moving", server, [*chart.homes(), *chart.guides()])
        warm(what)
        still, moving = [], []
        for _ in range(max(2, setting.rounds)):
            still.append(shoot(what, SECONDS))
            with repeated(setting.few.url, EVERY, lambda session, turn: topics.set_mark(session, TOPIC, turn)):
                moving.append(shoot(what, SECONDS))
    setting.add("moving.other_topic", ratio(moving, still), moving[-1], "req/s", WANTED)
    for portal in (setting.few,) if setting.quick else (setting.few, setting.many):
        _measure_notice(setting, portal)


def _measure_notice(setting: Setting, portal: Portal) -> None:
    chart = Map(portal)
    paths = [*chart.homes(), *(f"{place.root}/notices" for place in chart.three), *chart.guides()]
    with setting.server(portal) as server, _notice(portal.url, chart.city.site.code) as publish:
        what = setting.page("notice", server, paths)
        warm(what)
        still, moving = [], []
        for _ in range(max(2, setting.rounds)):
            still.append(_pages_a_second(what, server))
            with repeated(portal.url, NOTICE_EVERY, publish):
                moving.append(_pages_a_second(what, server))
    setting.add(f"moving.notice.{portal.size}", ratio(moving, still), moving[-1], "pages/cpu s", WANTED)


def _pages_a_second(what: Page, server: Server) -> float:
    """Answers a second of processor time that the workers took for them."""
    before = _seconds(server)
    done = shoot(what, NOTICE_SECONDS) * NOTICE_SECONDS
    return done / max(_seconds(server) - before, 1 / TICKS)


def _seconds(server: Server) -> float:
    """The processor time of the workers so far."""
    stats = (Path(f"/proc/{pid}/stat").read_text("ascii", "replace") for pid in server.worker_pids())
    fields = (stat.rpartition(")")[2].split() for stat in stats)
    return sum(int(each[11]) + int(each[12]) for each in fields) / TICKS


@contextmanager
def _notice(url: str, code: str) -> Iterator[Change]:
    """What publishes a notice of a site once more; it is taken away at the end."""
    now, key = datetime.now(UTC), {"site_code": code, "column_key": NOTICES, "public_id": "bench"}
    mine = [getattr(Article, name) == value for name, value in key.items()]

    def publish(session: Session, turn: int) -> None:
        session.execute(update(Article).where(*mine).values(title=f"第 {turn} 次发布"))
        topics.bump_sites(session, [code])

    def remove(session: Session, _turn: int) -> None:
        session.execute(delete(Article).where(*mine))
        topics.bump_sites(session, [code])

    once(url, remove)
    once(
        url,
        lambda session, _: session.add(
            Article(**key, title="发布", text="正文", shown_from=date.today(), created=now, changed=now)  # noqa: DTZ011
        ),
    )
    once(url, publish)
    try:
        yield publish
    finally:
        once(url, remove)


def once(url: str, change: Change) -> None:
    """Change a database."""
    engine = make_engine(url, poolclass=NullPool)
    with Session(engine) as session, session.begin():
        change(session, 0)
    engine.dispose()


@contextmanager
def repeated(url: str, every: float, change: Change) -> Iterator[None]:
    """Change a database again and again, from a thread of its own; the change is told which time it is."""
    engine, end = make_engine(url, poolclass=NullPool), threading.Event()

    def run() -> None:
        number = 0
        while not end.wait(every):
            number += 1
            with Session(engine) as session, session.begin():
                change(session, number)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join()
        engine.dispose()
