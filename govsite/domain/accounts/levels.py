"""Levels of proof (认证等级): raised, never lowered, and what items ask for."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.domain.accounts.account import LEVELS, WAYS
from govsite.domain.accounts.refused import Refused
from govsite.domain.common import audit, id_cards, inbox
from govsite.models import normal
from govsite.models.account import Account, Verification
from govsite.models.item import Item

AGE = 14  # from which on one has an account of one's own (个人信息保护法 31)
TOO_YOUNG = f"不满 {AGE} 周岁的孩子不单独实名。请父母或者其他监护人用自己的账号登录，在“认证等级”里点“孩子”登记。"
DONE_BEFORE = "这个账号已经到了这一级，或者已经用别的姓名、身份证号实名，不能再改。"


def is_too_young(id_no: str) -> bool:
    """Whether an ID number is of a child, who is their guardian's to look after."""
    years = id_cards.age(id_no)
    return years is not None and years < AGE


def raise_to(session: Session, account_id: int, level: int, way: str, who: tuple[str, str], **others: str) -> None:
    """Raise an account to a level, with the name and number of ``who``, and write down how; part of a caller's writing.

    Raises Refused where the account is as high already, has another number, or the number is of a child; IntegrityError
    where another account has the number. ``others`` are the reference of a gateway and the place of a window.
    """
    name, id_no = who
    if is_too_young(id_no):
        raise Refused(TOO_YOUNG)
    lower = (Account.id == account_id, Account.level < level, Account.closed.is_(None))
    first = {"level": level, "name": name, "id_no": normal.plain(id_no), "id_print": id_no}
    ways = ((Account.id_print.is_(None), first), (Account.id_print == id_no, {"level": level}))  # a name stays
    run = session.connection().execute
    if not any(run(update(Account).where(*lower, mine).values(values)).rowcount for mine, values in ways):
        raise Refused(DONE_BEFORE)
    inbox.warn(session, account_id, f"账号通过了{WAYS[way]}，现在是{LEVELS[level]}。")
    session.add(Verification(account_id=account_id, level=level, way=way, at=database_time(session), **others))


def note_refused(session: Session, who: str, way: str, why: str) -> None:
    """Write down that a proof was refused, and why; part of the caller's writing."""
    details = {"why": why, "way": way}
    audit.append(session, who=who, what="account.real_name", outcome=audit.REFUSED, details=details)


def wanted(session: Session, item_code: str) -> int:
    """The level that an item asks for (认证等级要求), 0 for none."""
    return session.scalar(select(Item.proof_level).where(Item.code == item_code)) or 0
