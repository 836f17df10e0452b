"""What a system can ask to know of somebody (授权范围), in the words in which they are asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from govsite.domain.accounts.account import LEVELS
from govsite.domain.common.id_cards import masked, masked_name
from govsite.domain.common.phones import masked_phone
from govsite.models.account import Account
from govsite.typed import Typed

OPENID, PROFILE, REALNAME, PHONE, IDCARD = "openid", "profile", "realname", "phone", "idcard"
FIRM = "firm"
WORDS = {
    OPENID: "登录：您在这个系统里的编号、认证等级",
    PROFILE: "姓名，遮住一部分",
    REALNAME: "完整的姓名",
    PHONE: "手机号",
    IDCARD: "身份证号",
    FIRM: "替哪个单位办事：单位名称、统一社会信用代码、您在单位的身份",
}
CLAIMS = {
    PROFILE: ["name", "kind"],
    REALNAME: ["name"],
    PHONE: ["phone_number", "phone_number_verified"],
    IDCARD: ["id_no"],
    FIRM: ["kind", "credit_code", "firm_name", "firm_role", "firm_scope"],
}
NATURAL, LEGAL = "natural", "legal"  # kinds of person


def ordered(names: Iterable[str]) -> list[str]:
    """Scopes that there are, each once, in their order."""
    found = set(names)
    return [name for name in WORDS if name in found]


def claims(account: Account, granted: Collection[str]) -> dict[str, Any]:
    """What a system is told of somebody; a name or a number that nobody has proved is left out."""
    found: dict[str, Any] = {}
    if PROFILE in granted:
        found["kind"] = NATURAL
    if account.name and (PROFILE in granted or REALNAME in granted):
        found["name"] = str.__str__(account.name if REALNAME in granted else masked_name(account.name))
    if account.phone and PHONE in granted:
        found |= {"phone_number": f"+86{account.phone}", "phone_number_verified": True}
    if account.id_no and IDCARD in granted:
        found["id_no"] = str.__str__(account.id_no)
    return found


def seen(account: Account, scope: str) -> str:
    """What the page of consent shows of somebody's own value, masked: others may look at the screen."""
    values = {
        OPENID: LEVELS[account.level],
        PROFILE: masked_name(account.name or ""),
        REALNAME: masked_name(account.name or ""),
        PHONE: masked_phone(account.phone or ""),
        IDCARD: masked(account.id_no) if account.id_no else "",
    }
    return Typed(values[scope] or "还没有实名，没有这一项")
