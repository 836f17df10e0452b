"""Sign-ins of other systems that belong to accounts (绑定): by issuer and subject, never by a phone or a name."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.database.session import reading, writing
from govsite.database.upsert import insert_into
from govsite.domain.accounts.account import KIND, Citizen
from govsite.domain.accounts.refused import Refused
from govsite.domain.common import audit, inbox, sign_ins
from govsite.models.account import Account
from govsite.models.identity import Identity

TAKEN = "这个支付宝已经绑定在另一个账号上，或者这个账号已经绑定了另一个支付宝。请先登录原来的账号解绑。"
NO_PASSWORD = "您还没有设密码。请先设好密码，再解绑，免得自己进不来。"  # noqa: S105


def account_of(issuer: str, subject: str) -> int | None:
    """Whose sign-in it is."""
    found = select(Identity.account_id).join(Account, Account.id == Identity.account_id)
    whose = (Identity.issuer == issuer, Identity.subject == subject)
    return reading().scalar(found.where(*whose, Account.closed.is_(None)))


def bound(session: Session, account_id: int, issuer: str) -> datetime | None:
    """Since when an account has a sign-in of a system; None where it has none."""
    return session.scalar(select(Identity.bound).where(Identity.account_id == account_id, Identity.issuer == issuer))


def bind(session: Session, account_id: int, issuer: str, subject: str) -> None:
    """Let somebody sign in to an account that was proved; raises Refused. Part of the caller's writing.

    The database has each subject once, and one of an issuer for an account: of two at a time one is refused.
    """
    row = {"account_id": account_id, "issuer": issuer, "subject": subject, "bound": database_time(session)}
    mine = insert_into(session, Identity).values(row).on_conflict_do_nothing().returning(Identity.id)
    if session.scalar(mine) is None:
        raise Refused(TAKEN)
    inbox.warn(session, account_id, "账号绑定了支付宝登录。")
    audit.append(session, who=f"account {account_id}", what="account.bind", details={"with": issuer})


def unbind(citizen: Citizen, issuer: str, keep: int) -> None:
    """Take a sign-in away; other sessions end, for it may have been a stranger's. Raises Refused without a password."""
    if not citizen.has_password:
        raise Refused(NO_PASSWORD)
    with writing() as session:
        own = delete(Identity).where(Identity.account_id == citizen.id, Identity.issuer == issuer)
        if session.connection().execute(own).rowcount:
            sign_ins.end_all(session, KIND, str(citizen.id), but=keep)
            inbox.warn(session, citizen.id, "账号解绑了支付宝登录，别处的登录都已退出。")
            audit.append(session, who=citizen.who, what="account.unbind", details={"with": issuer})
