"""Cases of a year at one site with their counters, made by the database itself: a million in some seconds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Table, select, text

from govsite.domain.cases import figures
from govsite.models import Item, Offering
from govsite.models.base import table_of
from govsite.models.case import Case
from govsite.models.tally import MonthTally
from govsite.models.ticket import Ticket

SITE, SLUG, ABOVE = "420502", "xiling", ("420500", "420000")
SECONDS = 365 * 86_400
OPEN = 25  # one case of so many is not finished: the newest
# What either database has its own words for: the moment so many seconds before now, its day and its month.
WORDS = {
    "sqlite": {
        "at": "strftime('%Y-%m-%d %H:%M:%S.000000', 'now', '-' || ((:last - i) * :seconds) || ' seconds')",
        "day": "substr(at, 1, 10)",
        "month": "substr(added, 1, 7) || '-01'",
    },
    "postgresql": {
        "at": "now() - ((:last - i) * :seconds) * interval '1 second'",
        "day": "CAST(at AS date)",
        "month": "CAST(date_trunc('month', added) AS date)",
    },
}
NUMBERS = (
    "WITH RECURSIVE number(i) AS (SELECT CAST(:first AS bigint) UNION ALL SELECT i + 1 FROM number WHERE i < :last)"
)
MEASURES = {
    figures.RECEIVED: "sum(received)",
    figures.DECIDED: "sum(decided)",
    figures.ON_TIME: "sum(decided)",
    figures.GRANTED: "sum(decided)",
    figures.WORKED: "3 * sum(decided)",
}


def fill(connection: Connection, cases: int) -> None:
    """Add cases of all that the site offers; of one of its offices nothing may be listed."""
    words = WORDS[connection.dialect.name]
    connection.execute(text("CREATE TEMPORARY TABLE offered (n integer, code text, item text, office text, name text)"))
    rows = list(_offered(connection))
    connection.execute(text("INSERT INTO offered VALUES (:n, :code, :item, :office, :name)"), rows)
    first = (connection.scalar(text("SELECT max(id) FROM ticket")) or 0) + 1
    last = first + cases - 1
    values: dict[str, Any] = {"first": first, "last": last, "seconds": SECONDS // cases, "kinds": len(rows)}
    values |= {"site": SITE, "open": last - cases // OPEN, "hidden": max(row["office"] for row in rows)}
    made = f"(SELECT i, o.*, {words['at']} AS at FROM number JOIN offered o ON o.n = i % :kinds) made"  # noqa: S608
    for into, columns in ((table_of(Ticket), _ticket(words)), (table_of(Case), _case(words))):
        connection.execute(_insert(into, columns, f"{NUMBERS} SELECT", made), values)
    for statement in _tallies(words):
        connection.execute(statement, {"site": SITE})


def _offered(connection: Connection) -> Iterator[dict[str, Any]]:
    found = select(Offering.code, Offering.item_code, Offering.department, Item.name)
    found = found.join(Item, Item.code == Offering.item_code).where(Offering.site_code == SITE)
    for number, row in enumerate(connection.execute(found.order_by(Offering.code))):
        yield {"n": number, "code": row.code, "item": row.item_code, "office": row.department, "name": row.name}


def _ticket(words: dict[str, str]) -> dict[str, str]:
    columns = {"id": "i", "kind": "'case'", "number": "'BJ-' || i", "secret": "''", "form_key": "'bench ' || i"}
    columns |= {"content_print": "''", "saved": "true", "listed": "office <> :hidden", "site_code": ":site"}
    columns |= {"department": "office", "item_code": "item", "revision": "1", "added": "at", "limit": "5"}
    columns |= {"state": "CASE WHEN i > :open THEN 'reviewing' ELSE 'done' END", "started": words["day"]}
    return columns | {"due": words["day"], "finished": "CASE WHEN i > :open THEN NULL ELSE at END"}


def _case(words: dict[str, str]) -> dict[str, str]:
    serial = "code || substr(CAST(1000000000000 + i AS text), 2)"
    columns = {"ticket_id": "i", "serial": serial, "source": "'window'", "item_name": "name", "applicant": "'张*'"}
    columns |= dict.fromkeys(("system", "step", "refusal", "result"), "''")
    columns |= dict.fromkeys(("is_firm", "calendar_days", "paused", "joint", "by_post"), "false")
    return columns | {"accepted": words["day"], "changed": "at"}


def _insert(into: Table, columns: dict[str, str], start: str, made: str) -> Any:
    names = ", ".join(f'"{name}"' for name in columns)
    return text(f"INSERT INTO {into.name} ({names}) {start} {', '.join(columns.values())} FROM {made}")


def _tallies(words: dict[str, str]) -> Iterator[Any]:
    """One look at all cases, then the counters of each site by department and by item."""
    yield text("DELETE FROM month_tally")
    columns = f"{words['month']} AS month, department, item_code, count(*) AS received, count(finished) AS decided"
    counted = "FROM ticket WHERE site_code = :site AND kind = 'case' GROUP BY 1, 2, 3"
    yield text(f"CREATE TEMPORARY TABLE counted AS SELECT {columns} {counted}")
    for site in (SITE, *ABOVE):
        for by in ("department", "item_code"):
            for measure, number in MEASURES.items():
                cells = {"month": "month", "site_code": f"'{site}'", "department": "''", "item_code": "''"}
                cells |= {by: by, "measure": f"'{measure}'", "number": number}
                yield _insert(table_of(MonthTally), cells, "SELECT", f"counted GROUP BY month, {by}")
