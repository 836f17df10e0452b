"""The audit (审计记录), for auditors: who did what, and whether all of it is as it was written."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from flask import Blueprint, Response, request

from govsite.database.session import reading
from govsite.domain.common import audit
from govsite.domain.common.audit_chain import verify
from govsite.domain.letters.states import LETTER, WRITER
from govsite.domain.people import staff
from govsite.domain.people.scope import Needs, codes
from govsite.typed import Typed
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.pagination import before, this_query
from govsite.web.staff import current_staff, needs

bp = Blueprint("console_audit", __name__, url_prefix="/console/audit")
PER_PAGE = 50
FIRST_DAY, NO_DAY = date(1970, 1, 1), date(9000, 1, 1)
LONGEST_FILTER = 64  # characters
OUTCOMES = {audit.DONE: "完成", audit.REFUSED: "被拒绝", audit.FAILED: "失败"}
# What is done, in words; a name that is not here is shown as it is. "x.y" is a kind of x.
WORDS = {
    "sign_in": "登录",
    "sign_out": "退出",
    "session.end": "结束登录",
    "console": "打开没有权限的页面",
    "staff.create": "新建帐号",
    "staff.disable": "停用帐号",
    "staff.reset": "重置帐号",
    "staff.password": "修改密码",
    "staff.give_role": "给角色",
    "staff.take_role": "拿掉角色",
    "staff.demo": "建演示帐号",
    "second_factor": "填动态口令",
    "second_factor.enrol": "设置动态口令",
    "recovery_code": "用恢复码",
    "recovery_code.renew": "换恢复码",
    "passkey": "用通行密钥",
    "passkey.add": "添加通行密钥",
    "passkey.remove": "删除通行密钥",
    "outbox.retry": "重新发送",
    "letter": "办信件",
    "letter.open": "打开不归自己的信件",
    "letter.export": "导出信件列表",
    **{f"letter.{way.action}": f"信件：{way.office}" for way in LETTER.steps if way.who != (WRITER,)},
    "template.save": "保存答复模板",
    "template.remove": "删除答复模板",
}
OTHERS = {"-": "认不出的人", "command": "命令行", "demo": "演示数据", "system": "系统"}
_STAFF = re.compile(r"staff ([0-9]{1,9})")


@bp.get("")
@needs(Needs.AUDIT)
def records() -> Response:
    """The newest records, filtered; an auditor of some sites sees those of these sites."""
    asked = {name: _plain(request.args.get(name, "")) for name in ("who", "what", "site", "day")}
    found = audit.find(reading(), _wanted(asked), PER_PAGE + 1)
    shown = found[:PER_PAGE]
    return render_page(
        "console/audit/page.html",
        records=[(row, _moment(row.at), _details(row.details)) for row in shown],
        older=this_query("before", str(shown[-1].number)) if len(found) > PER_PAGE else "",
        asked={name: Typed(text) for name, text in asked.items()},
        names=_names(shown),
        words=WORDS,
        outcomes=OUTCOMES,
        sites=here.tree.by_code,
    )


@bp.get("/chain")
@needs(Needs.AUDIT)
def chain() -> Response:
    """All records compared with their chain, from the first one on."""
    return render_page("console/audit/chain.html", verdict=verify(reading()))


def _wanted(asked: Mapping[str, str]) -> audit.Wanted:
    """A filter that fits nothing finds nothing; a site is named by slug, name or code."""
    sites = codes(current_staff(), Needs.AUDIT, here.tree)
    if asked["site"]:
        named = frozenset(site.code for site in here.tree.match(asked["site"])[:1])
        sites = named if sites is None else named & sites
    day = _day(asked["day"]) if asked["day"] else None
    return audit.Wanted(_who(asked["who"]), asked["what"], sites, day, before())


def _plain(text: str) -> str:
    return "".join(char for char in text if char.isprintable()).strip()[:LONGEST_FILTER]


def _day(text: str) -> date:
    """The day; for what is none, one on which nothing was done."""
    try:
        return min(max(date.fromisoformat(text), FIRST_DAY), NO_DAY)
    except ValueError:
        return NO_DAY


def _who(typed: str) -> str:
    """Somebody's name in the audit, by their user name; others (``command``) are named as they are."""
    number = staff.number_of(reading(), typed) if typed else None
    return f"staff {number}" if number else typed


def _names(rows: Sequence[audit.Audit]) -> dict[str, str]:
    """The people among who did it and to whom."""
    numbers = {int(match[1]) for row in rows for text in (row.who, row.target) if (match := _STAFF.fullmatch(text))}
    return {**OTHERS, **{f"staff {number}": name for number, name in staff.names(reading(), numbers).items()}}


def _moment(at: str) -> datetime | None:
    try:
        return datetime.fromisoformat(at)
    except ValueError:  # somebody changed it: it is shown as it is
        return None


def _details(text: str) -> str:
    """``needs letters, method GET``; as it is where somebody changed it."""
    try:
        return "，".join(
            f"{name} {value}" for name, value in json.loads(text).items() if value not in ("", False, None)
        )
    except (ValueError, AttributeError):
        return text
