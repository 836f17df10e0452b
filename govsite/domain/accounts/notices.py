"""Short messages when something about an account has changed (账号变动提醒), so that who did not do it can act.

One template with a place for what changed; what to do if it was not oneself stands in its fixed text (operating.md).
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.domain.common import inbox, outbox
from govsite.domain.common.used import spend
from govsite.models.account import Account

TEMPLATE = "account-changed"
PHONE, PASSWORD, RESET = "更换了手机号", "修改了密码", "重设了密码"  # noqa: S105
PASSKEY_ADDED, PASSKEY_REMOVED = "添加了通行密钥", "删除了通行密钥"
BOUND, UNBOUND = "绑定了{}", "解绑了{}"
FIRM_BOUND, FIRM_PASSWORD = "绑定了单位", "改了单位的密码"  # noqa: S105
TWO_STEPS_ON, TWO_STEPS_OFF = "打开了登录二次验证", "关闭了登录二次验证"
MOST_HOUR, MOST_DAY = 4, 10  # to one phone; vendors take 50 a day of a template
HOUR, DAY = 3600, 86_400  # seconds
GOOD_FOR = timedelta(days=1)


def tell(session: Session, account_id: int, change: str, *besides: str) -> None:
    """Tell an account what has changed: its inbox, its phone, and phones ``besides``. Part of the caller's writing.

    Beyond the limits no phone is told: who has got four messages within the hour knows, and the record has it all.
    """
    inbox.warn(session, account_id, f"账号{change}。")
    own = session.scalar(select(Account.phone).where(Account.id == account_id))
    for phone in dict.fromkeys(one for one in (own, *besides) if one):
        if _may_tell(session, account_id, phone == own):
            outbox.add(session, outbox.SMS, phone, TEMPLATE, {"change": change}, good_for=GOOD_FOR)


def _may_tell(session: Session, account_id: int, is_own: bool) -> bool:
    """Whether there is a place left in this hour and in this day (of UTC); it is taken with the caller's writing."""
    now = int(database_time(session).timestamp())
    name = f"{account_id} {is_own}"
    return _has_place(session, f"{name} {now // HOUR}", MOST_HOUR, HOUR) and _has_place(
        session, f"{name} day {now // DAY}", MOST_DAY, DAY
    )


def _has_place(session: Session, name: str, most: int, seconds: int) -> bool:
    return any(spend(session, "account notice", f"{name} {place}", seconds) for place in range(most))
