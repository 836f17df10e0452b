"""Closing an account (注销), and all that is kept of somebody (个人信息保护法 45, 47)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.database.session import writing
from govsite.domain.accounts import codes, mandates
from govsite.domain.accounts.account import KIND, LEVELS, WAYS, Citizen, verifications
from govsite.domain.accounts.children import RELATIONS
from govsite.domain.accounts.claims import all_of, of
from govsite.domain.accounts.favourites import mine
from govsite.domain.accounts.refused import Refused
from govsite.domain.accounts.registering import LATE
from govsite.domain.common import audit, sign_ins
from govsite.domain.common.audit import Wanted
from govsite.models.account import Account, Claim, Favourite, PhoneProof
from govsite.models.child import Child
from govsite.models.company import REPRESENTATIVE, Company, Member
from govsite.models.identity import Certification, Identity, Trip
from govsite.models.ticket import Ticket
from govsite.models.window_proof import WindowProof

MOST_DEEDS = 1_000


def close(citizen: Citizen, course: codes.Course) -> None:
    """Take phone, name, number, password and outside sign-ins from an account, and all that was kept in its space.

    The letters and cases stay, as files of the office (档案法), and are opened by number and password as before. Raises
    Refused where the course was used already.
    """
    with writing() as session:
        if course.account_id != citizen.id or not codes.spend(session, course):
            raise Refused(LATE)
        for table in (Favourite, PhoneProof, Identity, Trip, Certification, WindowProof):
            session.execute(delete(table).where(table.account_id == citizen.id))
        session.execute(delete(Child).where(Child.guardian_id == citizen.id))
        mandates.end_all(session, citizen.id)
        session.execute(delete(Claim).where(Claim.account_id == citizen.id, Claim.company_id.is_(None)))
        acts = update(Member).where(Member.account_id == citizen.id, Member.ended.is_(None))
        session.execute(acts.values(ended=database_time(session), phone=None))
        values = dict.fromkeys(("phone", "phone_print", "name", "id_no", "id_print"))
        done = update(Account).where(Account.id == citizen.id)
        closed = {"closed": database_time(session), "password": "", "revision": Account.revision + 1}
        session.execute(done.values(**values, **closed))
        sign_ins.end_all(session, KIND, str(citizen.id))
        audit.append(session, who=citizen.who, what="account.close")


def everything(session: Session, citizen: Citizen) -> dict[str, Any]:
    """All that is kept of somebody, under names that they can read (导出我的数据)."""
    row = session.execute(select(Account).where(Account.id == citizen.id)).scalar_one()
    firms = select(Company.name, Member.role, Member.accepted, Member.until, Member.ended)
    firms = firms.join(Company, Company.id == Member.company_id).where(Member.account_id == citizen.id)
    deeds = audit.find(session, Wanted(who=citizen.who), MOST_DEEDS)
    return {
        "账号": {
            "编号": row.id,
            "手机号": row.phone,
            "姓名": row.name,
            "身份证号": row.id_no,
            "认证等级": LEVELS[row.level],
            "同意的注册协议": row.agreed,
            "注册时间": _moment(row.created),
            "最近登录": _moment(row.signed_in),
        },
        "认证记录": [
            {
                **{"等级": LEVELS[each.level], "方式": WAYS.get(each.way, each.way)},
                **{"时间": _moment(each.at), "地点": each.place},
            }
            for each in verifications(session, citizen.id)
        ],
        "绑定的登录": [
            {"系统": each.issuer, "它给您的编号": each.subject, "绑定时间": _moment(each.bound)}
            for each in session.scalars(select(Identity).where(Identity.account_id == citizen.id))
        ],
        "我的件": [
            {"编号": each.number, "站点代码": each.site_code, "提交时间": _moment(each.added)}
            for each in session.execute(all_of(of(citizen)).order_by(Ticket.id))
        ],
        "收藏": [{"站点代码": each.site_code, "基本编码": each.item_code} for each in mine(session, citizen.id)],
        "代表和经办的单位": [_firm(each) for each in session.execute(firms.order_by(Member.id))],
        **_others(session, citizen),
        "操作记录": [{"时间": _moment(each.at), "操作": each.what, "结果": each.outcome} for each in deeds],
    }


def _firm(row: Any) -> dict[str, str | None]:
    return {
        "单位": row.name,
        "身份": "法定代表人" if row.role == REPRESENTATIVE else "经办人",
        "起": _moment(row.accepted),
        "止": row.until.isoformat() if row.until else None,
        "撤销": _moment(row.ended),
    }


def _others(session: Session, citizen: Citizen) -> dict[str, Any]:
    """Whom they look after, and for whom they act or who acts for them."""
    children = session.scalars(select(Child).where(Child.guardian_id == citizen.id).order_by(Child.id))
    return {
        "登记的孩子": [_child(each) for each in children],
        "代办": [
            {
                **{"我是": "托办的人" if each.is_mine else "代办人", "对方": each.other, "件": each.number},
                **{"事项": each.item_code, "到": each.until.isoformat(), "现在": each.state_name},
            }
            for each in mandates.all_of(session, citizen.id)
        ],
    }


def _child(row: Child) -> dict[str, str | None]:
    consent = {"登记时间": _moment(row.bound), "同意的版本": row.consent}
    return {"姓名": row.name, "身份证号": row.id_no, "您是": RELATIONS[row.relation], **consent}


def _moment(moment: datetime | str | None) -> str | None:
    return moment.isoformat(timespec="seconds") if isinstance(moment, datetime) else moment
