"""From the demo's rows to a province of thousands of sites: copies within the database, no row travels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    and_,
    exists,
    false,
    func,
    insert,
    literal,
    select,
)

from govsite.models import Department, Hall, Item, Offering
from govsite.models.base import Base

COPIED = Table(
    "copied",
    MetaData(),
    Column("old", String(6), primary_key=True),
    Column("new", String(6), primary_key=True),
    Column("number", Integer),
    prefixes=["TEMPORARY"],
)


def grow(connection: Connection, copied: Sequence[tuple[str, str, int]], offerings: int) -> None:
    """Give each copy (old code, new code, number) the offices, halls and offerings of its original.

    Then items that the copies do not offer yet are added until there are ``offerings`` rows. The caller commits.
    """
    COPIED.create(connection)
    rows = [{"old": old, "new": new, "number": number} for old, new, number in copied]
    connection.execute(insert(COPIED), rows)
    for model in (Department, Hall, Offering):
        _copy(connection, model)
    known = connection.scalar(select(func.count()).select_from(Offering)) or 0
    if known < offerings:
        _add(connection, offerings - known)


def _copy(connection: Connection, model: type[Base]) -> None:
    table: Any = model.__table__
    changed = _changes(table)
    columns = [column for column in table.columns if column.name != "id" or column.name in changed]
    values = [changed.get(column.name, column) for column in columns]
    rows = select(*values).join(COPIED, COPIED.c.old == table.c.site_code).order_by(COPIED.c.new, table.c.id)
    _insert(connection, table, [column.name for column in columns], rows)


def _changes(table: Table) -> dict[str, ColumnElement[Any]]:
    """What differs between a row and its copy: the division code wherever it stands, and the hall's own id."""
    found: dict[str, ColumnElement[Any]] = {"site_code": COPIED.c.new}
    for name in ("credit_code", "code"):
        if name in table.c:
            found[name] = _moved(table.c[name])
    end = literal("-", String).concat(COPIED.c.number.cast(String))
    if table.name == "hall":
        found["id"] = table.c.id.concat(end)
    if "hall_id" in table.c:
        found["hall_id"] = table.c.hall_id.concat(end)
    return found


def _moved(code: ColumnElement[str]) -> ColumnElement[str]:
    """A code that has the division at its third to eighth place (GB 32100-2015), for the copy's division."""
    return func.substr(code, 1, 2).concat(COPIED.c.new).concat(func.substr(code, 9))


def _insert(connection: Connection, table: Table, names: list[str], rows: Select[Any]) -> None:
    # Defaults of the models would come as one constant a column; all columns are named already.
    connection.execute(insert(table).from_select(names, rows, include_defaults=False))


def _add(connection: Connection, missing: int) -> None:
    """More items for the copies, the same at as many sites as possible, where there is an office for them."""
    offering: Any = Offering.__table__
    department: Any = Department.__table__
    item: Any = Item.__table__
    offered = exists().where(and_(offering.c.site_code == COPIED.c.new, offering.c.item_code == item.c.code))
    code = func.substr(department.c.credit_code, 1, 18).concat("4").concat(item.c.code)
    values = {
        "site_code": COPIED.c.new,
        "item_code": item.c.code,
        "code": code,
        "department": item.c.department,
        "window": literal("综合窗口"),
        "phone": department.c.phone,
        "complaint_phone": department.c.complaint_phone,
        "bookable": false(),
    }
    rows = (
        select(*values.values())
        .select_from(COPIED)
        .join(department, department.c.site_code == COPIED.c.new)
        .join(item, item.c.department == department.c.key)
        .where(~offered)
        .order_by(item.c.code, COPIED.c.new)
        .limit(missing)
    )
    _insert(connection, offering, list(values), rows)
