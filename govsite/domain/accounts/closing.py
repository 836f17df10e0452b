"""Closing an account (注销), and all that is kept of somebody (个人信息保护法 45, 47)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.database.session import writing
from govsite.domain.accounts import codes, mandates, own_tickets
from govsite.domain.accounts.account import KIND, Citizen
from govsite.domain.accounts.claims import of
from govsite.domain.accounts.holdings import HOLDINGS, held, plain, take_away
from govsite.domain.accounts.refused import Refused
from govsite.domain.accounts.registering import LATE
from govsite.domain.common import audit, sign_ins
from govsite.domain.common.audit import Wanted
from govsite.models.account import Account, Claim
from govsite.models.company import Member
from govsite.models.ticket import Ticket

MOST_DEEDS = 1_000


def close(citizen: Citizen, course: codes.Course) -> None:
    """Take phone, name, number, password and outside sign-ins from an account, and all that was kept in its space.

    The letters and cases stay, as files of the office (档案法), and are opened by number and password as before. Raises
    Refused where the course was used already.
    """
    with writing() as session:
        if course.account_id != citizen.id or not codes.spend(session, course):
            raise Refused(LATE)
        take_away(session, citizen.id)
        mandates.end_all(session, citizen.id)
        acts = update(Member).where(Member.account_id == citizen.id, Member.ended.is_(None))
        session.execute(acts.values(ended=database_time(session), phone=None))
        values = dict.fromkeys(("phone", "phone_print", "name", "id_no", "id_print"))
        done = update(Account).where(Account.id == citizen.id)
        closed = {"closed": database_time(session), "password": "", "revision": Account.revision + 1}
        session.execute(done.values(**values, **closed, two_steps=False))
        sign_ins.end_all(session, KIND, str(citizen.id))
        audit.append(session, who=citizen.who, what="account.close")


def everything(session: Session, citizen: Citizen) -> dict[str, Any]:
    """All that is kept of somebody, under names that they can read (导出我的数据): dicts, lists and plain values."""
    found = held(session, citizen.id)
    found["我的办件和来信"] = [_plain(each) for each in own_tickets.of_owner(session, of(citizen))]
    found["替单位放进的件"] = _for_companies(session, citizen.id)
    found["登录着的浏览器"] = [
        {"登录时间": plain(each.began), "最近使用": plain(each.seen), "浏览器": each.browser}
        for each in sign_ins.all_open(session, KIND, str(citizen.id))
    ]
    deeds = audit.find(session, Wanted(who=citizen.who), MOST_DEEDS)
    found["代办"] = [
        {
            **{"我是": "托办的人" if each.is_mine else "代办人", "对方": each.other, "件": each.number},
            **{"事项": each.item_code, "到": plain(each.until), "现在": each.state_name},
        }
        for each in mandates.all_of(session, citizen.id)
    ]
    found["操作记录"] = [{"时间": plain(each.at), "操作": each.what, "结果": each.outcome} for each in deeds]
    found["不在文件里的"] = sorted({each.unsaid for each in HOLDINGS if each.unsaid})
    del found["放进用户空间的件"]  # they stand in full under 我的办件和来信
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else plain(value)


def _for_companies(session: Session, account_id: int) -> list[dict[str, Any]]:
    """The numbers of what somebody has put into the space of a legal person; the tickets are that one's."""
    found = select(Ticket.number, Claim.company_id, Claim.claimed).join(Claim, Claim.ticket_id == Ticket.id)
    rows = session.execute(
        found.where(Claim.account_id == account_id, Claim.company_id.is_not(None)).order_by(Ticket.id)
    )
    return [{"编号": row.number, "单位编号": row.company_id, "时间": plain(row.claimed)} for row in rows]
