"""All that is kept under an account's number: what the export says of it, and what closing does with it.

A test looks for tables that name an account and stand here not: who adds one says both here, in a line or two.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from govsite.domain.accounts.account import LEVELS, WAYS
from govsite.domain.accounts.children import RELATIONS
from govsite.domain.accounts.profiles import CONTACTS
from govsite.domain.accounts.records import WAYS as SIGN_INS
from govsite.domain.common.inbox import KINDS
from govsite.models.account import Account, Claim, Favourite, PhoneProof, Verification
from govsite.models.base import Base, table_of
from govsite.models.child import Child
from govsite.models.company import REPRESENTATIVE, Company, Member
from govsite.models.identity import Certification, Identity, Trip
from govsite.models.inbox import InboxMessage
from govsite.models.mandate import Mandate
from govsite.models.openid import OpenidClient, OpenidConsent, OpenidLogin
from govsite.models.passkey import Challenge, Passkey
from govsite.models.profile import Profile
from govsite.models.sign_in_record import SignInRecord
from govsite.models.subscription import Subscription, Watch
from govsite.models.window_proof import WindowProof

Said = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Holding:
    """A table with the ``column`` that has the account's number.

    ``name`` is what the export calls it, ``says`` its fields there, each by the attribute of the row or by a function
    of it; no fields, for what is a secret and ends within hours, is said by ``unsaid``. ``stays`` is why closing leaves
    its rows, "" where it deletes them.
    """

    model: type[Base]
    column: Any
    name: str
    says: Mapping[str, str | Said] = field(default_factory=dict)
    unsaid: str = ""
    stays: str = ""

    def export(self, session: Session, account_id: int) -> list[dict[str, Any]]:
        """What the export says of an account's rows."""
        primary = list(table_of(self.model).primary_key)
        rows = session.scalars(select(self.model).where(self.column == account_id).order_by(*primary)).all()
        return [{name: plain(_said(row, how)) for name, how in self.says.items()} for row in rows]


def _said(row: Any, how: str | Said) -> Any:
    return how(row) if callable(how) else getattr(row, how)


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else value


COURSE = "还没有用的验证码和没有走完的登录，几分钟到几小时就作废，不在文件里。"
ERRANDS = "代办到此为止；谁替谁办过，是办件的记录。"
ARCHIVE = "单位的账号不随个人注销；名字和手机号已经删去。"
HOLDINGS = (
    Holding(
        Account,
        Account.id,
        "账号",
        {
            "编号": "id",
            "手机号": "phone",
            "姓名": "name",
            "身份证号": "id_no",
            "认证等级": lambda row: LEVELS[row.level],
            "同意的注册协议": "agreed",
            "注册时间": "created",
            "最近登录": "signed_in",
            "登录二次验证": lambda row: "打开" if row.two_steps else "关闭",
        },
        stays="只剩编号和时间：操作记录提到它，编号不再给别人。",
    ),
    Holding(
        Verification,
        Verification.account_id,
        "认证记录",
        {
            "等级": lambda row: LEVELS[row.level],
            "方式": lambda row: WAYS.get(row.way, row.way),
            "时间": "at",
            "核对系统的编号": "reference",
            "地点": "place",
        },
        stays="只有等级、方式、时间和核对系统的编号，没有姓名和号码；说明当时怎样认证的。",
    ),
    Holding(
        Profile,
        Profile.account_id,
        "我的资料",
        {
            "称呼": "called",
            "电话": "phone",
            "邮箱": "email",
            "邮箱确认时间": "confirmed",
            "通信地址": "address",
            "常住的地方（站点代码）": "district",
            "写信时给部门留": lambda row: CONTACTS.get(row.contact, row.contact),
            "写信时自动填": "fills",
            "我是": "groups",
            "人生大事": "events",
            "推荐": "suggests",
            "订阅邮件": "digest",
            "订阅短信": "sms",
        },
    ),
    Holding(Claim, Claim.account_id, "放进用户空间的件", {"件": "ticket_id", "单位": "company_id", "时间": "claimed"}),
    Holding(
        Favourite, Favourite.account_id, "收藏", {"站点代码": "site_code", "基本编码": "item_code", "时间": "added"}
    ),
    Holding(Subscription, Subscription.account_id, "订阅", {"编号": "watch_id", "时间": "added"}),
    Holding(
        InboxMessage,
        InboxMessage.account_id,
        "站内消息",
        {"时间": "at", "种类": lambda row: KINDS.get(row.kind, row.kind), "内容": "words", "读过": "read"},
    ),
    Holding(
        Identity,
        Identity.account_id,
        "绑定的登录",
        {"系统": "issuer", "它给您的编号": "subject", "绑定时间": "bound"},
    ),
    Holding(
        OpenidConsent,
        OpenidConsent.account_id,
        "授权的系统",
        {"系统编号": "client_id", "知道什么": "granted", "同意时间": "at"},
    ),
    Holding(
        OpenidLogin,
        OpenidLogin.account_id,
        "登录着的系统",
        {"系统编号": "client_id", "登录时间": "began"},
        stays="等系统收到退出的通知就删去。",
    ),
    Holding(Passkey, Passkey.account_id, "通行密钥", {"名称": "name", "添加时间": "added", "上次使用": "used"}),
    Holding(
        SignInRecord,
        SignInRecord.account_id,
        "登录记录",
        {
            "时间": "at",
            "方式": lambda row: SIGN_INS.get(row.way, row.way),
            "浏览器": "browser",
            "网络地址": "address",
        },
    ),
    Holding(
        Child,
        Child.guardian_id,
        "登记的孩子",
        {
            **{"姓名": "name", "身份证号": "id_no", "您是": lambda row: RELATIONS[row.relation]},
            **{"登记时间": "bound", "同意的版本": "consent"},
        },
    ),
    Holding(Mandate, Mandate.principal_id, "托人代办", {"编号": "id", "到": "until", "结束": "ended"}, stays=ERRANDS),
    Holding(Mandate, Mandate.agent_id, "替人代办", {"编号": "id", "到": "until", "结束": "ended"}, stays=ERRANDS),
    Holding(WindowProof, WindowProof.account_id, "窗口认证码", unsaid=COURSE),
    Holding(
        Member,
        Member.account_id,
        "代表和经办的单位",
        {
            "单位编号": "company_id",
            "身份": lambda row: "法定代表人" if row.role == REPRESENTATIVE else "经办人",
            "范围": "scope",
            "起": "accepted",
            "止": "until",
            "撤销": "ended",
        },
        stays="代表和经办的记录是单位的，注销时到此为止，手机号删去。",
    ),
    Holding(
        Company,
        Company.representative_id,
        "您是法定代表人的单位",
        {"编号": "id", "名称": "name", "统一社会信用代码": "credit_code", "状态": "state", "注册时间": "created"},
        stays=ARCHIVE,
    ),
    Holding(Challenge, Challenge.account_id, "没有加完的通行密钥", unsaid=COURSE),
    Holding(PhoneProof, PhoneProof.account_id, "验证码", unsaid=COURSE),
    Holding(Trip, Trip.account_id, "没有走完的登录", unsaid=COURSE),
    Holding(Certification, Certification.account_id, "没有走完的认证", unsaid=COURSE),
)


def take_away(session: Session, account_id: int) -> None:
    """Delete what closing an account takes away; part of the caller's writing."""
    for each in HOLDINGS:
        if not each.stays and each.model is not Claim:
            session.execute(delete(each.model).where(each.column == account_id))
    session.execute(delete(Claim).where(Claim.account_id == account_id, Claim.company_id.is_(None)))


def held(session: Session, account_id: int) -> dict[str, Any]:
    """What is kept under an account's number, by the names of the export."""
    found: dict[str, Any] = {each.name: each.export(session, account_id) for each in HOLDINGS if each.says}
    found["订阅"] = _subscriptions(session, account_id)
    found["授权的系统"] = _systems(session, account_id)
    return found


def _subscriptions(session: Session, account_id: int) -> list[dict[str, Any]]:
    """With what they are of, which stands in another table."""
    columns = (Watch.site_code, Watch.kind, Watch.key, Subscription.added)
    found = select(*columns).join(Subscription, Subscription.watch_id == Watch.id)
    names = ("站点代码", "种类", "内容", "时间")
    rows = session.execute(found.where(Subscription.account_id == account_id).order_by(Watch.id))
    return [dict(zip(names, map(plain, row), strict=True)) for row in rows]


def _systems(session: Session, account_id: int) -> list[dict[str, Any]]:
    """With their names."""
    found = select(OpenidClient.name, OpenidClient.department, OpenidConsent.granted, OpenidConsent.at)
    found = found.join(OpenidConsent, OpenidConsent.client_id == OpenidClient.id)
    rows = session.execute(found.where(OpenidConsent.account_id == account_id).order_by(OpenidClient.id))
    names = ("系统", "部门", "知道什么", "同意时间")
    return [dict(zip(names, map(plain, row), strict=True)) for row in rows]
