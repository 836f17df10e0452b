"""Who a citizen is to the portal (用户), as views see them, and what is written down of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from govsite.domain.common.id_cards import masked, masked_name
from govsite.domain.common.phones import masked_phone
from govsite.models.account import CHECKED, FACE, IN_PERSON, STATED, Account, Verification

KIND = "space"  # of their sessions
LEVELS = {STATED: "二级", CHECKED: "三级", FACE: "四级", IN_PERSON: "五级"}
LEVEL_WORDS = {
    STATED: "手机号已验证，没有实名",
    CHECKED: "姓名和身份证号已核对",
    FACE: "本人、姓名和证件已核对",
    IN_PERSON: "本人到窗口核对过",
}
WAYS = {
    "phone": "手机号验证",
    "id_card": "身份证认证",
    "bank_card": "银行卡认证",
    "alipay": "支付宝认证（人脸识别）",
    "unified": "统一身份认证",
    "window": "窗口认证",
}


@dataclass(frozen=True, slots=True)
class Citizen:
    """Somebody who is signed in; phone, name and number are what they may see of themselves: masked.

    ``phone`` is "" where the number has got another owner, who has taken it off.
    """

    id: int
    phone: str
    level: int
    name: str
    id_no: str
    has_password: bool
    created: datetime
    revision: int
    agreed: str
    two_steps: bool = False

    @property
    def who(self) -> str:
        """Their name in the audit."""
        return f"account {self.id}"

    @property
    def is_real(self) -> bool:
        """Whether their name was proved (实名)."""
        return self.level >= CHECKED

    @property
    def level_name(self) -> str:
        """The level as people call it."""
        return LEVELS[self.level]

    @property
    def level_words(self) -> str:
        """What the level says."""
        return LEVEL_WORDS[self.level]


def dotted(name: str) -> str:
    """A name with the dot between its parts as identity cards and the register have it (U+00B7)."""
    for dot in "•‧・･．.":
        name = name.replace(dot, "·")
    return name


def load(session: Session, account_id: int) -> Citizen | None:
    """The account with this number, None where it was closed or never was."""
    row = session.scalar(select(Account).where(Account.id == account_id, Account.closed.is_(None)))
    if row is None:
        return None
    return Citizen(
        row.id,
        masked_phone(row.phone) if row.phone else "",
        row.level,
        type(row.name)(masked_name(row.name)) if row.name else "",
        masked(row.id_no) if row.id_no else "",
        bool(row.password),
        row.created,
        row.revision,
        row.agreed,
        row.two_steps,
    )


def verifications(session: Session, account_id: int) -> list[Verification]:
    """What was proved of somebody, the last first."""
    found = select(Verification).where(Verification.account_id == account_id).order_by(Verification.id.desc())
    return list(session.scalars(found))
