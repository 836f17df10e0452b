"""A table of cases that a department without a system fills in (办件表格): its columns, and what a row must be.

A row is a case that is new, or news of one that is known by the department's own number or by ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from govsite.domain.cases.office import steps_of
from govsite.domain.cases.refusals import REFUSALS
from govsite.domain.common.phones import is_mobile
from govsite.domain.tables.columns import Column, choice, near, text
from govsite.domain.tables.days import day
from govsite.domain.tables.parsing import Record, match_header, parse_rows
from govsite.domain.tables.reading import MB, Limits
from govsite.domain.tables.report import ImportReport, RowError
from govsite.domain.tables.table import Table
from govsite.domain.tables.telling import says_nothing
from govsite.domain.tickets.desks import Desk
from govsite.models.base import IN_USE
from govsite.models.case import LONGEST_NAME, LONGEST_OWN, LONGEST_REMARK
from govsite.models.item import LONGEST_ITEM_NAME, Item
from govsite.models.offering import Offering

LIMITS = Limits(file=2 * MB, rows=1_000, unpacked=10 * MB, memory=512 * MB, seconds=10)
OLDEST = timedelta(366)
MOST_HINTS = 20  # wrong items of a table for which it is said which was meant
EXAMPLE = "示例"  # what the number of a row begins with that only shows how it is done
SUBMIT, ACCEPT, GRANT, COMPLETE, WITHDRAW = "submit", "accept", "grant", "complete", "withdraw"
REFUSALS_OF = ("refuse", "deny")
STATES = {
    "待审核": SUBMIT,
    "审核中": ACCEPT,
    "已通过": GRANT,
    "已办结": COMPLETE,
    "不予受理": "refuse",
    "不予许可": "deny",
    "已撤回": WITHDRAW,
}
MEANT = STATES | {"已收件": SUBMIT, "已受理": ACCEPT, "准予": GRANT, "办结": COMPLETE}
WAITING = "待补充材料"
KINDS = {"个人": False, "单位": True}


@dataclass(frozen=True, slots=True)
class Offered:
    """An item that a desk may take cases of, as its site offers it."""

    offering: Offering
    item: Item


def _named(most: int) -> Callable[[str], str]:
    """By what a case is known: never a word that stands for nothing."""
    short = text(most)

    def parse(cell: str) -> str:
        if says_nothing(cell):
            raise ValueError(f"“{cell}”没有说明内容，请写明，没有的请空着")
        return short(cell)

    return parse


def _phone(cell: str) -> str:
    if not is_mobile(cell):
        raise ValueError("应为 11 位手机号；显示成 1.38E+10 的，请把这一列设成文本再填；没有就空着")
    return cell


def _state(cell: str) -> str:
    if cell == WAITING:
        raise ValueError("缺材料要一次性告知：请写待审核，收件以后打开这个办件告知")
    found: str = MEANT[cell] if cell in MEANT else choice(STATES)(cell)
    return found


class Offers(dict[str, Offered]):
    """What a desk takes cases of, by name and by each of its codes.

    Which name may have been meant is looked for a few times only: a thousand strange codes would take minutes.
    """

    hints = MOST_HINTS

    def __init__(self, offered: Mapping[str, Offered] | None = None) -> None:
        super().__init__(offered or {})
        self.several: set[str] = set()  # names and codes that stand for more than one

    def name(self, name: str, offered: Offered) -> None:
        """Let a name or a code stand for what is offered."""
        if self.setdefault(name, offered).item.code != offered.item.code:
            self.several.add(name)

    def missing(self, cell: str) -> str:
        """That there is none, as a sentence."""
        self.hints -= 1
        names = (offered.item.name for name, offered in self.items() if name == offered.item.name)
        return "本部门在本站没有这个事项" + (near(cell, names) if self.hints >= 0 else "。")


def _item(cell: str, offered: Offers) -> Offered:
    if cell not in offered:
        raise ValueError(offered.missing(cell))
    if cell in offered.several:
        raise ValueError(f"本部门在本站有几个事项都是“{cell}”，请写事项的基本编码")
    return offered[cell]


COLUMNS = (
    Column("number", "编号", _named(LONGEST_OWN)),
    Column("item", "事项", text(LONGEST_ITEM_NAME), default=None, resolve=_item),
    Column("name", "申请人", _named(LONGEST_NAME)),
    Column("kind", "申请人类别", choice(KINDS), default=False, attribute="is_firm"),
    Column("phone", "手机", _phone),
    Column("received", "收件日期", day, default=None),
    Column("state", "状态", _state, default=SUBMIT),
    Column("day", "状态日期", day, default=None),
    Column("step", "环节", text(60)),
    Column("refusal", "理由类别", choice({words: key for key, words in REFUSALS.items()})),
    Column("result", "结果名称", text(200)),
    Column("remark", "说明", text(LONGEST_REMARK), lines=True),
)
LABELS = {column.name: column.label for column in COLUMNS}
FOR_NEW = ("item", "name", "received")  # columns without which there is no new case


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table: ``row`` is its number there, ``number`` what the department or we call the case.

    ``day`` is when it came into the state that ``action`` leads to.
    """

    row: int
    number: str
    offered: Offered | None
    name: str
    is_firm: bool
    phone: str
    received: date | None
    action: str
    day: date | None
    step: str
    refusal: str
    result: str
    remark: str

    @property
    def content(self) -> tuple[str, ...]:
        """What tells two cases apart that have no number of their own."""
        item = self.offered.item.code if self.offered else ""
        return (item, self.name, self.phone, self.received.isoformat() if self.received else "")


class _Shape:
    noun = "办件"
    columns = COLUMNS

    def key_of(self, record: Record) -> tuple[Any, ...]:
        """The number, or else the content: as two rows have it alike, they are one case."""
        if record.get("number"):
            return (record["number"],)
        item = record.get("item")
        item_code = item.item.code if item else ""
        return (item_code, record.get("name"), record.get("phone") or "", record.get("received"))


def offered_at(session: Session, desk: Desk) -> Offers:
    """What a desk takes cases of."""
    found = select(Offering, Item).join(Item, Item.code == Offering.item_code)
    found = found.where(Offering.site_code == desk.site_code, Offering.state == IN_USE, Item.state == IN_USE)
    if desk.reads is not None:
        found = found.where(Offering.department.in_(sorted(desk.reads)))
    offered = Offers()
    for offering, item in session.execute(found.order_by(Offering.id)):
        for name in (item.name, item.code, offering.code):
            offered.name(name, Offered(offering, item))
    return offered


def read_lines(table: Table, offered: Offers, today: date, report: ImportReport) -> list[Line]:
    """The rows that are right by themselves; what is wrong with others goes to the report. Examples are left out."""
    shape = _Shape()
    report.told = table.told
    places = match_header(shape, table, report)
    given = {column.name for column in places}
    for name in [name for name in FOR_NEW if name not in given] if not report.errors else ():
        report.errors.append(RowError(1, name, "", f"缺少“{LABELS[name]}”这一列，请用模板填。"))
    if report.errors:
        return []
    number = next((place for column, place in places.items() if column.name == "number"), None)
    kept = [one for one in table.rows if number is None or not _is_example(one[1], number)]
    report.rows = len(kept)
    lines = []
    for row in parse_rows(shape, replace(table, rows=kept), places, offered, report):
        blank = {column.field: column.blank() for column in COLUMNS}
        line = _line(row.number, blank | row.record)
        faults = [RowError(row.number, name, row.cells.get(name, ""), told) for name, told in _faults(line, today)]
        report.errors.extend(faults)
        if not faults:
            lines.append(line)
    return lines


def _is_example(cells: tuple[str, ...], place: int) -> bool:
    return place < len(cells) and cells[place].startswith(EXAMPLE)


def _line(row: int, values: Record) -> Line:
    values = {**values, "offered": values["item"], "action": values["state"]}
    return Line(row, **{name: values[name] for name in Line.__dataclass_fields__ if name != "row"})


def _faults(line: Line, today: date) -> Iterator[tuple[str, str]]:
    yield from _faults_of_days(line, today)
    if line.step and line.action != ACCEPT:
        yield "step", "状态是“审核中”的才写环节，请空着"
    elif line.step and line.offered and line.step not in (steps := steps_of(line.offered.item)):
        yield "step", f"办事指南里没有这个环节，有：{'、'.join(steps) or '（没有列环节）'}"
    if line.action in REFUSALS_OF:
        if not line.refusal:
            yield "refusal", f"不予受理、不予许可要写是哪一种：{'、'.join(REFUSALS.values())}"
        if not line.remark:
            yield "remark", "不予受理、不予许可要写理由和依据"
    elif line.refusal:
        yield "refusal", "状态是不予受理、不予许可的才写，请空着"
    if line.result and line.action not in (GRANT, COMPLETE):
        yield "result", "状态是已通过、已办结的才写，请空着"


def _faults_of_days(line: Line, today: date) -> Iterator[tuple[str, str]]:
    if line.received and line.received > today:
        yield "received", "这一天还没有到"
    elif line.received and line.received < today - OLDEST:
        yield "received", "超过一年了，请核对"
    if line.day is None:
        return
    if line.day > today:
        yield "day", "这一天还没有到"
    elif line.received and line.day < line.received:
        yield "day", "不能早于收件日期"
