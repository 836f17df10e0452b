"""The workbook that a department fills in (表格模板) and what is said of its columns, on the page too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from govsite.domain.cases.refusals import REFUSALS
from govsite.domain.cases.table import COLUMNS, EXAMPLE, KINDS, LIMITS, STATES
from govsite.domain.tables.write_xlsx import Note, workbook

NAME = "办件"
LINES = (
    "一行一件。只读第一张表；第一行的列名不要改，不用的列可以删掉。",
    f"编号以“{EXAMPLE}”开头的行只是样子，不会收件。一次最多 {LIMITS.rows} 行。",
    "同一个文件传两次，不会收成两件。以后办出了结果，改“状态”再传一次，进度就更新；状态只向前走，不会退回。",
    "收件以后每件有 BJ 编号。密码在申请人来窗口要的时候给。",
)


def notes(items: Sequence[str], today: date) -> dict[str, Note]:
    """What is said of each column; ``items`` are the names of those that may be taken in."""
    day = today.isoformat()
    return {
        "number": Note("本单位自己的编号，不能重复；更新已有办件时，也可以写 BJ 编号。没有就空着", f"{EXAMPLE}001"),
        "item": Note("事项名称或者编码，照办事指南写。必填", items[0] if items else "", items),
        "name": Note("姓名或者单位全称。必填", "张三"),
        "kind": Note("个人或者单位；空着是个人", "个人", tuple(KINDS)),
        "phone": Note("11 位手机号，有了会收到短信。选填", "13800138000"),
        "received": Note("收到申请的那天，写成 2026-11-29。必填", day),
        "state": Note("空着是待审核。缺材料的写待审核，收件以后再一次性告知", "审核中", tuple(STATES)),
        "day": Note("到这个状态的那天；空着的，新收的是收件那天，更新的是今天", day),
        "step": Note("审核中的可以写办到哪个环节，照办事指南写"),
        "refusal": Note("不予受理、不予许可的必须写", "", tuple(REFUSALS.values())),
        "result": Note("已通过、已办结的可以写证照名称；空着用办事指南里的"),
        "remark": Note("给申请人看的话；不予受理、不予许可的必须写理由和依据"),
    }


def template(items: Sequence[str], today: date) -> bytes:
    """The workbook, as a file of Excel."""
    return workbook(COLUMNS, notes(items, today), NAME, LINES, LIMITS.rows)
