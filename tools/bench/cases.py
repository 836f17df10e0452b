"""Cases in public: the look-up by its four dimensions and the supervision page, at 1,000,000 cases and at 10,000.

All cases are one site's, which is harder than a province has it; the catalogue is that of the demo. Pages come from
servers without a page cache, in turns.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from urllib.parse import urlencode

from sqlalchemy import Connection, NullPool, func, select

from govsite.database.engine import make_engine
from govsite.domain.common.days import today
from govsite.models.case import Case
from govsite.models.ticket import CASE, Ticket
from govsite.sites.load import load_file
from tools.bench.case_rows import SITE, SLUG, fill
from tools.bench.databases import SITES, Backend, demo_in
from tools.bench.figures import at_least, middle
from tools.bench.load import CONNECTIONS, in_turn, ratio, warm
from tools.bench.servers import Portal, Server
from tools.bench.setting import Setting

DATABASE = "bench_cases"
FEW, MANY, QUICK_MANY = 10_000, 1_000_000, 100_000
SERIALS = 200
NO_SLOWER = at_least(0.9)
LEAST_ROUNDS, LEAST_SECONDS = 3, 2
BUSY = 200  # cases of the small site's year: in fewer, the span of days asked for would not fill a page there
SLOW, FEW_CONNECTIONS = "supervision", 8  # with more of them answers would come later than a client waits


def measure_cases(setting: Setting) -> None:
    """Pages a second of the large site, as ratios to the small one's."""
    most = QUICK_MANY if setting.quick else MANY
    names = {f"{DATABASE}_few": FEW, f"{DATABASE}_many": most}
    try:
        few, many = (_portal(setting.where, name, cases) for name, cases in names.items())
        paths = _paths(few)
        with setting.cold_server(few) as small, setting.cold_server(many) as large:
            for name, asked in paths.items():
                _measure(setting, name, asked, (small, large), most)
    finally:
        for name in names:
            setting.where.drop(name)


def _measure(setting: Setting, name: str, paths: list[str], servers: tuple[Server, Server], most: int) -> None:
    connections = FEW_CONNECTIONS if name == SLOW else CONNECTIONS
    pages = [
        setting.page(f"{name}_{size}", server, paths, connections=connections)
        for size, server in zip(("few", "many"), servers, strict=True)
    ]
    for each in pages:
        warm(each)
    rounds, seconds = max(LEAST_ROUNDS, setting.rounds), max(LEAST_SECONDS, setting.seconds)
    before, after = in_turn(pages, rounds, seconds).values()
    detail = {"cases": most, "few": round(middle(before), 1)}
    setting.add(f"cases.{name}", ratio(after, before), middle(after), "pages/s", NO_SLOWER, **detail)


def _paths(portal: Portal) -> dict[str, list[str]]:
    """What is asked for, by kind of look-up."""
    engine = make_engine(portal.url, poolclass=NullPool)
    with engine.connect() as connection:
        serials, offices, listed, busy = _known(connection)
    engine.dispose()
    between = _spans(20, 14)
    long = _spans(100, 3)
    hidden = [office for office in offices if office not in listed]
    asked: dict[str, list[dict[str, str]]] = {
        "newest": [{}, {"recent": "1"}],
        "number": [{"number": serial} for serial in serials],
        "department": [{"department": office} for office in listed],
        "department_of_nothing_listed": [{"department": office, **day} for office in hidden for day in ({}, *between)],
        "days": between,
        "department_and_days": [{"department": office, **day} for office in busy for day in long],
    }
    made = {name: [f"/{SLUG}/progress?{urlencode(query)}" for query in queries] for name, queries in asked.items()}
    return made | {SLOW: [f"/{slug}supervision" for slug in (f"{SLUG}/", "yichang/", "")]}


def _spans(days: int, count: int) -> list[dict[str, str]]:
    """So many spans of days, one before the other, the newest first."""
    ends = [(today() - timedelta(days * number)).isoformat() for number in range(1, count + 2)]
    return [{"from": first, "until": last} for last, first in pairwise(ends)]


def _known(connection: Connection) -> Iterator[list[str]]:
    """Some 办件流水号, the offices of the site's cases, those with something listed, and the busy ones of these."""
    of_site = select(Ticket.department).where(Ticket.site_code == SITE, Ticket.kind == CASE)
    of_site = of_site.group_by(Ticket.department)
    listed = of_site.where(Ticket.listed)
    for query in (select(Case.serial).limit(SERIALS), of_site, listed, listed.having(func.count() >= BUSY)):
        yield list(connection.scalars(query.order_by(query.selected_columns[0])))


def _portal(where: Backend, name: str, cases: int) -> Portal:
    """The demo with so many cases at one site."""
    where.create(name, demo_in(where, lambda _: None))
    engine = make_engine(where.url(name), poolclass=NullPool)
    with engine.connect() as connection:
        where.hurry(connection)
        fill(connection, cases)
        connection.commit()
        where.settle(connection)
    engine.dispose()
    return Portal(len(load_file(SITES).all), SITES, where.url(name), name)
